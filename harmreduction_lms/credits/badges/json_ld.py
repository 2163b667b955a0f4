"""From a credential to the bytes that are signed, with the contexts shipped here and no others.

The loader refuses every other address: a context from the network could change what a signature says, and
asking for one would tell its host who checks what.
"""

import json
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from harmreduction_lms.credits.badges.errors import BadgesNotInstalled, ContextRefused


FOLDER = Path(__file__).parent / "contexts"

VC = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"

CONTEXTS = {VC: "credentials-v2.json", OPEN_BADGES: "open-badges-3.0.3.json"}


def is_installed() -> bool:
    """Whether the extra `credentials` is."""
    return find_spec("pyld") is not None


def canonical(document: dict[str, Any]) -> bytes:
    """`document` as canonical N-Quads (RDF Dataset Canonicalization, W3C 2024).

    Raises BadgesNotInstalled without the extra, ContextRefused for a context that is not shipped.
    """
    if not is_installed():
        raise BadgesNotInstalled
    from pyld import jsonld

    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _load}
    try:
        return str(jsonld.normalize(document, options)).encode()
    except jsonld.JsonLdError as error:
        refused = _cause(error, ContextRefused)
        raise (refused or error) from error


def _load(address: str, _options: Any = None) -> dict[str, Any]:
    if address not in CONTEXTS:
        raise ContextRefused
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": address,
        "document": _context(address),
    }


@lru_cache(maxsize=len(CONTEXTS))
def _context(address: str) -> Any:
    return json.loads((FOLDER / CONTEXTS[address]).read_text())


def _cause(error: BaseException | None, kind: type[Exception]) -> BaseException | None:
    """The error that PyLD wraps, however deep."""
    while error is not None and not isinstance(error, kind):
        error = getattr(error, "cause", None) or error.__cause__
    return error
