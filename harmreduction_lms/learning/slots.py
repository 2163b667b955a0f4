"""Where higher domains and sites add to a learner's pages."""

from collections.abc import Callable

from django.http import HttpRequest
from laces.components import Component

from harmreduction_lms.core.registry import Registry
from harmreduction_lms.learning.models import Enrolment


DashboardSlot = Callable[[HttpRequest], Component | None]
CompletionSlot = Callable[[HttpRequest, Enrolment], Component | None]

dashboard_slots: Registry[DashboardSlot] = Registry()
"""What stands below the heading of a learner's own page, in order: ways to what is kept about them."""

completion_slots: Registry[CompletionSlot] = Registry()
"""What comes after completion, in order, on the learner's own page of a course."""
