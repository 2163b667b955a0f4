"""The package's own keys: for sealing identifiers, finding them again, and signing what it issues.

Independent of Django's `SECRET_KEY`, so that changing that loses nothing. A keyring is one JSON object; the
setting `KEYRING` names the file that holds it, or is the object itself (from a secret store). Each list runs
from the oldest key to the one in use; older keys go on opening and proving what was made with them.

    {"encryption": [{"id": "e1", "key": "…"}], "index": [{"id": "i1", "key": "…"}],
     "signing": [{"id": "s1", "seed": "…", "from": "2026-11-23"}]}

Ciphers: AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D, 2007), HMAC-SHA-256 (RFC 2104) and Ed25519
(RFC 8032).
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.conf import conf
from harmreduction_lms.core.errors import HarmReductionLMSError


FORMAT = "v1"
NONCE_BYTES = 12
KEY_BYTES = 32


class KeyringMissing(HarmReductionLMSError):
    message = _(
        "This site cannot keep or show credit at the moment, because its keys are missing. Nothing of yours "
        "is lost. Please tell the people who run the site."
    )


class CannotOpen(HarmReductionLMSError):
    message = _(
        "Something on this page cannot be read with the keys the site has. Please tell the people who run "
        "the site."
    )


@dataclass(frozen=True)
class SigningKey:
    """A key that signs, and the day from which it does."""

    id: str
    private: Ed25519PrivateKey
    used_from: date

    @property
    def public(self) -> Ed25519PublicKey:
        return self.private.public_key()

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)


@dataclass(frozen=True)
class Keyring:
    """Keys by use. The last of each is the one in use."""

    encryption: Mapping[str, bytes]
    index: Mapping[str, bytes]
    signing: Mapping[str, SigningKey]

    def seal(self, text: str, *, context: str) -> str:
        """Encrypt `text`; it opens only in the same `context` (e.g. the column it is kept in)."""
        key_id, key = list(self.encryption.items())[-1]
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = AESGCM(key).encrypt(nonce, text.encode(), _bound(key_id, context))
        return f"{FORMAT}.{key_id}.{_encode(nonce + sealed)}"

    def open(self, sealed: str, *, context: str) -> str:
        """What was sealed.

        Raises CannotOpen if the key is gone, the text was changed or it comes from elsewhere.
        """
        form, _dot, rest = sealed.partition(".")
        key_id, _dot, body = rest.partition(".")
        key = self.encryption.get(key_id)
        if form != FORMAT or key is None:
            raise CannotOpen
        try:
            raw = _decode(body)
            opened = AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _bound(key_id, context))
        except (InvalidTag, ValueError) as error:
            raise CannotOpen from error
        return opened.decode()

    @property
    def seal_prefix(self) -> str:
        """How everything begins that the key in use has sealed; rotation seals the rest again."""
        return f"{FORMAT}.{list(self.encryption)[-1]}."

    def digest(self, text: str, *, context: str) -> str:
        """A keyed digest, to find `text` again without keeping it in the clear."""
        return self.digests(text, context=context)[-1]

    def digests(self, text: str, *, context: str) -> tuple[str, ...]:
        """The digest under each key, the one in use last: while keys are rotated, rows have either."""
        message = f"{context}\n{text}".encode()
        return tuple(
            f"{key_id}.{hmac.new(key, message, hashlib.sha256).hexdigest()}"
            for key_id, key in self.index.items()
        )

    @property
    def digest_prefix(self) -> str:
        """How every digest under the key in use begins."""
        return f"{list(self.index)[-1]}."

    @property
    def signer(self) -> SigningKey:
        return list(self.signing.values())[-1]

    def is_signed(self, message: bytes, *, key_id: str, signature: bytes) -> bool:
        """Whether the key of that name, in use or not any more, signed `message`."""
        key = self.signing.get(key_id)
        if key is None:
            return False
        try:
            key.public.verify(signature, message)
        except InvalidSignature:
            return False
        return True


def keyring() -> Keyring:
    """The site's keyring. A file is read again when it changes.

    Raises KeyringMissing where none is set up, or what is there cannot be read as one.
    """
    source = conf.KEYRING
    if not source:
        raise KeyringMissing
    try:
        if isinstance(source, Mapping):
            return _parse(json.dumps(source))
        path = Path(source)
        status = path.stat()
        return _read(str(path), (status.st_mtime_ns, status.st_size))
    except (OSError, KeyError, TypeError, ValueError, IndexError) as error:
        raise KeyringMissing from error


def has_keyring() -> bool:
    try:
        keyring()
    except KeyringMissing:
        return False
    return True


def new_keyring(*, today: date) -> dict[str, list[dict[str, str]]]:
    """A keyring with one fresh key of each use, as it is written to its file."""
    return add_keys({"encryption": [], "index": [], "signing": []}, today=today)


def add_keys(ring: Mapping[str, Any], *, today: date) -> dict[str, list[dict[str, str]]]:
    """The same keyring with a new key of each use behind the ones it has."""
    grown = {use: [dict(key) for key in ring[use]] for use in ("encryption", "index", "signing")}
    for use, letter in (("encryption", "e"), ("index", "i")):
        grown[use].append({"id": _next_id(grown[use], letter), "key": _encode(os.urandom(KEY_BYTES))})
    signing = {"id": _next_id(grown["signing"], "s"), "seed": _encode(os.urandom(KEY_BYTES))}
    grown["signing"].append({**signing, "from": today.isoformat()})
    return grown


def without_old_keys(ring: Mapping[str, Any]) -> dict[str, list[dict[str, str]]]:
    """The same keyring with only the newest key to seal and to find by. Signing keys all stay: what they
    signed is out in the world."""
    return {
        "encryption": [dict(ring["encryption"][-1])],
        "index": [dict(ring["index"][-1])],
        "signing": [dict(key) for key in ring["signing"]],
    }


def _next_id(keys: list[dict[str, str]], letter: str) -> str:
    """A number no key of this use has had: older keys may be gone, what they sealed may not."""
    numbers = [int(key["id"][1:]) for key in keys if key["id"][1:].isdecimal()]
    return f"{letter}{max(numbers, default=0) + 1}"


@lru_cache(maxsize=4)
def _read(path: str, _changed: tuple[int, int]) -> Keyring:
    return _parse(Path(path).read_text())


@lru_cache(maxsize=4)
def _parse(text: str) -> Keyring:
    ring = json.loads(text)
    parsed = Keyring(
        encryption={key["id"]: _key(key["key"]) for key in ring["encryption"]},
        index={key["id"]: _key(key["key"]) for key in ring["index"]},
        signing={key["id"]: _signing_key(key) for key in ring["signing"]},
    )
    if not (parsed.encryption and parsed.index and parsed.signing):
        raise ValueError("A keyring needs at least one key of each use.")
    return parsed


def _signing_key(key: Mapping[str, str]) -> SigningKey:
    private = Ed25519PrivateKey.from_private_bytes(_key(key["seed"]))
    return SigningKey(key["id"], private, date.fromisoformat(key["from"]))


def _key(text: str) -> bytes:
    if len(raw := _decode(text)) != KEY_BYTES:
        raise ValueError("A key has 32 bytes.")
    return raw


def _bound(key_id: str, context: str) -> bytes:
    return f"{FORMAT}.{key_id}.{context}".encode()


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
