"""Finds the page types of a site, which need not be ours, and the place of its catalogue."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

import swapper
from django.apps import apps
from django.db.models import Model, Q
from wagtail.models import Locale, Site

from harmreduction_lms.courses.mixins import (
    CatalogueIndexPageMixin,
    CoursePageMixin,
    LessonPageMixin,
    ModulePageMixin,
)
from harmreduction_lms.curriculum.problems import CurriculumNotLoaded
from harmreduction_lms.curriculum.stored import stable_key
from harmreduction_lms.quizzes.mixins import QuizPageMixin


CATALOGUE, COURSE, MODULE = CatalogueIndexPageMixin, CoursePageMixin, ModulePageMixin
LESSON, QUIZ = LessonPageMixin, QuizPageMixin
# What a stable key is made with. Never change a word: see `stored.stable_key`.
KINDS: dict[type[Model], str] = {COURSE: "course", MODULE: "module", LESSON: "lesson", QUIZ: "quiz"}


def page_types(mixin: type[Model]) -> list[Any]:
    """The site's page types made with a mixin, in the order of `INSTALLED_APPS`."""
    return [model for model in apps.get_models() if issubclass(model, mixin)]


def page_type(mixin: type[Model]) -> Any:
    """The page type new pages are made of: the first, where a site has several."""
    types = page_types(mixin)
    if not types:
        raise CurriculumNotLoaded(
            f"This site has no page type made with {mixin.__name__}. Add harmreduction_lms.pages to "
            "INSTALLED_APPS, or combine the mixin with your own base page."
        )
    return types[0]


def find_page(mixin: type[Model], key: str, locale: Locale) -> Any | None:
    """The page that was loaded under a key, or a translation of it that was made on the site. Copies that
    were made before copying left the key out still have it, so the oldest counts."""
    same = Q(curriculum_key=key) | Q(translation_key=stable_key(KINDS[mixin], key))
    found: Iterable[Any] = (
        page
        for model in page_types(mixin)
        for page in model._default_manager.filter(same, locale=locale, alias_of=None)
    )
    return min(found, key=lambda page: page.pk, default=None)


def free_key(model: Any, wanted: UUID, locale: Locale) -> UUID:
    """`wanted`, unless something of that language has it by now, such as an alias; then any other."""
    rows = model._meta.get_field("translation_key").model._default_manager
    return uuid4() if rows.filter(translation_key=wanted, locale=locale).exists() else wanted


def find_locale(language: str) -> Locale:
    try:
        return Locale.objects.get_for_language(language)
    except (LookupError, Locale.DoesNotExist) as error:
        raise CurriculumNotLoaded(
            f"This site has no content in {language!r}. Add it to WAGTAIL_CONTENT_LANGUAGES and to Locales."
        ) from error


def find_home(*, parent: int | None, hostname: str) -> Any:
    """The page below which the catalogue is looked for or made."""
    pages = swapper.load_model("wagtailcore", "Page")._default_manager
    if parent is not None:
        page = pages.filter(pk=parent).first()
        if page is None:
            raise CurriculumNotLoaded(f"There is no page with id {parent}.")
        return page.specific
    chosen = {"hostname": hostname} if hostname else {"is_default_site": True}
    site = Site.objects.select_related("root_page").filter(**chosen).first()
    if site is None:
        what = f"site {hostname!r}" if hostname else "default site"
        raise CurriculumNotLoaded(f"There is no {what}. Make one in Wagtail's settings, or give --parent.")
    return site.root_page.specific


def find_catalogue(home: Any, locale: Locale) -> Any | None:
    """The catalogue at or below `home`; the highest and first, where there are several."""
    found = (
        page
        for model in page_types(CATALOGUE)
        for page in model._default_manager.descendant_of(home, inclusive=True).filter(locale=locale)
    )
    return min(found, key=lambda page: (page.depth, page.path), default=None)
