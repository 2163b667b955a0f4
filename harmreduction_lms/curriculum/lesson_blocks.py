"""From the text of a lesson to the blocks of `courses.blocks.LessonStreamBlock`, one function a directive.

Snippets are not looked up here: `references` and `glossary` blocks carry keys, which the loader swaps for
primary keys once the snippets exist.
"""

import re
from collections.abc import Callable, Iterator

from harmreduction_lms.core.html import plain_text
from harmreduction_lms.curriculum.markdown import (
    BlockData,
    inline_text,
    list_items,
    plain_blocks,
    rich_text,
    table_rows,
)
from harmreduction_lms.curriculum.passages import Directive, Passage, split_passages
from harmreduction_lms.curriculum.problems import Problems
from harmreduction_lms.curriculum.stored import list_children


Build = Callable[[Directive, Problems], BlockData]
LONGEST_TITLE = 160

_TURN = re.compile(r"([^:]{1,60}):\s+(.+)")
_LEAD = re.compile(r"\*\*(.+?)\*\*\s*(.*)")


def lesson_blocks(text: Passage, problems: Problems) -> Iterator[BlockData]:
    """The blocks of a lesson, in order; every mistake is reported."""
    for part in split_passages(text, problems):
        if isinstance(part, Passage):
            yield from plain_blocks(part, problems)
        elif part.name not in DIRECTIVES:
            known = ", ".join(sorted(DIRECTIVES))
            problems.add(text.path, part.line, f"unknown directive :::{part.name}; known are {known}")
        else:
            yield DIRECTIVES[part.name](part, problems)


def build_key_point(directive: Directive, problems: Problems) -> BlockData:
    _take_options(directive, problems)
    return BlockData("key_point", _text(directive, problems))


def build_titled(name: str) -> Build:
    def build(directive: Directive, problems: Problems) -> BlockData:
        title = _take_options(directive, problems, "title")["title"]
        return BlockData(name, {"title": title, "text": _text(directive, problems)})

    return build


def build_steps(directive: Directive, problems: Problems) -> BlockData:
    """A numbered list whose items begin with what to do, in bold."""
    title = _take_options(directive, problems, "title")["title"]
    path, steps = directive.body.path, []
    for line, text in list_items(directive.body, problems):
        match = _LEAD.fullmatch(text)
        if match is None or len(match.group(1)) > LONGEST_TITLE:
            problems.add(path, line, "write a step as 1. **What to do.** How to do it.")
            continue
        detail = inline_text(match.group(2), path, line, problems)
        steps.append({"lead": match.group(1), "detail": f"<p>{detail}</p>" if detail else ""})
    if not steps:
        problems.add(path, directive.line, ":::steps has no steps")
    return BlockData("steps", {"title": title, "steps": list_children(steps)})


def build_conversation(directive: Directive, problems: Problems) -> BlockData:
    """Lines `Speaker: words`; "You" is the clinician. Other lines go on with the turn before."""
    title = _take_options(directive, problems, "title")["title"]
    body, turns = directive.body, []
    for number, line in enumerate(body.lines, body.first_line):
        if match := _TURN.fullmatch(line.strip()):
            speaker, words = match.groups()
            turns.append({"speaker": speaker, "is_clinician": speaker == "You", "text": words})
        elif line.strip() and turns:
            turns[-1]["text"] = f"{turns[-1]['text']} {line.strip()}"
        elif line.strip():
            problems.add(body.path, number, "write a turn as Speaker: what is said")
    if not turns:
        problems.add(body.path, directive.line, ":::conversation has no turns")
    return BlockData("conversation", {"title": title, "turns": list_children(turns)})


def build_quote(directive: Directive, problems: Problems) -> BlockData:
    source = _take_options(directive, problems, "source")["source"]
    words = " ".join(line.strip() for line in directive.body.lines if line.strip())
    if not words:
        problems.add(directive.body.path, directive.line, ":::quote is empty")
    return BlockData("quote", {"text": words, "source": source})


def build_table(directive: Directive, problems: Problems) -> BlockData:
    caption = _take_options(directive, problems, "caption", longest=255)["caption"]
    rows = table_rows(directive.body, problems)
    if len(rows) < 2:
        problems.add(directive.body.path, directive.line, ":::table has no Markdown table with rows in it")
        rows = [[], []]
    columns = [{"type": "text", "heading": plain_text(heading)} for heading in rows[0]]
    value = {"columns": columns, "rows": [{"values": row} for row in rows[1:]], "caption": caption}
    return BlockData("table", value)


def build_glossary(directive: Directive, problems: Problems) -> BlockData:
    key = _take_options(directive, problems, "key")["key"]
    _expect_no_body(directive, problems)
    return BlockData("glossary", key, directive.line)


def build_references(directive: Directive, problems: Problems) -> BlockData:
    for option in directive.options:
        problems.add(directive.body.path, directive.line, f":::references: unknown option {option}")
    if not directive.words:
        problems.add(directive.body.path, directive.line, ":::references names no reference")
    _expect_no_body(directive, problems)
    return BlockData("references", list(directive.words), directive.line)


DIRECTIVES: dict[str, Build] = {
    "key": build_key_point,
    "callout": build_titled("callout"),
    "case": build_titled("case"),
    "differs": build_titled("differs"),
    "steps": build_steps,
    "conversation": build_conversation,
    "quote": build_quote,
    "table": build_table,
    "glossary": build_glossary,
    "references": build_references,
}


def _take_options(
    directive: Directive, problems: Problems, *names: str, longest: int = LONGEST_TITLE
) -> dict[str, str]:
    """The options that the directive must have, and no others."""

    def complain(message: str) -> None:
        problems.add(directive.body.path, directive.line, f":::{directive.name}: {message}")

    for word in directive.words:
        complain(f'cannot read {word!r}; options are written name="text"')
    for name in directive.options.keys() - set(names):
        complain(f"unknown option {name}")
    for name in names:
        text = directive.options.get(name, "")
        if not text.strip():
            complain(f'{name}="…" is missing or empty')
        elif len(text) > longest:
            complain(f"{name} is longer than {longest} characters")
    return {name: directive.options.get(name, "") for name in names}


def _text(directive: Directive, problems: Problems) -> str:
    html = rich_text(directive.body, problems)
    if not html:
        problems.add(directive.body.path, directive.line, f":::{directive.name} is empty")
    return html


def _expect_no_body(directive: Directive, problems: Problems) -> None:
    if directive.body.text.strip():
        problems.add(directive.body.path, directive.line, f":::{directive.name} takes no text")
