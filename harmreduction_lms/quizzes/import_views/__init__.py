"""Import and export of questions in Wagtail's admin: choose files, look at every question, take what fits."""
