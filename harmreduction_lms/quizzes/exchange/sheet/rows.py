"""A question and its row, both ways."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange import plain
from harmreduction_lms.quizzes.exchange.base import ExchangeItem
from harmreduction_lms.quizzes.exchange.problems import Unusable
from harmreduction_lms.quizzes.exchange.sheet.answers import READERS, WRITERS
from harmreduction_lms.quizzes.exchange.sheet.cells import list_cell, listed, numbered, whole_number
from harmreduction_lms.quizzes.exchange.sheet.columns import Key, Row
from harmreduction_lms.quizzes.exchange.sheet.richtext import rich_cell, rich_html


KIND_NAMES = {
    "single_choice": "single choice",
    "multiple_response": "multiple response",
    "true_false": "true or false",
    "ordering": "order",
    "matching": "matching",
    "numeric": "number",
    "short_answer": "short answer",
    "cloze": "gaps",
    "image_choice": "picture",
    "likert": "opinion",
    "reflection": "reflection",
}
# What a kind can be set to, by the word behind its name: "reflection, graded".
SETTINGS: dict[str, tuple[str, dict[str, str]]] = {
    "multiple_response": ("scoring", {"partial": "", "all_or_nothing": "all or nothing"}),
    "image_choice": ("choose", {"one": "one", "several": "several"}),
    "reflection": ("grading", {"none": "", "by_hand": "graded"}),
}
_ALIASES = {
    **{name: kind for kind, name in KIND_NAMES.items()},
    **{kind.replace("_", " "): kind for kind in KIND_NAMES},
    **dict.fromkeys(("multiple choice", "mc", "one answer"), "single_choice"),
    **dict.fromkeys(("multiple answers", "several answers", "select all"), "multiple_response"),
    **dict.fromkeys(("true false", "t f", "true"), "true_false"),
    **dict.fromkeys(("match", "pairs"), "matching"),
    **dict.fromkeys(("fill in the blank", "fill in the blanks", "gap"), "cloze"),
    **dict.fromkeys(("essay", "open"), "reflection"),
}
_SIGNS = re.compile(r"[\W_]+")


def read_row(row: Row) -> ExchangeItem:
    """Raises `Unusable` with the reason."""
    if not row["Question"].strip():
        raise Unusable(_("“Question” is empty."))
    kind, settings = _kind(row)
    stem = rich_html(row["Question"])
    hints = tuple(rich_html(text) for text in row.numbered("Hint").values())
    return ExchangeItem(
        kind=kind,
        title=plain.shortened(" ".join(row["Title"].split())) or plain.title_from(stem),
        stem=stem,
        answer=READERS[kind](row) | settings,
        rationale=rich_html(row["Explanation"]),
        hints=hints,
        points=whole_number(row["Points"], name="Points") if row["Points"] else 1,
        tags=tuple(dict.fromkeys(listed(row["Tags"], ","))),
        category="/".join(part.strip() for part in row["Topic"].split("/") if part.strip()),
        source_key=row["ID"].strip(),
        notes=(_("The picture itself is not in the sheet: add it here."),) if kind == "image_choice" else (),
    )


def written_row(item: ExchangeItem, number: int) -> Row:
    """The row of a question, without cells that say nothing."""
    cells: dict[Key, str] = {
        ("Kind", 0): _kind_cell(item.kind, item.answer),
        ("Title", 0): item.title,
        ("Question", 0): rich_cell(item.stem),
        ("Explanation", 0): rich_cell(item.rationale),
        ("Points", 0): str(item.points),
        ("Tags", 0): list_cell(item.tags, ","),
        ("Topic", 0): item.category,
        ("ID", 0): item.source_key,
        **numbered("Hint", map(rich_cell, item.hints)),
        **WRITERS[item.kind](item.answer),
    }
    return Row(number, {key: text for key, text in cells.items() if text})


def lost_from(item: ExchangeItem) -> Iterator[str]:
    if item.picture is not None:
        yield _("The sheet cannot hold the picture. Add it by hand after importing.")


def _kind(row: Row) -> tuple[str, dict[str, Any]]:
    """The kind of a row and what it is set to. Left empty, the right answers tell."""
    name, _comma, setting = row["Kind"].partition(",")
    words = _SIGNS.sub(" ", name.casefold()).strip()
    if not words:
        return _guessed(row), {}
    kind = _ALIASES.get(words)
    if kind is None:
        names = ", ".join(KIND_NAMES.values())
        raise Unusable(
            _("There is no kind “%(name)s”. There are: %(names)s.") % {"name": name[:40], "names": names}
        )
    field, values = SETTINGS.get(kind, ("", {}))
    found = [value for value, word in values.items() if word and word == setting.strip().casefold()]
    return kind, {field: found[0]} if found else {}


def _guessed(row: Row) -> str:
    right = row["Right answers"].strip().casefold()
    if right in {"true", "false"}:
        return "true_false"
    if not right or not row.numbered("Answer"):
        raise Unusable(_("“Kind” is empty. Write what kind of question this is, such as single choice."))
    answers = READERS["single_choice"](row)["options"]
    return "single_choice" if sum(option["correct"] for option in answers) == 1 else "multiple_response"


def _kind_cell(kind: str, answer: dict[str, Any]) -> str:
    field, values = SETTINGS.get(kind, ("", {}))
    setting = values.get(answer.get(field, ""), "")
    return f"{KIND_NAMES[kind]}, {setting}" if setting else KIND_NAMES[kind]
