"""From pre-test to post-test, for learners who took both."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from harmreduction_lms.quizzes.item_analysis import Gain, GainCell, item_gains, total_gain
from harmreduction_lms.quizzes.item_analysis.gain import objective_gains
from harmreduction_lms.quizzes.models import QuizAttempt, QuizResponse
from harmreduction_lms.quizzes.statistics.attempts import Attempts, counting
from harmreduction_lms.quizzes.statistics.questions import QuestionFacts, question_facts


@dataclass(frozen=True)
class QuizGain:
    """`total` is None when no learner took both quizzes."""

    total: Gain | None
    items: Sequence[Gain]
    objectives: Sequence[Gain]
    questions: dict[str, QuestionFacts]

    @property
    def figures(self) -> tuple[Gain | None, Sequence[Gain], Sequence[Gain]]:
        return self.total, self.items, self.objectives


def quiz_gain(*, before: UUID, after: UUID, attempts: Attempts = Attempts.FIRST) -> QuizGain:
    """The gain in total, by question and by objective. Five queries.

    Before always counts the first attempt: later ones have been taught by the quiz itself. `attempts` says
    which one counts after; it cannot be all of them, or some learners would count more than others.
    """
    if attempts == Attempts.ALL:
        raise ValueError("A gain compares one attempt with one attempt.")
    cells = list(_item_cells(before, after, attempts))
    questions = question_facts({cell.item for cell in cells})
    objectives = {key: one.objectives for key, one in questions.items()}
    return QuizGain(
        total=total_gain(list(_total_cells(before, after, attempts))),
        items=item_gains(cells),
        objectives=objective_gains(cells, objectives),
        questions=questions,
    )


_THEIRS = "attempt__learner__quiz_attempts"


def _counted(quiz_key: UUID, attempts: Attempts) -> QuerySet[QuizAttempt]:
    return QuizAttempt.objects.filter(counting(attempts), quiz_key=quiz_key, points_possible__gt=0).order_by()


def _item_cells(before: UUID, after: UUID, attempts: Attempts) -> Iterator[GainCell]:
    """Each learner's answers to the same question, before and after. One query."""
    earlier = f"{_THEIRS}__responses__points"
    rows = (
        QuizResponse.objects.filter(
            Q(**{f"{_THEIRS}__in": _counted(before, Attempts.FIRST).values("pk")})
            & Q(**{f"{_THEIRS}__responses__question_key": F("question_key")}),
            attempt__in=_counted(after, attempts).values("pk"),
            points_possible__gt=0,
        )
        .order_by()
        .values_list("question_key", *_points(earlier), *_points("points"))
        .annotate(number=Count("*"))
    )
    for key, *points, number in rows:
        yield GainCell(str(key), *_shares(points), count=number)


def _total_cells(before: UUID, after: UUID, attempts: Attempts) -> Iterator[GainCell]:
    """Each learner's share of the points, before and after. One query."""
    theirs = "learner__quiz_attempts"
    rows = (
        QuizAttempt.objects.filter(
            **{f"{theirs}__in": _counted(before, Attempts.FIRST).values("pk")},
            pk__in=_counted(after, attempts).values("pk"),
        )
        .order_by()
        .values_list(*_points(f"{theirs}__points"), *_points("points"))
        .annotate(number=Count("*"))
    )
    for *points, number in rows:
        yield GainCell("", *_shares(points), count=number)


def _points(prefix: str) -> tuple[str, str, str]:
    return f"{prefix}_numerator", f"{prefix}_denominator", f"{prefix}_possible"


def _shares(points: Sequence[Any]) -> tuple[Fraction, Fraction]:
    """Numerator, denominator and possible points, twice: as shares from 0 to 1."""
    before, after = points[:3], points[3:]
    return Fraction(before[0], before[1] * before[2]), Fraction(after[0], after[1] * after[2])
