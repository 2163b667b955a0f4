"""The questions of a course evaluation, as plain data.

Accreditors want to know whether each objective was met, whether the content was free of commercial bias,
what the learner will change, and how the teaching was (ce-rules C-09). Answers never affect credit (C-08)
and are kept without a name (H-07).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class AnswerForm(StrEnum):
    """How an evaluation question is answered."""

    AGREEMENT = "agreement"
    BIAS = "bias"
    INTENT = "intent"
    TEXT = "text"


CHOICES: Mapping[AnswerForm, Sequence[tuple[str, str | Promise]]] = {
    AnswerForm.AGREEMENT: (
        ("5", _("Strongly agree")),
        ("4", _("Agree")),
        ("3", _("Neither agree nor disagree")),
        ("2", _("Disagree")),
        ("1", _("Strongly disagree")),
    ),
    AnswerForm.BIAS: (("no", _("No")), ("yes", _("Yes, I noticed bias"))),
    AnswerForm.INTENT: (
        ("change", _("Yes, I plan to change something")),
        ("already", _("I already work this way")),
        ("unsure", _("I am not sure yet")),
        ("no", _("No")),
    ),
}


@dataclass(frozen=True)
class EvaluationQuestion:
    """One question. `id` is stable: reports are grouped by it."""

    id: str
    text: str | Promise
    form: AnswerForm
    hint: str | Promise = ""
    is_required: bool = True


TEACHING = EvaluationQuestion(
    "teaching", _("The way this course teaches helped me learn."), AnswerForm.AGREEMENT
)
FACULTY = EvaluationQuestion(
    "faculty",
    _("The people who wrote or taught this course know the subject and were fair."),
    AnswerForm.AGREEMENT,
)
BIAS = EvaluationQuestion(
    "bias", _("Did you notice commercial bias: one product or company favoured?"), AnswerForm.BIAS
)
INTENT = EvaluationQuestion(
    "intent", _("Will you change something in your work because of this course?"), AnswerForm.INTENT
)
CHANGE = EvaluationQuestion(
    "change",
    _("What will you do differently, or what stands in the way?"),
    AnswerForm.TEXT,
    hint=_("Do not write anything about a patient or client that could tell who they are."),
    is_required=False,
)
REMARKS = EvaluationQuestion(
    "remarks",
    _("What should we keep, change or add?"),
    AnswerForm.TEXT,
    hint=_(
        "Do not write your name, or anything about a patient or client. "
        "We read this without knowing who wrote it."
    ),
    is_required=False,
)


def evaluation_questions(objectives: Sequence[str]) -> tuple[EvaluationQuestion, ...]:
    """Every question of a course's evaluation: one an objective, then those that all courses share."""
    return (
        *(
            EvaluationQuestion(f"objective-{number}", _about(objective), AnswerForm.AGREEMENT)
            for number, objective in enumerate(objectives, start=1)
        ),
        TEACHING,
        FACULTY,
        BIAS,
        INTENT,
        CHANGE,
        REMARKS,
    )


def _about(objective: str) -> str:
    """An objective as a statement that somebody can agree with."""
    return gettext("After this course I am able to do this: {objective}").format(objective=objective)


def sheet(questions: Sequence[EvaluationQuestion], answers: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Answers as they are stored: with the words of the question, which an editor may change later.

    Unanswered questions and answers to questions nobody asked are left out.
    """
    return {
        question.id: {"question": str(question.text), "answer": str(answers[question.id])}
        for question in questions
        if answers.get(question.id) not in (None, "")
    }
