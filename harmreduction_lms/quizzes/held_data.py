"""Everything quizzes hold about a learner, as plain JSON: what a learner gets who asks for it.

Answers and what graders wrote about them are a learner's personal data (CJEU C-434/16, Nowak, 20 December
2017); right answers are not, and stay out of it: others are asked the same questions.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from harmreduction_lms.core.html import plain_text
from harmreduction_lms.core.plain_json import as_plain_json
from harmreduction_lms.quizzes.kinds import question_kinds
from harmreduction_lms.quizzes.models import (
    HandGrade,
    QuizAttempt,
    QuizOverride,
    QuizResponse,
    RegradeChange,
)
from harmreduction_lms.quizzes.paper import Item


ABOUT: dict[str, Mapping[str, Any]] = {
    "attempts": {
        "quiz": _("Title of the quiz when you took it."),
        "number": _("Which of your attempts at this quiz it was."),
        "role": _("What the quiz is for."),
        "state": _("Whether it is open, handed in, out of time or abandoned."),
        "taken_for": _("Key of the enrolment it was taken for, if any."),
        "started_at": _("When you began."),
        "deadline_at": _("By when it had to be handed in; empty without a time limit."),
        "saved_at": _("When an answer was last saved."),
        "submitted_at": _("When it was handed in or ran out of time."),
        "page_reached": _("How far you came in a quiz of several pages."),
        "points": _("Points earned, as an exact fraction; empty until marked."),
        "points_possible": _("Points there were to earn."),
        "pass_mark": _("Per cent that make a pass; empty where there is none."),
        "is_passed": _("Whether you passed; empty where one cannot, or until marked."),
        "answers": _("Your answers, question by question."),
        "regradings": _("What was changed when the quiz was marked again."),
    },
    "answers": {
        "question": _("What you were asked, without pictures."),
        "answer": _("What you answered, in words; empty if nothing."),
        "is_flagged": _("Whether you marked it to come back to."),
        "certainty": _("How sure you said you were, 1 to 3, where that was asked."),
        "earlier_tries": _("What you answered before, where several tries were allowed."),
        "points": _("Points it earned, as an exact fraction; empty until marked."),
        "points_by_criterion": _("Points a grader gave by each criterion."),
        "comment": _("What a grader wrote about it."),
    },
    "regradings": {
        "reason": _("Why the quiz was marked again."),
        "regraded_at": _("When."),
        "old_points": _("Points before."),
        "new_points": _("Points after, if that was carried out."),
        "decision": _("What was decided where a pass would have been lost."),
    },
    "exceptions": {
        "quiz_key": _("The quiz it holds for; empty for every quiz."),
        "opens_at": _("From when you may take it, instead of what the quiz says."),
        "closes_at": _("Until when."),
        "attempts_allowed": _("How many attempts you have."),
        "time_limit_minutes": _("How many minutes you have."),
        "time_factor": _("How many times longer your timers run."),
        "note": _("What staff noted about it."),
    },
}
"""What each field of `quiz_data_of` means, for the person who reads it."""


def quiz_data_of(learner: Any) -> dict[str, list[dict[str, Any]]]:
    """Attempts with answers and marks, and exceptions from quiz rules. Six queries. See `ABOUT`.

    An exception for a group is the group's; it is not told here.
    """
    attempts = QuizAttempt.objects.filter(learner=learner).order_by("started_at")
    overrides = QuizOverride.objects.filter(learner=learner).order_by("pk")
    held = {
        "attempts": [
            _attempt(one)
            for one in attempts.prefetch_related("responses__hand_grade", "regrade_changes__regrade")
        ],
        "exceptions": [{name: getattr(one, name) for name in ABOUT["exceptions"]} for one in overrides],
    }
    return as_plain_json(held)


def _attempt(attempt: QuizAttempt) -> dict[str, Any]:
    names = (
        *("number", "role", "state", "started_at", "deadline_at", "saved_at", "submitted_at"),
        *("page_reached", "points_possible", "pass_mark", "is_passed"),
    )
    rows = {row.item: row for row in attempt.responses.all()}
    return {
        "quiz": attempt.quiz_title,
        "taken_for": attempt.context_key,
        **{name: getattr(attempt, name) for name in names},
        "points": str(attempt.points) if attempt.is_graded else None,
        "answers": [_answer(attempt, item, rows.get(item["id"])) for item in attempt.paper["items"]],
        "regradings": [_regrading(change) for change in attempt.regrade_changes.all()],
    }


def _answer(attempt: QuizAttempt, item: Item, row: QuizResponse | None) -> dict[str, Any]:
    state = attempt.item_states.get(item["id"], {})
    grade: HandGrade | None = getattr(row, "hand_grade", None)
    is_marked = row is not None and (grade is None or grade.graded_at is not None)
    return {
        "question": plain_text(item["stem"]),
        "answer": _in_words(item, attempt.answers.get(item["id"])),
        "is_flagged": bool(state.get("flagged")),
        "certainty": state.get("certainty"),
        "earlier_tries": [_in_words(item, one["response"]) for one in state.get("tries", ())],
        "points": str(row.points) if row and is_marked else None,
        "points_by_criterion": grade.points_by_criterion if grade else [],
        "comment": grade.comment if grade else "",
    }


def _in_words(item: Item, response: Any) -> str:
    """An answer as the learner would say it; of a kind the site no longer has, as it is stored."""
    kind = question_kinds.get(item["kind"])
    return kind.answer_text(response, item["body"]) if kind else str(response or "")


def _regrading(change: RegradeChange) -> dict[str, Any]:
    return {
        "reason": change.regrade.reason,
        "regraded_at": change.regrade.regraded_at,
        "old_points": str(change.old_points),
        "new_points": str(change.new_points),
        "decision": change.decision,
    }
