"""Questions about quizzes and attempts that take more than one row."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Count, Exists, Model, Q, QuerySet
from django.utils.translation import get_language
from wagtail.models import Locale, PageViewRestriction

from harmreduction_lms.core.querysets import PreparedQuery
from harmreduction_lms.quizzes.asked import AskedQuestion, DrawnQuiz, asked_rows
from harmreduction_lms.quizzes.content import Pool, quiz_content
from harmreduction_lms.quizzes.counting import Result, counting_result
from harmreduction_lms.quizzes.drawing import Candidate, Shuffle, draw_places
from harmreduction_lms.quizzes.marking import MarkedItem, bare_share
from harmreduction_lms.quizzes.models import (
    AttemptState,
    CountingAttempt,
    HandGrade,
    Question,
    QuizAttempt,
    QuizOverride,
    QuizResponse,
)
from harmreduction_lms.quizzes.paper import items_by_id


GRADED_STATES = (AttemptState.SUBMITTED, AttemptState.EXPIRED)

_RESTRICTIONS = PageViewRestriction.objects.exclude(restriction_type=PageViewRestriction.LOGIN)


# What starting needs of a quiz page and says about it; a template that asks for more costs a query.
_STARTING = (
    *("title", "slug", "path", "depth", "url_path", "locale", "translation_key", "content_type"),
    *("live", "expired", "expire_at", "live_revision", "intro", "role", "questions"),
    *("pass_mark", "behaviour", "tries_allowed", "try_penalty", "navigation", "shuffle_questions"),
    *("attempts_allowed", "first_wait_minutes", "later_wait_minutes", "counting_attempt"),
    *("opens_at", "closes_at", "time_limit_minutes", "when_time_is_up", "is_graded_blind"),
    *("feedback", "review_options", "feedback_bands"),
)


def quiz_page_models() -> tuple[type[Model], ...]:
    """The site's quiz page types, in the order of `INSTALLED_APPS`."""
    return tuple(model for model in apps.get_models() if getattr(model, "is_quiz_page", False))


def quiz_page(quiz_key: UUID) -> Any | None:
    """The quiz page with this translation key, whatever its state, in the active language if there is one.

    One query a quiz page type, and one more where a quiz is translated. The page knows whether the site has
    view restrictions (`needs_restriction_check`) or exceptions from quiz rules (`needs_override_check`) that
    need a closer look, so that starting a quiz where there are none costs no query for them.
    """
    for model in quiz_page_models():
        found = _starting(model).rows(translation_key=quiz_key)
        if found:
            return found[0] if len(found) == 1 else _in_active_language(found)
    return None


@lru_cache(maxsize=8)
def _starting(model: type[Model]) -> PreparedQuery[Any]:
    pages: Any = model._default_manager
    chosen: QuerySet[Any] = (
        pages.only(*_STARTING)
        .annotate(
            needs_restriction_check=Exists(_RESTRICTIONS),
            needs_override_check=Exists(QuizOverride.objects.order_by()),
        )
        .order_by()
    )
    return PreparedQuery(chosen, "translation_key")


def _in_active_language(translations: list[Any]) -> Any:
    """The page to show of several translations: active language first, then published, then oldest."""
    active = Locale.objects.filter(language_code=get_language()).first()
    return max(
        translations, key=lambda page: (bool(active) and page.locale_id == active.pk, page.live, -page.pk)
    )


def view_restrictions(page: Any) -> QuerySet[PageViewRestriction]:
    """View restrictions on the page or above it that being signed in does not lift already."""
    ends = range(page.steplen, len(page.path) + 1, page.steplen)
    restrictions: QuerySet[PageViewRestriction] = _RESTRICTIONS.filter(
        page__path__in=[page.path[:end] for end in ends]
    )
    return restrictions


def questions_by_id(ids: Iterable[int]) -> dict[int, AskedQuestion]:
    """These questions, whatever their state, by primary key. One query."""
    return {row[0]: AskedQuestion(*row) for row in asked_rows().filter(pk__in=list(ids))}


def pool_candidates(page: Any, pools: Sequence[Pool], learner: Any = None) -> list[Candidate]:
    """Questions any of the pools may draw, in the page's language. Two queries; none without pools."""
    tags = frozenset().union(*(pool.tags for pool in pools))
    objectives = frozenset().union(*(pool.objectives for pool in pools))
    if not tags and not objectives:
        return []
    # In a fixed order: a public quiz must draw the same questions again.
    offered = Question.objects.filter(live=True, is_archived=False, locale_id=page.locale_id).order_by("pk")
    rows = offered.filter(Q(tagged_items__tag__slug__in=tags) | Q(objectives__code__in=objectives))
    columns = ("pk", "translation_key", "tagged_items__tag__slug", "objectives__code")
    found: dict[tuple[int, UUID], tuple[set[str], set[str]]] = {}
    for pk, key, tag, objective in rows.values_list(*columns):
        own_tags, own_objectives = found.setdefault((pk, key), (set(), set()))
        own_tags.add(tag)
        own_objectives.add(objective)
    uses = _times_asked(learner, [key for _pk, key in found])
    return [
        Candidate(pk, frozenset(own_tags), frozenset(own_objectives), uses.get(key, 0))
        for (pk, key), (own_tags, own_objectives) in found.items()
    ]


def _times_asked(learner: Any, keys: list[UUID]) -> dict[UUID, int]:
    """How often a learner has answered these questions, in whatever version. One query."""
    if learner is None or not keys:
        return {}
    asked = QuizResponse.objects.filter(attempt__learner=learner, question_key__in=keys).order_by()
    return dict(asked.values_list("question_key").annotate(times=Count("pk")))


def drawn_quiz(page: Any, learner: Any, shuffle: Shuffle) -> DrawnQuiz:
    """The questions of a new paper in their places. One query; with pools, three."""
    content = quiz_content(page)
    candidates = pool_candidates(page, content.pools, learner) if content.pools else []
    if candidates:
        # Which of the fixed questions are offered is not known yet: what is not is left out below.
        places = draw_places(content, live=content.question_ids, candidates=candidates, shuffle=shuffle)
        questions = questions_by_id(place.question for place in places)
    else:
        questions = questions_by_id(content.question_ids)
        places = draw_places(content, live=questions, candidates=(), shuffle=shuffle)
    found = [(questions[place.question], place) for place in places if place.question in questions]
    return DrawnQuiz(content.sections, [(asked, place) for asked, place in found if asked.is_offered])


def question_count(page: Any) -> int:
    """How many questions a learner will be asked. One query; with pools, two."""
    return len(drawn_quiz(page, None, list).asked)


def overrides_for(learner: Any, quiz_key: UUID) -> list[QuizOverride]:
    """Exceptions that hold for a learner at a quiz, their own and their groups'. One query."""
    theirs = Q(learner=learner)
    if hasattr(learner, "groups"):  # Not every user model has groups.
        theirs |= Q(group__in=learner.groups.all())
    here = Q(quiz_key=quiz_key) | Q(quiz_key__isnull=True)
    return list(QuizOverride.objects.filter(theirs, here).order_by())


def attempts_for(learner: Any, *, quiz_key: UUID | None = None) -> QuerySet[QuizAttempt]:
    """A learner's attempts, newest first, without the large columns. One query."""
    attempts = QuizAttempt.objects.filter(learner=learner).defer("paper", "answers", "item_states")
    return attempts if quiz_key is None else attempts.filter(quiz_key=quiz_key)


def earlier_attempts(learner: Any, quiz_key: UUID) -> list[QuizAttempt]:
    """What `attempts_for` finds for one quiz, for starting it. One query."""
    return _earlier().rows(learner_id=learner.pk, quiz_key=quiz_key)


@lru_cache(maxsize=1)
def _earlier() -> PreparedQuery[QuizAttempt]:
    attempts = QuizAttempt.objects.defer("paper", "answers", "item_states")
    return PreparedQuery(attempts, "learner_id", "quiz_key")


def own_attempt(learner: Any, uuid: UUID) -> QuizAttempt | None:
    """A learner's own attempt, whole. One query."""
    return next(iter(_own().rows(learner_id=learner.pk, uuid=uuid)), None)


@lru_cache(maxsize=1)
def _own() -> PreparedQuery[QuizAttempt]:
    return PreparedQuery(QuizAttempt.objects.order_by(), "learner_id", "uuid")


def quiz_results(*, context_key: UUID, quiz_key: UUID | None = None) -> dict[UUID, Result]:
    """What counts of the graded attempts taken for this context, by quiz. One query."""
    attempts = QuizAttempt.objects.filter(
        context_key=context_key, state__in=GRADED_STATES, awaiting_grading=0
    ).defer("paper", "answers", "item_states")
    if quiz_key is not None:
        attempts = attempts.filter(quiz_key=quiz_key)
    by_quiz: dict[UUID, list[QuizAttempt]] = {}
    for attempt in attempts.order_by("number"):
        by_quiz.setdefault(attempt.quiz_key, []).append(attempt)
    return {key: _counting(tried) for key, tried in by_quiz.items()}


def result_with(attempt: QuizAttempt) -> Result:
    """What counts of the attempts at a quiz, now that this one is graded. No query for the usual rule."""
    if attempt.counting in (CountingAttempt.BEST, CountingAttempt.LAST) or attempt.context_key is None:
        return _result(attempt)
    results = quiz_results(context_key=attempt.context_key, quiz_key=attempt.quiz_key)
    return results.get(attempt.quiz_key, _result(attempt))


def _counting(attempts: list[QuizAttempt]) -> Result:
    return counting_result(attempts[-1].counting, [_result(attempt) for attempt in attempts])


def _result(attempt: QuizAttempt) -> Result:
    return Result(attempt.score, attempt.is_passed, attempt.pass_mark)


def marked_items(attempt: QuizAttempt) -> list[MarkedItem]:
    """The stored outcome of a graded attempt, item by item; nothing is graded again but the bare answer,
    so that a review can say "right" where tries or certainty took points off. One query, two where
    something is graded by hand."""
    items = items_by_id(attempt.paper)
    grades = _hand_grades(attempt) if any(item.get("by_hand") for item in items.values()) else {}
    rows = attempt.responses.order_by("position")
    return [
        MarkedItem(
            items[row.item],
            row.response,
            row.points,
            share=bare_share(items[row.item], row.response, row.points),
            is_pending=row.item in grades and grades[row.item] is None,
            hand_grade=grades.get(row.item),
        )
        for row in rows
    ]


def _hand_grades(attempt: QuizAttempt) -> dict[str, dict[str, Any] | None]:
    """What was given by hand, by item; None while an answer waits. One query."""
    grades = HandGrade.objects.filter(response__attempt=attempt).select_related("response")
    return {
        grade.response.item: {"points": grade.points_by_criterion, "comment": grade.comment}
        if grade.graded_at
        else None
        for grade in grades
    }


def attempts_to_regrade(quiz_key: UUID, attempts: Iterable[UUID] | None = None) -> QuerySet[QuizAttempt]:
    """Attempts at a quiz that have been marked, oldest first: all, or those with these UUIDs."""
    marked = QuizAttempt.objects.filter(
        quiz_key=quiz_key, state__in=GRADED_STATES, points_numerator__isnull=False
    )
    return (marked if attempts is None else marked.filter(uuid__in=list(attempts))).order_by("pk")


def live_versions(question_keys: Iterable[UUID]) -> dict[UUID, list[AskedQuestion]]:
    """The published versions of questions, in every language and archived ones too, by key. One query."""
    live = asked_rows().filter(translation_key__in=list(question_keys), live=True).order_by("pk")
    found: dict[UUID, list[AskedQuestion]] = {}
    for row in live:
        found.setdefault(row[1], []).append(AskedQuestion(*row))
    return found


def quizzes_to_regrade() -> dict[UUID, str]:
    """Quizzes that have marked attempts, by key, with their titles. One query."""
    marked = QuizAttempt.objects.filter(state__in=GRADED_STATES, points_numerator__isnull=False)
    return dict(marked.order_by("quiz_title").values_list("quiz_key", "quiz_title").distinct())


def questions_to_regrade(quiz_key: UUID) -> dict[UUID, str]:
    """Questions with points that attempts at a quiz were asked, by key, with their titles. Two queries."""
    asked = QuizResponse.objects.filter(attempt__quiz_key=quiz_key, points_possible__gt=0).order_by()
    keys = list(asked.values_list("question_key", flat=True).distinct())
    named = Question.objects.filter(translation_key__in=keys).order_by("title")
    titles = dict(named.values_list("translation_key", "title"))
    return titles | {key: str(key) for key in keys if key not in titles}
