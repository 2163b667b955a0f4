"""Letting go of awards whose time is over, and of all they rest on (ce-rules E-01).

What stays is a tombstone: number, dates, amount and course, without a person, and the links of the ledger
with their digests, so that the chain goes on holding.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from harmreduction_lms.core.log_entries import entries_about, forget_in_log
from harmreduction_lms.credits.actions.ledger import change_award
from harmreduction_lms.credits.audit_log import PURGE
from harmreduction_lms.credits.days import site_today
from harmreduction_lms.credits.models import (
    Attestation,
    AwardEventKind,
    BadgeCredential,
    CompletionCertificate,
    CreditAward,
    CreditClaim,
    ErasureRequest,
    EventReason,
    ReportRow,
)
from harmreduction_lms.credits.retention import expired_enrolments, kept_of, without_awards
from harmreduction_lms.learning.actions import erase_enrolment
from harmreduction_lms.learning.models import Enrolment
from harmreduction_lms.quizzes.actions import erase_attempts_for


@dataclass(frozen=True)
class Purge:
    """What one run did, or would do."""

    day: date
    completions: int = 0
    numbers: list[str] = field(default_factory=list)


def purge_expired(*, today: date | None = None, dry_run: bool = False, learner: Any = None) -> Purge:
    """Purge every completion whose awards' terms were over before `today`; of one learner if given.

    Each completion is a transaction of its own, so a run may be stopped and started again, and several may
    run at once: whoever comes second to a completion finds it gone.
    """
    day = today or site_today()
    expired = expired_enrolments(day)
    found = list((expired.filter(learner=learner) if learner else expired).values_list("pk", flat=True))
    if dry_run:
        awards = CreditAward.objects.filter(enrolment_id__in=found).order_by("number", "version")
        return Purge(day, len(found), list(dict.fromkeys(awards.values_list("number", flat=True))))
    purged = [numbers for pk in found if (numbers := _purge_completion(pk, day))]
    return Purge(day, len(purged), sorted({number for numbers in purged for number in numbers}))


@transaction.atomic
def _purge_completion(pk: Any, day: date) -> list[str]:
    """Numbers of the awards that were purged; none where somebody else was faster, or there is a new award
    whose term goes on."""
    enrolment = Enrolment.objects.select_for_update().filter(pk=pk).first()
    if enrolment is None or not expired_enrolments(day).filter(pk=pk).exists():
        return []
    awards = list(CreditAward.objects.filter(enrolment=enrolment).order_by("pk"))
    for award in awards:
        _purge_award(award)
    erase_attempts_for(learner=enrolment.learner, context_key=enrolment.pk)
    _erase_evidence(enrolment)
    numbers = [award.number for award in awards]
    _shorten_reports(enrolment.learner, numbers)
    erase_enrolment(enrolment=enrolment)
    return numbers


def _purge_award(award: CreditAward) -> None:
    holder = award.learner
    change_award(award=award, kind=AwardEventKind.PURGED, reason_code=EventReason.TERM_ENDED)
    ReportRow.objects.filter(award=award).delete()
    blank_badges([award])
    about = CreditAward.objects.filter(pk=award.pk)
    forget_in_log(CreditAward, entries_about(about), person=holder)
    log(award, PURGE, data={"retain_until": award.retain_until.isoformat()})


def _erase_evidence(enrolment: Enrolment) -> None:
    CreditClaim.objects.filter(enrolment=enrolment).delete()
    Attestation.objects.filter(enrolment=enrolment).delete()
    certificates = CompletionCertificate.objects.filter(enrolment=enrolment)
    forget_in_log(CompletionCertificate, entries_about(certificates), person=enrolment.learner)
    certificates.delete()


def blank_badges(awards: Iterable[CreditAward]) -> None:
    """What was issued goes; the place in the status list stays taken, so that it goes on saying "revoked"."""
    BadgeCredential.objects.filter(award__in=list(awards)).update(document="", jwt="")


def _shorten_reports(learner: Any, numbers: Iterable[str]) -> None:
    """An erased learner's report does not go on naming awards that are gone."""
    for request in ErasureRequest.objects.filter(learner=learner):
        request.kept = [one.as_json() for one in without_awards(kept_of(request), numbers)]
        request.save(update_fields=["kept"])
