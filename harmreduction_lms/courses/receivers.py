"""Keeps what is cached of course pages true: whatever changes below or beside a course touches it."""

from typing import Any

import swapper
from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import post_delete, post_save
from wagtail.models import ReferenceIndex
from wagtail.signals import page_published, page_unpublished, post_page_move

from harmreduction_lms.courses.actions import renew_catalogue_url, touch_course
from harmreduction_lms.courses.models import Audience, GlossaryTerm, Reference, Topic
from harmreduction_lms.courses.roles import PageRole, page_models
from harmreduction_lms.courses.selectors import course_of
from harmreduction_lms.courses.signals import course_changed


SHARED_SNIPPETS = (Audience, GlossaryTerm, Reference, Topic)


def page_changed(sender: Any, *, instance: Any, **kwargs: Any) -> None:
    """A page was published, unpublished, moved or deleted."""
    role = getattr(instance, "page_role", None)
    if role == PageRole.CATALOGUE:
        renew_catalogue_url()
    elif role is not None:
        _outline_changed(instance)


def page_moved(sender: Any, *, instance: Any, **kwargs: Any) -> None:
    """A page has a new address, and both the course it left and the one it came to have changed."""
    renew_catalogue_url()
    for page in (kwargs["parent_page_before"], instance):
        _outline_changed(page)


def snippet_changed(sender: Any, *, instance: Any, **kwargs: Any) -> None:
    """A reference or a term was corrected: no course that shows it may go on with the old words."""
    base = swapper.load_model("wagtailcore", "Page")
    uses = ReferenceIndex.get_references_to(instance).filter(
        base_content_type=ContentType.objects.get_for_model(base)
    )
    for page in base._default_manager.filter(pk__in=list(uses.values_list("object_id", flat=True))):
        _touch_course_of(page)


def _outline_changed(page: Any) -> None:
    if course := course_of(page):
        touch_course(course_key=course.translation_key)
        course_changed.send(sender=type(course), course_key=course.translation_key)


def _touch_course_of(page: Any) -> None:
    if course := course_of(page):
        touch_course(course_key=course.translation_key)


def connect() -> None:
    """Called once, when the app is ready."""
    uid = "harmreduction_lms.courses"
    page_published.connect(page_changed, dispatch_uid=uid)
    page_unpublished.connect(page_changed, dispatch_uid=uid)
    post_page_move.connect(page_moved, dispatch_uid=uid)
    for role in PageRole:
        for model in page_models(role):
            post_delete.connect(page_changed, sender=model, dispatch_uid=uid)
    for model in page_models(PageRole.CATALOGUE):
        post_save.connect(page_changed, sender=model, dispatch_uid=uid)
    for snippet in SHARED_SNIPPETS:
        post_save.connect(snippet_changed, sender=snippet, dispatch_uid=uid)
        post_delete.connect(snippet_changed, sender=snippet, dispatch_uid=uid)
