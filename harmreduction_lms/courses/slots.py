"""Places on course and step pages that higher domains fill in, without this one knowing them.

A slot is a function that gives a component (an object with `render_html(parent_context)`, as in laces), or
`None` when it has nothing to show. What a course slot gives must be the same for every visitor.
"""

from collections.abc import Callable
from typing import Any, Protocol

from django.db.models import Model
from django.http import HttpRequest

from harmreduction_lms.core.registry import Registry
from harmreduction_lms.courses.outline import Outline


class Component(Protocol):
    """Something a template shows with `{% component %}`."""

    def render_html(self, parent_context: Any = None) -> str: ...


CourseSlot = Callable[[Model], Component | None]
EditorSlot = Callable[[HttpRequest, Model], Component | None]
StepSlot = Callable[[HttpRequest, Model, Model | None, Outline | None], Component | None]

# Names the course page shows: "credit" (beside the title) and "faculty" (a section of its own).
course_slots: Registry[CourseSlot] = Registry()

# Names the step pages show: "progress" (in the outline beside the text) and "actions" (below the text).
step_slots: Registry[StepSlot] = Registry()

# Names the course's editing page shows: "credit_readiness" (above its fields).
editor_slots: Registry[EditorSlot] = Registry()
