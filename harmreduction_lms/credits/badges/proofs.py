"""Securing a credential, in the two ways wallets and verifiers know.

Data Integrity EdDSA Cryptosuites 1.0, eddsa-rdfc-2022 (W3C 2025), and Securing Verifiable Credentials using
JOSE and COSE (W3C 2025) with the claims Open Badges 3.0 asks for (section 8.2.4).
"""

import hashlib
import json
from datetime import datetime
from typing import Any

from harmreduction_lms.core.keyring import SigningKey
from harmreduction_lms.credits.badges.issuer import Issuer
from harmreduction_lms.credits.badges.json_ld import canonical
from harmreduction_lms.credits.badges.multibase import base58, base64url


def with_proof(
    credential: dict[str, Any], *, issuer: Issuer, key: SigningKey, created: str
) -> dict[str, Any]:
    """The credential with a Data Integrity proof of `key`."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": created,
        "verificationMethod": issuer.key_name(key),
        "proofPurpose": "assertionMethod",
    }
    digests = [_digest({"@context": credential["@context"], **proof}), _digest(credential)]
    return {**credential, "proof": {**proof, "proofValue": base58(key.sign(b"".join(digests)))}}


def as_jwt(credential: dict[str, Any], *, issuer: Issuer, key: SigningKey) -> str:
    """The credential as a signed JWT: it is the payload itself, with the claims that repeat it."""
    header = {"alg": "EdDSA", "typ": "vc+jwt", "cty": "vc", "kid": issuer.jwk_name(key)}
    claims = {"iss": issuer.did, "jti": credential["id"], "nbf": _seconds(credential["validFrom"])}
    if "id" in credential["credentialSubject"]:
        claims["sub"] = credential["credentialSubject"]["id"]
    if "validUntil" in credential:
        claims["exp"] = _seconds(credential["validUntil"])
    signed = f"{_part(header)}.{_part({**credential, **claims})}"
    return f"{signed}.{base64url(key.sign(signed.encode()))}"


def _digest(document: dict[str, Any]) -> bytes:
    return hashlib.sha256(canonical(document)).digest()


def _part(value: dict[str, Any]) -> str:
    return base64url(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def _seconds(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp())
