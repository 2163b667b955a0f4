"""Small helpers for views: what is private stays private, what is refused is explained."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.core.keyring import CannotOpen, KeyringMissing


View = Callable[..., HttpResponse]

logger = logging.getLogger(__name__)


def private(view: View) -> View:
    """For a learner's own pages: signed in only, and never stored by a browser or a proxy.

    Where the site's keys are missing, the learner reads that in a sentence.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except (KeyringMissing, CannotOpen) as error:
            logger.error("The keyring cannot be used: %s", type(error).__name__)
            response = refusal(request, error, back=reverse("harmreduction_lms:my_learning"), status=503)
        add_never_cache_headers(response)
        return response

    return login_required(wrapper)


def refusal(
    request: HttpRequest, error: HarmReductionLMSError, *, back: str, status: int = 409
) -> HttpResponse:
    """A page that says what was refused and what to do next. Nothing has been written when this shows."""
    context = {"message": str(error), "back": back}
    return render(request, "harmreduction_lms/refusal.html", context, status=status)
