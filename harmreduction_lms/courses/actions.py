"""Writes of the courses domain."""

from uuid import UUID

from django.core.cache import cache
from django.utils import timezone

from harmreduction_lms.courses.selectors import CATALOGUE_VERSION_KEY, course_page_models


def touch_course(*, course_key: UUID) -> None:
    """Say that something shown on a course page changed, so that no cache keeps the old one.

    For whatever the page itself does not know of: a lesson's title, an approval, a disclosure. Written past
    `save()`, because a touch is neither a revision nor an edit. All translations are touched.
    """
    for model in course_page_models():
        model._default_manager.filter(translation_key=course_key).update(touched_at=timezone.now())


def renew_catalogue_url() -> None:
    """Forget where the catalogue stands; the next page looks it up again."""
    cache.set(CATALOGUE_VERSION_KEY, timezone.now().timestamp(), None)
