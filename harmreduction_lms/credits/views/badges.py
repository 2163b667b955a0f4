"""Digital badges: a page and two files for the holder; keys and status lists for whoever checks one."""

import json

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from harmreduction_lms.conf import conf
from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.core.http import private, refusal
from harmreduction_lms.core.keyring import KeyringMissing, keyring
from harmreduction_lms.credits.actions import issue_badge
from harmreduction_lms.credits.badges.errors import BadgesNotInstalled
from harmreduction_lms.credits.badges.issuer import Issuer
from harmreduction_lms.credits.badges.json_ld import is_installed
from harmreduction_lms.credits.badges.status import list_as_jwt, list_with_proof, lists_open
from harmreduction_lms.credits.models import AwardStatus, CreditAward, LearnerLicence


FORMS = {
    "json": ("document", "application/vc", "json"),
    "jwt": ("jwt", "application/vc+jwt", "jwt"),
}
"""By name in the address: column, media type and ending of the file."""

JSON_TYPES = ("application/vc", "application/ld+json", "application/vc+ld+json", "application/json")
JWT_TYPES = ("application/vc+jwt", "application/jwt")
SECONDS_CACHED = 300


def issuer_at(request: HttpRequest) -> Issuer:
    """Who issues here. The address never depends on the reader's language, or there would be an issuer for
    each of them."""
    with override(settings.LANGUAGE_CODE):
        path = reverse("harmreduction_lms:badge_issuer")
    site = conf.BADGE_SITE_URL.rstrip("/")
    address = f"{site}{path}" if site else request.build_absolute_uri(path)
    return Issuer(address.removesuffix("did.json"))


@private
@require_safe
def badge(request: HttpRequest, number: str) -> HttpResponse:
    """What a digital badge is, and the two files."""
    award = _award_or_404(request, number)
    licences = LearnerLicence.objects.filter(learner_id=award.learner_id, is_on_badges=True)
    context = {
        "award": award,
        "course": award.snapshot["course"]["title"],
        "is_installed": is_installed(),
        "not_installed": BadgesNotInstalled(),
        "is_own": award.learner_id == request.user.pk,
        "is_valid": award.status == AwardStatus.VALID,
        "has_badge": hasattr(award, "badge"),
        "licences": [licence.place for licence in licences],
    }
    return render(request, "harmreduction_lms/credits/badge.html", context)


@private
@require_POST
def badge_file(request: HttpRequest, number: str, form: str) -> HttpResponse:
    """The badge as a file, for its holder; the first download issues it."""
    if form not in FORMS:
        raise Http404
    award = _award_or_404(request, number)
    try:
        issued = issue_badge(award=award, issuer=issuer_at(request), actor=request.user)
    except HarmReductionLMSError as error:
        if isinstance(error, KeyringMissing):
            raise
        back = reverse("harmreduction_lms:statement", args=[award.number])
        return refusal(request, error, back=back)
    column, media_type, ending = FORMS[form]
    response = HttpResponse(getattr(issued, column), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{award.number}-badge.{ending}"'
    return response


def _award_or_404(request: HttpRequest, number: str) -> CreditAward:
    """The newest version of an award, for its holder and for staff who may look. Foreign and absent are the
    same 404."""
    awards = CreditAward.objects.exclude(status=AwardStatus.PURGED).filter(number=number.replace("\x00", ""))
    if not request.user.has_perm("harmreduction_lms.view_creditaward"):
        awards = awards.filter(learner_id=request.user.pk)
    award = awards.order_by("-version").first()
    if award is None:
        raise Http404
    return award


@require_safe
def badge_issuer(request: HttpRequest) -> HttpResponse:
    """The DID document: the public keys badges are signed with, retired ones too."""
    try:
        document = issuer_at(request).document(keyring())
    except KeyringMissing as error:
        return _unavailable(error)
    return _public(JsonResponse(document, content_type="application/did+json"))


@require_safe
def badge_status(request: HttpRequest, number: int) -> HttpResponse:
    """A status list, in the form the verifier asks for; JWT for who asks for nothing in particular, because
    those who read Data Integrity say so."""
    if not 1 <= number <= lists_open():
        raise Http404
    issuer, now = issuer_at(request), timezone.now()
    # Clients parse what is called JSON, so they get the name they asked for.
    media_type = request.get_preferred_type([*JWT_TYPES, *JSON_TYPES]) or JWT_TYPES[0]
    try:
        key = keyring().signer
        if media_type in JSON_TYPES:
            text = json.dumps(list_with_proof(issuer, number, key=key, now=now))
        else:
            text = list_as_jwt(issuer, number, key=key, now=now)
    except (KeyringMissing, BadgesNotInstalled) as error:
        return _unavailable(error)
    response = HttpResponse(text, content_type=media_type)
    patch_vary_headers(response, ["Accept"])
    return _public(response)


def _public(response: HttpResponse) -> HttpResponse:
    """For verifiers that run in a browser on other sites, too. Kept for minutes: a revocation must show."""
    response["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(response, public=True, max_age=SECONDS_CACHED)
    return response


def _unavailable(error: HarmReductionLMSError) -> HttpResponse:
    return HttpResponse(f"{error}\n", status=503, content_type="text/plain; charset=utf-8")
