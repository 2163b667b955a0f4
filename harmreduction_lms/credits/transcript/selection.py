"""Finding a learner's awards, and narrowing them down. The same few queries, however many there are."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from harmreduction_lms.credits.jurisdictions import jurisdiction_name
from harmreduction_lms.credits.models import (
    AwardStatus,
    CompletionCertificate,
    CreditAward,
    LearnerLicence,
)
from harmreduction_lms.credits.transcript.entries import (
    Entry,
    Transcript,
    entry_of,
    groups_of,
    mate_hours_of,
)


SHOWN = (AwardStatus.VALID, AwardStatus.REVOKED)


@dataclass(frozen=True)
class Selection:
    """What a transcript is narrowed down to; nothing given means everything."""

    first: date | None = None
    last: date | None = None
    credit_type: str = ""
    topic: str = ""
    is_mate: bool = False

    def takes(self, entry: Entry) -> bool:
        return (
            self.takes_day(entry.completed_on)
            and self.credit_type in ("", entry.credit["type_code"])
            and (not self.topic or self.topic in entry.topics)
            and (not self.is_mate or entry.mate_hours > 0)
        )

    def takes_day(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    @property
    def is_about_credit(self) -> bool:
        """Whether it asks for something that a certificate of completion never has."""
        return bool(self.credit_type or self.topic or self.is_mate)

    @property
    def is_empty(self) -> bool:
        return self == Selection()


def all_entries(learner: Any) -> list[Entry]:
    """Every award that is shown, newest first. 1 query."""
    awards = CreditAward.objects.filter(learner_id=learner.pk, status__in=SHOWN)
    # The verification code is not needed, and opening it would need the keys.
    found = awards.select_related("approval__policy", "credit_type").defer("code")
    return [entry_of(award) for award in found]


def transcript_for(
    learner: Any, selection: Selection | None = None, *, entries: list[Entry] | None = None
) -> Transcript:
    """Awards by credit type, and certificates apart. 2 queries, whatever their number."""
    selection = selection or Selection()
    entries = all_entries(learner) if entries is None else entries
    certificates: Any = ()
    if not selection.is_about_credit:
        found = CompletionCertificate.objects.filter(learner_id=learner.pk)
        certificates = found.only("number", "completed_on", "snapshot")
    return Transcript(
        groups=groups_of(entry for entry in entries if selection.takes(entry)),
        certificates=tuple(one for one in certificates if selection.takes_day(one.completed_on)),
        mate_hours=mate_hours_of(entries),
    )


@dataclass(frozen=True)
class Period:
    """A licence's renewal period, to choose a transcript by. The licence's number plays no part in it."""

    key: str
    name: str
    first: date | None
    last: date | None


def periods_of(learner: Any) -> list[Period]:
    """The renewal periods of a learner's licences. 1 query."""
    licences = LearnerLicence.objects.filter(learner_id=learner.pk).defer("number", "number_digest")
    return [_period(one) for one in licences if one.period_from or one.period_to]


def _period(licence: LearnerLicence) -> Period:
    place = jurisdiction_name(licence.jurisdiction)
    return Period(
        key=f"{licence.jurisdiction}:{licence.profession}",
        name=f"{licence.get_profession_display()}, {place}",
        first=licence.period_from,
        last=licence.period_to,
    )


def selection_choices(entries: list[Entry]) -> tuple[dict[str, str], list[str]]:
    """The credit types, by code, and the topics that occur."""
    types = {entry.credit["type_code"]: entry.credit["type_name"] for entry in entries}
    topics = sorted({topic for entry in entries for topic in entry.topics})
    return dict(sorted(types.items(), key=lambda pair: str(pair[1]))), topics
