"""Writing: gaps in a text, a word, a number, an essay."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange import plain
from harmreduction_lms.quizzes.exchange.qti import xhtml
from harmreduction_lms.quizzes.exchange.qti.names import children
from harmreduction_lms.quizzes.exchange.qti.v2_numbers import ranges
from harmreduction_lms.quizzes.exchange.qti.v2_read_choices import Read, options
from harmreduction_lms.quizzes.exchange.qti.v2_rules import Declaration, number
from harmreduction_lms.quizzes.exchange.qti.v2_source import Source
from harmreduction_lms.quizzes.exchange.qti.v2_texts import NotTaken
from harmreduction_lms.quizzes.grading import normalise
from harmreduction_lms.quizzes.kinds.base import MAX_TEXT


BLANK = "_____"
UNIT = "hrlms-unit"
"""Class of the words behind a number field that are its unit."""
CLOZE = "hrlms-cloze"
"""Class of the box around a text with gaps, where it begins behind the question."""

_NUMBERS = frozenset({"float", "integer"})
_WRITABLE = frozenset({"string", "identifier", *_NUMBERS})


def gaps(source: Source) -> Read:
    """`textEntryInteraction` and `inlineChoiceInteraction`: a lone text field is no cloze."""
    if [interaction.tag for interaction in source.interactions] == ["textEntryInteraction"]:
        return _entry(source)
    fields = source.listed(source.interactions)
    found = [(field, _gap(source, field)) for field in fields]
    return _cloze(source, found)


def gap_match(source: Source) -> Read:
    """`gapMatchInteraction`: words to put into gaps. Every gap offers all of them."""
    interaction = source.interactions[0]
    words = {word.get("identifier", ""): word for word in source.listed(children(interaction, "gapText"))}
    if not words or children(interaction, "gapImg"):
        raise NotTaken(_("Its gaps are filled with pictures. Describe each in words."))
    pairs = [value.split() for value in source.right_values(source.declaration(interaction))]
    if any(word.get("matchMax", "1") != "0" for word in words.values()):
        source.note(
            _("Words to put into gaps are a list at each gap here; a word can be chosen more than once.")
        )
    most = [int(number(word.get("matchMax", "1")) or 0) for word in words.values()]
    if all(most) and sum(most) < len([*interaction.iter("gap")]):
        raise NotTaken(_("It has more gaps than words to fill them. Here every gap has a right answer."))
    prompt = source.prompt(interaction)
    source.hide(*words.values(), *children(interaction, "prompt"))
    found = [(gap, _word_gap(source, gap, words, pairs)) for gap in source.listed(interaction.iter("gap"))]
    return _cloze(source, found, prompt)


def essay(source: Source) -> Read:
    """`extendedTextInteraction`: an answer nobody but a person can judge."""
    interaction = source.interactions[0]
    declaration = source.declaration(interaction)
    example = "".join(plain.to_html(value) for value in declaration.correct)
    score = next((item for item in source.outcomes if item.get("identifier") == "SCORE"), None)
    answer = {
        "grading": "none" if score is None else "by_hand",
        "guidance": source.feedback.guidance or example,
        "rubric": [*_rubric(source)],
        "max_words": None,
    }
    return "reflection", answer, source.stem()


def _entry(source: Source) -> Read:
    field = source.interactions[0]
    declaration = source.declaration(field)
    unit = _unit(source, field)
    is_number = declaration.base_type in _NUMBERS
    answer = _number(source, declaration, unit) if is_number else _forms(source, declaration)
    blank = {field: "" if _is_last(source.body, field, unit) else BLANK}
    return "numeric" if is_number else "short_answer", answer, source.stem(blank)


def _gap(source: Source, field: Element) -> dict[str, Any]:
    declaration = source.declaration(field)
    if field.tag == "inlineChoiceInteraction":
        choices = source.listed(children(field, "inlineChoice"))
        return {"type": "choice", "value": {"options": options(source, declaration, choices)}}
    if declaration.base_type in _NUMBERS:
        return {"type": "number", "value": _number(source, declaration, _unit(source, field))}
    return {"type": "text", "value": _forms(source, declaration)}


def _number(source: Source, declaration: Declaration, unit: Element | None) -> dict[str, Any]:
    words = "" if unit is None else source.text(unit)
    return {"ranges": source.listed(ranges(source, declaration)), "unit": words, "unit_forms": []}


def _unit(source: Source, field: Element) -> Element | None:
    """The unit that we write behind a number field."""
    beside = [*next(part for part in source.body.iter() if field in part)]
    unit = next(iter(beside[beside.index(field) + 1 :][:1]), None)
    if unit is None or unit.get("class") != UNIT or (field.tail or "").strip():
        return None
    source.hide(unit)
    return unit


def _forms(source: Source, declaration: Declaration) -> dict[str, Any]:
    if declaration.base_type not in _WRITABLE:
        raise NotTaken(_("The answer is neither text nor a number, and cannot be typed here."))
    forms = {normalise(form): form for form in reversed(source.right_values(declaration)) if form}
    accepted = [form for form in reversed(forms.values()) if len(form) <= MAX_TEXT]
    if not accepted:
        raise NotTaken(_("The right answer is longer than an answer that can be typed here."))
    return {"accepted": source.listed(accepted)}


def _word_gap(
    source: Source, gap: Element, words: dict[str, Element], pairs: list[list[str]]
) -> dict[str, Any]:
    right = {pair[0] for pair in pairs if pair[1:] == [gap.get("identifier")]}
    if not right & set(words):
        raise NotTaken(_("A gap has no right answer."))
    offered = [
        {"text": source.text(word), "correct": name in right, "why": source.why(word)}
        for name, word in words.items()
    ]
    return {"type": "choice", "value": {"options": offered}}


def _cloze(source: Source, found: list[tuple[Element, dict[str, Any]]], prompt: str = "") -> Read:
    """The text begins with the first paragraph that has a gap; what stands before is the question."""
    fields = {field for field, _gap in found}
    box = next((part for part in source.body.iter("div") if part.get("class") == CLOZE), None)
    blocks = _unboxed(source.body)
    first = next((n for n, block in enumerate(blocks) if block is box or fields & set(block.iter())), 0)
    before, text = Element("div"), Element("div")
    before[:], text[:] = blocks[:first], blocks[first:]
    markers = {field: f"[[{place}]]" for place, (field, _gap) in enumerate(found, 1)}
    stem = xhtml.boxed(source.html(before, {})) + prompt or f"<p>{_('Fill in the gaps.')}</p>"
    html = xhtml.boxed(source.html(text, markers))
    if not markers or not all(marker in html for marker in markers.values()):
        raise NotTaken(_("There is no gap, or one stands outside the text, where no learner would find it."))
    return "cloze", {"text": html, "gaps": [gap for _field, gap in found]}, stem


def _unboxed(body: Element) -> list[Element]:
    blocks = [*body]
    while len(blocks) == 1 and blocks[0].tag == "div" and any(part.tag in xhtml.BLOCKS for part in blocks[0]):
        blocks = [*blocks[0]]
    return blocks


def _is_last(body: Element, field: Element, unit: Element | None) -> bool:
    """Whether nothing follows a field in its paragraph, so that no blank need show where it stood."""
    parent = next(part for part in body.iter() if field in part)
    following = [*parent][[*parent].index(field) + 1 :]
    tails = [field.tail or "", *(part.tail or "" for part in following)]
    return not "".join(tails).strip() and all(part is unit for part in following)


def _rubric(source: Source) -> Iterator[dict[str, Any]]:
    for block in source.body.iter("rubricBlock"):
        text, _lost = plain.to_text(xhtml.render(block, {}))
        if text and "scorer" in (block.get("view") or "").split():
            yield {"criterion": _("How to score"), "points": source.points, "description": text}
