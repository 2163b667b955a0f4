"""Erasing a learner from everything the package holds, but for what an award needs until its term ends.

This is the one erasure over all domains: credits stands above the others. The law: `credits.retention`.
"""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.log_actions import log

from harmreduction_lms.core.accounts import has_staff_access, lock_out, scrub
from harmreduction_lms.core.log_entries import entries_about, forget_in_log
from harmreduction_lms.credits.actions.ledger import change_award
from harmreduction_lms.credits.actions.purge import blank_badges, purge_expired
from harmreduction_lms.credits.audit_log import ERASE_LEARNER
from harmreduction_lms.credits.errors import AccountHasStaffAccess
from harmreduction_lms.credits.models import (
    Attestation,
    AwardEventKind,
    AwardStatus,
    CompletionCertificate,
    CreditAward,
    CreditClaim,
    ErasureRequest,
    EventReason,
    ExternalCredit,
    LearnerLicence,
    LearnerProfile,
    ReportingConsent,
    ReportRow,
    RowAction,
    RowState,
)
from harmreduction_lms.credits.retention import unfinished_erasures, what_stays
from harmreduction_lms.credits.signals import learner_erased
from harmreduction_lms.learning.actions import erase_learning_data
from harmreduction_lms.quizzes.actions import erase_quiz_data


OWN_ROWS: tuple[type[models.Model], ...] = (LearnerProfile, LearnerLicence, ReportingConsent, ExternalCredit)
"""What is a learner's alone: it goes whole."""


@transaction.atomic
def erase_learner(*, learner: Any, actor: Any = None) -> ErasureRequest:
    """Erase a learner, and say what is kept, why and until when (ce-rules H-03, H-04). It cannot be undone.

    `actor` is who asks: the learner, or somebody who may add requests for erasure; None is the system itself.
    An award whose term goes on is restricted: it can be verified, and is in no list. Everything happens or
    nothing does. Safe to call twice: what came in between is erased too.
    """
    check_erasure(learner=learner, actor=actor)
    # Whoever issues something to this learner at this moment waits here, or is waited for.
    learner = get_user_model()._default_manager.select_for_update().get(pk=learner.pk)
    request = _request_of(learner)
    lock_out(learner)
    learner_erased.send(sender=type(learner), learner=learner)
    purge_expired(learner=learner)
    _erase_credits(learner)
    erase_quiz_data(learner=learner)
    erase_learning_data(learner=learner)
    scrub(learner)
    request.done_at = request.done_at or timezone.now()
    request.kept = [one.as_json() for one in what_stays(learner)]
    request.save()
    by = None if actor == learner else actor
    log(request, ERASE_LEARNER, user=by, title=gettext("(erased)"))
    return request


def check_erasure(*, learner: Any, actor: Any) -> None:
    """Raise what stands in the way of an erasure, if anything does."""
    if actor not in (None, learner) and not actor.has_perm("harmreduction_lms.add_erasurerequest"):
        raise PermissionDenied
    if has_staff_access(learner):
        raise AccountHasStaffAccess


def finish_erasures() -> int:
    """Erase whoever asked and was not erased, or got something in the very moment; gives how many."""
    requests = list(unfinished_erasures().select_related("learner"))
    for learner in {request.learner.pk: request.learner for request in requests}.values():
        erase_learner(learner=learner)
    return len(requests)


def _request_of(learner: Any) -> ErasureRequest:
    """The request that is being answered: one that is open, or the one that was answered before."""
    found = ErasureRequest.objects.filter(learner=learner).first()
    return found or ErasureRequest.objects.create(learner=learner, requested_at=timezone.now())


def _erase_credits(learner: Any) -> None:
    awards = CreditAward.objects.filter(learner=learner).exclude(status=AwardStatus.PURGED)
    for award in awards.order_by("pk"):
        change_award(award=award, kind=AwardEventKind.RESTRICTED, reason_code=EventReason.ERASURE)
    _erase_what_was_told(awards)
    blank_badges(awards)
    _erase_claims(learner)
    forget_in_log(CreditAward, entries_about(awards), person=learner)
    certificates = CompletionCertificate.objects.filter(learner=learner)
    forget_in_log(CompletionCertificate, entries_about(certificates), person=learner)
    certificates.delete()
    for model in OWN_ROWS:
        rows = model._default_manager.filter(learner=learner)
        forget_in_log(model, entries_about(rows), person=learner)
        rows.delete()


def _erase_what_was_told(awards: models.QuerySet[CreditAward]) -> None:
    """Nothing more is reported but that an award is taken back or changed; what boards said is blanked."""
    rows = ReportRow.objects.filter(award__in=awards)
    rows.filter(action=RowAction.ADD, state=RowState.READY).delete()
    rows.update(message="")


def _erase_claims(learner: Any) -> None:
    """What was claimed is said by the award; what was attested stays with it, for an award without it would
    prove nothing."""
    of_learner = Q(enrolment__learner=learner)
    CreditClaim.objects.filter(of_learner).delete()
    Attestation.objects.filter(of_learner, enrolment__credit_awards=None).delete()
