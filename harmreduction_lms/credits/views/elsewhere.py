"""Credit from elsewhere: a learner's own notes, apart from everything official."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from harmreduction_lms.core.http import private
from harmreduction_lms.credits import actions
from harmreduction_lms.credits.forms import ElsewhereForm
from harmreduction_lms.credits.models import ExternalCredit


@private
@require_http_methods(["GET", "HEAD", "POST"])
def elsewhere(request: HttpRequest) -> HttpResponse:
    """What the learner noted, and a form for more."""
    return _page(request, None)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def elsewhere_entry(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One note, to be changed."""
    return _page(request, _note_or_404(request, uuid))


@private
@require_POST
def delete_elsewhere(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Delete a note for good."""
    actions.delete_external_credit(credit=_note_or_404(request, uuid))
    messages.success(request, _("The entry is deleted."))
    return redirect("harmreduction_lms:elsewhere")


def _page(request: HttpRequest, note: ExternalCredit | None) -> HttpResponse:
    learner: Any = request.user
    data = request.POST if request.method == "POST" else None
    form = ElsewhereForm(data, instance=note)
    if form.is_valid():
        actions.save_external_credit(learner=learner, credit=note, **form.cleaned_data)
        messages.success(request, _("The entry is saved."))
        return redirect("harmreduction_lms:elsewhere")
    notes = list(ExternalCredit.objects.filter(learner_id=learner.pk))
    context = {
        "form": form,
        "notes": notes,
        "is_new": note is None,
        "mate_hours": sum((one.mate_hours or Decimal(0) for one in notes), Decimal(0)),
    }
    status = 400 if form.is_bound else 200
    return render(request, "harmreduction_lms/credits/elsewhere.html", context, status=status)


def _note_or_404(request: HttpRequest, uuid: UUID) -> ExternalCredit:
    note = ExternalCredit.objects.filter(learner_id=request.user.pk, uuid=uuid).first()
    if note is None:
        raise Http404
    return note
