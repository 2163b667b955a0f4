"""Which identifiers in a file name a question wherever it goes, and which every tool hands out alike.

"i", "Q1" and "QUE_1003" stand in the files of unrelated banks: as keys they would let one bank's questions
overwrite another's. A key is what no two tools give by chance, or a name within a package named like that.
"""

import re
from dataclasses import replace
from xml.etree.ElementTree import Element

from harmreduction_lms.quizzes.exchange.base import ExchangeItem, Refusal


_UNIQUE = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def unique(identifier: str | None) -> str:
    """The identifier if it is unique everywhere, else nothing.

    Names in XML begin with a letter or "_", so many tools put one in front of a UUID beginning with a digit.
    """
    return identifier.removeprefix("_") if identifier and _UNIQUE.search(identifier) else ""


def as_name(key: str) -> str:
    """A key as `unique` reads it back, spelled as a name in XML."""
    return f"_{key}" if key[:1].isdecimal() and unique(key) else key


def scoped(entry: ExchangeItem | Refusal, root: Element, package: str) -> ExchangeItem | Refusal:
    """A question without a key, by its name within a package with a unique name."""
    name = root.get("identifier")
    if isinstance(entry, Refusal) or entry.source_key or not (package and name):
        return entry
    return replace(entry, source_key=f"{package}:{name}")
