"""The end of the chain, signed: which of its facts are, and how it is written to a file and read back.

A head in somebody else's keeping proves later that nothing was cut off the ledger since (security row 22).
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.conf import conf
from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.core.keyring import KeyringMissing, keyring
from harmreduction_lms.credits.digests import utc_text
from harmreduction_lms.credits.ledger import canonical
from harmreduction_lms.credits.models import SignedHead


TYPE = "harmreduction-lms-ledger-head-1"
SIGNED = ("type", "sequence", "digest", "signed_at", "key_id")


class NotAHead(HarmReductionLMSError):
    message = _(
        "This is no head of a ledger. Give the file that was exported, or SEQUENCE:DIGEST as "
        "`verify_awards` printed it."
    )


@dataclass(frozen=True)
class KnownHead:
    """A head that has to be in the chain. One with a signature must have it from this site."""

    sequence: int
    digest: str
    is_genuine: bool = True

    def __str__(self) -> str:
        return f"{self.sequence}:{self.digest}"


def message(facts: Mapping[str, Any]) -> bytes:
    """The bytes that are signed: five of the facts, in the ledger's one spelling of JSON."""
    return canonical({name: facts[name] for name in SIGNED})


def facts_of(head: SignedHead) -> dict[str, Any]:
    """A signed head as its file holds it, but for the key it can be checked with."""
    return {
        "type": TYPE,
        "sequence": head.sequence,
        "digest": head.digest,
        "signed_at": utc_text(head.signed_at),
        "key_id": head.key_id,
        "signature": head.signature,
    }


def head_file(head: SignedHead) -> str:
    """What is exported: the head, its signature, whose it is, and the public key to check it with."""
    key = keyring().signing.get(head.key_id)
    raw = key.public.public_bytes(Encoding.Raw, PublicFormat.Raw) if key else b""
    about = {"issuer": conf.ISSUER_NAME, "algorithm": "Ed25519", "public_key": encode(raw)}
    return json.dumps({**facts_of(head), **about}, indent=2, ensure_ascii=False) + "\n"


def read_head(text: str) -> KnownHead:
    """A head from an exported file or from `SEQUENCE:DIGEST`. Raises NotAHead for anything else."""
    if text.lstrip().startswith("{"):
        return _from_file(text)
    sequence, _colon, digest = text.strip().partition(":")
    if not sequence.isdecimal() or not digest:
        raise NotAHead
    return KnownHead(int(sequence), digest)


def heads_on_file() -> list[KnownHead]:
    """Every head that was ever signed here."""
    return [_known(facts_of(head)) for head in SignedHead.objects.order_by("sequence")]


def encode(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _from_file(text: str) -> KnownHead:
    try:
        facts = json.loads(text)
        if facts["type"] != TYPE:
            raise NotAHead
        return _known(facts)
    except (ValueError, KeyError, TypeError) as error:
        raise NotAHead from error


def _known(facts: Mapping[str, Any]) -> KnownHead:
    return KnownHead(int(facts["sequence"]), str(facts["digest"]), _is_genuine(facts))


def _is_genuine(facts: Mapping[str, Any]) -> bool:
    signature = str(facts["signature"])
    try:
        raw = urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
        return keyring().is_signed(message(facts), key_id=str(facts["key_id"]), signature=raw)
    except (KeyringMissing, ValueError):
        return False
