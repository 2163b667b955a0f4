"""Statements of credit and certificates, as pages and as files."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from harmreduction_lms.core.http import private
from harmreduction_lms.credits.models import AwardStatus, CompletionCertificate, CreditAward
from harmreduction_lms.credits.statements import CannotRender, document_for, renderers


@private
@require_safe
def statement(request: HttpRequest, number: str) -> HttpResponse:
    """The statement of an award, whatever has become of its course."""
    return _shown(request, _record_or_404(request, CreditAward, number))


@private
@require_safe
def statement_pdf(request: HttpRequest, number: str) -> HttpResponse:
    return _downloaded(request, _record_or_404(request, CreditAward, number), page="statement")


@private
@require_safe
def certificate(request: HttpRequest, number: str) -> HttpResponse:
    """A certificate of completion."""
    return _shown(request, _record_or_404(request, CompletionCertificate, number))


@private
@require_safe
def certificate_pdf(request: HttpRequest, number: str) -> HttpResponse:
    return _downloaded(request, _record_or_404(request, CompletionCertificate, number), page="certificate")


def _record_or_404(request: HttpRequest, model: Any, number: str) -> Any:
    """Learners see their own, staff who may view such records all. Foreign and absent are the same 404."""
    record = _newest(model, number)
    permission = f"harmreduction_lms.view_{model._meta.model_name}"
    if record is None or not (record.learner_id == request.user.pk or request.user.has_perm(permission)):
        raise Http404
    return record


def _newest(model: Any, number: str) -> Any:
    """The record; of corrected versions the newest. Of what was purged there is nothing to show."""
    if "\x00" in number:
        return None
    if model is CreditAward:
        kept = CreditAward.objects.exclude(status=AwardStatus.PURGED)
        return kept.filter(number=number).order_by("-version").first()
    return model.objects.filter(number=number).first()


def _shown(request: HttpRequest, record: Any) -> HttpResponse:
    document = document_for(record, verification_url=_verification_url(request, record))
    return renderers["html"].response(document, request)


def _downloaded(request: HttpRequest, record: Any, *, page: str) -> HttpResponse:
    """The file; where it cannot be made, the page and a plain note why."""
    document = document_for(record, verification_url=_verification_url(request, record))
    try:
        return renderers["pdf"].response(document, request)
    except CannotRender as error:
        messages.warning(request, str(error))
        return redirect(f"harmreduction_lms:{page}", number=record.number)


def _verification_url(request: HttpRequest, record: Any) -> str:
    return request.build_absolute_uri(reverse("harmreduction_lms:verify_code", args=[record.code]))
