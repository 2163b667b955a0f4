"""How pages of the tree are sent: public ones may be kept by a shared cache, personal ones never.

The session cookie decides, not the user: looking at `request.user` would open the session and make every
response `Vary: Cookie`. A page with a view restriction cannot be reached without a session, so it is private.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers


# Browsers ask again each time; caches between us and them may answer for a minute.
SHARED_SECONDS = 60


def has_session(request: HttpRequest) -> bool:
    """Whether somebody may be signed in. Costs nothing and leaves no trace in the response."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def is_preview(request: HttpRequest) -> bool:
    return bool(getattr(request, "is_preview", False))


def shows_userbar(request: HttpRequest) -> bool:
    """Wagtail's userbar is for those who may edit; everybody else gets the page as the public gets it."""
    user = getattr(request, "user", None) if has_session(request) else None
    return user is not None and user.has_perm("wagtailadmin.access_admin")


def set_cache_headers(request: HttpRequest, response: HttpResponse, *, personal: bool = False) -> None:
    """`personal` pages differ for somebody signed in, so a cache has to look at the cookie."""
    if personal:
        patch_vary_headers(response, ["Cookie"])
    if has_session(request) or is_preview(request):
        patch_cache_control(response, private=True, no_cache=True)
    else:
        patch_cache_control(response, public=True, max_age=0, s_maxage=SHARED_SECONDS)
