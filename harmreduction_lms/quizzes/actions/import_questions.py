"""Importing questions into the bank: all of what can be taken, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Locale
from wagtail.signal_handlers import disable_reference_index_auto_update

from harmreduction_lms.quizzes.actions.import_pictures import PictureKeeper
from harmreduction_lms.quizzes.exchange.audit_log import IMPORT
from harmreduction_lms.quizzes.exchange.base import ExchangeItem
from harmreduction_lms.quizzes.exchange.digests import content_digest
from harmreduction_lms.quizzes.exchange.planning import OnKnown, PlannedItem, Step, plan_import
from harmreduction_lms.quizzes.models import Question, QuestionCategory


@dataclass(frozen=True)
class ImportedItem:
    """What became of one item. `question` is its primary key in the bank, if it is there."""

    item: ExchangeItem
    step: Step
    reason: str = ""
    question: int | None = None


def import_questions(
    *,
    items: Sequence[ExchangeItem],
    actor: Any = None,
    locale: Locale,
    on_known: OnKnown = "skip",
    publish: bool = False,
    category: str = "",
) -> list[ImportedItem]:
    """Writes what can be taken as drafts, in one transaction; says what became of each item, in their order.

    What the bank has already is skipped, or with `on_known="update"` gets a new draft on top of its versions:
    what learners see and what an editor has written stay. `publish` makes the new versions live, but not of
    questions that were taken off the site. `actor` is who asked; None is the system itself.
    """
    _check_permissions(actor, on_known, publish=publish)
    pictures = PictureKeeper(actor)
    try:
        with transaction.atomic():
            _one_import_at_a_time(locale)
            plan = plan_import(items, locale=locale, on_known=on_known, category=category)
            writer = _Writer(actor, locale, pictures, publish=publish)
            return [writer.write(planned) for planned in plan]
    except BaseException:
        pictures.discard()
        raise


def _check_permissions(actor: Any, on_known: OnKnown, *, publish: bool) -> None:
    rights = ["add", *(["change"] if on_known == "update" else []), *(["publish"] if publish else [])]
    if actor is not None and not actor.has_perms(f"harmreduction_lms.{right}_question" for right in rights):
        raise PermissionDenied


def _one_import_at_a_time(locale: Locale) -> None:
    """Two imports of one file at the same moment must not both find that a question is new."""
    no_key = connection.features.has_select_for_no_key_update
    Locale.objects.select_for_update(no_key=no_key).get(pk=locale.pk)


class _Writer:
    """Writes planned items, each as a revision."""

    def __init__(self, actor: Any, locale: Locale, pictures: PictureKeeper, *, publish: bool) -> None:
        self._actor = actor
        self._locale = locale
        self._pictures = pictures
        self._publish = publish
        self._categories: dict[str, QuestionCategory] = {}

    def write(self, planned: PlannedItem) -> ImportedItem:
        known = planned.known.pk if planned.known else None
        if not planned.step.is_accepted:
            return ImportedItem(planned.item, planned.step, planned.reason, known)
        if planned.item.picture and self._pictures.collection is None:
            reason = _("It has a picture, and you may not add pictures to this site. Ask whoever manages it.")
            return ImportedItem(planned.item, Step.REFUSED, reason, known)
        if known is None:
            return self._create(planned)
        return self._update(planned, known)

    def _create(self, planned: PlannedItem) -> ImportedItem:
        question = Question(locale=self._locale, live=False, has_unpublished_changes=True)
        self._fill(question, planned)
        # Saving the revision saves the question a second time; its references are looked for then.
        with disable_reference_index_auto_update():
            question.save()
        return self._saved(question, planned)

    def _update(self, planned: PlannedItem, pk: int) -> ImportedItem:
        row = Question.objects.select_for_update().get(pk=pk)
        lock = row.get_lock()
        if lock and (self._actor is None or lock.for_user(self._actor)):
            reason = _("“%(title)s” is locked in the bank. Unlock it and import again.")
            return ImportedItem(planned.item, Step.REFUSED, reason % {"title": row.title}, pk)
        question = row.get_latest_revision_as_object()
        self._fill(question, planned)
        # So that the same file is known next time, whichever version is published by then.
        Question.objects.filter(pk=pk).update(
            import_digest=question.import_digest, source_key=question.source_key
        )
        return self._saved(question, planned)

    def _fill(self, question: Question, planned: PlannedItem) -> None:
        item = planned.item
        question.title, question.stem, question.rationale = item.title, item.stem, item.rationale
        question.points = item.points
        question.tags.set(item.tags)
        question.category = self._category(item.category)
        question.source_key = item.source_key or question.source_key
        question.import_digest = planned.import_digest
        self._fill_streams(question, item, planned.value)

    def _fill_streams(self, question: Question, item: ExchangeItem, value: Any) -> None:
        """Answer, picture and hints as stored JSON: an image is named by its key, without being looked up."""
        block = question.answer.stream_block
        raw = block.child_blocks[item.kind].get_prep_value(value)
        image = self._pictures.keep(item.picture) if item.picture else None
        if asks_about_picture := isinstance(raw, dict) and "image" in raw:
            raw["image"] = image and image.pk
        question.answer = block.to_python([{"type": item.kind, "value": raw}])
        question.hints = question.hints.stream_block.to_python(
            [{"type": "hint", "value": text} for text in item.hints]
        )
        question.picture = question.picture.stream_block.to_python(
            [{"type": "picture", "value": {"image": image.pk, "alt": item.picture.alt}}]
            if image and item.picture and not asks_about_picture
            else []
        )

    def _category(self, path: str) -> QuestionCategory | None:
        if path and path not in self._categories:
            self._categories[path] = QuestionCategory.objects.get_or_create(path=path)[0]
        return self._categories.get(path)

    def _saved(self, question: Question, planned: PlannedItem) -> ImportedItem:
        # The blocks have been cleaned already; cleaning again would ask the database several times.
        revision = question.save_revision(user=self._actor, clean=False)
        data = {"content_digest": content_digest(planned.item), "where": planned.item.where}
        log(question, IMPORT, user=self._actor, revision=revision, content_changed=True, data=data)
        if self._may_publish(question, planned.item):
            revision.publish(user=self._actor)
        return ImportedItem(planned.item, planned.step, planned.reason, question.pk)

    def _may_publish(self, question: Question, item: ExchangeItem) -> bool:
        """A picture without a description stays a draft, and what an editor took off the site stays off."""
        is_described = item.picture is None or bool(item.picture.alt)
        return self._publish and is_described and (question.live or question.first_published_at is None)
