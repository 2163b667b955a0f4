"""A statement or certificate as it is shown: built from the snapshot alone, whatever has changed since.

Only its status, its number, its code and the licence numbers it prints come from the row: the code and the
numbers are sealed there. Pictures are found by the digest that the snapshot names.
"""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from harmreduction_lms.credits.amounts import credit_text
from harmreduction_lms.credits.models import AwardStatus, CompletionCertificate, CreditAward, PrintedImage
from harmreduction_lms.credits.qr import QrCode, qr_code
from harmreduction_lms.credits.sentences import credit_runs
from harmreduction_lms.credits.statements.fields import Snapshot, day_text, fields, value_at
from harmreduction_lms.credits.statements.kinds import StatementKind, kind_of


SHEET = "harmreduction_lms/credits/document.html"
OWN_SHEETS = "harmreduction_lms/credits/statements/"


@dataclass(frozen=True)
class Fact:
    """A line of the small print."""

    label: str
    value: str


@dataclass(frozen=True)
class Words:
    """A statement of an accreditor's, as runs of text with their styles. `stands_apart`: between rules,
    beside no other statement (ce-rules A-11)."""

    runs: tuple[Mapping[str, Any], ...]
    stands_apart: bool = False

    def __str__(self) -> str:
        return "".join(run["text"] for run in self.runs)


@dataclass(frozen=True)
class Picture:
    """A picture as it was printed first, in a form that stands in a page and in a PDF alike."""

    source: str
    width: int
    height: int
    alternative: str

    @property
    def svg(self) -> str:
        """The same as an SVG file, for renderers that place files."""
        size = f'width="{self.width}" height="{self.height}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" {size}>'
            f'<image href="{self.source}" {size}/></svg>'
        )


@dataclass(frozen=True)
class Signature:
    """Who signs for the provider."""

    name: str
    title: str
    picture: Picture | None


@dataclass(frozen=True)
class Document:
    """Everything a renderer shows, in the words it shows. `credit` is None on a certificate of completion.

    `sheets` are the templates of the page, the most particular one first.
    """

    kind: str
    sheets: tuple[str, ...]
    title: str
    number: str
    provider: str
    learner: str
    course: str
    sentence_before: str
    sentence_after: str
    amount: str
    label: tuple[Mapping[str, Any], ...]
    words: tuple[Words, ...]
    notices: tuple[str, ...]
    logo: Picture | None
    signature: Signature | None
    facts: tuple[Fact, ...]
    verification_url: str
    verification_hint: str
    qr: QrCode
    qr_alternative: str
    withdrawn: str
    fictional_mark: str
    fictional_notice: str
    language: str


def document_for(record: CreditAward | CompletionCertificate, *, verification_url: str) -> Document:
    """What `record` shows, in the language it was issued in: a document does not change with its reader.
    No query, or one where it has pictures."""
    with override(record.snapshot["language"]):
        return _document(record, record.snapshot, verification_url)


def _document(
    record: CreditAward | CompletionCertificate, snapshot: Snapshot, verification_url: str
) -> Document:
    credit, kind = snapshot.get("credit"), kind_of(snapshot)
    is_fictional = snapshot["is_fictional"]
    pictures = _pictures(snapshot)
    return Document(
        kind=snapshot["kind"],
        sheets=_sheets(credit) if credit else (SHEET,),
        title=_("Statement of credit") if credit else _("Certificate of completion"),
        number=record.number,
        provider=snapshot["provider"]["name"],
        learner=holder(snapshot),
        course=snapshot["course"]["title"],
        sentence_before=pgettext("before the title of a course", "completed"),
        sentence_after=_sentence_after(snapshot),
        amount=credit_text(credit) if credit else "",
        label=tuple(credit["label"]) if credit else (),
        words=tuple(_words(snapshot, kind)),
        notices=tuple(str(notice) for notice in kind.notices) if credit else (),
        logo=pictures.get(value_at(snapshot, "logo")),
        signature=_signature(snapshot, pictures),
        facts=tuple(_facts(record, snapshot, kind)),
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


def holder(snapshot: Snapshot) -> str:
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


def _sheets(credit: Mapping[str, Any]) -> tuple[str, ...]:
    """A site's own sheet for the credit type, then the one of its kind, then the one all share."""
    kind = credit.get("kind", "other")
    return f"{OWN_SHEETS}types/{credit['type_code']}.html", f"{OWN_SHEETS}kinds/{kind}.html", SHEET


def _sentence_after(snapshot: Snapshot) -> str:
    day = day_text(snapshot["completed_on"])
    if "credit" in snapshot:
        return pgettext("after the title of a course", "on %(day)s and was awarded") % {"day": day}
    return pgettext("after the title of a course", "on %(day)s.") % {"day": day}


def _facts(
    record: CreditAward | CompletionCertificate, snapshot: Snapshot, kind: StatementKind
) -> Iterator[Fact]:
    yield Fact(_("Number"), record.number)
    names = ("completed_on", "issued_on")
    if "credit" in snapshot:
        names = tuple(dict.fromkeys((*kind.facts, *snapshot.get("policy_fields", ()))))
    for name in names:
        field = fields.get(name)
        value = field.read(snapshot) if field and field.is_fact else ""
        if field and value:
            yield Fact(str(field.label), _sealed(record, name) or value)


def _sealed(record: CreditAward | CompletionCertificate, name: str) -> str:
    """The one value that the snapshot only announces."""
    return record.licences if name == "licence" and isinstance(record, CreditAward) else ""


def _words(snapshot: Snapshot, kind: StatementKind) -> Iterator[Words]:
    """The accreditor's own words, a paragraph each, the name of the AMA's credit in italics (A-05)."""
    if "credit" not in snapshot:
        yield from (Words(tuple(credit_runs(text))) for text in snapshot.get("designations", ()))
        return
    for name in ("accreditation_statement", "designation_statement"):
        stands_apart = kind.stands_apart and name == "accreditation_statement"
        for paragraph in snapshot[name].split("\n\n"):
            if text := paragraph.strip():
                yield Words(tuple(credit_runs(text)), stands_apart)


def _pictures(snapshot: Snapshot) -> dict[str, Picture]:
    """The pictures of a document by digest."""
    names = {
        value_at(snapshot, "logo"): _("Logo of %(name)s") % {"name": value_at(snapshot, "accreditor.name")},
        value_at(snapshot, "signature.image"): _("Signature of %(name)s")
        % {"name": value_at(snapshot, "signature.name")},
    }
    names.pop("", None)
    found = PrintedImage.objects.filter(digest__in=list(names)) if names else ()
    return {image.digest: _picture(image, names[image.digest]) for image in found}


def _picture(image: PrintedImage, alternative: str) -> Picture:
    source = f"data:image/png;base64,{base64.b64encode(image.data).decode()}"
    return Picture(source, image.width, image.height, alternative)


def _signature(snapshot: Snapshot, pictures: Mapping[str, Picture]) -> Signature | None:
    name, title = value_at(snapshot, "signature.name"), value_at(snapshot, "signature.title")
    picture = pictures.get(value_at(snapshot, "signature.image"))
    return Signature(name, title, picture) if name else None
