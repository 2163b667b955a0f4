"""The curriculum as files that people can read, edit and review, and the loader that makes pages of them."""
