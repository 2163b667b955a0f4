"""Checking a document: the one part of credits that is public.

It shows what a licensing board needs and nothing more (ce-rules A-27): no e-mail address, score, licence or
course progress. A code that does not exist and one that cannot exist give the same page after the same work.
Nothing here writes codes or numbers to a log.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from harmreduction_lms.conf import conf
from harmreduction_lms.core.throttle import client_address, seconds_to_wait
from harmreduction_lms.credits.models import CompletionCertificate, CreditAward
from harmreduction_lms.credits.selectors import record_with_code, record_with_number
from harmreduction_lms.credits.verification import verified


Record = CreditAward | CompletionCertificate

SITE_TO_ADDRESS = 6
"""How many times what one address may search the whole site may be searched by number."""


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """The form; with a number or a code, what is on record under it.

    A number has 40 random bits where a code has 160, so numbers are counted more strictly.
    """
    text = request.GET.get("number", "").strip()
    if not text:
        return _page(request)
    per_address = conf.VERIFY_NUMBERS_PER_MINUTE
    if seconds := _wait(request, "number", per_address, per_address * SITE_TO_ADDRESS):
        return _too_many(request, seconds)
    return _result(request, record_with_code(text) or record_with_number(text))


@require_safe
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """Where the QR code leads."""
    if seconds := _wait(request, "code", conf.VERIFY_PER_MINUTE, conf.VERIFY_SITE_PER_MINUTE):
        return _too_many(request, seconds)
    return _result(request, record_with_code(code))


def _wait(request: HttpRequest, scope: str, per_address: int, per_site: int) -> int:
    """Seconds until this client may ask again. Whoever is over their own limit uses up nobody else's."""
    own = seconds_to_wait(f"verify-{scope}", client_address(request), limit=per_address)
    return own or seconds_to_wait(f"verify-{scope}-site", "", limit=per_site)


def _result(request: HttpRequest, record: Record | None) -> HttpResponse:
    if record is None:
        return _page(request, status=404)
    return _page(request, found=verified(record))


def _too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    response = _page(request, status=429)
    response["Retry-After"] = str(seconds)
    return response


def _page(request: HttpRequest, *, status: int = 200, **context: object) -> HttpResponse:
    """Never stored, so that a revocation shows at once; never indexed; the code never sent on as referrer."""
    context["status"] = status
    response = render(request, "harmreduction_lms/credits/verify.html", context, status=status)
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
