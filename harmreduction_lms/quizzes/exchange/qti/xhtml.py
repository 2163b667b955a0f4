"""The HTML of a question: out of an item's body as a fragment, and back into elements.

Only shape is decided here, not safety: what is read is cleaned before it is stored (`core.html`).
"""

import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from xml.etree.ElementTree import Element

from harmreduction_lms.core.html import ATTRIBUTES, TAGS


BLOCKS = frozenset(
    {
        "blockquote",
        "div",
        "h3",
        "h4",
        "hr",
        "li",
        "ol",
        "p",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    }
)
_BOXES = frozenset({"div", "section", "article", "figure", "figcaption", "prompt", "pre", "dd", "dt"})
"""They become paragraphs, unless they hold blocks already."""
_VOID = frozenset({"br", "hr"})
_HEADINGS = {"h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4"}
_SPACE = re.compile(r"[ \t\r\n]+")
_TOKEN = re.compile(r"(<!--[^<>]*-->|</?[a-zA-Z][^<>]*>)")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_DROPPED = frozenset({"script", "style"})
_MAX_DEPTH = 40

Replacements = Mapping[Element, str]
"""HTML to stand in place of certain elements."""
Part = tuple[str, bool]
"""HTML, and whether it holds blocks: told upwards, for to look anew at each level takes too long."""


def render(element: Element, replacements: Replacements) -> str:
    """What stands between an element's tags, in the tags the bank knows; `replacements` in their places."""
    return _inner(element, replacements)[0]


def boxed(html: str) -> str:
    """Words that stand free, as a paragraph."""
    html = html.strip()
    return html if not html or has_blocks(html) else f"<p>{html}</p>"


def fragment(html: str) -> list[Element]:
    """HTML as elements that may stand in an item's body: blocks only, every tag closed."""
    root = Element("div")
    open_: list[Element] = [root]
    skipped = ""
    for place, token in enumerate(_TOKEN.split(html)):
        tag = _TAG.match(token) if place % 2 else None
        name = tag[2].lower() if tag else ""
        if skipped or name in _DROPPED:
            skipped = "" if tag and tag[1] and name == skipped else (skipped or name)
        elif place % 2 == 0:
            append_text(open_[-1], unescape(token))
        elif tag and name in TAGS:
            _close(open_, name) if tag[1] else _open(open_, name, token)
    return [*_blocks(root)]


def formula(element: Element) -> str:
    """MathML as text: a power stays a power, a fraction becomes a quotient."""
    parts = [formula(child) for child in element if child.tag not in {"annotation", "annotation-xml"}]
    match element.tag, parts:
        case "msup", [base, power]:
            return f"{base}<sup>{power}</sup>"
        case "msub", [base, index]:
            return f"{base}<sub>{index}</sub>"
        case "mfrac", [above, below]:
            return f"{_grouped(above)}/{_grouped(below)}"
        case "msqrt", _:
            return f"√({''.join(parts)})"
    return _text((element.text or "").strip()) + "".join(parts)


def _grouped(formula: str) -> str:
    return formula if formula.isalnum() else f"({formula})"


def append_text(element: Element, text: str) -> None:
    """Text behind everything that already stands in an element."""
    if not len(element):
        element.text = (element.text or "") + text
    else:
        element[-1].tail = (element[-1].tail or "") + text


def _inner(element: Element, replacements: Replacements) -> Part:
    parts = [(_text(element.text), False)]
    for child in element:
        parts += [_outer(child, replacements), (_text(child.tail), False)]
    is_block = any(is_block for _html, is_block in parts)
    is_mixed = any(html.strip() and not is_block for html, is_block in parts)
    # Between blocks space means nothing; between words it does.
    texts = [html.strip() if is_block and not is_mixed else html for html, _is_block in parts]
    return "".join(texts), is_block


def _outer(element: Element, replacements: Replacements) -> Part:
    if element in replacements:
        return replacements[element], has_blocks(replacements[element])
    tag = _HEADINGS.get(element.tag, element.tag)
    if tag in _DROPPED:
        return "", False
    if tag in _VOID:
        return f"<{tag}/>", tag in BLOCKS
    inner, is_block = _inner(element, replacements)
    if tag in _BOXES:
        inner = inner.strip()
        return inner if is_block or not inner else f"<p>{inner}</p>", True
    if tag not in TAGS:
        return inner, is_block
    if not inner.strip() and tag not in {"td", "th"}:
        return "", tag in BLOCKS
    attributes = "".join(
        f' {name}="{escape(value)}"' for name, value in element.items() if name in ATTRIBUTES.get(tag, ())
    )
    inner = inner.strip() if tag in BLOCKS else inner
    return f"<{tag}{attributes}>{inner}</{tag}>", is_block or tag in BLOCKS


def _text(text: str | None) -> str:
    return escape(_SPACE.sub(" ", text or ""), quote=False)


def has_blocks(html: str) -> bool:
    """Whether a fragment holds anything that begins a line of its own."""
    return any(found[2] in BLOCKS for found in _TAG.finditer(html))


def _open(open_: list[Element], name: str, token: str) -> None:
    allowed = ATTRIBUTES.get(name, frozenset())
    found = {name.lower(): unescape(a or b) for name, a, b in _ATTRIBUTE.findall(token)}
    element = Element(name, {key: value for key, value in found.items() if key in allowed})
    open_[-1].append(element)
    if name not in _VOID and len(open_) < _MAX_DEPTH:
        open_.append(element)


def _close(open_: list[Element], name: str) -> None:
    while name in [element.tag for element in open_[1:]]:
        if open_.pop().tag == name:
            return


def _blocks(root: Element) -> Iterator[Element]:
    """The blocks of a fragment; words that stand free between them are put into paragraphs."""
    paragraph = Element("p")
    paragraph.text = root.text
    for child in root:
        if child.tag not in BLOCKS:
            paragraph.append(child)
            continue
        if _is_filled(paragraph):
            yield paragraph
        paragraph = Element("p")
        paragraph.text, child.tail = child.tail, None
        if child.tag == "blockquote":
            child[:], child.text = [*_blocks(child)], None
        yield child
    if _is_filled(paragraph):
        yield paragraph


def _is_filled(element: Element) -> bool:
    return bool(len(element) or (element.text or "").strip())
