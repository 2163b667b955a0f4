"""A statement or certificate as it is shown: built from the snapshot alone, whatever has changed since.

Only three things come from the row: its status, its number and its code.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from harmreduction_lms.credits.models import AwardStatus, CompletionCertificate, CreditAward
from harmreduction_lms.credits.qr import QrCode, qr_code
from harmreduction_lms.credits.records import amount_text, unit_text


@dataclass(frozen=True)
class Fact:
    """A line of the small print."""

    label: str
    value: str


@dataclass(frozen=True)
class Document:
    """Everything a renderer shows, in the words it shows. `credit` is None on a certificate of completion."""

    kind: str
    title: str
    number: str
    provider: str
    learner: str
    course: str
    sentence_before: str
    sentence_after: str
    amount: str
    label: tuple[Mapping[str, Any], ...]
    facts: tuple[Fact, ...]
    paragraphs: tuple[str, ...]
    verification_url: str
    verification_hint: str
    qr: QrCode
    qr_alternative: str
    withdrawn: str
    fictional_mark: str
    fictional_notice: str
    language: str


def document_for(record: CreditAward | CompletionCertificate, *, verification_url: str) -> Document:
    """What `record` shows, in the language it was issued in: a document does not change with its reader."""
    with override(record.snapshot["language"]):
        return _document(record, record.snapshot, verification_url)


def _document(
    record: CreditAward | CompletionCertificate, snapshot: Mapping[str, Any], verification_url: str
) -> Document:
    credit = snapshot.get("credit")
    is_fictional = snapshot["is_fictional"]
    return Document(
        kind=snapshot["kind"],
        title=_("Statement of credit") if credit else _("Certificate of completion"),
        number=record.number,
        provider=snapshot["provider"]["name"],
        learner=holder(snapshot),
        course=snapshot["course"]["title"],
        sentence_before=pgettext("before the title of a course", "completed"),
        sentence_after=_sentence_after(snapshot),
        amount=_amount(credit) if credit else "",
        label=tuple(credit["label"]) if credit else (),
        facts=tuple(_facts(record, snapshot)),
        paragraphs=tuple(_paragraphs(snapshot)) if credit else (),
        verification_url=verification_url,
        verification_hint=_("Scan to check that this document is genuine, or go to"),
        qr=qr_code(verification_url),
        qr_alternative=_("QR code with the address of the verification page: %(url)s")
        % {"url": verification_url},
        withdrawn=withdrawn_notice(record),
        fictional_mark=_("Fictional") if is_fictional else "",
        fictional_notice=fictional_notice() if is_fictional else "",
        language=snapshot["language"],
    )


def holder(snapshot: Mapping[str, Any]) -> str:
    """The learner as printed: the name, and the credentials after a comma."""
    learner = snapshot["learner"]
    return f"{learner['name']}, {learner['credentials']}" if learner["credentials"] else learner["name"]


def fictional_notice() -> str:
    """What stands on every document and page that shows made-up accreditation data."""
    return _(
        "Fictional example. The provider, the accreditor and the approval are made up. Nothing here grants "
        "credit."
    )


def withdrawn_notice(record: CreditAward | CompletionCertificate) -> str:
    """What to say of a document that no longer stands; empty for one that does."""
    status = record.status if isinstance(record, CreditAward) else AwardStatus.VALID
    if status == AwardStatus.REVOKED:
        return _("This award was revoked. It no longer counts.")
    if status == AwardStatus.SUPERSEDED:
        return _("This award was replaced by a corrected one. It no longer counts.")
    return ""


def day_text(value: str) -> str:
    """An ISO date in words."""
    return str(date_format(date.fromisoformat(value), "j F Y"))


def _sentence_after(snapshot: Mapping[str, Any]) -> str:
    day = day_text(snapshot["completed_on"])
    if "credit" in snapshot:
        return pgettext("after the title of a course", "on %(day)s and was awarded") % {"day": day}
    return pgettext("after the title of a course", "on %(day)s.") % {"day": day}


def _amount(credit: dict[str, Any]) -> str:
    return f"{amount_text(credit['amount'])} {unit_text(credit, credit['amount'])}"


def _facts(record: CreditAward | CompletionCertificate, snapshot: Mapping[str, Any]) -> Iterator[Fact]:
    yield Fact(_("Number"), record.number)
    yield Fact(_("Completed on"), day_text(snapshot["completed_on"]))
    yield Fact(_("Issued on"), day_text(snapshot["issued_on"]))
    if "credit" in snapshot:
        yield from _credit_facts(snapshot)


def _credit_facts(snapshot: Mapping[str, Any]) -> Iterator[Fact]:
    approval, provider = snapshot["approval"], snapshot["provider"]
    yield Fact(_("Format"), snapshot["format"]["label"])
    yield Fact(_("Profession"), snapshot["learner"]["profession_label"])
    valid_to = {"number": approval["number"], "day": day_text(approval["valid_to"])}
    yield Fact(_("Approval"), _("%(number)s, valid to %(day)s") % valid_to)
    yield Fact(_("Accreditor"), snapshot["accreditor"]["name"])
    where = [provider["name"], provider["address"]]
    yield Fact(_("Provider"), ", ".join(filter(None, where)))
    if provider["number"]:
        yield Fact(_("Provider number"), provider["number"])
    if provider["joint_provider"]:
        yield Fact(_("Joint provider"), provider["joint_provider"])


def _paragraphs(snapshot: Mapping[str, Any]) -> Iterator[str]:
    """The accreditor's own words, each a paragraph of its own: some demand to stand alone (A-11)."""
    for text in (snapshot["accreditation_statement"], snapshot["designation_statement"]):
        yield from filter(None, (paragraph.strip() for paragraph in text.split("\n\n")))
