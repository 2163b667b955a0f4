"""XML that is written element by element."""

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, indent, tostring


HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'

# What XML 1.0 cannot hold, however it is written.
_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    return _UNPRINTABLE.sub("", text)


def branch(name: str, *children: Element | None, **attributes: str) -> Element:
    """An element with children; those that are None are left out."""
    element = Element(name, attributes)
    element.extend(child for child in children if child is not None)
    return element


def leaf(name: str, value: object) -> Element:
    """An element with text."""
    element = Element(name)
    element.text = printable(str(value))
    return element


def optional(name: str, value: object) -> Element | None:
    """An element with text, or none where there is nothing to say."""
    return leaf(name, value) if value not in (None, "") else None


def document(opening: str, elements: Iterable[Element | bytes], closing: str) -> Iterator[bytes]:
    """A file: `opening`, each element as it comes, `closing`."""
    yield HEAD + opening.encode() + b"\n"
    for element in elements:
        yield element if isinstance(element, bytes) else as_bytes(element)
    yield closing.encode() + b"\n"


def as_bytes(element: Element) -> bytes:
    indent(element)
    return tostring(element, encoding="unicode").encode() + b"\n"
