"""A small Wagtail site that uses `harmreduction_lms`: what a site adds, and nothing else."""
