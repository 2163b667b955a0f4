"""Claiming credit, and certificates where none applies."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.core.http import private, refusal
from harmreduction_lms.credits import actions
from harmreduction_lms.credits.cards import OfferCard, offer_cards
from harmreduction_lms.credits.forms import ClaimForm
from harmreduction_lms.credits.models import (
    CompletionCertificate,
    CreditAward,
    CreditClaim,
)
from harmreduction_lms.credits.selectors import CreditOffer, nothing_applies, offers_for
from harmreduction_lms.credits.statements.document import fictional_notice
from harmreduction_lms.learning.models import Enrolment
from harmreduction_lms.learning.selectors import current_enrolment


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
        if form.offer.is_held:
            return _held_claim(request, enrolment, form.offer)
        if claimed := _claimed(form, enrolment):
            return _after_claiming(claimed, course_key)
    return _claim_page(request, enrolment, offers, forms)


def _held_claim(request: HttpRequest, enrolment: Enrolment, offer: CreditOffer) -> HttpResponse:
    """Take a held claim back, or see whether its wait is over; the page then says how it stands."""
    if "withdraw" in request.POST:
        actions.withdraw_claim(enrolment=enrolment, approval=offer.approval)
    else:
        actions.settle_claims(request.user)
    return redirect("harmreduction_lms:claim_credit", course_key=enrolment.course_key)


def _after_claiming(claimed: CreditAward | CreditClaim, course_key: UUID) -> HttpResponse:
    """To the statement; where the claim is held, back to the page, which says what it waits for."""
    if isinstance(claimed, CreditAward):
        return redirect("harmreduction_lms:statement", number=claimed.number)
    return redirect("harmreduction_lms:claim_credit", course_key=course_key)


def _claim_form(request: HttpRequest, offer: CreditOffer, number: int) -> ClaimForm:
    is_claimed = request.method == "POST" and request.POST.get("approval") == offer.key
    return ClaimForm(request.POST if is_claimed else None, offer=offer, auto_id=f"claim-{number}-%s")


def _claimed(form: ClaimForm, enrolment: Enrolment) -> CreditAward | CreditClaim | None:
    """The award or the held claim, or None with the refusal among the form's errors."""
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


def _enrolment_or_404(learner: Any, course_key: UUID) -> Enrolment:
    enrolment = current_enrolment(learner, course_key)
    if enrolment is None:
        raise Http404
    return enrolment
