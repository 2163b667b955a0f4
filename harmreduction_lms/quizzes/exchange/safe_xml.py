"""XML that strangers made, read within limits.

Python's own XML modules leave entity bombs and endless nesting to the caller. Here expat is asked to stop at
the first sign of either: no entity is ever declared, so none can be expanded, and no file or address that the
XML names is ever opened. Formats call `parse` or `stream` and never an XML parser.
"""

import codecs
import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from html.entities import html5
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange.base import MAX_FILE_BYTES, UnreadableFile, pieces


MAX_DEPTH = 100
MAX_NODES = 1_000_000
"""Elements and attributes of a file. 20,000 questions of four options have 900,000."""
MAX_TREE_NODES = 300_000
"""Of what is in memory at a time, at up to 200 bytes each."""

_MAX_TAG = 1024 * 1024
_MAX_WIDE_TEXT = 4 * 1024 * 1024
# One emoji makes four bytes of every letter of a text. Pictures are long, and have none.
_WIDE = re.compile(rb"[\xf0-\xf4]")
_BEGINNINGS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_TEXT_ENCODINGS = re.compile(
    r"utf-?8|us-ascii|iso-8859-\d+|windows-\d+|cp\d+|koi8-[ru]|gb2312|gbk|gb18030|big5|shift_jis|euc-(jp|kr)"
)
_VOID = frozenset(["area", "br", "col", "hr", "img", "input", "source", "track", "wbr"])


def parse(content: bytes, *, most: int = MAX_NODES) -> Element:
    """The root element of an XML file; names carry their namespace as `{address}name`.

    `most` is how many elements and attributes it may have together.
    """
    with _uncollected():
        (root,) = _Reader(level=0, most=most).read(content)
    return root


def stream(content: bytes) -> Iterator[Element]:
    """The root element without its content, then each of its children, whole, one at a time.

    Those that were read are forgotten: a tree of 20 MB of XML takes 150 MB.
    """
    return _Reader(level=1, most=MAX_TREE_NODES).read(content)


def is_small_enough(content: bytes) -> bool:
    """Whether `parse` would not refuse well-made XML for the number of its tags and attributes."""
    tags = content.count(b"<") - content.count(b"</")
    return tags + content.count(b'="') <= MAX_NODES


@contextmanager
def _uncollected() -> Iterator[None]:
    """Every element of a tree lives on: looking for garbage among a million of them doubles the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def local_name(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def inner_html(element: Element) -> str:
    """What stands between an element's tags as HTML, without namespaces."""
    return escape(element.text or "", quote=False) + "".join(
        _outer_html(child) + escape(child.tail or "", quote=False) for child in element
    )


def _outer_html(element: Element) -> str:
    name = local_name(element)
    attributes = "".join(f' {key.rpartition("}")[2]}="{escape(value)}"' for key, value in element.items())
    closing = "" if name in _VOID else f"{inner_html(element)}</{name}>"
    return f"<{name}{attributes}>{closing}"


class _Names(dict[str, str]):
    """Expat's names as ElementTree spells them. One string for all of a name saves a third of the memory."""

    def __missing__(self, name: str) -> str:
        self[name] = "{" + name if "}" in name else name
        return self[name]


class _Reader:
    """Builds trees from expat's events, and counts. Elements at the depth `level` come out whole."""

    def __init__(self, *, level: int, most: int) -> None:
        self._level, self._most = level, most
        self._names = _Names()
        self._depth = self._nodes = self._tree_nodes = self._fed = self._text = 0
        self._is_wide = False
        self._done: list[Element] = []
        parser = self._parser = expat.ParserCreate("utf-8", "}")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._doctype
        parser.SkippedEntityHandler = self._skipped
        self._plant()

    def read(self, content: bytes) -> Iterator[Element]:
        _check_size(content)
        # So many tags, even inside texts, are no questions; there is no need to read that far.
        if content.count(b"<") > 2 * MAX_NODES:
            raise self._too_much()
        try:
            for piece in _as_utf8(content):
                self._parse(piece)
                yield from self._finished()
            self._parser.Parse(b"", True)  # noqa: FBT003  expat takes it by place
        except expat.ExpatError as error:
            raise _incomplete(error) from error
        yield from self._finished()

    def _parse(self, piece: bytes) -> None:
        before = self._nodes, self._depth
        # In pieces, so that a single tag of many megabytes is noticed before it is taken apart.
        self._parser.Parse(piece, False)  # noqa: FBT003
        self._fed += len(piece)
        if self._fed - len(piece) - self._parser.CurrentByteIndex > _MAX_TAG:
            raise self._refusal(_("one tag is longer than any question"))
        is_text = before == (self._nodes, self._depth)
        self._text = self._text + len(piece) if is_text else 0
        self._is_wide = (is_text and self._is_wide) or _WIDE.search(piece) is not None
        if self._is_wide and self._text > _MAX_WIDE_TEXT:
            raise self._refusal(_("one text is longer than any question"))

    def _finished(self) -> Iterator[Element]:
        done, self._done = self._done, []
        yield from done

    def _plant(self) -> None:
        self._tree = TreeBuilder()
        self._parser.CharacterDataHandler = self._tree.data
        self._tree_nodes = 0

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._nodes += 1 + len(attributes)
        self._tree_nodes += 1 + len(attributes)
        if self._depth > MAX_DEPTH:
            raise self._refusal(_("its tags are nested too deeply"))
        if self._nodes > MAX_NODES or self._tree_nodes > self._most:
            raise self._too_much()
        named = {self._names[key]: value for key, value in attributes.items()} if attributes else attributes
        if self._depth > self._level:
            self._tree.start(self._names[name], named)
        else:
            self._done.append(Element(self._names[name], named))

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._depth >= self._level:
            self._tree.end(self._names[name])
        if self._depth == self._level:
            self._done.append(self._tree.close())
            self._plant()

    def _doctype(self, name: str, system: str | None, public: str | None, has_subset: int) -> None:
        # A bare DOCTYPE only names a type, which is never fetched. Entities are declared in a subset.
        if has_subset:
            raise self._refusal(
                _("it declares abbreviations of its own (a DTD), which can hide harmful content")
            )

    def _skipped(self, name: str, is_parameter: bool) -> None:
        if is_parameter or f"{name};" not in html5:
            raise self._refusal(_("it uses the unknown abbreviation “%(name)s”") % {"name": name})
        self._tree.data(html5[f"{name};"])

    def _too_much(self) -> UnreadableFile:
        return self._refusal(_("it holds too much for one file; export the questions in several files"))

    def _refusal(self, reason: str) -> UnreadableFile:
        return UnreadableFile(
            _("This file was not read for safety: %(reason)s (line %(line)d). Nothing was changed.")
            % {"reason": reason, "line": self._parser.CurrentLineNumber}
        )


def _check_size(content: bytes) -> None:
    if len(content) > MAX_FILE_BYTES:
        raise UnreadableFile(
            _("This file is larger than %(number)d MB. Export the questions in several files.")
            % {"number": MAX_FILE_BYTES // 1024 // 1024}
        )


def _incomplete(error: expat.ExpatError) -> UnreadableFile:
    return UnreadableFile(
        _(
            "This file is not complete XML: reading stopped at line %(line)d (%(problem)s). "
            "Export or download it again."
        )
        % {"line": error.lineno, "problem": expat.ErrorString(error.code)}
    )


def _as_utf8(content: bytes) -> Iterator[bytes]:
    """The same text in UTF-8, without space in front; bit by bit, as the whole may take four times that."""
    start = True
    for text in codecs.iterdecode(pieces(content), _readable_in(content)):
        piece = text.lstrip() if start else text
        start = start and not piece
        yield piece.encode()


def _readable_in(content: bytes) -> str:
    """The encoding of a file. One that says nothing of it is UTF-8 or else Windows-1252.

    One that says it is UTF-8 and is not is refused: a guess could turn 50 µg into something else.
    """
    encoding = _encoding(content)
    for candidate in [encoding] if encoding else ["utf-8", "windows-1252"]:
        try:
            for _text in codecs.iterdecode(pieces(content), candidate):
                pass
        except (UnicodeError, LookupError):
            continue
        return candidate
    raise UnreadableFile(
        _("The characters of this file cannot be read (%(encoding)s). Save it as UTF-8 and try again.")
        % {"encoding": encoding or "UTF-8"}
    )


def _encoding(content: bytes) -> str:
    """What a file begins with decides, then what it says of itself."""
    for beginning, name in _BEGINNINGS.items():
        if content.startswith(beginning):
            return name
    declared = _DECLARED.match(content[:400])
    encoding = declared[1].decode().lower() if declared else ""
    # As browsers do: what claims to be Latin-1 has the curly quotes of Windows-1252, a superset.
    encoding = "windows-1252" if encoding == "iso-8859-1" else encoding
    return encoding if _TEXT_ENCODINGS.fullmatch(encoding) else ""
