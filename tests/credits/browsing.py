"""Short names for what view tests do all the time."""

from typing import Any

from django.test import Client
from django.urls import reverse


def signed_in(learner: Any) -> Client:
    client = Client()
    client.force_login(learner)
    return client


def url(name: str, *args: Any) -> str:
    """Address of one of our pages by its name."""
    return reverse(f"harmreduction_lms:{name}", args=args)
