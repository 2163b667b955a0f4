"""What courses tells the domains above it."""

from django.dispatch import Signal


course_changed = Signal()
"""A page of a course was published, unpublished, moved or deleted: its outline may be another one now. Sent
when Wagtail says so, inside its transaction if it has one. Arguments: course_key."""
