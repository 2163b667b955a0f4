"""Bytes and public keys in the spellings of Controlled Identifiers 1.0 (W3C 2025), sections 2.2.2 and 2.4."""

from base64 import urlsafe_b64encode

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


# Bitcoin's base 58: no 0, O, I or l.
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ED25519_PUBLIC_KEY = b"\xed\x01"


def base58(raw: bytes) -> str:
    """Multibase with the prefix `z`. A leading zero byte is a leading 1."""
    number, digits = int.from_bytes(raw, "big"), ""
    while number:
        number, place = divmod(number, 58)
        digits = BASE58[place] + digits
    zeros = len(raw) - len(raw.lstrip(b"\0"))
    return f"z{'1' * zeros}{digits}"


def base64url(raw: bytes) -> str:
    """Base 64 for URLs without padding, as JOSE has it. Multibase puts a `u` before it."""
    return urlsafe_b64encode(raw).decode().rstrip("=")


def multikey(key: Ed25519PublicKey) -> str:
    return base58(ED25519_PUBLIC_KEY + raw_bytes(key))


def jwk(key: Ed25519PublicKey) -> dict[str, str]:
    """The same key for JOSE (RFC 8037)."""
    return {"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "x": base64url(raw_bytes(key))}


def raw_bytes(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)
