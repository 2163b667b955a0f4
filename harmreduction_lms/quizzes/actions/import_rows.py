"""Questions written many at a time: what `save`, `save_revision`, `publish` and `log` do for one.

A row, its tags, its version, its log entries and its place in the search and reference indexes: few queries
for many questions, and two for each that Wagtail's reference index asks.
What Django does not do for rows written together: `post_save` is not sent. Wagtail's `published` is.
"""

import logging
from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.log_actions import get_active_log_context
from wagtail.models import ModelLogEntry, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backends
from wagtail.signals import published

from harmreduction_lms.quizzes.models import Question, TaggedQuestion


logger = logging.getLogger(__name__)

_VERSION = ("latest_revision", "has_unpublished_changes")
_LIVE = ("live", "live_revision", "first_published_at", "last_published_at", "has_unpublished_changes")


def insert(questions: Sequence[Question]) -> None:
    """New questions with the tags that they were given in memory."""
    for question in questions:
        question.prepare()
    Question.objects.bulk_create(questions)
    TaggedQuestion.objects.bulk_create(
        [_belonging(tagged, question) for question in questions for tagged in question.tagged_items.all()]
    )


def add_versions(questions: Sequence[Question], user: Any) -> None:
    """A new latest version of each, with what stands in memory."""
    now = timezone.now()
    revisions = [
        Revision(
            content_type=_content_type(),
            base_content_type=_content_type(),
            object_id=str(question.pk),
            created_at=now,
            user=user,
            content=question.serializable_data(),
            object_str=str(question),
        )
        for question in questions
    ]
    for question, revision in zip(questions, Revision.objects.bulk_create(revisions), strict=True):
        question.latest_revision, question.has_unpublished_changes = revision, True
    Question.objects.bulk_update(questions, _VERSION)


def publish_new(questions: Sequence[Question], user: Any) -> None:
    """Makes the first version of questions live. They were checked when the import was planned."""
    now = timezone.now()
    for question in questions:
        question.live, question.has_unpublished_changes = True, False
        question.live_revision = question.latest_revision
        question.first_published_at = question.last_published_at = now
    Question.objects.bulk_update(questions, _LIVE)
    for question in questions:
        published.send(sender=Question, instance=question, revision=question.latest_revision)
    add_log_entries(questions, "wagtail.publish", user)


def add_log_entries(
    questions: Sequence[Question],
    action: str,
    user: Any,
    data: Sequence[dict[str, Any]] = (),
) -> None:
    """An entry in each question's history, about its latest version; `data` is one of each question."""
    now, context = timezone.now(), get_active_log_context()
    ModelLogEntry.objects.bulk_create(
        ModelLogEntry(
            content_type=_content_type(),
            object_id=str(question.pk),
            label=str(question),
            action=action,
            timestamp=now,
            user=user or context.user,
            uuid=context.uuid,
            revision=question.latest_revision,
            content_changed=True,
            data=about,
        )
        for question, about in zip(questions, data or [{}] * len(questions), strict=True)
    )


def add_to_indexes(questions: Sequence[Question]) -> None:
    """Search finds new questions, and Wagtail knows which images and pages they use."""
    for backend in get_search_backends(with_auto_update=True):
        try:
            backend.add_bulk(Question, questions)
        except Exception:
            # As Wagtail does it: a search server that is away must not cost anybody their questions.
            logger.exception("Imported questions could not be added to the search index.")
            if not backend.catch_indexing_errors:
                raise
    for question in questions:
        ReferenceIndex.create_or_update_for_object(question)


def _belonging(tagged: TaggedQuestion, question: Question) -> TaggedQuestion:
    """The tag was given before the question had a key."""
    tagged.content_object = question
    return tagged


def _content_type() -> ContentType:
    return ContentType.objects.get_for_model(Question)
