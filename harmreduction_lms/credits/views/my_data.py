"""What is held about a learner: to read, to download, and to have erased."""

import io
import json
import zipfile
from typing import Any

from django.contrib.auth import logout
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.core.http import private, refusal
from harmreduction_lms.core.throttle import seconds_to_wait
from harmreduction_lms.credits import actions
from harmreduction_lms.credits.days import site_today
from harmreduction_lms.credits.forms import EraseForm
from harmreduction_lms.credits.holdings import ABOUT, everything_held
from harmreduction_lms.credits.models import ErasureRequest
from harmreduction_lms.credits.readable import readable
from harmreduction_lms.credits.retention import kept_of, what_stays


SALT = "harmreduction_lms.erased"
REPORT_SECONDS = 24 * 60 * 60
"""How long the report of an erasure can be opened: whoever was erased cannot sign in to see it again."""

TRIES_A_MINUTE = 5
TOO_MANY = gettext_lazy("That was tried too often. Nothing was erased. Wait a minute, then try again.")


@private
@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    """How much is held of what, and the two things that can be done about it."""
    held = everything_held(request.user)
    counts = [
        (section.name, len(section.rows), domain.name)
        for domain in readable(held, ABOUT)
        for section in domain.parts
        if section.rows
    ]
    return render(request, "harmreduction_lms/credits/my_data.html", {"counts": counts})


@private
@require_safe
def download_my_data(request: HttpRequest) -> HttpResponse:
    """Everything, as JSON for programs and as a page for people, in one file (GDPR Articles 15 and 20)."""
    held = everything_held(request.user)
    page = render_to_string(
        "harmreduction_lms/credits/my_data_file.html",
        {"domains": readable(held, ABOUT), "made_at": timezone.now()},
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("my-data.json", json.dumps(held, ensure_ascii=False, indent=2))
        archive.writestr("my-data.html", page)
    response = HttpResponse(file.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="my-data-{site_today().isoformat()}.zip"'
    return response


@sensitive_post_parameters()
@private
@require_http_methods(["GET", "HEAD", "POST"])
def erase_me(request: HttpRequest) -> HttpResponse:
    """First what goes and what stays, then the proof of who asks, then it is done."""
    learner: Any = request.user
    try:
        actions.check_erasure(learner=learner, actor=learner)
    except HarmReductionLMSError as error:
        return refusal(request, error, back=reverse("harmreduction_lms:my_data"))
    form = EraseForm(request.POST if request.method == "POST" else None, learner=learner)
    if not form.is_bound:
        return _erase_page(request, form)
    if seconds_to_wait("erase", str(learner.pk), limit=TRIES_A_MINUTE):
        form.add_error(None, TOO_MANY)
        return _erase_page(request, form, status=429)
    if not form.is_valid():
        return _erase_page(request, form, status=400)
    done = actions.erase_learner(learner=learner, actor=learner)
    logout(request)
    return redirect("harmreduction_lms:erased", token=report_token(done))


def _erase_page(request: HttpRequest, form: EraseForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "kept": what_stays(request.user)}
    return render(request, "harmreduction_lms/credits/erase_me.html", context, status=status)


def report_token(done: ErasureRequest) -> str:
    """Opens the report of one erasure for a day; nobody can make one up."""
    return signing.dumps(done.pk, salt=SALT)


@require_safe
def erased(request: HttpRequest, token: str) -> HttpResponse:
    """What was erased, what was kept, why and until when; as a page, or with `?file` as a file to keep."""
    try:
        key = signing.loads(token, salt=SALT, max_age=REPORT_SECONDS)
    except signing.BadSignature:
        raise Http404 from None
    done = ErasureRequest.objects.filter(pk=key).exclude(done_at=None).first()
    if done is None:
        raise Http404
    is_file = "file" in request.GET
    name = "erasure_report_file" if is_file else "erased"
    context = {"done": done, "kept": kept_of(done), "token": token}
    response = render(request, f"harmreduction_lms/credits/{name}.html", context)
    if is_file:
        response["Content-Disposition"] = 'attachment; filename="erasure-report.html"'
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
