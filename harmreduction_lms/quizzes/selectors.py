"""Questions about quizzes and attempts that take more than one row."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Exists, Model, QuerySet
from django.utils.translation import get_language
from wagtail.models import Locale, PageViewRestriction

from harmreduction_lms.quizzes.asked import COLUMNS, AskedQuestion
from harmreduction_lms.quizzes.models import Question, QuizAttempt


_RESTRICTIONS = PageViewRestriction.objects.exclude(restriction_type=PageViewRestriction.LOGIN)


# What starting needs of a quiz page and says about it; a template that asks for more costs a query.
_STARTING = (
    *("title", "slug", "path", "depth", "url_path", "locale", "translation_key", "content_type"),
    *("live", "expired", "expire_at", "intro", "role", "questions"),
    *("pass_mark", "attempts_allowed", "time_limit_minutes", "feedback"),
)


def quiz_page_models() -> tuple[type[Model], ...]:
    """The site's quiz page types, in the order of `INSTALLED_APPS`."""
    return tuple(model for model in apps.get_models() if getattr(model, "is_quiz_page", False))


def quiz_page(quiz_key: UUID) -> Any | None:
    """The quiz page with this translation key, whatever its state, in the active language if there is one.

    One query a quiz page type, and one more where a quiz is translated. The page knows whether the site has
    view restrictions at all that need a closer look (`needs_restriction_check`), so that starting a quiz
    where there are none costs no query for it.
    """
    for model in quiz_page_models():
        pages: Any = model._default_manager
        found = list(
            pages.filter(translation_key=quiz_key)
            .only(*_STARTING)
            .annotate(needs_restriction_check=Exists(_RESTRICTIONS))
            .order_by()
        )
        if found:
            return found[0] if len(found) == 1 else _in_active_language(found)
    return None


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


def listed_questions(page: Any) -> list[AskedQuestion]:
    """The questions an editor put on the page, live or not, in their order and each once. One query."""
    ids = dict.fromkeys(block["value"] for block in page.questions.raw_data if block["value"])
    rows = Question.objects.filter(pk__in=list(ids)).order_by().values_list(*COLUMNS)
    found = {row[0]: AskedQuestion(*row) for row in rows}
    return [found[id_] for id_ in ids if id_ in found]


def live_questions(page: Any) -> list[AskedQuestion]:
    """The questions learners are asked. One query."""
    return [question for question in listed_questions(page) if question.live]


def attempts_for(learner: Any, *, quiz_key: UUID | None = None) -> QuerySet[QuizAttempt]:
    """A learner's attempts, newest first, without the large columns. One query."""
    attempts = QuizAttempt.objects.filter(learner=learner).defer("paper", "answers")
    return attempts if quiz_key is None else attempts.filter(quiz_key=quiz_key)


def best_score(*, learner: Any, quiz_keys: Iterable[UUID], context_key: UUID | None) -> Fraction | None:
    """The learner's best exact share of the points on these quizzes, taken for this context. One query."""
    attempts = attempts_for(learner).filter(
        quiz_key__in=list(quiz_keys), context_key=context_key, points_numerator__isnull=False
    )
    return max((attempt.score for attempt in attempts if attempt.score is not None), default=None)
