"""The learner's own pages about credit."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.core.http import private, refusal
from harmreduction_lms.credits import actions
from harmreduction_lms.credits.cards import OfferCard, offer_cards
from harmreduction_lms.credits.forms import ClaimForm, ProfileForm
from harmreduction_lms.credits.models import CompletionCertificate, CreditAward, LearnerProfile
from harmreduction_lms.credits.selectors import CreditOffer, nothing_applies, offers_for, transcript_for
from harmreduction_lms.credits.statements import CannotRender, document_for, renderers
from harmreduction_lms.credits.statements.document import fictional_notice
from harmreduction_lms.learning.models import Enrolment
from harmreduction_lms.learning.selectors import current_enrolment


@private
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Name and profession, as future statements will print them."""
    learner: Any = request.user
    instance = LearnerProfile.objects.filter(learner_id=learner.pk).first()
    data = request.POST if request.method == "POST" else None
    form = ProfileForm(data, instance=instance or LearnerProfile(name=learner.get_full_name()))
    if form.is_valid():
        actions.save_profile(learner=learner, **form.cleaned_data)
        messages.success(request, _("Your profile is saved. Statements issued from now on carry it."))
        return redirect(_next_url(request))
    context = {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")}
    status = 400 if form.is_bound else 200
    return render(request, "harmreduction_lms/credits/profile.html", context, status=status)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def claim_credit(request: HttpRequest, course_key: UUID) -> HttpResponse:
    """Every credit of a course with its gates; claiming one of them."""
    enrolment = _enrolment_or_404(request.user, course_key)
    offers = offers_for(enrolment)
    forms = {offer.key: _claim_form(request, offer, number) for number, offer in enumerate(offers)}
    if request.method == "POST":
        form = forms.get(request.POST.get("approval", ""))
        if form is None:
            raise Http404
        if award := _claimed(form, enrolment):
            return redirect("harmreduction_lms:statement", number=award.number)
    return _claim_page(request, enrolment, offers, forms)


def _claim_form(request: HttpRequest, offer: CreditOffer, number: int) -> ClaimForm:
    is_claimed = request.method == "POST" and request.POST.get("approval") == offer.key
    return ClaimForm(request.POST if is_claimed else None, offer=offer, auto_id=f"claim-{number}-%s")


def _claimed(form: ClaimForm, enrolment: Enrolment) -> CreditAward | None:
    """The award, or None with the refusal among the form's errors."""
    if not form.is_valid():
        return None
    try:
        return actions.claim_credit(enrolment=enrolment, approval=form.offer.approval, **form.answer())
    except HarmReductionLMSError as error:
        form.add_error(None, str(error))
        return None


def _claim_page(
    request: HttpRequest,
    enrolment: Enrolment,
    offers: tuple[CreditOffer, ...],
    forms: dict[str, ClaimForm],
) -> HttpResponse:
    cards = offer_cards(offers, enrolment)
    context = {
        "enrolment": enrolment,
        "open_cards": [(card, forms[card.offer.key]) for card in cards if _is_open(card)],
        "closed_cards": [card for card in cards if not _is_open(card)],
        "is_certificate_due": enrolment.is_completed and nothing_applies(offers),
        "certificate": CompletionCertificate.objects.filter(enrolment_id=enrolment.pk).first(),
        "fictional_notice": fictional_notice() if any(card.line.is_fictional for card in cards) else "",
    }
    status = 400 if any(form.is_bound for form in forms.values()) else 200
    return render(request, "harmreduction_lms/credits/claim.html", context, status=status)


def _is_open(card: OfferCard) -> bool:
    return card.offer.award is not None or card.offer.eligibility.is_applicable


@private
@require_POST
def issue_certificate(request: HttpRequest, course_key: UUID) -> HttpResponse:
    """A certificate of completion, where no credit applies."""
    enrolment = _enrolment_or_404(request.user, course_key)
    try:
        certificate = actions.issue_certificate(enrolment=enrolment)
    except HarmReductionLMSError as error:
        back = reverse("harmreduction_lms:claim_credit", args=[course_key])
        return refusal(request, error, back=back)
    return redirect("harmreduction_lms:certificate", number=certificate.number)


@private
@require_safe
def transcript(request: HttpRequest) -> HttpResponse:
    """Everything a learner was awarded. 2 queries and those of the session."""
    found = transcript_for(request.user)
    notice = fictional_notice() if found.is_fictional else ""
    context = {"transcript": found, "fictional_notice": notice}
    return render(request, "harmreduction_lms/credits/transcript.html", context)


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
    record = model.objects.filter(number=number).first() if "\x00" not in number else None
    permission = f"harmreduction_lms.view_{model._meta.model_name}"
    if record is None or not (record.learner_id == request.user.pk or request.user.has_perm(permission)):
        raise Http404
    return record


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


def _enrolment_or_404(learner: Any, course_key: UUID) -> Enrolment:
    enrolment = current_enrolment(learner, course_key)
    if enrolment is None:
        raise Http404
    return enrolment


def _next_url(request: HttpRequest) -> str:
    """Back to where the learner came from, if that is on this site."""
    url = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if is_ours else reverse("harmreduction_lms:profile")
