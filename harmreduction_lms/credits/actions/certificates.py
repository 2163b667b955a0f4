"""Issuing certificates of completion."""

from datetime import date
from typing import Any

from django.utils import timezone
from wagtail.log_actions import log

from harmreduction_lms.conf import conf
from harmreduction_lms.core.identifiers import new_number
from harmreduction_lms.credits.actions.once import insert_once
from harmreduction_lms.credits.audit_log import CERTIFY
from harmreduction_lms.credits.days import site_day
from harmreduction_lms.credits.errors import CreditApplies
from harmreduction_lms.credits.models import CompletionCertificate, LearnerProfile
from harmreduction_lms.credits.participation import designations_for_others
from harmreduction_lms.credits.records import certificate_snapshot, completion_day, give_code
from harmreduction_lms.credits.selectors import nothing_applies, offers_for
from harmreduction_lms.learning.models import Enrolment


def issue_certificate(*, enrolment: Enrolment) -> CompletionCertificate:
    """A certificate of completion, where no approval is for this learner on that day (ce-rules A-01)."""
    if existing := _certificate_of(enrolment):
        return existing
    completed_on = completion_day(enrolment)
    offers = offers_for(enrolment)
    if not nothing_applies(offers):
        raise CreditApplies
    designations = designations_for_others(offers)
    return insert_once(
        lambda: _insert(enrolment, completed_on, designations), lambda: _certificate_of(enrolment)
    )


def _insert(enrolment: Enrolment, completed_on: date, designations: list[str]) -> CompletionCertificate:
    issued_at = timezone.now()
    certificate = CompletionCertificate(
        number=new_number(conf.NUMBER_PREFIX, site_day(issued_at).year),
        issued_at=issued_at,
        completed_on=completed_on,
        learner=enrolment.learner,
        enrolment=enrolment,
    )
    give_code(certificate)
    name, credentials = _holder(enrolment.learner)
    certificate.snapshot = certificate_snapshot(certificate, name=name, credentials=credentials)
    if designations:
        certificate.snapshot["designations"] = designations
    certificate.save(force_insert=True)
    log(certificate, CERTIFY, user=enrolment.learner)
    return certificate


def _certificate_of(enrolment: Enrolment) -> CompletionCertificate | None:
    return CompletionCertificate.objects.filter(enrolment_id=enrolment.pk).first()


def _holder(learner: Any) -> tuple[str, str]:
    """Name and credentials to print: the profile's where there is one, else what the account has."""
    profile = LearnerProfile.objects.filter(learner_id=learner.pk).first()
    if profile is not None:
        return profile.name, profile.credentials
    return learner.get_full_name() or learner.get_username(), ""
