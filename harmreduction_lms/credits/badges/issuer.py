"""Who issues: a did:web identifier that the site serves itself, with every key it ever signed with.

The site's urls may hang below a prefix, so the identifier has a path: `did:web:example.org:lms:credentials`
is looked up at `https://example.org/lms/credentials/did.json` (did:web method, W3C CCG).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from harmreduction_lms.core.keyring import Keyring, SigningKey
from harmreduction_lms.credits.badges.multibase import jwk, multikey


DID_CONTEXTS = (
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/multikey/v1",
    "https://w3id.org/security/jwk/v1",
)


@dataclass(frozen=True)
class Issuer:
    """`folder` is the address below which the identifier and the status lists are served, with its slash."""

    folder: str

    @property
    def did(self) -> str:
        address = urlsplit(self.folder)
        parts = [address.netloc, *filter(None, address.path.split("/"))]
        return "did:web:" + ":".join(quote(part, safe="") for part in parts)

    def key_name(self, key: SigningKey) -> str:
        """Names the key in proofs of Data Integrity."""
        return f"{self.did}#{key.id}"

    def jwk_name(self, key: SigningKey) -> str:
        """Names the same key in JWTs."""
        return f"{self.did}#{key.id}-jwk"

    def list_address(self, number: int) -> str:
        return f"{self.folder}status/{number}/"

    def document(self, ring: Keyring) -> dict[str, Any]:
        """The DID document. Retired keys stay, so that what they signed goes on verifying; the key in use is
        first, because some verifiers look no further."""
        newest_first = list(ring.signing.values())[::-1]
        methods = [method for key in newest_first for method in self._methods(key)]
        return {
            "@context": list(DID_CONTEXTS),
            "id": self.did,
            "verificationMethod": methods,
            "assertionMethod": [method["id"] for method in methods],
        }

    def _methods(self, key: SigningKey) -> Iterator[dict[str, Any]]:
        """One key in two spellings; one entry may not hold both (Controlled Identifiers 1.0, 2.2)."""
        common = {"controller": self.did}
        yield {
            "id": self.key_name(key),
            "type": "Multikey",
            **common,
            "publicKeyMultibase": multikey(key.public),
        }
        yield {
            "id": self.jwk_name(key),
            "type": "JsonWebKey",
            **common,
            "publicKeyJwk": {**jwk(key.public), "kid": f"{key.id}-jwk"},
        }
