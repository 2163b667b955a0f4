"""What issued documents are made of: the snapshot of all that is printed, and the digest of the row."""

from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from harmreduction_lms.conf import conf
from harmreduction_lms.core.html import clean_html
from harmreduction_lms.core.identifiers import code_digest, new_code
from harmreduction_lms.credits.days import site_day
from harmreduction_lms.credits.errors import CourseNotCompleted
from harmreduction_lms.credits.ledger import snapshot_digest
from harmreduction_lms.credits.models import (
    ActivityApproval,
    CompletionCertificate,
    CreditAward,
    LearnerProfile,
)
from harmreduction_lms.credits.models.records import IssuedRecord
from harmreduction_lms.learning.models import Enrolment


def award_snapshot(award: CreditAward, *, profile: LearnerProfile) -> dict[str, Any]:
    """All that the statement of `award` prints, as JSON (ce-rules A-02, A-29)."""
    approval = award.approval
    return {
        **_common(award, award.enrolment, kind="statement_of_credit"),
        "learner": {
            "name": profile.name,
            "credentials": profile.credentials,
            "profession": profile.profession,
            "profession_label": str(profile.get_profession_display()),
        },
        "format": {"code": approval.format, "label": str(approval.get_format_display())},
        "credit": _credit(approval, award.amount),
        "provider": _provider(approval),
        "accreditor": {"code": approval.accreditation.body.code, "name": approval.accreditation.body.name},
        "accreditation_statement": approval.accreditation.accreditation_statement,
        "designation_statement": designation_statement(approval),
        "approval": {
            "number": approval.approval_number,
            "valid_from": approval.valid_from.isoformat(),
            "valid_to": approval.valid_to.isoformat(),
        },
        "policy_version": approval.policy.version,
        "is_fictional": approval.is_fictional,
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


def _common(record: IssuedRecord, enrolment: Enrolment, *, kind: str) -> dict[str, Any]:
    return {
        "schema": 1,
        "kind": kind,
        "number": record.number,
        "language": get_language() or settings.LANGUAGE_CODE,
        "course": {"key": str(enrolment.course_key), "title": enrolment.course_title},
        "completed_on": record.completed_on.isoformat(),
        "issued_on": site_day(record.issued_at).isoformat(),
        "issued_at": record.issued_at.isoformat(),
        "time_zone": timezone.get_default_timezone_name(),
    }


def _credit(approval: ActivityApproval, amount: Decimal) -> dict[str, Any]:
    """The amount awarded stands apart from the maximum designated; one never replaces the other (A-03)."""
    credit_type = approval.credit_type
    return {
        "type_code": credit_type.code,
        "type_name": credit_type.name,
        "label": label_runs(credit_type.label),
        "amount": f"{amount:.2f}",
        "designated_maximum": f"{approval.designated_maximum:.2f}",
        "unit_singular": credit_type.unit_singular,
        "unit_plural": credit_type.unit_plural,
    }


def _provider(approval: ActivityApproval) -> dict[str, str]:
    accreditation = approval.accreditation
    return {
        "name": accreditation.provider_name,
        "address": accreditation.provider_address,
        "number": accreditation.number,
        "joint_provider": approval.joint_provider_name,
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


def amount_text(amount: Decimal | str) -> str:
    """An amount as printed: 2.75, 2.5, 2.0, never 2."""
    text = f"{Decimal(amount).normalize():f}"
    return text if "." in text else f"{text}.0"


def unit_text(credit: dict[str, Any], amount: Decimal | str) -> str:
    """The unit that goes with `amount`: one contact hour, 0.75 contact hours."""
    return str(credit["unit_singular"] if Decimal(amount) == 1 else credit["unit_plural"])


def designation_statement(approval: ActivityApproval) -> str:
    """The policy's wording, placeholders filled in; the amount there is the designated maximum (A-05).

    Replaced by name rather than with `str.format`, which would let a template reach into objects.
    """
    maximum = approval.designated_maximum
    credit_type = approval.credit_type
    text = approval.policy.designation_statement
    for placeholder, value in {
        "{provider}": approval.accreditation.provider_name,
        "{amount}": amount_text(maximum),
        "{unit}": credit_type.unit_singular if maximum == 1 else credit_type.unit_plural,
        "{learning_format}": str(approval.get_format_display()).lower(),
    }.items():
        text = text.replace(placeholder, value)
    return text


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


def record_digest(award: CreditAward) -> str:
    """Digest of the columns of an award that must never change; `status` is told by its events."""
    return snapshot_digest(
        {
            "number": award.number,
            "code_digest": award.code_digest,
            "version": award.version,
            "learner": str(award.learner_id),
            "enrolment": str(award.enrolment_id),
            "approval": str(award.approval_id),
            "credit_type": str(award.credit_type_id),
            "course_key": str(award.course_key),
            "period": award.period,
            "amount": f"{award.amount:.2f}",
            "completed_on": award.completed_on.isoformat(),
            "retain_until": award.retain_until.isoformat(),
            "supersedes": str(award.supersedes_id) if award.supersedes_id else None,
        }
    )
