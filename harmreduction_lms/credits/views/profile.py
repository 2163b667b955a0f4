"""Who a learner is: profile, licences, and what they allow to be reported.

Identifiers are posted and shown to the learner alone; no address, message or error report carries them.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from harmreduction_lms.core.http import private
from harmreduction_lms.credits import actions
from harmreduction_lms.credits.consents import TEXTS, VERSION, consents_of
from harmreduction_lms.credits.data_wanted import WHO_SEES_IT, data_wanted_of, destinations_in_reach
from harmreduction_lms.credits.errors import LicenceExists
from harmreduction_lms.credits.forms import LicenceForm, ProfileForm
from harmreduction_lms.credits.models import LearnerDatum, LearnerLicence, LearnerProfile


@sensitive_post_parameters()
@private
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Name and profession as future statements print them, and identifiers where credit asks for any."""
    learner: Any = request.user
    instance = LearnerProfile.objects.filter(learner_id=learner.pk).first()
    instance = instance or LearnerProfile(name=learner.get_full_name())
    wanted = data_wanted_of(learner, profession=_profession(request, instance))
    form = ProfileForm(_posted(request), instance=instance, wanted=wanted)
    if form.is_valid():
        actions.save_profile(learner=learner, **form.cleaned_data)
        messages.success(request, _("Your profile is saved. Statements issued from now on carry it."))
        return redirect(_next_url(request, "profile"))
    context = {
        "form": form,
        "next": _asked_next(request),
        "licence_wanted": wanted.get(LearnerDatum.LICENCE),
        "who_sees_it": WHO_SEES_IT,
    }
    return render(request, "harmreduction_lms/credits/profile.html", context, status=_status(form))


def _profession(request: HttpRequest, instance: LearnerProfile) -> str:
    return request.POST.get("profession") or instance.profession


@sensitive_post_parameters()
@private
@require_http_methods(["GET", "HEAD", "POST"])
def licences(request: HttpRequest) -> HttpResponse:
    """The learner's licences, and a form for another one."""
    learner: Any = request.user
    return _licence_page(request, LearnerLicence(learner=learner, profession=_own_profession(learner)))


@sensitive_post_parameters()
@private
@require_http_methods(["GET", "HEAD", "POST"])
def licence(request: HttpRequest, jurisdiction: str, profession: str) -> HttpResponse:
    """One licence, to be changed. The address names the state and the profession, never the number."""
    return _licence_page(request, _licence_or_404(request, jurisdiction, profession))


@private
@require_POST
def delete_licence(request: HttpRequest, jurisdiction: str, profession: str) -> HttpResponse:
    """Forget a licence."""
    actions.delete_licence(licence=_licence_or_404(request, jurisdiction, profession))
    messages.success(request, _("The licence is deleted."))
    return redirect("harmreduction_lms:licences")


def _licence_page(request: HttpRequest, instance: LearnerLicence) -> HttpResponse:
    learner: Any = request.user
    form = LicenceForm(_posted(request), instance=instance)
    if form.is_valid() and _saved(form, learner):
        messages.success(request, _("Your licence is saved."))
        return redirect(_next_url(request, "licences"))
    context = {
        "form": form,
        "next": _asked_next(request),
        "licences": LearnerLicence.objects.filter(learner_id=learner.pk),
        "is_new": instance._state.adding,
        "wanted": data_wanted_of(learner).get(LearnerDatum.LICENCE),
        "who_sees_it": WHO_SEES_IT,
    }
    return render(request, "harmreduction_lms/credits/licences.html", context, status=_status(form))


def _saved(form: LicenceForm, learner: Any) -> bool:
    """Saves what was entered onto the row as it is in the database: the form has written on its instance."""
    key = form.instance.pk
    stored = LearnerLicence.objects.filter(pk=key, learner_id=learner.pk).first() if key else None
    try:
        actions.save_licence(learner=learner, licence=stored, **form.cleaned_data)
    except LicenceExists as error:
        form.add_error("jurisdiction", str(error))
        return False
    return True


def _licence_or_404(request: HttpRequest, jurisdiction: str, profession: str) -> LearnerLicence:
    found = LearnerLicence.objects.filter(
        learner_id=request.user.pk, jurisdiction=jurisdiction, profession=profession
    ).first()
    if found is None:
        raise Http404
    return found


def _own_profession(learner: Any) -> str:
    profiles = LearnerProfile.objects.filter(learner_id=learner.pk)
    return profiles.values_list("profession", flat=True).first() or ""


@private
@require_http_methods(["GET", "HEAD", "POST"])
def consents(request: HttpRequest) -> HttpResponse:
    """Which boards credit may be reported to. Each is given and withdrawn by itself."""
    learner: Any = request.user
    if request.method == "POST":
        _decide(request, learner)
        return redirect("harmreduction_lms:consents")
    destinations, history = consents_of(learner, in_reach=destinations_in_reach(learner))
    context = {"destinations": destinations, "history": history, "version": VERSION}
    return render(request, "harmreduction_lms/credits/consents.html", context)


def _decide(request: HttpRequest, learner: Any) -> None:
    destination = request.POST.get("destination", "")
    if destination not in TEXTS:
        raise Http404
    if "withdraw" in request.POST:
        actions.withdraw_consent(learner=learner, destination=destination)
        messages.success(request, _("Withdrawn. From now on nothing of yours is reported there."))
    elif request.POST.get("version") != VERSION:
        messages.warning(request, _("The words have changed since you read them. Please read them again."))
    else:
        text = str(TEXTS[destination])
        actions.give_consent(learner=learner, destination=destination, text=text, version=VERSION)
        messages.success(request, _("Noted. You can withdraw it here at any time."))


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _status(form: Any) -> int:
    return 400 if form.is_bound else 200


def _asked_next(request: HttpRequest) -> str:
    return request.POST.get("next") or request.GET.get("next", "")


def _next_url(request: HttpRequest, page: str) -> str:
    """Back to where the learner came from, if that is on this site."""
    url = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if is_ours else reverse(f"harmreduction_lms:{page}")
