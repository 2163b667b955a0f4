"""Writing one `<question>`: each kind as the nearest of Moodle's types, so that Moodle can use it."""

import re
from base64 import b64encode
from collections.abc import Callable
from decimal import Decimal
from html import escape
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange.base import ExchangeItem
from harmreduction_lms.quizzes.exchange.moodle_xml.source import PLUGINFILE, CannotBeTaken
from harmreduction_lms.quizzes.exchange.options import differs_when_all_are_ticked


Answer = dict[str, Any]

_ILLEGAL = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_IN_GAPS = re.compile(r"[~=#{}%\\*\"]")
_MARKER = re.compile(r"\[\[(\d{1,3})\]\]")


def question(item: ExchangeItem) -> Element:
    """The element, without what only we keep. Raises `CannotBeTaken`."""
    if item.kind not in WRITERS:
        raise CannotBeTaken(_("Moodle XML has no type for it. Use the spreadsheet instead."))
    type_, write = WRITERS[item.kind]
    element = Element("question", {"type": type_})
    text(element, "name", item.title, format_="")
    _stem(element, item)
    if item.rationale:
        text(element, "generalfeedback", item.rationale)
    leaf(element, "defaultgrade", str(item.points))
    leaf(element, "penalty", "0.3333333")
    leaf(element, "hidden", "0")
    leaf(element, "idnumber", item.source_key)
    write(element, item.answer)
    for hint in item.hints:
        text(element, "hint", hint)
    if item.tags:
        tags = SubElement(element, "tags")
        for tag in item.tags:
            text(tags, "tag", tag, format_="")
    return element


def category(path: str) -> Element:
    """The questions after this one belong to the category."""
    element = Element("question", {"type": "category"})
    text(element, "category", "/".join(filter(None, ["$course$/top", path])), format_="")
    return element


def losses(item: ExchangeItem) -> list[str]:
    """What other programs will not see of a question; we read it back."""
    answer, kind = item.answer, item.kind
    has_ties = kind == "ordering" and any(len(group["items"]) > 1 for group in answer["groups"])
    has_units = kind == "cloze" and any(gap["value"].get("unit") for gap in answer["gaps"])
    found = [
        (has_ties, _("Lines that may come in either order have one fixed order in Moodle.")),
        (has_units, _("Moodle does not check units in gaps.")),
        (answer.get("scoring") == "all_or_nothing", _("In Moodle it can be partly right.")),
        (differs_when_all_are_ticked(kind, answer), _("In Moodle ticking every answer earns points.")),
        (kind == "image_choice", _("Where the options stand on the picture is not known to Moodle.")),
        (answer.get("rubric"), _("Moodle does not keep the rubric.")),
        (answer.get("grading") == "none", _("Moodle has it graded by hand; here it is not graded.")),
    ]
    return [sentence for is_so, sentence in found if is_so]


def leaf(parent: Element, tag: str, value: str, **attributes: str) -> Element:
    element = SubElement(parent, tag, {name: _legal(text) for name, text in attributes.items()})
    element.text = _legal(value)
    return element


def text(parent: Element, tag: str, value: str, *, format_: str = "html", **attributes: str) -> Element:
    """An element with its content in `<text>`, as Moodle wants it."""
    element = SubElement(parent, tag, {**attributes, **({"format": format_} if format_ else {})})
    leaf(element, "text", value)
    return element


def _stem(element: Element, item: ExchangeItem) -> None:
    stem = item.stem
    if item.kind == "cloze":
        stem += _MARKER.sub(lambda found: _gap_at(item.answer["gaps"], int(found[1])), item.answer["text"])
    if not item.picture:
        text(element, "questiontext", stem)
        return
    name = item.picture.name
    image = f'<img src="{PLUGINFILE}{quote(name)}" alt="{escape(item.picture.alt)}"/>'
    holder = text(element, "questiontext", image + stem)
    leaf(holder, "file", b64encode(item.picture.content).decode(), name=name, path="/", encoding="base64")


def _legal(value: str) -> str:
    return _ILLEGAL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))


def _html(plain: str) -> str:
    return escape(plain, quote=False).replace("\n", "<br/>")


def _answer(parent: Element, share: str, value: str, why: str = "", format_: str = "html") -> Element:
    answer = text(
        parent, "answer", _html(value) if format_ == "html" else value, format_=format_, fraction=share
    )
    if why:
        text(answer, "feedback", _html(why))
    return answer


def _single(element: Element, answer: Answer) -> None:
    _choices(element, answer["options"], is_single=True)


def _several(element: Element, answer: Answer) -> None:
    _choices(element, answer["options"], is_single=False)


def _image(element: Element, answer: Answer) -> None:
    _choices(element, answer["options"], is_single=answer["choose"] == "one")


def _choices(element: Element, options: list[Answer], *, is_single: bool) -> None:
    leaf(element, "single", "true" if is_single else "false")
    leaf(element, "shuffleanswers", "true")
    leaf(element, "answernumbering", "abc")
    right = sum(option["correct"] for option in options)
    share = f"{100 / right:.5f}".rstrip("0").rstrip(".") if right and not is_single else "100"
    for option in options:
        wrong = "0" if is_single or not right else f"-{share}"
        _answer(element, share if option["correct"] else wrong, option["text"], option["why"])


def _true_false(element: Element, answer: Answer) -> None:
    for name in ("true", "false"):
        share = "100" if answer["answer"] == name else "0"
        _answer(element, share, name, answer[f"why_{name}"], "moodle_auto_format")


def _ordering(element: Element, answer: Answer) -> None:
    leaf(element, "layouttype", "VERTICAL")
    leaf(element, "selecttype", "ALL")
    leaf(element, "gradingtype", "RELATIVE_ALL_PREVIOUS_AND_NEXT")
    leaf(element, "showgrading", "SHOW")
    lines = [line for group in answer["groups"] for line in group["items"]]
    leaf(element, "selectcount", str(len(lines)))
    for place, line in enumerate(lines, start=1):
        _answer(element, str(place), line)


def _matching(element: Element, answer: Answer) -> None:
    leaf(element, "shuffleanswers", "true")
    pairs = [(pair["prompt"], pair["match"]) for pair in answer["pairs"]]
    for prompt, match in [*pairs, *(("", distractor) for distractor in answer["distractors"])]:
        text(text(element, "subquestion", _html(prompt)), "answer", _html(match), format_="")


def _numeric(element: Element, answer: Answer) -> None:
    for middle, spread in map(_middle, answer["ranges"]):
        leaf(_answer(element, "100", middle, format_="moodle_auto_format"), "tolerance", spread)
    names = list(filter(None, [answer["unit"], *answer["unit_forms"]]))
    if names:
        units = SubElement(element, "units")
        for name in names:
            unit = SubElement(units, "unit")
            leaf(unit, "multiplier", "1")
            leaf(unit, "unit_name", name)
    leaf(element, "unitgradingtype", "0")
    leaf(element, "showunits", "0" if names else "3")


def _short_answer(element: Element, answer: Answer) -> None:
    leaf(element, "usecase", "0")
    for form in answer["accepted"]:
        _answer(element, "100", form.replace("*", "\\*"), format_="moodle_auto_format")


def _reflection(element: Element, answer: Answer) -> None:
    leaf(element, "responseformat", "editor")
    leaf(element, "responserequired", "1")
    leaf(element, "attachments", "0")
    if answer["max_words"]:
        leaf(element, "maxwordlimit", str(answer["max_words"]))
    text(element, "graderinfo", answer["guidance"])


def _cloze(element: Element, answer: Answer) -> None:
    """Its gaps stand in the text, which is written already."""


def _gap_at(gaps: list[Answer], number: int) -> str:
    return _gap(**gaps[number - 1]) if 1 <= number <= len(gaps) else f"[[{number}]]"


def _gap(type: str, value: Answer) -> str:  # noqa: A002  the block's own name
    if type == "choice":
        parts = [
            ("=" if option["correct"] else "") + _in_gap(option["text"]) + _feedback(option["why"])
            for option in value["options"]
        ]
        return f"{{1:MULTICHOICE:{'~'.join(parts)}}}"
    if type == "text":
        return (
            f"{{1:SHORTANSWER:{'~'.join('=' + _in_gap(form, is_typed=True) for form in value['accepted'])}}}"
        )
    numbers = "~".join(f"={middle}:{spread}" for middle, spread in map(_middle, value["ranges"]))
    return f"{{1:NUMERICAL:{numbers}}} {_html(value['unit'])}".strip()


def _feedback(why: str) -> str:
    return f"#{_in_gap(why)}" if why else ""


def _in_gap(plain: str, *, is_typed: bool = False) -> str:
    """Text inside a gap, its signs as HTML numbers, which Moodle and browsers read alike."""
    plain = plain.replace("*", "\\*") if is_typed else plain
    signs = _IN_GAPS.sub(lambda found: f"\x00{ord(found[0])};", plain)
    return _html(signs).replace("\x00", "&#")


def _middle(part: Answer) -> tuple[str, str]:
    """A range as Moodle has it: a number and how far off it an answer may be."""
    low = Decimal(part["low"])
    if part["high"] is None:
        return part["low"], part["tolerance"] or "0"
    high = Decimal(part["high"])
    return f"{(low + high) / 2:f}", f"{(high - low) / 2:f}"


WRITERS: dict[str, tuple[str, Callable[[Element, Answer], None]]] = {
    "single_choice": ("multichoice", _single),
    "multiple_response": ("multichoice", _several),
    "image_choice": ("multichoice", _image),
    "true_false": ("truefalse", _true_false),
    "ordering": ("ordering", _ordering),
    "matching": ("matching", _matching),
    "numeric": ("numerical", _numeric),
    "short_answer": ("shortanswer", _short_answer),
    "cloze": ("cloze", _cloze),
    "reflection": ("essay", _reflection),
}
