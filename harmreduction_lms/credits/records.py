"""What issued documents are made of: the snapshot of all that is printed, and the code it is found by."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, ngettext

from harmreduction_lms.conf import conf
from harmreduction_lms.core.html import clean_html
from harmreduction_lms.core.identifiers import code_digest, new_code
from harmreduction_lms.credits.amounts import ceu_text
from harmreduction_lms.credits.days import site_day
from harmreduction_lms.credits.errors import CourseNotCompleted
from harmreduction_lms.credits.evidence import evidence
from harmreduction_lms.credits.models import (
    ActivityApproval,
    CompletionCertificate,
    CreditAward,
    LearnerLicence,
    LearnerProfile,
)
from harmreduction_lms.credits.models.records import IssuedRecord
from harmreduction_lms.credits.printed import accreditation_parts, course_parts
from harmreduction_lms.credits.statements.kinds import kind_named
from harmreduction_lms.learning.models import Enrolment


SCHEMA = 2
"""Of snapshots written now. The first had neither dates of the course, nor pictures, nor a signature."""


def award_snapshot(
    award: CreditAward, *, profile: LearnerProfile, licences: Sequence[LearnerLicence] = ()
) -> dict[str, Any]:
    """All that the statement of `award` prints, as JSON (ce-rules A-02, A-29). Numbers of licences are not
    in it: they are sealed beside it, and it says only where they are from."""
    approval, enrolment = award.approval, award.enrolment
    if enrolment is None:
        raise CourseNotCompleted
    common = _common(award, enrolment, kind="statement_of_credit")
    return {
        **common,
        "course": {**common["course"], **course_parts(enrolment, approval)},
        "learner": {**_learner(profile), "licensed_in": [licence.place for licence in licences]},
        "format": {"code": approval.format, "label": str(approval.get_format_display())},
        "location": approval.location,
        "credit": _credit(approval, award.amount),
        **accreditation_parts(approval),
        "approval": _approval(approval),
        "policy_version": approval.policy.version,
        "policy_fields": list(approval.policy.required_statement_fields),
        "evidence": evidence(enrolment),
        "is_fictional": approval.is_fictional,
    }


def expected_snapshot(approval: ActivityApproval) -> dict[str, Any]:
    """The same for a learner who lacks nothing, so that editors hear early what the statement will lack."""
    return {
        "completed_on": approval.valid_from.isoformat(),
        "course": {"title": str(approval.course or "-"), **course_parts(approval, approval)},
        "learner": {"name": "-", "profession_label": "-", "licensed_in": ["-"]},
        "format": {"code": approval.format, "label": str(approval.get_format_display())},
        "location": approval.location,
        "credit": _credit(approval, approval.designated_maximum),
        **accreditation_parts(approval),
        "approval": _approval(approval),
        "policy_fields": list(approval.policy.required_statement_fields),
    }


def certificate_snapshot(
    certificate: CompletionCertificate, *, name: str, credentials: str
) -> dict[str, Any]:
    """All that a certificate of completion prints: who, what, when, and whose word it is (ce-rules A-01)."""
    return {
        **_common(certificate, certificate.enrolment, kind="certificate_of_completion"),
        "learner": {"name": name, "credentials": credentials},
        "provider": {"name": conf.ISSUER_NAME},
        "is_fictional": False,
    }


def printed_licences(award: CreditAward, profile: LearnerProfile) -> list[LearnerLicence]:
    """The licences whose numbers the statement of `award` prints: those of the kind's jurisdiction, or all
    where the policy asks for them; none where nobody does. At most 1 query."""
    approval = award.approval
    kind = kind_named(approval.credit_type.code, approval.credit_type.kind)
    if not kind.licence_of and "licence" not in approval.policy.required_statement_fields:
        return []
    held = LearnerLicence.objects.filter(learner_id=award.learner_id, profession=profile.profession)
    return list(held.filter(jurisdiction=kind.licence_of) if kind.licence_of else held)


def licences_text(licences: Sequence[LearnerLicence]) -> str:
    """Licence numbers as printed, each with its place."""
    return "; ".join(f"{licence.number} ({licence.place})" for licence in licences)


def _common(record: IssuedRecord, enrolment: Enrolment, *, kind: str) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "kind": kind,
        "number": record.number,
        "language": get_language() or settings.LANGUAGE_CODE,
        "course": {"key": str(enrolment.course_key), "title": enrolment.course_title},
        "completed_on": record.completed_on.isoformat(),
        "issued_on": site_day(record.issued_at).isoformat(),
        "issued_at": record.issued_at.isoformat(),
        "time_zone": timezone.get_default_timezone_name(),
    }


def _learner(profile: LearnerProfile) -> dict[str, Any]:
    return {
        "name": profile.name,
        "given_name": profile.given_name,
        "family_name": profile.family_name,
        "credentials": profile.credentials,
        "profession": profile.profession,
        "profession_label": str(profile.get_profession_display()),
    }


def _credit(approval: ActivityApproval, amount: Decimal) -> dict[str, Any]:
    """The amount awarded stands apart from the maximum designated; one never replaces the other (A-03)."""
    credit_type, policy = approval.credit_type, approval.policy
    singular, plural = credit_type.unit_singular, credit_type.unit_plural
    if kind_named(credit_type.code, credit_type.kind).counts_hours:
        singular, plural = ngettext("hour", "hours", 1), ngettext("hour", "hours", 2)
    return {
        "kind": credit_type.kind,
        "type_code": credit_type.code,
        "type_name": credit_type.name,
        "label": label_runs(credit_type.label),
        "amount": f"{amount:.2f}",
        "designated_maximum": f"{approval.designated_maximum:.2f}",
        "unit_singular": singular,
        "unit_plural": plural,
        "minutes_per_unit": policy.minutes_per_unit,
        "mate_hours": f"{approval.mate_hours or 0:.2f}",
        "ceu": ceu_text(amount, minutes_per_unit=policy.minutes_per_unit, hours_per_ceu=policy.hours_per_ceu),
    }


def _approval(approval: ActivityApproval) -> dict[str, Any]:
    return {
        "number": approval.approval_number,
        "valid_from": approval.valid_from.isoformat(),
        "valid_to": approval.valid_to.isoformat(),
        "audience": approval.audience,
        "activity_type": {
            "code": approval.activity_type,
            "label": str(approval.get_activity_type_display()),
        },
        "topic_code": approval.topic_code,
    }


def completion_day(enrolment: Enrolment) -> date:
    """The day that is printed as the day of completion; an enrolment without one earns no document."""
    if enrolment.completed_at is None:
        raise CourseNotCompleted
    return site_day(enrolment.completed_at)


def give_code(record: IssuedRecord) -> None:
    """A fresh verification code for a record that is about to be issued."""
    record.code = new_code()
    record.code_digest = code_digest(record.code)


def label_runs(html: str) -> list[dict[str, Any]]:
    """A credit type's printed name as runs of text, so that HTML and PDF both set its italics and marks."""
    reader = _RunReader()
    reader.feed(clean_html(html))
    reader.close()
    return reader.runs


class _RunReader(HTMLParser):
    """Reads the two things a label may have: italics and superscript."""

    STYLES = {"i": "italic", "em": "italic", "sup": "superscript"}

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.runs: list[dict[str, Any]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.STYLES:
            self.open.append(self.STYLES[tag])

    def handle_endtag(self, tag: str) -> None:
        if self.STYLES.get(tag) in self.open:
            self.open.remove(self.STYLES[tag])

    def handle_data(self, data: str) -> None:
        if data.strip():
            styles = {style: style in self.open for style in ("italic", "superscript")}
            self.runs.append({"text": data, **styles})
