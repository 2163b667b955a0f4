"""Checking a document: the one part of credits that is public.

It shows what a licensing board needs and nothing more (ce-rules A-27): no e-mail address, score, licence or
course progress. A code that does not exist and one that cannot exist give the same page.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from harmreduction_lms.credits.models import AwardStatus, CompletionCertificate, CreditAward
from harmreduction_lms.credits.records import amount_text, unit_text
from harmreduction_lms.credits.selectors import record_with_code, record_with_number
from harmreduction_lms.credits.statements.document import day_text, fictional_notice, holder, withdrawn_notice


Record = CreditAward | CompletionCertificate


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """The form; with a number or a code, what is on record under it."""
    text = request.GET.get("number", "").strip()
    if not text:
        return _page(request, None, is_search=False)
    return _page(request, record_with_code(text) or record_with_number(text), is_search=True)


@require_safe
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """Where the QR code leads."""
    return _page(request, record_with_code(code), is_search=True)


def _page(request: HttpRequest, record: Record | None, *, is_search: bool) -> HttpResponse:
    context = {"is_search": is_search, "found": _shown(record) if record else None}
    status = 404 if is_search and record is None else 200
    response = render(request, "harmreduction_lms/credits/verify.html", context, status=status)
    return _unlisted(response)


def _unlisted(response: HttpResponse) -> HttpResponse:
    """Never stored, so that a revocation shows at once; never indexed; the code never sent on as referrer."""
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _shown(record: Record) -> dict[str, object]:
    snapshot = record.snapshot
    credit = snapshot.get("credit")
    return {
        "number": record.number,
        "holder": holder(snapshot),
        "course": snapshot["course"]["title"],
        "amount": f"{amount_text(credit['amount'])} {unit_text(credit, credit['amount'])}" if credit else "",
        "label": credit["label"] if credit else [],
        "completed_on": day_text(snapshot["completed_on"]),
        "issued_on": day_text(snapshot["issued_on"]),
        "issuer": snapshot["provider"]["name"],
        "approval": snapshot["approval"]["number"] if credit else "",
        "withdrawn": withdrawn_notice(record),
        "replaced_by": _replacement(record),
        "fictional_notice": fictional_notice() if snapshot["is_fictional"] else "",
    }


def _replacement(record: Record) -> str:
    """Number of the award that replaced a corrected one (ce-rules E-06)."""
    if isinstance(record, CreditAward) and record.status == AwardStatus.SUPERSEDED:
        newer = CreditAward.objects.filter(supersedes_id=record.pk).first()
        return newer.number if newer else ""
    return ""
