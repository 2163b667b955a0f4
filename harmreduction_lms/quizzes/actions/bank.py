"""Keeping the question bank in order: archive, restore, move, tag; each for any number of questions.

What a question asks is edited and published by version. Where it is kept is no content of a version: it
changes at once, and its newest version is told, so that publishing that does not move it back.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from wagtail.log_actions import log
from wagtail.models import Revision
from wagtail.permission_policies import ModelPermissionPolicy

from harmreduction_lms.quizzes.audit_log import ARCHIVE, MOVE, RESTORE, TAG
from harmreduction_lms.quizzes.models import Question, QuestionCategory


def archive_questions(*, questions: Iterable[Question], actor: Any = None) -> list[Question]:
    """Offer these to quizzes no more. Running attempts keep them. Returns those that were not archived yet.

    `actor` is who asked; None is the system itself. It takes the right to publish: learners feel it.
    """
    return _set_archived(questions, actor, is_archived=True)


def restore_questions(*, questions: Iterable[Question], actor: Any = None) -> list[Question]:
    """Offer archived questions again, in the state they were in. Returns those that were archived."""
    return _set_archived(questions, actor, is_archived=False)


@transaction.atomic
def move_questions(
    *, questions: Iterable[Question], category: QuestionCategory | None, actor: Any = None
) -> list[Question]:
    """Keep these in `category`, or in none. Returns those that were elsewhere."""
    _check_permission(actor, "change")
    moved = [question for question in questions if question.category_id != (category and category.pk)]
    for question in moved:
        question.category = category
        question.save(update_fields=["category"])
        for version in _coming_versions(question):
            _rewrite(version, {"category": category and category.pk})
        log(question, MOVE, user=actor, data={"category": str(category or "")})
    return moved


@transaction.atomic
def tag_questions(*, questions: Iterable[Question], tags: Iterable[str], actor: Any = None) -> list[Question]:
    """Add these tags; those a question has it keeps. Returns those that lacked one."""
    _check_permission(actor, "change")
    names = list(dict.fromkeys(tags))
    tagged = [one for one in questions if not set(names) <= set(one.tags.values_list("name", flat=True))]
    for question in tagged:
        question.tags.add(*names)
        question.save(update_fields=["tagged_items"])
        for version in _coming_versions(question):
            _rewrite(version, {"tagged_items": _with_tags(question, version)})
        log(question, TAG, user=actor, data={"tags": names})
    return tagged


@transaction.atomic
def _set_archived(questions: Iterable[Question], actor: Any, *, is_archived: bool) -> list[Question]:
    _check_permission(actor, "publish")
    changed = [question for question in questions if question.is_archived != is_archived]
    for question in changed:
        question.is_archived = is_archived
        question.save(update_fields=["is_archived"])
        log(question, ARCHIVE if is_archived else RESTORE, user=actor)
    return changed


def _check_permission(actor: Any, permission: str) -> None:
    if actor is not None and not ModelPermissionPolicy(Question).user_has_permission(actor, permission):
        raise PermissionDenied


def _coming_versions(question: Question) -> list[Revision]:
    """The versions that may be published next: the newest one, and one that waits for its day."""
    coming = Q(pk=question.latest_revision_id) | Q(approved_go_live_at__isnull=False)
    return list(question.revisions.filter(coming))


def _rewrite(version: Revision, changes: dict[str, Any]) -> None:
    Revision.objects.filter(pk=version.pk).update(content={**version.content, **changes})


def _with_tags(question: Question, version: Revision) -> list[dict[str, Any]]:
    """The version's own tags and those the question has by now."""
    own = version.content.get("tagged_items", [])
    known = {item["tag"] for item in own}
    tags = question.tagged_items.exclude(tag__in=known).values_list("pk", "tag")
    return [*own, *({"pk": pk, "tag": tag, "content_object": question.pk} for pk, tag in tags)]
