"""The arithmetic of the ledger: what is hashed, how links are chained, and how a broken chain shows.

Pure: no database. `actions.ledger` appends, the `verify_awards` command walks.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


GENESIS = ""


def canonical(value: Any) -> bytes:
    """The one spelling of a JSON value that is hashed: sorted keys, no spaces, UTF-8, no floats.

    Floats are refused because their spelling depends on who writes them; amounts are strings.
    """
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("The ledger holds no floats: write amounts as strings.")
    children = (
        value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    )
    for child in children:
        _refuse_floats(child)


def snapshot_digest(snapshot: Mapping[str, Any]) -> str:
    """Digest of all that was printed."""
    return hashlib.sha256(canonical(snapshot)).hexdigest()


def chain_digest(previous: str, payload: Mapping[str, Any]) -> str:
    """Digest of a link: the one before it and this payload."""
    return hashlib.sha256(previous.encode() + b"\n" + canonical(payload)).hexdigest()


@dataclass(frozen=True)
class Link:
    """One event as it stands in the database."""

    sequence: int
    previous_digest: str
    digest: str
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class Fault:
    """Something that does not fit, with the number of the award it concerns where one is known."""

    number: str
    message: str


def broken_links(links: Iterable[Link], *, head_sequence: int, head_digest: str) -> list[Fault]:
    """Every place where the chain does not hold: an edited, missing or moved link, or a cut end.

    A cut end shows only against a head that was not cut with it: keep the head that `verify_awards` prints
    somewhere else.
    """
    faults: list[Fault] = []
    sequence, digest = 0, GENESIS
    for link in links:
        number = str(link.payload.get("number", ""))
        if link.sequence != sequence + 1:
            faults.append(Fault(number, f"links {sequence + 1} to {link.sequence - 1} are missing before it"))
        if link.previous_digest != digest:
            faults.append(Fault(number, f"link {link.sequence} does not follow the link before it"))
        if chain_digest(link.previous_digest, link.payload) != link.digest:
            faults.append(Fault(number, f"link {link.sequence} was changed after it was written"))
        sequence, digest = link.sequence, link.digest
    if (sequence, digest) != (head_sequence, head_digest):
        faults.append(Fault("", f"the chain ends at link {sequence}, but its head says {head_sequence}"))
    return faults
