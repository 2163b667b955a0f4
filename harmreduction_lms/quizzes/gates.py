"""Gates: how a higher domain has a say in who may start a quiz, and what for.

A gate gets the learner and the quiz page. It raises `AttemptRefused` (or another of our errors) to refuse,
gives the key of the context the attempt counts for (learning: its enrolment), or None when it has no say.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Model

from harmreduction_lms.core.registry import Registry


AttemptGate = Callable[[Any, Model], UUID | None]

attempt_gates: Registry[AttemptGate] = Registry()


def pass_gates(learner: Any, page: Model) -> UUID | None:
    """Asks every gate; the first context key counts."""
    keys = [gate(learner, page) for gate in attempt_gates]
    return next((key for key in keys if key is not None), None)
