"""Questions about what a learner has begun and done. Each says how many queries it costs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import swapper
from django.db import connection
from django.db.models import (
    BooleanField,
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Substr
from django.utils.translation import get_language

from harmreduction_lms.courses.outline import Outline, OutlineStep
from harmreduction_lms.courses.selectors import course_page_models, step_page_models
from harmreduction_lms.learning.models import Enrolment, SeatSpan, StepProgress
from harmreduction_lms.learning.needs import seat_time_needs
from harmreduction_lms.learning.seat_time import Stretch, in_quiz, whole_minutes
from harmreduction_lms.quizzes.models import QuizAttempt, QuizRole
from harmreduction_lms.quizzes.selectors import (
    GRADED_STATES,
    quiz_page_models,
    quiz_results,
    result_with,
)


AcceptRestriction = Callable[[Any], bool]
"""Whether a Wagtail view restriction lets the learner through; the caller knows the request."""


@dataclass(frozen=True)
class LearnerState:
    """Where somebody stands in a course: the current enrolment, if any, the steps done, and, where it was
    asked for, the minutes of seat time that something rests on."""

    enrolment: Enrolment | None
    done: frozenset[UUID] = frozenset()
    minutes_asked: int = 0


def current_enrolment(learner: Any, course_key: UUID) -> Enrolment | None:
    """The newest enrolment of a learner in a course, with the course page. One query."""
    enrolments = Enrolment.objects.filter(learner=learner, course_key=course_key)
    return enrolments.select_related("course").order_by("-number").first()


def done_keys(enrolment: Enrolment) -> frozenset[UUID]:
    """The steps done in an enrolment. One query."""
    return frozenset(enrolment.progress.values_list("step_key", flat=True))


def enrolments_for(learner: Any) -> QuerySet[Enrolment]:
    """A learner's enrolments with their course pages, newest first. One query."""
    return Enrolment.objects.filter(learner=learner).select_related("course").order_by("-enrolled_at")


def learner_state(learner: Any, course_key: UUID, *, with_seat_time: bool = False) -> LearnerState:
    """The current enrolment and its steps done, in one query: this is what every page of a course asks.

    `with_seat_time` asks along, in the same query, whether time in lessons is wanted (`seat_time_needs`).
    """
    fields = [field.attname for field in Enrolment._meta.concrete_fields]
    needs = [need(course_key) for need in seat_time_needs] if with_seat_time else []
    enrolments = Enrolment.objects.filter(learner=learner, course_key=course_key).order_by("-number")
    rows = list(enrolments.values_list(*fields, "progress__step_key", *needs))
    if not rows:
        return LearnerState(None)
    enrolment = Enrolment.from_db(enrolments.db, fields, rows[0][: len(fields)])
    id_at, key_at = fields.index("id"), len(fields)
    done = frozenset(row[key_at] for row in rows if row[id_at] == enrolment.pk and row[key_at])
    return LearnerState(enrolment, done, max((asked or 0 for asked in rows[0][key_at + 1 :]), default=0))


def seat_minutes(enrolment: Enrolment) -> int:
    """Whole minutes in lessons and quizzes of a course (ce-rules C-11). Two queries."""
    return whole_minutes([*_in_lessons(enrolment), *_in_quizzes(enrolment)])


def _in_lessons(enrolment: Enrolment) -> list[Stretch]:
    spans = SeatSpan.objects.filter(enrolment_id=enrolment.pk).order_by()
    return [Stretch(*times) for times in spans.values_list("started_at", "last_seen_at")]


def _in_quizzes(enrolment: Enrolment) -> list[Stretch]:
    """Attempts are kept anyway: nothing has to be measured for them."""
    taken = QuizAttempt.objects.filter(
        context_key=enrolment.pk, learner_id=enrolment.learner_id, state__in=GRADED_STATES
    )
    rows = taken.order_by().annotate(questions=Count("responses"))
    return [
        in_quiz(started_at, handed_in_at, questions=questions)
        for started_at, handed_in_at, questions in rows.values_list("started_at", "submitted_at", "questions")
        if handed_in_at is not None
    ]


def course_by_key(course_key: UUID) -> Any | None:
    """The course page with this translation key, specific; drafts too, so look at `live` before showing it.

    Of several languages a live page comes first, then the active language. One query a course type.
    """
    language = get_language()
    return max(
        course_pages(course_key),
        key=lambda page: (page.live, page.locale.language_code == language),
        default=None,
    )


def course_pages(course_key: UUID) -> list[Any]:
    """The pages of a course in every language, specific, drafts too. One query a course type."""
    found: list[Any] = []
    for model in course_page_models():
        pages: Any = model._default_manager
        found += pages.filter(translation_key=course_key).select_related("locale")
    return found


def is_open_to(course: Any, accept_restriction: AcceptRestriction) -> bool:
    """Whether every view restriction on the course and above it lets the learner through. Two queries."""
    return all(accept_restriction(restriction) for restriction in course.get_view_restrictions())


def enrolment_above(learner: Any, page: Any) -> UUID | None:
    """Key of the learner's newest enrolment in the course a page stands in. One query."""
    above = [page.path[:end] for end in range(_step_length(), len(page.path), _step_length())]
    enrolments = Enrolment.objects.filter(learner=learner, course__path__in=above)
    return enrolments.order_by("-number").values_list("pk", flat=True).first()


def enrolment_with_step(learner: Any, step_key: UUID) -> Enrolment | None:
    """The learner's current enrolment in the course a step stands in. One query a step type, and one.

    Drafts are found too: the step may have been unpublished while somebody was reading it.
    """
    paths: list[str] = []
    for model in step_page_models():
        paths += model._default_manager.filter(translation_key=step_key).values_list("path", flat=True)
    if not paths:
        return None
    above = [path[:end] for path in paths for end in range(_step_length(), len(path), _step_length())]
    enrolments = Enrolment.objects.filter(learner=learner, course__path__in=above)
    return enrolments.select_related("course").order_by("-number").first()


def resume_step(plan: Outline, done: Iterable[UUID]) -> OutlineStep | None:
    """Where to go on: the first required step not done. Skipped optional steps do not hold anybody."""
    seen = frozenset(done)
    return next((step for step in plan.steps if step.is_required and step.key not in seen), None)


def finished_quizzes(enrolment: Enrolment) -> frozenset[UUID]:
    """Quizzes that count as done in an enrolment by what was handed in. Two queries. See `counts_as_done`."""
    graded = QuizAttempt.objects.filter(context_key=enrolment.pk, state__in=GRADED_STATES, awaiting_grading=0)
    results = quiz_results(context_key=enrolment.pk)
    roles = graded.order_by().values_list("quiz_key", "role").distinct()
    return frozenset(key for key, role in roles if _is_done(role, results[key].is_passed))


def counts_as_done(attempt: QuizAttempt) -> bool:
    """Whether a graded attempt completes its step: any quiz by being handed in, a post-test by a pass.

    Of several attempts at a post-test the quiz says which one counts. One without a pass mark cannot be
    failed, so handing it in is enough there too.
    """
    return attempt.role != QuizRole.POST_TEST or _is_done(attempt.role, result_with(attempt).is_passed)


def _is_done(role: str, is_passed: bool | None) -> bool:
    return role != QuizRole.POST_TEST or is_passed is not False


def is_required_quiz(page_id: int | None) -> RawSQL:
    """Whether a quiz page is a required step, as an expression over its own table alone. No query.

    Written as SQL because every submission asks it: putting it together from querysets would take longer
    than all else that counting a step does.
    """
    name = connection.ops.quote_name
    tables = [(name(model._meta.db_table), name(str(model._meta.pk.column))) for model in quiz_page_models()]
    tests = [f"EXISTS(SELECT 1 FROM {table} WHERE {pk} = %s AND is_required)" for table, pk in tables]  # noqa: S608
    sql = " OR ".join(tests) or "1 = 0"
    return RawSQL(sql, [page_id] * len(tests), output_field=BooleanField())  # noqa: S611


def done_count_of(course: Any) -> Any:
    """Number of required live steps of a course that an enrolment has done, as an expression."""
    is_required = Q()
    for steps in _required_steps(course):
        is_required |= Q(step_key__in=steps.values("translation_key"))
    done = StepProgress.objects.filter(is_required, enrolment=OuterRef("pk")).order_by()
    # `Func` rather than `Count`, which would group and lose the zero.
    counted = done.annotate(n=Func(F("pk"), function="COUNT", output_field=IntegerField()))
    return Subquery(counted.values("n"))


def _required_steps(course: Any) -> list[Any]:
    """Required live steps, a queryset for each step type. Steps below a draft module are not shown to
    learners (`courses.selectors.outline`), so they are not asked for either."""
    page = swapper.load_model("wagtailcore", "Page")
    module_path = Substr(OuterRef("path"), 1, len(course.path) + _step_length())
    draft_above = Exists(page._default_manager.filter(path=module_path, live=False))
    return [
        model._default_manager.filter(~draft_above, path__startswith=course.path, live=True, is_required=True)
        for model in step_page_models()
    ]


def _step_length() -> int:
    """Characters a level of the page tree takes in a path."""
    return int(swapper.load_model("wagtailcore", "Page").steplen)
