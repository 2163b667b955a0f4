"""Where higher domains and sites add to a learner's pages."""

from collections.abc import Callable

from django.http import HttpRequest
from laces.components import Component

from harmreduction_lms.core.registry import Registry
from harmreduction_lms.learning.models import Enrolment


CompletionSlot = Callable[[HttpRequest, Enrolment], Component | None]

completion_slots: Registry[CompletionSlot] = Registry()
"""What comes after completion, in order, on the learner's own page of a course."""
