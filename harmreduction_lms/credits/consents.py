"""The words with which learners allow credit to be reported (ce-rules F-02).

The words agreed to are kept with each consent. Whoever changes any of them raises the version.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.credits.models import ReportDestination, ReportingConsent


VERSION = "2026-11"

TEXTS: dict[str, Promise] = {
    ReportDestination.PARS: _(
        "I allow this provider to report the credit I earn here to the ACCME's Program and Activity "
        "Reporting System (PARS): my name, month and day of birth, licence number with its state or my NPI, "
        "the activity, the day I completed it and the amount. PARS passes it on to the licensing and "
        "certifying boards it works with."
    ),
    ReportDestination.CPE_MONITOR: _(
        "I allow this provider to report the credit I earn here to CPE Monitor: my NABP e-Profile ID, month "
        "and day of birth, the activity and the day I completed it. Boards of pharmacy can see it there."
    ),
    ReportDestination.CE_BROKER: _(
        "I allow this provider to report the credit I earn here to CE Broker: my name, profession, licence "
        "number and state, the course, the day I completed it and the hours. Boards that work with CE "
        "Broker can see it there."
    ),
}


@dataclass(frozen=True)
class Destination:
    """A destination, what a learner would agree to, and the consent that stands, if any."""

    code: str
    standing: ReportingConsent | None

    @property
    def name(self) -> str:
        return str(ReportDestination(self.code).label)

    @property
    def text(self) -> str:
        return str(TEXTS[self.code])

    @property
    def has_new_words(self) -> bool:
        return self.standing is not None and self.standing.text_version != VERSION


def consents_of(learner: Any, *, in_reach: list[str]) -> tuple[list[Destination], list[ReportingConsent]]:
    """The destinations to decide on, and every consent there was, newest first. 1 query."""
    history = list(ReportingConsent.objects.filter(learner_id=learner.pk))
    standing = {consent.destination: consent for consent in history if consent.withdrawn_at is None}
    codes = [code for code in ReportDestination.values if code in in_reach or code in standing]
    return [Destination(code, standing.get(code)) for code in codes], history
