"""What a correction changes on a statement: the old snapshot with new values in a few places."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from harmreduction_lms.credits.amounts import ceu_text
from harmreduction_lms.credits.days import site_day
from harmreduction_lms.credits.models import CreditAward, LearnerProfile


@dataclass(frozen=True)
class Correction:
    """New values; None leaves what was printed. An empty text of credentials prints none."""

    name: str | None = None
    credentials: str | None = None
    amount: Decimal | None = None
    completed_on: date | None = None

    def applied_to(self, snapshot: Mapping[str, Any]) -> dict[str, Any]:
        """The snapshot as it would have been printed with these values."""
        changed = deepcopy(dict(snapshot))
        for (section, name), value in self._places().items():
            (changed[section] if section else changed)[name] = value
        return changed

    def differences(self, snapshot: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
        """What changes: the name of the value, as it was printed and as it will be."""
        for (section, name), value in self._places().items():
            before = (snapshot[section] if section else snapshot)[name]
            if before != value:
                yield name, before, value

    def _places(self) -> dict[tuple[str, str], str]:
        """Where each value stands in a snapshot, as text."""
        places = {
            ("learner", "name"): None if self.name is None else " ".join(self.name.split()),
            ("learner", "credentials"): self.credentials,
            ("credit", "amount"): None if self.amount is None else f"{self.amount:.2f}",
            ("", "completed_on"): None if self.completed_on is None else self.completed_on.isoformat(),
        }
        return {place: value for place, value in places.items() if value is not None}


def corrected_snapshot(award: CreditAward, correction: Correction, *, reason_code: str) -> dict[str, Any]:
    """All that the corrected statement prints: its own day of issue, and which version it replaces."""
    issued_at = timezone.now()
    snapshot = correction.applied_to(award.snapshot)
    if correction.amount is not None:
        snapshot["credit"].update(_ceu(award, correction.amount))
    if snapshot["learner"]["name"] != award.snapshot["learner"]["name"]:
        snapshot["learner"].update(_parts_of(snapshot["learner"]["name"], award))
    return {
        **snapshot,
        "issued_on": site_day(issued_at).isoformat(),
        "issued_at": issued_at.isoformat(),
        "correction": {
            "version": award.version + 1,
            "replaces_version": award.version,
            "replaced_issued_on": award.snapshot["issued_on"],
            "reason_code": reason_code,
        },
    }


def _ceu(award: CreditAward, amount: Decimal) -> dict[str, str]:
    """What is printed beside the amount changes with it."""
    policy = award.approval.policy
    minutes, hours = policy.minutes_per_unit, policy.hours_per_ceu
    return {"ceu": ceu_text(amount, minutes_per_unit=minutes, hours_per_ceu=hours)}


def _parts_of(name: str, award: CreditAward) -> dict[str, str]:
    """Given and family name, where the profile has the same name; which part is which cannot be guessed."""
    profile = LearnerProfile.objects.filter(learner_id=award.learner_id, name=name).first()
    return {
        "given_name": profile.given_name if profile else "",
        "family_name": profile.family_name if profile else "",
    }
