"""Places on the result page that higher domains fill in, without this one knowing them."""

from collections.abc import Callable
from typing import Any, Protocol

from django.http import HttpRequest

from harmreduction_lms.core.registry import Registry
from harmreduction_lms.quizzes.models import QuizAttempt


class Component(Protocol):
    """Something a template shows with `{% component %}`, as in laces."""

    def render_html(self, parent_context: Any = None) -> str: ...


ResultSlot = Callable[[HttpRequest, QuizAttempt], Component | None]

# What a learner can do next, in order of registration; learning registers "continue".
result_slots: Registry[ResultSlot] = Registry()
