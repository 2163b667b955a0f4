"""The lists that say which badges no longer count (Bitstring Status List 1.0, W3C 2025).

Every badge has one bit at a random place, so a place tells nothing; the list is fetched whole, so fetching it
does not tell whose badge is checked. What a bit says comes from the award at the moment of asking.
"""

import gzip
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from harmreduction_lms.core.keyring import SigningKey
from harmreduction_lms.credits.badges.issuer import Issuer
from harmreduction_lms.credits.badges.json_ld import VC
from harmreduction_lms.credits.badges.multibase import base64url
from harmreduction_lms.credits.badges.proofs import as_jwt, with_proof
from harmreduction_lms.credits.models import AwardEvent, AwardEventKind, AwardStatus, BadgeCredential


LENGTH = 131_072
"""Places in a list: the least the standard allows, so that nobody is one of a few."""

DAYS_VALID = 7
WITHDRAWN = (AwardStatus.REVOKED, AwardStatus.SUPERSEDED)
WITHDRAWING = (AwardEventKind.REVOKED, AwardEventKind.CORRECTED)


def lists_open() -> int:
    """How many lists there are. A new one opens when those before it are half full: a free place is then
    drawn at the first or second try. 1 query."""
    return 1 + BadgeCredential.objects.count() // (LENGTH // 2)


def random_place() -> int:
    """A place in the newest list, counted through all lists; it may be taken. 1 query."""
    return (lists_open() - 1) * LENGTH + secrets.randbelow(LENGTH)


def entry(issuer: Issuer, place: int) -> dict[str, str]:
    """What a credential says about where its status is found. Lists are numbered from 1."""
    address = issuer.list_address(place // LENGTH + 1)
    return {
        "id": f"{address}#{place % LENGTH}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(place % LENGTH),
        "statusListCredential": address,
    }


def withdrawn() -> QuerySet[BadgeCredential]:
    """Badges of awards that were revoked or replaced. An award that was purged after its term keeps the bit
    it had: the ledger still knows."""
    was_withdrawn = AwardEvent.objects.filter(award=OuterRef("award"), kind__in=WITHDRAWING)
    return BadgeCredential.objects.filter(Q(award__status__in=WITHDRAWN) | Q(Exists(was_withdrawn)))


def encoded_list(number: int) -> str:
    """List `number` compressed, in multibase. 1 query."""
    first = (number - 1) * LENGTH
    places = withdrawn().filter(status_index__gte=first, status_index__lt=first + LENGTH)
    return encode(place - first for place in places.values_list("status_index", flat=True))


def encode(places: Iterable[int]) -> str:
    """A bitstring with the bits at `places` set; the first place is the highest bit of the first byte."""
    bits = bytearray(LENGTH // 8)
    for place in places:
        bits[place // 8] |= 0x80 >> place % 8
    # Without a time, so that the same bits give the same text.
    return "u" + base64url(gzip.compress(bytes(bits), mtime=0))


def list_with_proof(issuer: Issuer, number: int, *, key: SigningKey, now: datetime) -> dict[str, Any]:
    """The list as a credential with a Data Integrity proof. 1 query; signed again when a bit changes, else
    once a day."""
    return _with_proof(issuer, number, encoded_list(number), key, _midnight(now))


def list_as_jwt(issuer: Issuer, number: int, *, key: SigningKey, now: datetime) -> str:
    """The list as a JWT. 1 query."""
    return as_jwt(_credential(issuer, number, encoded_list(number), _midnight(now)), issuer=issuer, key=key)


@lru_cache(maxsize=8)
def _with_proof(
    issuer: Issuer, number: int, encoded: str, key: SigningKey, midnight: datetime
) -> dict[str, Any]:
    credential = _credential(issuer, number, encoded, midnight)
    return with_proof(credential, issuer=issuer, key=key, created=credential["validFrom"])


def _credential(issuer: Issuer, number: int, encoded: str, midnight: datetime) -> dict[str, Any]:
    """Valid for some days, so that an old copy cannot bring a revoked badge back for ever."""
    address = issuer.list_address(number)
    return {
        "@context": [VC],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.did,
        "validFrom": moment_text(midnight),
        "validUntil": moment_text(midnight + timedelta(days=DAYS_VALID)),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded,
        },
    }


def moment_text(moment: datetime) -> str:
    """A moment as credentials write it: UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _midnight(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
