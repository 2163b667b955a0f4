"""The official transcript as a page and as files, narrowed down by the address alone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from harmreduction_lms.conf import conf
from harmreduction_lms.core.http import private
from harmreduction_lms.credits.forms import TranscriptForm
from harmreduction_lms.credits.models import LearnerProfile
from harmreduction_lms.credits.statements import CannotRender, renderers
from harmreduction_lms.credits.statements.document import fictional_notice
from harmreduction_lms.credits.transcript import Transcript, selection_choices, tables, transcript_for
from harmreduction_lms.credits.transcript.entries import mate_sentence
from harmreduction_lms.credits.transcript.pdf import transcript_pdf
from harmreduction_lms.credits.transcript.selection import all_entries, periods_of


@dataclass(frozen=True)
class Found:
    """What the address asks for: the form with it, and the transcript, empty where the form has mistakes."""

    form: TranscriptForm
    transcript: Transcript
    has_any: bool


@private
@require_safe
def transcript(request: HttpRequest) -> HttpResponse:
    """Everything a learner was awarded. 3 queries and those of the session, however much it is."""
    found = _found(request)
    shown = found.transcript
    context = {
        "form": found.form,
        "transcript": shown,
        "has_any": found.has_any,
        "is_narrowed": found.form.is_valid() and not found.form.selection.is_empty,
        "mate": mate_sentence(shown.mate_hours) if shown.mate_hours else "",
        "fictional_notice": fictional_notice() if shown.is_fictional else "",
        "query": request.GET.urlencode(),
        "has_pdf": _has_pdf(),
    }
    return render(request, "harmreduction_lms/credits/transcript.html", context, status=_status(found.form))


@private
@require_safe
def nmc_record(request: HttpRequest) -> HttpResponse:
    """The same as a nurse's CPD record for the UK's NMC (ce-rules J-01)."""
    found = _found(request)
    context = {
        "form": found.form,
        "entries": found.transcript.by_course,
        "totals": tables.nmc_totals(found.transcript),
        "fictional_notice": fictional_notice() if found.transcript.is_fictional else "",
        "query": request.GET.urlencode(),
    }
    return render(request, "harmreduction_lms/credits/nmc_record.html", context, status=_status(found.form))


@private
@require_safe
def transcript_file(request: HttpRequest, form: str) -> HttpResponse:
    """The transcript as a file. Where the address has mistakes, the page that says which."""
    if form not in FILES:
        raise Http404
    found = _found(request)
    if not found.form.is_valid():
        return redirect(_page_with_query(request))
    return FILES[form](request, found)


def _found(request: HttpRequest) -> Found:
    learner: Any = request.user
    entries = all_entries(learner)
    types, topics = selection_choices(entries)
    has_mate = any(entry.mate_hours for entry in entries)
    form = TranscriptForm(
        request.GET, periods=periods_of(learner), types=types, topics=topics, has_mate=has_mate
    )
    if not form.is_valid():
        return Found(form, Transcript(groups=(), certificates=()), has_any=bool(entries))
    shown = transcript_for(learner, form.selection, entries=entries)
    return Found(form, shown, has_any=bool(entries or shown.certificates))


def _csv(request: HttpRequest, found: Found) -> HttpResponse:
    return _csv_response(tables.csv_text(tables.COLUMNS, tables.rows(found.transcript)), "transcript")


def _nmc_csv(request: HttpRequest, found: Found) -> HttpResponse:
    text = tables.csv_text(tables.NMC_COLUMNS, tables.nmc_rows(found.transcript))
    return _csv_response(text, "nmc-cpd-record")


def _csv_response(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _json(request: HttpRequest, found: Found) -> HttpResponse:
    document = tables.as_json(found.transcript, holder=_holder(request.user), issuer=conf.ISSUER_NAME)
    response = JsonResponse(document, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="transcript.json"'
    return response


def _pdf(request: HttpRequest, found: Found) -> HttpResponse:
    """The file; where it cannot be made, the page and a plain note why."""
    try:
        content = transcript_pdf(
            found.transcript,
            holder=_holder(request.user),
            narrowed_to=found.form.in_words,
            verify_url=request.build_absolute_uri(reverse("harmreduction_lms:verify")),
        )
    except CannotRender as error:
        messages.warning(request, str(error))
        return redirect(_page_with_query(request))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="transcript.pdf"'
    return response


FILES: dict[str, Callable[[HttpRequest, Found], HttpResponse]] = {
    "csv": _csv,
    "json": _json,
    "pdf": _pdf,
    "nmc-csv": _nmc_csv,
}


def _has_pdf() -> bool:
    pdf = renderers.get("pdf")
    return pdf is not None and pdf.is_available


def _holder(learner: Any) -> str:
    """The name as the learner has it printed now; each award keeps the one it was issued with."""
    profile = LearnerProfile.objects.filter(learner_id=learner.pk).only("name", "credentials").first()
    return profile.printed_name if profile else learner.get_full_name() or learner.get_username()


def _page_with_query(request: HttpRequest) -> str:
    query = request.GET.urlencode()
    return reverse("harmreduction_lms:transcript") + (f"?{query}" if query else "")


def _status(form: TranscriptForm) -> int:
    return 200 if form.is_valid() else 400
