"""Badges as a holder has them, and all that the site serves about them, for other people's verifiers."""

import copy
import json
from base64 import urlsafe_b64decode
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.urls import reverse

from harmreduction_lms.credits.badges.multibase import base64url
from harmreduction_lms.credits.models import BadgeCredential, CreditAward


SITE = "https://lms.example.org"
JSON, JWT = "application/vc", "application/vc+jwt"


@dataclass
class Badge:
    """The two files of one award, read back."""

    json: dict[str, Any]
    jwt: str


@dataclass
class Site:
    """What the site serves, by address: the DID document and the status lists in both forms."""

    served: dict[str, dict[str, Any]] = field(default_factory=dict)

    def fetch(self, address: str) -> bytes:
        """As `openbadgeslib` gets it: it asks for no form in particular."""
        page = self.served[address]
        return (page.get("jwt") or json.dumps(page["json"])).encode()


def download(award: CreditAward) -> Badge:
    """The holder downloads both files."""
    browser = Client()
    browser.force_login(award.learner)
    contents = [
        browser.post(reverse("harmreduction_lms:badge_file", args=[award.number, form])).content.decode()
        for form in ("json", "jwt")
    ]
    return Badge(json.loads(contents[0]), contents[1])


def site_now() -> Site:
    """Everything public about the badges as it stands at this moment."""
    site = Site()
    anybody = Client(SERVER_NAME="lms.example.org")
    path = reverse("harmreduction_lms:badge_issuer")
    site.served[f"{SITE}{path}"] = {"json": anybody.get(path, secure=True).json()}
    for badge in BadgeCredential.objects.all():
        address = json.loads(badge.document)["credentialStatus"]["statusListCredential"]
        path = address.removeprefix(SITE)
        site.served[address] = {
            "json": json.loads(anybody.get(path, secure=True, headers={"accept": JSON}).content),
            "jwt": anybody.get(path, secure=True, headers={"accept": JWT}).content.decode(),
        }
    return site


def tampered(badge: Badge) -> Badge:
    """The same badge with more credit than was awarded."""
    document = copy.deepcopy(badge.json)
    document["credentialSubject"]["creditsEarned"] = 40
    return Badge(document, with_payload(badge.jwt, credentialSubject=document["credentialSubject"]))


def with_payload(jwt: str, **changes: Any) -> str:
    """A JWT with other claims and the old signature."""
    header, _payload, signature = jwt.split(".")
    payload = json.dumps({**payload_of(jwt), **changes}).encode()
    return f"{header}.{base64url(payload)}.{signature}"


def payload_of(jwt: str) -> dict[str, Any]:
    payload = jwt.split(".")[1]
    return dict(json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4))))
