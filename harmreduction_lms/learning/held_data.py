"""Everything learning holds about a learner, as plain JSON: what a learner gets who asks for it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from harmreduction_lms.core.plain_json import as_plain_json
from harmreduction_lms.learning.models import Enrolment


ABOUT: dict[str, Mapping[str, Any]] = {
    "enrolments": {
        "key": _("Identifies the enrolment; your quiz attempts name it."),
        "course": _("Title of the course when you enrolled."),
        "course_key": _("Identifies the course in every language."),
        "number": _("Which of your enrolments in this course it is."),
        "enrolled_at": _("When you enrolled."),
        "completed_at": _("When you had done every required step; empty until then."),
        "done_count": _("Required steps done, as counted for lists."),
        "required_count": _("Required steps there were."),
        "steps_done": _("Lessons and quizzes you have done."),
        "time_in_lessons": _("When you had lessons open, where a course measures it."),
        "evaluated_at": _("When you handed in the evaluation. What you wrote is kept without a name."),
    },
    "steps_done": {
        "step_key": _("Identifies the lesson or quiz."),
        "completed_at": _("When it was done."),
    },
    "time_in_lessons": {
        "step_key": _("Identifies the lesson or quiz."),
        "started_at": _("From when it was open and you were active."),
        "last_seen_at": _("Until when."),
    },
}
"""What each field of `learning_data_of` means, for the person who reads it."""


def learning_data_of(learner: Any) -> dict[str, list[dict[str, Any]]]:
    """Enrolments with what was done and when. Three queries. See `ABOUT`."""
    enrolments = Enrolment.objects.filter(learner=learner).select_related("evaluation")
    found = enrolments.order_by("enrolled_at").prefetch_related("progress", "seat_spans")
    return as_plain_json({"enrolments": [_enrolment(enrolment) for enrolment in found]})


def _enrolment(enrolment: Enrolment) -> dict[str, Any]:
    names = ("course_key", "number", "enrolled_at", "completed_at", "done_count", "required_count")
    evaluation = getattr(enrolment, "evaluation", None)
    return {
        "key": enrolment.pk,
        "course": enrolment.course_title,
        **{name: getattr(enrolment, name) for name in names},
        "steps_done": _rows(enrolment.progress, "steps_done"),
        "time_in_lessons": _rows(enrolment.seat_spans, "time_in_lessons"),
        "evaluated_at": evaluation and evaluation.submitted_at,
    }


def _rows(related: Any, section: str) -> list[dict[str, Any]]:
    return [{name: getattr(row, name) for name in ABOUT[section]} for row in related.all()]
