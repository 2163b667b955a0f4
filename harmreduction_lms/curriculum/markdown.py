"""CommonMark as Wagtail's rich text, and the parts of it that blocks need: list items, table cells.

Rich text is written the way Wagtail's own editor writes it (`<b>`, `<i>`, links as `<a href>`), so that
opening and saving a loaded page in the editor changes nothing. Raw HTML is refused: what an author cannot
see in the editor must not get in through a file.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.html import escape

from harmreduction_lms.core.html import is_allowed_url
from harmreduction_lms.curriculum.passages import Passage
from harmreduction_lms.curriculum.problems import CurriculumNotLoaded, Problems


if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


@dataclass(frozen=True)
class BlockData:
    """A block of a lesson as the StreamField stores it, except that snippets are still named by their key."""

    type: str
    value: Any
    line: int = field(default=0, compare=False)


_HEADING = re.compile(r"##\s+(.+?)\s*#*$")
_SIMPLE_TAGS = {
    "strong_open": "<b>",
    "strong_close": "</b>",
    "em_open": "<i>",
    "em_close": "</i>",
    "link_close": "</a>",
    "softbreak": " ",
    "hardbreak": "<br/>",
    "bullet_list_open": "<ul>",
    "bullet_list_close": "</ul>",
    "ordered_list_open": "<ol>",
    "ordered_list_close": "</ol>",
    "list_item_open": "<li>",
    "list_item_close": "</li>",
}
_REFUSED = {
    "html_block": "raw HTML is not allowed",
    "html_inline": "raw HTML is not allowed",
    "image": "images are not supported in the text; add them on the site",
    "blockquote_open": 'write quotations as :::quote source="…"',
    "table_open": 'write tables as :::table caption="…"',
    "fence": "code blocks are not supported",
    "code_block": "this is indented by four spaces or more, which makes it code; remove the indent",
    "code_inline": "code is not supported",
    "hr": "rules (---) are not supported",
}


def plain_blocks(passage: Passage, problems: Problems) -> Iterator[BlockData]:
    """Heading blocks for `## ` lines, rich text blocks for what stands between them."""
    lines: list[str] = []
    start = passage.first_line
    for number, line in enumerate(passage.lines, passage.first_line):
        if heading := _HEADING.match(line):
            yield from _rich_text_block(Passage(passage.path, start, tuple(lines)), problems)
            yield BlockData("heading", heading.group(1))
            lines, start = [], number + 1
        else:
            lines.append(line)
    yield from _rich_text_block(Passage(passage.path, start, tuple(lines)), problems)


def _rich_text_block(passage: Passage, problems: Problems) -> Iterable[BlockData]:
    html = rich_text(passage, problems)
    return [BlockData("rich_text", html)] if html else []


def rich_text(passage: Passage, problems: Problems) -> str:
    """The passage as Wagtail stores rich text."""
    return "".join(_render(parser().parse(passage.text), passage, problems))


def inline_text(text: str, path: Path, line: int, problems: Problems) -> str:
    """One run of text, without the paragraph around it."""
    return "".join(_render(parser().parseInline(text), Passage(path, line, (text,)), problems))


def list_items(passage: Passage, problems: Problems) -> list[tuple[int, str]]:
    """The lines and texts of a numbered list, and nothing else, each still Markdown."""
    items: list[tuple[int, list[str]]] = []
    for number, line in enumerate(passage.lines, passage.first_line):
        if match := re.match(r"\d+\.\s+(.*)", line):
            items.append((number, [match.group(1)]))
        elif line.strip() and items:
            items[-1][1].append(line.strip())
        elif line.strip():
            problems.add(passage.path, number, "only a numbered list may stand here (1. …)")
    return [(number, " ".join(texts)) for number, texts in items]


def table_rows(passage: Passage, problems: Problems) -> list[list[str]]:
    """Cells of a Markdown table, as HTML; the first row holds the headings."""
    rows: list[list[str]] = []
    tokens = parser().parse(passage.text)
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and rows:
            rows[-1].append("".join(_render([token], passage, problems)))
        elif token.type == "paragraph_open":
            problems.add(passage.path, _line(token, passage), "only a Markdown table may stand here")
    return rows


@cache
def parser() -> "MarkdownIt":
    try:
        from markdown_it import MarkdownIt
    except ImportError as error:
        raise CurriculumNotLoaded(
            "Reading lessons needs markdown-it-py: pip install 'harmreduction-lms[curriculum]'."
        ) from error
    # HTML and every address are let through here so that they are seen, and refused with their line, rather
    # than shown to learners as text.
    markdown = MarkdownIt("commonmark").enable("table")
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]
    return markdown


def _line(token: "Token", passage: Passage) -> int:
    return passage.first_line + (token.map[0] if token.map else 0)


def _render(tokens: Sequence["Token"], passage: Passage, problems: Problems) -> Iterator[str]:
    line = passage.first_line
    for token in tokens:
        line = _line(token, passage) if token.map else line
        if token.type == "inline":
            yield from _render_inline(token.children or [], passage.path, line, problems)
        else:
            yield _tag(token, passage.path, line, problems)


def _render_inline(tokens: Sequence["Token"], path: Path, line: int, problems: Problems) -> Iterator[str]:
    for token in tokens:
        if token.type in {"text", "text_special"}:
            yield escape_text(token.content)
        elif token.type == "link_open":
            yield _link(str(token.attrs["href"]), path, line, problems)
        else:
            yield _tag(token, path, line, problems)
        line += token.type in {"softbreak", "hardbreak"}


def escape_text(text: str) -> str:
    """Escaped as far as element content needs; quotation marks stay readable."""
    return escape(text).replace("&quot;", '"').replace("&#x27;", "'")


def _link(href: str, path: Path, line: int, problems: Problems) -> str:
    if not is_allowed_url(href) or not re.match(r"(https?|mailto|tel):", href):
        problems.add(path, line, f"link to {href!r}: write the full address, beginning with https://")
    return f'<a href="{escape(href)}">'


def _tag(token: "Token", path: Path, line: int, problems: Problems) -> str:
    if token.type in _SIMPLE_TAGS:
        return _SIMPLE_TAGS[token.type]
    if token.type in {"paragraph_open", "paragraph_close"}:
        # The paragraphs inside a list item are the item itself.
        return "" if token.hidden or token.level > 1 else f"<{'/' * (token.nesting < 0)}p>"
    if token.type in {"heading_open", "heading_close"}:
        if token.tag != "h3" and token.nesting > 0:
            problems.add(path, line, "only '## ' and '### ' headings are used in lessons")
        return f"<{'/' * (token.nesting < 0)}h3>"
    problems.add(path, line, _REFUSED.get(token.type, f"{token.type} is not supported"))
    return ""
