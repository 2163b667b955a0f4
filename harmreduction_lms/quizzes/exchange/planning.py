"""What an import would do, item by item, before anything is written: the preview, the dry run and the import
itself go by the same plan.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Literal

from django.utils.translation import gettext as _
from wagtail.models import Locale

from harmreduction_lms.quizzes.exchange.base import ExchangeItem
from harmreduction_lms.quizzes.exchange.checking import CheckedItem, check_item
from harmreduction_lms.quizzes.exchange.cleaning import ItemRefused
from harmreduction_lms.quizzes.exchange.digests import content_digest
from harmreduction_lms.quizzes.exchange.known import KnownQuestion, KnownQuestions


OnKnown = Literal["skip", "update"]


class Step(StrEnum):
    """What is done with an item."""

    CREATE = "create"
    UPDATE = "update"
    KNOWN = "known"
    UNCHANGED = "unchanged"
    REPEATED = "repeated"
    REFUSED = "refused"

    @property
    def is_accepted(self) -> bool:
        """Whether something is written."""
        return self in (Step.CREATE, Step.UPDATE)


@dataclass(frozen=True)
class PlannedItem:
    """An item, what is done with it, and why if it is not taken.

    `item` is as it would stand in the bank, as found if it is refused. `value` is its answer as its block
    holds it, `known` what the bank has of it.
    """

    item: ExchangeItem
    step: Step
    reason: str = ""
    value: Any = None
    import_digest: str = ""
    known: KnownQuestion | None = None


def plan_import(
    items: Iterable[ExchangeItem], *, locale: Locale, on_known: OnKnown = "skip", category: str = ""
) -> list[PlannedItem]:
    """One entry an item, in their order. Items without a category go into `category`."""
    checked = [_checked(item, category) for item in items]
    known = KnownQuestions([one for one in checked if isinstance(one, CheckedItem)], locale)
    planner = _Planner(known, on_known)
    return [planner.plan(one) if isinstance(one, CheckedItem) else one for one in checked]


def merged(new: ExchangeItem, old: ExchangeItem) -> ExchangeItem:
    """What an update makes of a question: the file's words, and the bank's where the file is silent.

    Most formats hold less than the bank, and importing a Moodle quiz again must not empty the hints.
    """
    return replace(
        new,
        rationale=new.rationale or old.rationale,
        hints=new.hints or old.hints,
        points=old.points if new.points == 1 else new.points,
        tags=new.tags or old.tags,
        category=new.category or old.category,
        picture=new.picture or old.picture,
    )


def _checked(item: ExchangeItem, category: str) -> CheckedItem | PlannedItem:
    try:
        return check_item(replace(item, category=item.category.strip() or category))
    except ItemRefused as error:
        return PlannedItem(item, Step.REFUSED, str(error))


def _planned(
    checked: CheckedItem, step: Step, reason: str = "", known: KnownQuestion | None = None
) -> PlannedItem:
    return PlannedItem(checked.item, step, reason, checked.value, checked.import_digest, known)


@dataclass
class _Planner:
    """Remembers what it has planned, because a file may hold a question twice."""

    known: KnownQuestions
    on_known: OnKnown
    digests: dict[str, str] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    questions: set[int] = field(default_factory=set)

    def plan(self, checked: CheckedItem) -> PlannedItem:
        item = checked.item
        if (earlier := self.digests.get(checked.import_digest)) is not None:
            reason = _("The same question stands earlier in what is imported (%(where)s).")
            return _planned(checked, Step.REPEATED, reason % {"where": earlier})
        self.digests[checked.import_digest] = item.where or item.title
        # A file that gives two questions the same key says nothing with it.
        if item.source_key in self.keys:
            checked = replace(checked, item=replace(item, source_key=""))
        self.keys.add(item.source_key)
        known = self.known.find(checked)
        if known is None or known.pk in self.questions:
            return _planned(checked, Step.CREATE)
        self.questions.add(known.pk)
        return self._plan_known(checked, known)

    def _plan_known(self, checked: CheckedItem, known: KnownQuestion) -> PlannedItem:
        item = merged(checked.item, known.item)
        reason = _("It is in the bank already, as “%(title)s”.") % {"title": known.item.title}
        if known.is_edited:
            reason += " " + _("Somebody has edited it on this site since it was imported.")
        if self.on_known == "skip":
            return _planned(checked, Step.KNOWN, reason, known)
        if content_digest(item) == content_digest(known.item):
            reason += " " + _("Nothing about it would change.")
            return _planned(checked, Step.UNCHANGED, reason, known)
        return _planned(replace(checked, item=item), Step.UPDATE, reason, known)
