"""What learners thought of a course, in figures that name nobody (ce-rules C-09, H-06). Free texts are not in
it.

Only past months count: the current one still grows. Answers to a question that was worded differently are
another question's. See `suppression` for what is left out, and why.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from harmreduction_lms.credits.days import site_today
from harmreduction_lms.credits.exports.suppression import Block, blocks, may_show
from harmreduction_lms.credits.exports.tables import csv_stream
from harmreduction_lms.learning.evaluation import CHOICES, AnswerForm
from harmreduction_lms.learning.models import EvaluationSheet


TENTH = Decimal("0.1")
FORMS: dict[frozenset[str], AnswerForm] = {
    frozenset(value for value, _label in choices): form for form, choices in CHOICES.items()
}
SCALE = tuple(value for value, _label in CHOICES[AnswerForm.AGREEMENT])

Months = dict[date, Counter[str]]


@dataclass(frozen=True)
class QuestionSummary:
    """One question over a period. `counts` are by answer, None where a count is not shown; `answers` is None
    where too few answered, and then nothing is shown. `is_waiting`: more answers are there, too few to
    show."""

    id: str
    question: str
    answers: int | None = None
    mean: Decimal | None = None
    counts: tuple[tuple[str, int | None], ...] = ()
    first: date | None = None
    last: date | None = None
    is_waiting: bool = False


def evaluated_courses() -> list[UUID]:
    """Courses of which somebody has handed in an evaluation. 1 query."""
    return list(
        EvaluationSheet.objects.order_by("course_key").values_list("course_key", flat=True).distinct()
    )


def summary(
    course_key: UUID, *, since: date | None = None, until: date | None = None
) -> list[QuestionSummary]:
    """The closed questions of a course, in their order, over the whole blocks of months in the period. 1
    query; memory for the questions, not for the sheets."""
    return [
        _summary(id_, question, months, since, until)
        for (id_, question), months in sorted(_by_question(course_key).items(), key=_place)
    ]


def _by_question(course_key: UUID) -> dict[tuple[str, str], Months]:
    found: dict[tuple[str, str], Months] = defaultdict(lambda: defaultdict(Counter))
    this_month = site_today().replace(day=1)
    sheets = EvaluationSheet.objects.filter(course_key=course_key, month__lt=this_month)
    for month, answers in sheets.values_list("month", "answers").iterator(chunk_size=500):
        for id_, item in answers.items():
            if any(item["answer"] in choices for choices in FORMS):
                found[id_, item["question"]][month][item["answer"]] += 1
    return found


def _place(item: tuple[tuple[str, str], Any]) -> tuple[bool, int, str, str]:
    """Objectives by their number, then the others as they are asked."""
    id_, question = item[0]
    stem, _dash, number = id_.partition("-")
    return stem != "objective", int(number) if number.isdecimal() else 0, id_, question


def _summary(
    id_: str, question: str, months: Months, since: date | None, until: date | None
) -> QuestionSummary:
    groups = blocks((month, months[month].total()) for month in sorted(months))
    chosen = [
        group for group in groups
        if (since is None or group.first >= since) and (until is None or group.last <= until)
    ]  # fmt: skip
    is_waiting = any(_is_within(month, since, until) for month in months if not _is_in(month, chosen))
    if not chosen:
        return QuestionSummary(id_, question, is_waiting=is_waiting)
    counts: Counter[str] = sum((months[month] for month in months if _is_in(month, chosen)), Counter())
    return QuestionSummary(
        id_,
        question,
        answers=counts.total(),
        mean=_mean(counts),
        counts=_shown(counts),
        first=chosen[0].first,
        last=chosen[-1].last,
        is_waiting=is_waiting,
    )


def _is_within(month: date, since: date | None, until: date | None) -> bool:
    return (since is None or month >= since.replace(day=1)) and (until is None or month <= until)


def _is_in(month: date, chosen: list[Block]) -> bool:
    return any(month in group for group in chosen)


def _choices(counts: Counter[str]) -> tuple[str, ...]:
    """The answers one could give, in their order."""
    form = next(form for values, form in FORMS.items() if counts.keys() <= values)
    return tuple(value for value, _label in CHOICES[form])


def _mean(counts: Counter[str]) -> Decimal | None:
    if not counts.keys() <= set(SCALE):
        return None
    total = sum(int(value) * number for value, number in counts.items())
    return (Decimal(total) / counts.total()).quantize(TENTH, rounding=ROUND_HALF_UP)


def _shown(counts: Counter[str]) -> tuple[tuple[str, int | None], ...]:
    is_shown = may_show(counts.values())
    return tuple((value, counts[value] if is_shown else None) for value in _choices(counts))


def answer_label(value: str) -> str:
    """The words of an answer."""
    return str(next(label for choices in CHOICES.values() for one, label in choices if one == value))


COLUMNS = ("course", "question_id", "question", "from", "to", "answers", "mean", "answer", "count")
FEW = "<5"
HIDDEN = "hidden"


def summary_csv(courses: Iterable[tuple[str, list[QuestionSummary]]]) -> Iterator[bytes]:
    """A line for each answer one could give; where too few answered, one line that says so."""
    return csv_stream(_rows(courses))


def _rows(courses: Iterable[tuple[str, list[QuestionSummary]]]) -> Iterator[tuple[Any, ...]]:
    yield COLUMNS
    for course, questions in courses:
        for one in questions:
            if one.answers is None:
                yield course, one.id, one.question, "", "", FEW, "", "", ""
            for value, count in one.counts:
                days = (f"{one.first:%Y-%m}", f"{one.last:%Y-%m}")
                mean = "" if one.mean is None else str(one.mean)
                shown = HIDDEN if count is None else count
                yield course, one.id, one.question, *days, one.answers, mean, value, shown
