"""Importing questions into the bank: all of what can be taken, or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale, Revision

from harmreduction_lms.quizzes.actions import import_rows
from harmreduction_lms.quizzes.actions.import_pictures import PictureKeeper
from harmreduction_lms.quizzes.exchange.audit_log import IMPORT
from harmreduction_lms.quizzes.exchange.base import ExchangeItem
from harmreduction_lms.quizzes.exchange.digests import content_digest
from harmreduction_lms.quizzes.exchange.planning import OnKnown, PlannedItem, Step, plan_import
from harmreduction_lms.quizzes.models import Question, QuestionCategory


BATCH = 200
"""Questions written together."""


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
            batches = (plan[start : start + BATCH] for start in range(0, len(plan), BATCH))
            return [imported for batch in batches for imported in writer.write(batch)]
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


@dataclass(frozen=True)
class _Prepared:
    """An item with the question it makes, not yet written; without one it is not taken."""

    planned: PlannedItem
    question: Any = None
    reason: str = ""

    @property
    def is_taken(self) -> bool:
        return self.question is not None

    @property
    def is_new(self) -> bool:
        return self.planned.known is None

    def done(self) -> ImportedItem:
        item, step, known = self.planned.item, self.planned.step, self.planned.known
        pk = self.question.pk if self.is_taken else known.pk if known else None
        step = Step.REFUSED if self.reason else step
        return ImportedItem(item, step, self.reason or self.planned.reason, pk)


class _Writer:
    """Writes planned items, each as a revision."""

    def __init__(self, actor: Any, locale: Locale, pictures: PictureKeeper, *, publish: bool) -> None:
        self._actor = actor
        self._locale = locale
        self._pictures = pictures
        self._publish = publish
        self._categories: dict[str, QuestionCategory] = {}

    def write(self, plan: Sequence[PlannedItem]) -> list[ImportedItem]:
        """So many items together, in their order."""
        rows = _locked_rows(plan)
        prepared = [self._prepare(planned, rows) for planned in plan]
        self._save([one for one in prepared if one.is_taken])
        return [one.done() for one in prepared]

    def _prepare(self, planned: PlannedItem, rows: Mapping[int, Question]) -> _Prepared:
        if not planned.step.is_accepted:
            return _Prepared(planned)
        if planned.item.picture and self._pictures.collection is None:
            reason = _("It has a picture, and you may not add pictures to this site. Ask whoever manages it.")
            return _Prepared(planned, reason=reason)
        if planned.known is None:
            question = Question(locale=self._locale, live=False, has_unpublished_changes=True)
            return _Prepared(planned, self._filled(question, planned))
        row = rows[planned.known.pk]
        if self._is_locked(row):
            reason = _("“%(title)s” is locked in the bank. Unlock it and import again.")
            return _Prepared(planned, reason=reason % {"title": row.title})
        return _Prepared(planned, self._filled(row.get_latest_revision_as_object(), planned))

    def _is_locked(self, row: Question) -> bool:
        lock = row.get_lock()
        return bool(lock and (self._actor is None or lock.for_user(self._actor)))

    def _filled(self, question: Question, planned: PlannedItem) -> Question:
        item = planned.item
        question.title, question.stem, question.rationale = item.title, item.stem, item.rationale
        question.points = item.points
        question.tags.set(item.tags)
        question.category = self._category(item.category)
        question.source_key = item.source_key or question.source_key
        question.import_digest = planned.import_digest
        self._fill_streams(question, item, planned.value)
        return question

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

    def _save(self, taken: Sequence[_Prepared]) -> None:
        """Rows first, then the versions that need their keys, then what is said about them."""
        new, changed = ([one for one in taken if one.is_new == is_new] for is_new in (True, False))
        import_rows.insert([one.question for one in new])
        # So that the same file is known next time, whichever version is published by then.
        Question.objects.bulk_update([one.question for one in changed], ["import_digest", "source_key"])
        questions = [one.question for one in taken]
        import_rows.add_versions(questions, self._actor)
        data = [_log_data(one.planned.item) for one in taken]
        import_rows.add_log_entries(questions, IMPORT, self._actor, data)
        import_rows.publish_new([one.question for one in new if self._may_publish(one)], self._actor)
        import_rows.add_to_indexes([one.question for one in new])
        for one in changed:
            if self._may_publish(one):
                one.question.latest_revision.publish(user=self._actor)

    def _may_publish(self, prepared: _Prepared) -> bool:
        """A picture without a description stays a draft, and what an editor took off the site stays off."""
        question, picture = prepared.question, prepared.planned.item.picture
        is_described = picture is None or bool(picture.alt)
        return self._publish and is_described and (question.live or question.first_published_at is None)


def _locked_rows(plan: Sequence[PlannedItem]) -> dict[int, Question]:
    """The questions that these items change, kept from others until the import is done, with their drafts."""
    pks = [planned.known.pk for planned in plan if planned.known and planned.step.is_accepted]
    rows: dict[int, Question] = Question.objects.select_for_update().order_by("pk").in_bulk(pks)
    drafts = Revision.objects.in_bulk([row.latest_revision_id for row in rows.values()])
    for row in rows.values():
        if (draft := drafts.get(row.latest_revision_id)) is not None:
            draft.content_object, row.latest_revision = row, draft
    return rows


def _log_data(item: ExchangeItem) -> dict[str, str]:
    return {"content_digest": content_digest(item), "where": item.where}
