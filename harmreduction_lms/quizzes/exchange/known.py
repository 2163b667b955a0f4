"""Which questions of a file the bank has already.

Known is what has the same key, or reads the same with the same answer: as it was imported, or as it is now.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import Locale, ModelLogEntry

from harmreduction_lms.quizzes.duplicates import stem_digest
from harmreduction_lms.quizzes.exchange.audit_log import IMPORT
from harmreduction_lms.quizzes.exchange.bank import read_bank
from harmreduction_lms.quizzes.exchange.base import ExchangeItem
from harmreduction_lms.quizzes.exchange.checking import CheckedItem
from harmreduction_lms.quizzes.exchange.digests import content_digest, import_digest
from harmreduction_lms.quizzes.models import Question


BATCH = 200
"""Items looked up at once; each gives up to four values to one query, and SQLite takes 32,766."""


@dataclass(frozen=True)
class KnownQuestion:
    """A question of the bank as its editors have it now; `is_edited` says it is no longer as imported."""

    pk: int
    item: ExchangeItem
    is_edited: bool


class KnownQuestions:
    """The questions of a bank that any of these items could be."""

    def __init__(self, checked: Sequence[CheckedItem], locale: Locale) -> None:
        self._by_key: dict[str, KnownQuestion] = {}
        self._by_digest: dict[str, KnownQuestion] = {}
        for start in range(0, len(checked), BATCH):
            self._add(Question.objects.filter(_any_of(checked[start : start + BATCH]), locale=locale))

    def find(self, checked: CheckedItem) -> KnownQuestion | None:
        """The question this is. Its key decides; without one, what it says."""
        key = checked.item.source_key
        return (self._by_key.get(key) if key else None) or self._by_digest.get(checked.import_digest)

    def _add(self, questions: Any) -> None:
        rows = {
            row["pk"]: row for row in questions.values("pk", "translation_key", "import_digest", "source_key")
        }
        imported = _imported_as(rows)
        for pk, item in read_bank(questions.order_by("pk"), latest=True).items.items():
            was = imported.get(pk)
            question = KnownQuestion(pk, item, is_edited=was is not None and was != content_digest(item))
            for key in (rows[pk]["source_key"], str(rows[pk]["translation_key"])):
                self._by_key.setdefault(key, question)
            for digest in (rows[pk]["import_digest"], import_digest(item)):
                self._by_digest.setdefault(digest, question)


def _any_of(checked: Iterable[CheckedItem]) -> Q:
    """Every question that could be one of these; which it is, is compared afterwards."""
    wanted = [*checked]
    keys = [one.item.source_key for one in wanted if one.item.source_key]
    return reduce(
        or_,
        [
            Q(import_digest__in=[one.import_digest for one in wanted]),
            Q(stem_digest__in=[digest for one in wanted if (digest := stem_digest(one.item.stem))]),
            Q(source_key__in=keys),
            Q(translation_key__in=[*_uuids(keys)]),
        ],
    )


def _uuids(keys: Iterable[str]) -> Iterator[UUID]:
    for key in keys:
        try:
            yield UUID(key)
        except ValueError:
            continue


def _imported_as(pks: Mapping[int, Any]) -> dict[int, str]:
    """The content digests questions had when they were last imported. One query."""
    entries = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Question),
        object_id__in=[str(pk) for pk in pks],
        action=IMPORT,
    ).order_by("timestamp", "pk")
    return {int(pk): data.get("content_digest", "") for pk, data in entries.values_list("object_id", "data")}
