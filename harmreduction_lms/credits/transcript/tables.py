"""A transcript as rows: for spreadsheets, for software, and as the UK's NMC wants it laid out."""

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from harmreduction_lms.core.csvsafe import defuse
from harmreduction_lms.credits.transcript.entries import MATE_HOURS, Entry, Transcript, mate_sentence


COLUMNS = (
    "number", "kind", "status", "course", "completed_on", "credit_type", "amount", "unit", "hours",
    "approval_number", "provider", "accreditor", "format", "profession", "topics", "mate_hours",
)  # fmt: skip

NMC_COLUMNS = (
    "dates", "method", "topic", "link_to_practice", "part_of_the_code", "hours", "participatory_hours",
    "evidence",
)  # fmt: skip


def csv_text(columns: Iterable[str], rows: Iterable[dict[str, Any]]) -> str:
    """A CSV that opens in any spreadsheet and runs nothing there (`core.csvsafe`)."""
    out = io.StringIO()
    # So that spreadsheets take it for UTF-8.
    out.write("\ufeff")
    writer = csv.DictWriter(out, fieldnames=list(columns))
    writer.writeheader()
    writer.writerows({name: defuse(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


def rows(transcript: Transcript) -> Iterator[dict[str, Any]]:
    """A row for each document, awards first."""
    for entry in transcript.entries:
        yield {**award_row(entry), "topics": "; ".join(entry.topics)}
    for certificate in transcript.certificates:
        yield {
            **dict.fromkeys(COLUMNS, ""),
            "number": certificate.number,
            "kind": certificate.snapshot["kind"],
            "status": "valid",
            "course": certificate.snapshot["course"]["title"],
            "completed_on": certificate.completed_on.isoformat(),
            "provider": certificate.snapshot["provider"]["name"],
        }


def award_row(entry: Entry) -> dict[str, Any]:
    snapshot = entry.snapshot
    return {
        "number": entry.number,
        "kind": snapshot["kind"],
        "status": entry.award.status,
        "course": entry.title,
        "completed_on": entry.completed_on.isoformat(),
        "credit_type": entry.credit["type_name"],
        "amount": _text(entry.amount),
        "unit": entry.unit,
        "hours": _text(entry.hours),
        "approval_number": snapshot["approval"]["number"],
        "provider": snapshot["provider"]["name"],
        "accreditor": snapshot["accreditor"]["name"],
        "format": snapshot["format"]["label"],
        "profession": snapshot["learner"]["profession_label"],
        "topics": entry.topics,
        "mate_hours": _text(entry.mate_hours),
    }


def nmc_rows(transcript: Transcript) -> Iterator[dict[str, Any]]:
    """The CPD record that the NMC's revalidation asks for (ce-rules J-01): hours, of which participatory.

    What only the nurse can say, the link to practice and to the Code, is left for them to fill in.
    """
    for entry in transcript.by_course:
        yield {
            "dates": entry.completed_on.isoformat(),
            "method": entry.snapshot["format"]["label"],
            "topic": entry.title,
            "link_to_practice": "",
            "part_of_the_code": "",
            "hours": _text(entry.hours),
            "participatory_hours": _text(entry.participatory_hours),
            "evidence": entry.number,
        }


def nmc_totals(transcript: Transcript) -> dict[str, Decimal]:
    entries = transcript.by_course
    return {
        "hours": sum((entry.hours for entry in entries), Decimal("0.00")),
        "participatory_hours": sum((entry.participatory_hours for entry in entries), Decimal("0.00")),
    }


def as_json(transcript: Transcript, *, holder: str, issuer: str) -> dict[str, Any]:
    """The transcript for software. Amounts are texts, so that no reader rounds them."""
    document: dict[str, Any] = {
        "schema": 1,
        "kind": "transcript",
        "holder": holder,
        "issuer": issuer,
        "made_at": timezone.now().isoformat(),
        "is_fictional": transcript.is_fictional,
        "credit_types": [
            {
                "code": group.credit["type_code"],
                "name": group.name,
                "total": _text(group.total),
                "unit": group.unit,
                "awards": [award_row(entry) for entry in group.entries],
            }
            for group in transcript.groups
        ],
        "certificates": [
            {name: row[name] for name in ("number", "kind", "course", "completed_on", "provider")}
            for row in rows(transcript)
            if row["kind"] == "certificate_of_completion"
        ],
    }
    if transcript.mate_hours:
        document["mate"] = {
            "hours_from_this_provider": _text(transcript.mate_hours),
            "hours_asked_for_once": _text(MATE_HOURS),
            "note": mate_sentence(transcript.mate_hours),
        }
    return document


def status_text(entry: Entry) -> str:
    return "" if entry.counts else _("revoked")


def _text(amount: Decimal) -> str:
    return f"{amount:.2f}"
