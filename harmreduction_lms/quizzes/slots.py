"""Places on the result page and in the question bank that others fill in, unknown to this domain."""

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

QuestionListButton = Callable[[HttpRequest], Any]
"""Gives a Wagtail `Button` for the menu above the question bank, or None for who may not use it."""

question_list_buttons: Registry[QuestionListButton] = Registry()
