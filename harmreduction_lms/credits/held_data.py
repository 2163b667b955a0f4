"""Everything credits holds about a learner, as plain JSON: what a learner gets who asks for it.

Identifiers are opened here, for the learner alone: this is never shown to anybody else.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from harmreduction_lms.core.plain_json import as_plain_json
from harmreduction_lms.credits.models import (
    Attestation,
    AwardStatus,
    BadgeCredential,
    CompletionCertificate,
    CreditAward,
    CreditClaim,
    ErasureRequest,
    ExternalCredit,
    LearnerLicence,
    LearnerProfile,
    ReportingConsent,
    ReportRow,
)


ABOUT: dict[str, Mapping[str, Any]] = {
    "profile": {
        "name": _("Your full name, as future statements print it."),
        "given_name": _("Your given name, where a board asks for it apart."),
        "family_name": _("Your family name, where a board asks for it apart."),
        "credentials": _("Letters behind your name."),
        "profession": _("Your profession; it decides which credit is open to you."),
        "npi": _("Your National Provider Identifier. Kept sealed; opened here for you."),
        "nabp_eprofile": _("Your NABP e-Profile ID. Kept sealed; opened here for you."),
        "birth_day": _("Month and day of your birth. Kept sealed; the year is never asked for."),
        "is_name_public": _("Whether the verification page shows your name."),
        "updated_at": _("When you last changed it."),
    },
    "licences": {
        "profession": _("Profession of the licence."),
        "jurisdiction": _("Country or state, by ISO 3166."),
        "number": _("Its number. Kept sealed; opened here for you."),
        "period_from": _("First day of the renewal period you entered."),
        "period_to": _("Last day of it."),
        "is_on_badges": _("Whether digital badges carry the number."),
        "verified_on": _("When somebody checked it with the board."),
        "verified_by": _("Who checked it."),
    },
    "consents": {
        "destination": _("To whom credit may be reported."),
        "text": _("The words you agreed to."),
        "text_version": _("Which version of these words."),
        "given_at": _("When you agreed."),
        "withdrawn_at": _("When you, or a newer consent, ended it."),
    },
    "credit_from_elsewhere": {
        "title": _("What you called the training."),
        "provider": _("Who gave it."),
        "completed_on": _("When you completed it."),
        "amount": _("How much credit you noted."),
        "unit": _("In which unit."),
        "topic": _("Its topic."),
        "mate_hours": _("Hours you count towards the DEA's one-time requirement."),
        "note": _("Your note."),
    },
    "claims": {
        "course": _("The course you claimed credit for."),
        "credit": _("Which credit."),
        "amount": _("How much you claimed."),
        "state": _("What became of it."),
        "waits_for": _("What it waits for, if it does."),
        "claimed_at": _("When you claimed it."),
        "settled_at": _("When it was awarded or withdrawn."),
    },
    "attestations": {
        "course": _("The course you attested for."),
        "text": _("The words you agreed to."),
        "attested_at": _("When."),
    },
    "awards": {
        "number": _("Number of the award."),
        "version": _("1, or more where it was corrected."),
        "status": _("Whether it counts."),
        "code": _("The code by which anybody you give it to can verify it."),
        "issued_at": _("When it was awarded."),
        "completed_on": _("When you completed the course."),
        "credit": _("Which credit."),
        "amount": _("How much."),
        "licences": _("Licence numbers printed on the statement, if any."),
        "retain_until": _("Until when it is kept at least."),
        "restricted_at": _("Since when it is kept for verification only."),
        "statement": _("All that the statement prints, and the results it rests on."),
        "events": _("What happened to it."),
    },
    "events": {
        "kind": _("What happened."),
        "reason_code": _("Why, as a code."),
        "reason": _("Why, in words."),
        "happened_at": _("When."),
    },
    "certificates": {
        "number": _("Number of the certificate."),
        "code": _("The code by which it can be verified."),
        "issued_at": _("When it was issued."),
        "completed_on": _("When you completed the course."),
        "document": _("All that it prints."),
    },
    "badges": {
        "award": _("The award it is for."),
        "identifier": _("Identifies the badge."),
        "issued_at": _("When you first downloaded it."),
        "document": _("The badge as JSON."),
        "jwt": _("The badge as a signed token."),
    },
    "reports": {
        "award": _("The award that was reported."),
        "destination": _("To whom."),
        "action": _("Whether it was to be added, changed or taken back there."),
        "state": _("How that went."),
        "due_by": _("By when it had to be reported."),
        "remote_id": _("Its number there."),
        "error_code": _("The code of what they refused."),
        "message": _("What they answered about it."),
        "updated_at": _("When this last changed."),
    },
    "erasure_requests": {
        "requested_at": _("When you asked to be erased."),
        "done_at": _("When that was done."),
    },
}
"""What each field of `credits_data_of` means, for the person who reads it."""


def credits_data_of(learner: Any) -> dict[str, list[dict[str, Any]]]:
    """Profile, licences, consents, claims, awards and all that was made of them. 12 queries. See `ABOUT`.

    Needs the site's keys: raises CannotOpen or KeyringMissing rather than leave something out.
    """
    own = {"learner_id": learner.pk}
    of_award = {"award__learner_id": learner.pk}
    of_enrolment = {"enrolment__learner_id": learner.pk}
    claims = CreditClaim.objects.filter(**of_enrolment).select_related("enrolment", "approval__credit_type")
    attested = Attestation.objects.filter(**of_enrolment).select_related("enrolment")
    awards = CreditAward.objects.filter(**own).exclude(status=AwardStatus.PURGED)
    awards = awards.select_related("credit_type").prefetch_related("events").order_by("issued_at", "pk")
    badges = BadgeCredential.objects.filter(**of_award).select_related("award")
    reports = ReportRow.objects.filter(**of_award).select_related("award")
    held = {
        "profile": _rows(LearnerProfile.objects.filter(**own), "profile"),
        "licences": _rows(LearnerLicence.objects.filter(**own), "licences"),
        "consents": _rows(ReportingConsent.objects.filter(**own), "consents"),
        "credit_from_elsewhere": _rows(ExternalCredit.objects.filter(**own), "credit_from_elsewhere"),
        "claims": [
            _row(one, "claims", course=one.enrolment.course_title, credit=one.approval.credit_type.name)
            for one in claims
        ],
        "attestations": [_row(one, "attestations", course=one.enrolment.course_title) for one in attested],
        "awards": [_award(award) for award in awards],
        "certificates": [
            _row(one, "certificates", document=one.snapshot)
            for one in CompletionCertificate.objects.filter(**own)
        ],
        "badges": [_row(badge, "badges", award=badge.award.number) for badge in badges],
        "reports": [_row(row, "reports", award=row.award.number) for row in reports],
        "erasure_requests": _rows(ErasureRequest.objects.filter(**own), "erasure_requests"),
    }
    return as_plain_json(held)


def _award(award: CreditAward) -> dict[str, Any]:
    events = [_row(event, "events") for event in award.events.all()]
    return _row(award, "awards", credit=award.credit_type.name, statement=award.snapshot, events=events)


def _rows(rows: Any, section: str) -> list[dict[str, Any]]:
    return [_row(row, section) for row in rows]


def _row(row: Any, section: str, **instead: Any) -> dict[str, Any]:
    """The fields of a section, in its order; `instead` of columns of that name."""
    return {name: instead[name] if name in instead else getattr(row, name) for name in ABOUT[section]}
