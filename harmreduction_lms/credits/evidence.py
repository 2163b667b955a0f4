"""What an award rests on, kept with it: results, and which version of each page was live (ce-rules C-13)."""

from typing import Any

from harmreduction_lms.courses.selectors import course_page_models
from harmreduction_lms.learning.models import Enrolment
from harmreduction_lms.quizzes.models import AttemptState, QuizAttempt


def evidence(enrolment: Enrolment) -> dict[str, Any]:
    """Scores and revisions as JSON of texts, whole numbers and null. 4 queries."""
    return {"scores": _scores(enrolment), "revisions": _revisions(enrolment)}


def _scores(enrolment: Enrolment) -> list[dict[str, Any]]:
    """Every graded attempt of this enrolment, as exact points."""
    graded = QuizAttempt.objects.filter(
        learner_id=enrolment.learner_id,
        context_key=enrolment.pk,
        state__in=[AttemptState.SUBMITTED, AttemptState.EXPIRED],
    )
    return [
        {
            "quiz": str(attempt.quiz_key),
            "title": attempt.quiz_title,
            "role": str(attempt.role),
            "attempt": attempt.number,
            "points": str(attempt.points) if attempt.points is not None else None,
            "possible": str(attempt.points_possible),
            "is_passed": attempt.is_passed,
        }
        for attempt in graded.defer("paper", "answers").order_by("started_at", "pk")
    ]


def _revisions(enrolment: Enrolment) -> dict[str, int | None]:
    """The live revision of each page of the course, by translation key; empty once the course is gone."""
    for model in course_page_models():
        course: Any = model._default_manager.filter(pk=enrolment.course_id).first()
        if course is not None:
            pages = course.get_descendants(inclusive=True).live()
            return {
                str(key): revision
                for key, revision in pages.order_by("path").values_list("translation_key", "live_revision_id")
            }
    return {}
