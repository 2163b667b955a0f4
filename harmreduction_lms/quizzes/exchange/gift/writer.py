"""Questions as GIFT that Moodle and others read, with our own comments for what they have no place for."""

import html
from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange import plain
from harmreduction_lms.quizzes.exchange.base import ExchangeItem
from harmreduction_lms.quizzes.exchange.gift.escapes import escape
from harmreduction_lms.quizzes.exchange.gift.own import comment_lines
from harmreduction_lms.quizzes.exchange.gift.reader import GAP_TYPES, STEM_END
from harmreduction_lms.quizzes.exchange.numbers import written_range
from harmreduction_lms.quizzes.exchange.options import differs_when_all_are_ticked


Answer = Mapping[str, Any]
_KIND_OF_GAP = {type_: kind for kind, type_ in GAP_TYPES.items()}


def written_item(item: ExchangeItem) -> str:
    """The question with its comments. `item.kind` must be in `WRITERS`."""
    rationale = f"\n####{_rich(item.rationale)}\n" if item.rationale else ""
    answers = "" if item.kind in {"cloze", "reflection"} else WRITERS[item.kind](item.answer)
    text = f"{item.stem}{STEM_END}{item.answer['text']}" if item.kind == "cloze" else item.stem
    comments = comment_lines(_own(item), source_key=item.source_key, tags=item.tags)
    question = f"::{escape(item.title)}::{_rich(text)} {{{answers}{rationale}}}"
    return "\n".join([*comments, question])


def category_line(category: str) -> str:
    """Everything after it is in this category."""
    is_plain = category and not category.startswith(("$", "top/")) and category != "top"
    return f"$CATEGORY: {category if is_plain else f'$course$/top/{category}'}"


def _rich(text: str) -> str:
    return f"[html]{escape(text)}"


def _line(text: str) -> str:
    """Plain text as HTML, where a `[` or `%` at the start would be read as a format or a weight."""
    text = html.escape(text, quote=False)
    return escape(f"&#{ord(text[0])};{text[1:]}" if text[:1] in {"[", "%"} else text)


def _reason(text: str) -> str:
    if not text:
        return ""
    return f"#{escape(plain.to_html(text)) if chr(10) in text else _line(text)}"


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"\n\t{line}" for line in lines) + "\n"


def _single_choice(answer: Answer) -> str:
    return _lines(
        f"{'=' if option['correct'] else '~'}{_line(option['text'])}{_reason(option['why'])}"
        for option in answer["options"]
    )


def _multiple_response(answer: Answer) -> str:
    """A right option is worth its share; a wrong one takes the same off, or everything."""
    share = Decimal(100) / sum(option["correct"] for option in answer["options"])
    weight = f"{share.quantize(Decimal('0.00001'), ROUND_DOWN).normalize():f}"
    penalty = "100" if answer["scoring"] == "all_or_nothing" else weight
    return _lines(
        f"~%{weight if option['correct'] else f'-{penalty}'}%{_line(option['text'])}{_reason(option['why'])}"
        for option in answer["options"]
    )


def _true_false(answer: Answer) -> str:
    feedback = [_reason(answer["why_false"]) or "#", _reason(answer["why_true"]) or "#"]
    right_last = feedback if answer["answer"] == "true" else feedback[::-1]
    return f"{answer['answer'].upper()}{''.join(right_last)}".rstrip("#")


def _matching(answer: Answer) -> str:
    pairs = [(pair["prompt"], pair["match"]) for pair in answer["pairs"]]
    pairs += [("", text) for text in answer["distractors"]]
    return _pairs(pairs)


def _ordering(answer: Answer) -> str:
    """As matching of lines to places: the nearest that GIFT has."""
    groups = enumerate(answer["groups"], start=1)
    return _pairs([(line, str(place)) for place, group in groups for line in group["items"]])


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    # "->" in a prompt would end it: in HTML the arrow can be written otherwise.
    return _lines(f"={_line(prompt)} -> {escape(match)}" for prompt, match in pairs)


def _numeric(answer: Answer) -> str:
    ranges = [written_range(value) for value in answer["ranges"]]
    return f"#{ranges[0]}" if len(ranges) == 1 else f"#{_lines(f'={text}' for text in ranges)}"


def _short_answer(answer: Answer) -> str:
    return _lines(f"=%100%{escape(text).replace('*', chr(92) + '*')}" for text in answer["accepted"])


WRITERS: Mapping[str, Callable[[Answer], str]] = {
    "single_choice": _single_choice,
    "multiple_response": _multiple_response,
    "true_false": _true_false,
    "ordering": _ordering,
    "matching": _matching,
    "numeric": _numeric,
    "short_answer": _short_answer,
    "cloze": lambda _answer: "",
    "reflection": lambda _answer: "",
}


def _own(item: ExchangeItem) -> dict[str, Any]:
    """What the question itself does not say."""
    common = {"points": item.points if item.points > 1 else None, "hints": list(item.hints)}
    return {**_own_answer(item.kind, item.answer), **common}


def _own_answer(kind: str, answer: Answer) -> dict[str, Any]:
    match kind:
        case "ordering":
            return {"kind": kind}
        case "reflection":
            return {"kind": kind, **answer}
        case "single_choice" if all(option["correct"] for option in answer["options"]):
            return {"kind": kind}
        case "short_answer" if all("->" in text for text in answer["accepted"]):
            return {"kind": kind}
        case "multiple_response":
            return {"scoring": answer["scoring"] if answer["scoring"] != "partial" else None}
        case "numeric":
            return {"units": [text for text in (answer["unit"], *answer["unit_forms"]) if text]}
        case "cloze":
            return {"gaps": [_own_gap(_KIND_OF_GAP[gap["type"]], gap["value"]) for gap in answer["gaps"]]}
    return {}


def _own_gap(kind: str, answer: Answer) -> dict[str, Any]:
    return {**_own_answer(kind, answer), "answers": WRITERS[kind](answer)}


def notes_for(item: ExchangeItem) -> list[str]:
    """What other programs, or this one, will not find in the file."""
    notes = []
    if item.picture is not None:
        notes.append(_("GIFT cannot hold the picture."))
    if differs_when_all_are_ticked(item.kind, item.answer):
        notes.append(_("In other programs ticking every answer earns points."))
    if item.kind == "ordering":
        notes.append(_("Other programs read this as matching lines to their places."))
    if item.kind == "cloze":
        notes.append(_("Other programs read this as an essay question; the gaps are in a comment."))
    if item.kind == "numeric" and item.answer["unit"]:
        notes.append(_("Other programs do not show or ask for the unit."))
    if item.kind == "reflection" and (item.answer["guidance"] or item.answer["rubric"]):
        notes.append(_("Other programs do not read the guidance and the rubric."))
    return notes
