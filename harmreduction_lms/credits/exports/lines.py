"""An award with all that reports ask about it, read for many awards at once.

Names, title, amount and approval number are those of the statement. Identifiers are the learner's own of
today: a licence number that was mistyped is put right in the profile, and the row goes out again.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from harmreduction_lms.credits.models import (
    Activity,
    CreditAward,
    LearnerLicence,
    LearnerProfile,
    ReportingConsent,
    ReportRow,
    RowAction,
)


CHUNK = 500

OF_AWARD = ("approval__policy", "approval__accreditation", "credit_type")
NOT_READ = ("code", "licences")
"""Sealed columns of an award that no report needs."""

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class AwardLine:
    """One line of a file. `told_on` is the day of completion that the destination was told before."""

    award: CreditAward
    row: ReportRow | None = None
    profile: LearnerProfile | None = None
    licences: tuple[LearnerLicence, ...] = ()
    activity: Activity | None = None
    consents: frozenset[str] = frozenset()
    told_on: date | None = None

    @property
    def learner(self) -> dict[str, Any]:
        """As the statement names the learner; nothing of it is left once the award was purged."""
        return dict(self.award.snapshot.get("learner", {}))

    @property
    def given_name(self) -> str:
        return str(self.learner.get("given_name") or getattr(self.profile, "given_name", ""))

    @property
    def family_name(self) -> str:
        return str(self.learner.get("family_name") or getattr(self.profile, "family_name", ""))

    @property
    def profession(self) -> str:
        return str(self.learner.get("profession", ""))

    @property
    def own_licences(self) -> list[LearnerLicence]:
        """Of the profession the credit was awarded to; the one entered first is the primary one."""
        return [licence for licence in self.licences if licence.profession == self.profession]

    @property
    def title(self) -> str:
        return str(self.award.snapshot.get("course", {}).get("title", ""))

    @property
    def approval_number(self) -> str:
        return str(self.award.snapshot.get("approval", {}).get("number", ""))

    @property
    def amount(self) -> Decimal:
        return self.award.amount

    @property
    def completed_on(self) -> date:
        return self.award.completed_on

    @property
    def action(self) -> str:
        return self.row.action if self.row else RowAction.ADD

    def identifier(self, name: str) -> str:
        """`npi`, `nabp_eprofile` or `birth_day` (MMDD) of the learner, or nothing."""
        return str(getattr(self.profile, name, "") or "")


def award_lines(awards: QuerySet[CreditAward]) -> Iterator[AwardLine]:
    """A line for each of `awards`. Five queries for every 500, and memory for no more."""
    for chunk in in_chunks(awards.select_related(*OF_AWARD).defer(*NOT_READ), "pk"):
        yield from _lines(chunk)


def row_lines(rows: QuerySet[ReportRow]) -> Iterator[AwardLine]:
    """A line for each of `rows`, those of one approval together. Six queries for every 500."""
    related = rows.select_related("award", *(f"award__{name}" for name in OF_AWARD))
    read = related.defer(*(f"award__{name}" for name in NOT_READ))
    for chunk in in_chunks(read, "award__approval_id", "pk"):
        yield from _lines([row.award for row in chunk], chunk)


def in_chunks(rows: QuerySet[Row], *keys: str, size: int = CHUNK) -> Iterator[list[Row]]:
    """All rows in the order of `keys`, which are unique together. Each chunk is a query of its own, so no
    cursor stays open and no connection pooler is in the way."""
    rows = rows.order_by(*keys)
    chunk = list(rows[:size])
    while chunk:
        yield chunk
        last = [_value(chunk[-1], key) for key in keys]
        chunk = list(rows.filter(_after(keys, last))[:size]) if len(chunk) == size else []


def _value(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def _after(keys: Iterable[str], last: Iterable[Any]) -> Q:
    """Beyond `last` in the order of `keys`."""
    (key, *keys), (value, *last) = keys, last
    beyond = Q(**{f"{key}__gt": value})
    return beyond | (Q(**{key: value}) & _after(keys, last)) if keys else beyond


def _lines(awards: list[CreditAward], rows: list[ReportRow] | None = None) -> Iterator[AwardLine]:
    learners = {award.learner_id for award in awards if award.learner_id}
    profiles: dict[Any, LearnerProfile] = {
        profile.learner_id: profile for profile in LearnerProfile.objects.filter(learner__in=learners)
    }
    licences, consents = _licences(learners), _consents(learners)
    activities = {
        activity.course_key: activity
        for activity in Activity.objects.filter(course_key__in={award.course_key for award in awards})
    }
    told = _told(rows or [])
    either: Sequence[ReportRow | None] = rows or [None] * len(awards)
    for award, row in zip(awards, either, strict=True):
        yield AwardLine(
            award=award,
            row=row,
            profile=profiles.get(award.learner_id),
            licences=tuple(licences[award.learner_id]),
            activity=activities.get(award.course_key),
            consents=frozenset(consents[award.learner_id]),
            told_on=told.get(row.pk) if row else None,
        )


def _licences(learners: set[Any]) -> dict[Any, list[LearnerLicence]]:
    found: dict[Any, list[LearnerLicence]] = defaultdict(list)
    for licence in LearnerLicence.objects.filter(learner__in=learners).order_by("pk"):
        found[licence.learner_id].append(licence)
    return found


def _consents(learners: set[Any]) -> dict[Any, set[str]]:
    found: dict[Any, set[str]] = defaultdict(set)
    standing = ReportingConsent.objects.filter(learner__in=learners, withdrawn_at__isnull=True)
    for learner, destination in standing.values_list("learner", "destination"):
        found[learner].add(destination)
    return found


def _told(rows: list[ReportRow]) -> dict[int, date]:
    """The day that went out last before each row that changes or takes back something. At most 1 query."""
    changes = [row for row in rows if row.action != RowAction.ADD]
    if not changes:
        return {}
    sent: dict[tuple[str, str], list[tuple[int, date]]] = defaultdict(list)
    earlier = ReportRow.objects.filter(
        award__number__in={row.award.number for row in changes}, batch__isnull=False
    ).exclude(action=RowAction.DELETE)
    days = earlier.order_by("pk").values_list("award__number", "destination", "pk", "award__completed_on")
    for number, destination, pk, day in days:
        sent[number, destination].append((pk, day))
    return {
        row.pk: next(
            (day for pk, day in reversed(sent[row.award.number, row.destination]) if pk < row.pk),
            row.award.completed_on,
        )
        for row in changes
    }
