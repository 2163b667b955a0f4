"""Allowing credit to be reported, and withdrawing that (ce-rules F-02). No consent is deleted."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from harmreduction_lms.credits.actions.report_queue import drop_waiting, queue_learner
from harmreduction_lms.credits.models import ReportingConsent


def give_consent(*, learner: Any, destination: str, text: str, version: str) -> ReportingConsent:
    """Record that a learner agreed to `text`. Safe to call twice: a consent to the same words stands.

    To other words than before it is a new consent, and the one before ends with it.
    """
    standing = _standing(learner, destination)
    if standing is not None and standing.text == text:
        return standing
    now = timezone.now()
    try:
        with transaction.atomic():
            _end(learner, destination, now)
            consent: ReportingConsent = ReportingConsent.objects.create(
                learner=learner, destination=destination, text=text, text_version=version, given_at=now
            )
            queue_learner(learner=learner, destination=destination)
            return consent
    except IntegrityError:
        # Two clicks at once: the other one's row is the consent.
        return ReportingConsent.objects.get(
            learner=learner, destination=destination, withdrawn_at__isnull=True
        )


@transaction.atomic
def withdraw_consent(*, learner: Any, destination: str) -> bool:
    """From now on nothing is reported there; what was reported is not called back. False: there was none."""
    drop_waiting(learner=learner, destination=destination)
    return bool(_end(learner, destination, timezone.now()))


def _standing(learner: Any, destination: str) -> ReportingConsent | None:
    return ReportingConsent.objects.filter(
        learner=learner, destination=destination, withdrawn_at__isnull=True
    ).first()


def _end(learner: Any, destination: str, moment: Any) -> int:
    return ReportingConsent.objects.filter(
        learner=learner, destination=destination, withdrawn_at__isnull=True
    ).update(withdrawn_at=moment)
