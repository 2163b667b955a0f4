"""What a catalogue page lists: the live courses below it that whoever sees the catalogue may see."""

from collections.abc import Iterable
from typing import Any

import swapper
from django.db import models
from wagtail.models import PageViewRestriction

from harmreduction_lms.courses.models import Audience, CatalogueLabel, Topic
from harmreduction_lms.courses.selectors import course_page_models


class Catalogue:
    """The courses below one catalogue page.

    Courses are found through the base page, so several course types can stand in one list. A filter looks up
    ids first: search backends cannot filter through the labels of a course.
    """

    def __init__(self, page: Any) -> None:
        base = swapper.load_model("wagtailcore", "Page")
        below = base._default_manager.descendant_of(page).type(*course_page_models())
        self.courses = below.filter(locale=page.locale_id).live().exclude(_restricted_below(page))

    def audiences(self) -> list[tuple[str, str]]:
        """Slugs and names of the audiences in use. One query."""
        return self._labels(Audience, "audiences")

    def topics(self) -> list[tuple[str, str]]:
        """Slugs and names of the topics in use. One query."""
        return self._labels(Topic, "topics")

    def find(self, *, q: str = "", audience: str = "", topic: str = "") -> Any:
        """Matching courses in tree order; in order of relevance when searching."""
        found = self.courses.order_by("path")
        for field, slug in (("audiences", audience), ("topics", topic)):
            if slug:
                found = found.filter(pk__in=self._labelled(field, slug))
        return self._search(found, q) if q else found

    def specific(self, pages: Iterable[Any]) -> list[Any]:
        """The listed pages as courses, with their audiences, in the same order. Two queries a course type."""
        order = [page.pk for page in pages]
        found: dict[int, Any] = {}
        for model in course_page_models():
            courses = model._default_manager.filter(pk__in=order).prefetch_related("audiences")
            found |= {course.pk: course for course in courses}
        return [found[pk] for pk in order if pk in found]

    def _search(self, courses: Any, words: str) -> Any:
        """Whole words first; when they find nothing, beginnings of words ("nalox")."""
        results = courses.search(words, operator="or")
        return results if results.count() else courses.autocomplete(words)

    def _labelled(self, field: str, slug: str) -> list[int]:
        ids: list[int] = []
        for model in course_page_models():
            ids += model._default_manager.filter(**{f"{field}__slug": slug}).values_list("pk", flat=True)
        return ids

    def _labels(self, label: type[CatalogueLabel], field: str) -> list[tuple[str, str]]:
        in_use = models.Q()
        for model in course_page_models():
            courses = model._default_manager.filter(pk__in=self.courses.order_by().values("pk"))
            in_use |= models.Q(pk__in=courses.values(field))
        labels: Any = label._default_manager
        return list(labels.filter(in_use).order_by("name").values_list("slug", "name").distinct())


def _restricted_below(page: Any) -> models.Q:
    """Pages with a view restriction of their own. One query.

    Unlike Wagtail's `public()`, restrictions on the catalogue and above it do not count: whoever reads the
    catalogue has passed them, and a members' catalogue would be empty otherwise.
    """
    restrictions = PageViewRestriction.objects.filter(page__path__startswith=page.path)
    restricted = models.Q(pk__in=[])
    for path in restrictions.exclude(page__path=page.path).values_list("page__path", flat=True):
        restricted |= models.Q(path__startswith=path)
    return restricted
