"""Questions about the page tree of courses. Pages are found by role, so a site's own page types count too."""

from collections.abc import Sequence
from itertools import chain
from typing import Any

import swapper
from django.core.cache import cache
from django.db import models
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Locale, Site

from harmreduction_lms.courses.outline import Outline, OutlineModule, OutlineStep
from harmreduction_lms.courses.outline_reader import OutlineReader
from harmreduction_lms.courses.roles import PageRole, page_models


__all__ = [
    "Outline",
    "OutlineModule",
    "OutlineStep",
    "catalogue_url",
    "course_of",
    "course_page_models",
    "outline",
    "page_below",
    "step_page_models",
]

CATALOGUE_VERSION_KEY = "harmreduction_lms.catalogue_version"
CATALOGUE_URL_SECONDS = 300


def course_page_models() -> tuple[type[models.Model], ...]:
    """The site's course page types."""
    return page_models(PageRole.COURSE)


def step_page_models() -> tuple[type[models.Model], ...]:
    """The site's step page types: lessons and quizzes."""
    return page_models(PageRole.STEP)


def course_of(page: Any) -> Any | None:
    """The course a page belongs to, or is; `None` outside of courses. One query a course type.

    No query for a page that was found through its course (`CoursePageMixin.route`).
    """
    if getattr(page, "page_role", None) == PageRole.COURSE:
        return page
    if (known := getattr(page, "routed_course", None)) is not None:
        return known
    found = (_nearest(model, page) for model in course_page_models())
    return max(filter(None, found), key=lambda course: course.depth, default=None)


def outline(course: Any, *, request: HttpRequest | None = None, drafts: bool = False) -> Outline:
    """What a course consists of, in tree order. One query, whatever the number of modules and steps.

    Drafts are left out (previews ask for them), and so is whatever stands below a draft module. Pages with a
    view restriction stay: those who may read them need them in the outline, and Wagtail guards the page.
    """
    return OutlineReader(course, course.get_url(request) or "").read(drafts=drafts)


def catalogue_url(request: HttpRequest | None) -> str:
    """Address of the site's catalogue in the active language, or empty. No query once it is known.

    Every page of ours has this link in its head, hence the cache; `receivers` renew it.
    """
    if request is None:
        return ""
    parts = (cache.get(CATALOGUE_VERSION_KEY, 0), request.get_host(), get_language())
    key = "harmreduction_lms.catalogue_url:{}:{}:{}".format(*parts)
    url = cache.get(key)
    if url is None and (url := _find_catalogue_url(request)):
        cache.set(key, url, CATALOGUE_URL_SECONDS)
    return url or ""


def page_below(course: Any, path_components: Sequence[str]) -> Any | None:
    """The page at an address below a course, specific. Two queries at any depth; Wagtail takes two a level.

    `url_path` has no index, so the search is kept to the course's own part of the tree.
    """
    base = swapper.load_model("wagtailcore", "Page")
    url_path = course.url_path + "".join(f"{component}/" for component in path_components)
    page = base._default_manager.descendant_of(course).filter(url_path=url_path).first()
    return page.specific if page else None


def _find_catalogue_url(request: HttpRequest) -> str:
    site = Site.find_for_request(request)
    if site is None:
        return ""
    pages = list(chain.from_iterable(_catalogues(model, site) for model in page_models(PageRole.CATALOGUE)))
    if len(pages) > 1:
        locale = Locale.get_active()
        pages.sort(key=lambda page: (page.locale_id != locale.pk, page.path))
    return (pages[0].get_url(request) or "") if pages else ""


def _catalogues(model: type[models.Model], site: Site) -> Any:
    pages: Any = model._default_manager
    return pages.live().in_site(site)


def _nearest(model: type[models.Model], page: Any) -> Any | None:
    pages: Any = model._default_manager
    return pages.ancestor_of(page, inclusive=True).order_by("-depth").first()
