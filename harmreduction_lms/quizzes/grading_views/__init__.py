"""Pages of the admin for grading by hand, marking again, and deciding about passes.

`viewsets.marking` puts them into the menu.
"""
