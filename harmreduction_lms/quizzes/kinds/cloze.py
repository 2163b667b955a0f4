"""Cloze: a text with gaps, each a choice, a number or a word. Gaps are graded as those kinds are; each weighs
the same."""

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import Block, RichTextBlock, StreamBlock

from harmreduction_lms.core.html import clean_html, piece_of, plain_text
from harmreduction_lms.quizzes.grading import grade_gaps
from harmreduction_lms.quizzes.kinds.base import (
    MAX_PARTS,
    AnswerBlock,
    Draw,
    FrozenAnswer,
    QuestionKind,
    Response,
    lines,
)
from harmreduction_lms.quizzes.kinds.numeric import Numeric
from harmreduction_lms.quizzes.kinds.short_answer import ShortAnswer
from harmreduction_lms.quizzes.kinds.single_choice import SingleChoice


GAP_KINDS: dict[str, QuestionKind] = {"choice": SingleChoice(), "number": Numeric(), "text": ShortAnswer()}

# A tag, or a marker outside of one: cleaned HTML has no ">" inside a tag.
_TAG_OR_MARKER = re.compile(r"(<[^>]*>)|\[\[([1-9][0-9]?)\]\]")


class ClozeBlock(AnswerBlock):
    """The text, and what belongs into its gaps."""

    text = RichTextBlock(
        label=_("Text"),
        features=["bold", "italic", "superscript", "subscript", "ul", "ol"],
        help_text=_("Write [[1]] where the first gap is to be, [[2]] for the second, and so on."),
    )
    gaps = StreamBlock(
        [(name, kind.block()) for name, kind in GAP_KINDS.items()],
        label=_("Gaps, the first one first"),
        min_num=1,
        max_num=MAX_PARTS,
    )

    def problems(self, value: Any) -> Iterable[str]:
        written = [number for _before, number in split_text(clean_html(value["text"].source)) if number]
        numbers = range(1, len(value["gaps"]) + 1)
        for number in numbers:
            if written.count(number) != 1:
                yield gettext("[[%(number)d]] must stand in the text exactly once.") % {"number": number}
        for number in sorted({*written} - {*numbers}):
            yield gettext("The text has [[%(number)d]], but there is no such gap. Add it or remove it.") % {
                "number": number
            }


class Cloze(QuestionKind):
    """The response gives, for each gap id, what the kind of the gap takes: an option id or what was typed.

    Body: {"text": HTML with markers, "gaps": [{"id", "number", "type", "body": that of the gap's kind}]} in
    the order of the text. Key: {"gaps": {gap id: key of its kind}, "why": {option id: reason}}.
    """

    name = "cloze"
    label = _("Text with gaps")
    icon = "form"
    hint = _("Fill in the gaps.")
    classname = "hr-cloze"

    def block(self) -> Block:
        return ClozeBlock(label=self.label, icon=self.icon)

    def freeze(self, value: Any, draw: Draw) -> FrozenAnswer:
        text = str(clean_html(value["text"].source if value["text"] else ""))
        blocks = dict(enumerate(value["gaps"], start=1))
        body, keys, why = [], {}, {}
        for number in _gap_numbers(text, blocks.keys()):
            id_, type_ = draw.id(), blocks[number].block_type
            frozen = GAP_KINDS[type_].freeze(blocks[number].value, draw)
            body.append({"id": id_, "number": number, "type": type_, "body": frozen.body})
            why.update(frozen.key.get("why", {}))
            keys[id_] = {name: part for name, part in frozen.key.items() if name != "why"}
        return FrozenAnswer({"text": text, "gaps": body}, {"gaps": keys, "why": why})

    def parse(self, data: QueryDict, field: str, body: Mapping[str, Any]) -> Response:
        return self.clean({gap["id"]: data.get(f"{field}-{gap['id']}") for gap in body["gaps"]}, body)

    def clean(self, response: Response, body: Mapping[str, Any]) -> Response:
        given = response if isinstance(response, dict) else {}
        cleaned = {
            gap["id"]: GAP_KINDS[gap["type"]].clean(given.get(gap["id"]), gap["body"]) for gap in body["gaps"]
        }
        return {id_: answer for id_, answer in cleaned.items() if answer is not None} or None

    def grade(self, response: Response, body: Mapping[str, Any], key: Mapping[str, Any]) -> Fraction:
        given = response or {}
        return grade_gaps([_share(gap, given.get(gap["id"]), key) for gap in body["gaps"]])

    def answer_context(self, response: Response, body: Mapping[str, Any]) -> dict[str, Any]:
        given = response or {}
        gaps = {
            gap["number"]: {
                **GAP_KINDS[gap["type"]].answer_context(given.get(gap["id"]), gap["body"]),
                "id": gap["id"],
                "type": gap["type"],
                "place": place,
            }
            for place, gap in enumerate(body["gaps"], start=1)
        }
        return {"parts": _parts(body, gaps), "total": len(gaps)}

    def review_context(
        self, response: Response, body: Mapping[str, Any], key: Mapping[str, Any]
    ) -> dict[str, Any]:
        given = response or {}
        gaps = {
            gap["number"]: {"place": place, **_reviewed(gap, given.get(gap["id"]), key)}
            for place, gap in enumerate(body["gaps"], start=1)
        }
        return {"parts": _parts(body, gaps), "gaps": [*gaps.values()]}

    def describe(self, body: Mapping[str, Any], response: Response = None) -> str:
        given = response or {}
        names = {gap["number"]: _name(place) for place, gap in enumerate(body["gaps"], start=1)}
        text = "".join(
            f"{html}[{names[number]}]" if number else html for html, number in split_text(body["text"], names)
        )
        gaps = (
            lines(f"{_name(place)}:", GAP_KINDS[gap["type"]].describe(gap["body"], given.get(gap["id"])))
            for place, gap in enumerate(body["gaps"], start=1)
        )
        return lines(plain_text(text), *gaps)

    def answer_text(self, response: Response, body: Mapping[str, Any]) -> str:
        given = response or {}
        return _listed(
            GAP_KINDS[gap["type"]].answer_text(given.get(gap["id"]), gap["body"]) for gap in body["gaps"]
        )

    def right_answer_text(self, body: Mapping[str, Any], key: Mapping[str, Any]) -> str:
        return _listed(
            GAP_KINDS[gap["type"]].right_answer_text(gap["body"], key["gaps"][gap["id"]])
            for gap in body["gaps"]
        )

    def guess_share(self, body: Mapping[str, Any], key: Mapping[str, Any]) -> Fraction | None:
        """The mean over the gaps; what has to be typed earns nothing. None without a gap to choose in."""
        shares = [
            GAP_KINDS[gap["type"]].guess_share(gap["body"], key["gaps"][gap["id"]]) for gap in body["gaps"]
        ]
        known = [share for share in shares if share is not None]
        return sum(known, Fraction(0)) / len(shares) if known else None


def split_text(html: str, known: Iterable[int] | None = None) -> Iterator[tuple[str, int | None]]:
    """Cleaned HTML cut at its markers: what stands before one and its number; at the end the rest and None.

    With `known`, other numbers and second markers of one number stay in the text as they are written.
    """
    left = None if known is None else {*known}
    start = 0
    for found in _TAG_OR_MARKER.finditer(html):
        number = int(found[2] or 0)
        if not number or (left is not None and number not in left):
            continue
        if left is not None:
            left.remove(number)
        yield html[start : found.start()], number
        start = found.end()
    yield html[start:], None


def _gap_numbers(text: str, known: Iterable[int]) -> list[int]:
    """The numbers of the gaps that have a place in the text, in its order. In a draft some may have none."""
    return [number for _html, number in split_text(text, known) if number]


def _parts(body: Mapping[str, Any], gaps: Mapping[int, dict[str, Any]]) -> list[dict[str, Any]]:
    """The text in pieces, each with the gap behind it. Only all together they are balanced HTML."""
    cleaned = clean_html(body["text"])
    return [
        {"html": piece_of(cleaned, html), "gap": gaps[number] if number else None}
        for html, number in split_text(cleaned, gaps)
    ]


def _share(gap: Mapping[str, Any], answer: Response, key: Mapping[str, Any]) -> Fraction:
    return GAP_KINDS[gap["type"]].grade(answer, gap["body"], key["gaps"][gap["id"]])


def _reviewed(gap: Mapping[str, Any], answer: Response, key: Mapping[str, Any]) -> dict[str, Any]:
    kind = GAP_KINDS[gap["type"]]
    reasons = [key["why"].get(answer)] if gap["type"] == "choice" and answer else []
    return {
        "answer": kind.answer_text(answer, gap["body"]),
        "right": kind.right_answer_text(gap["body"], key["gaps"][gap["id"]]),
        "is_correct": _share(gap, answer, key) == 1,
        "why": next(filter(None, reasons), ""),
    }


def _name(place: int) -> str:
    return gettext("gap %(number)d") % {"number": place}


def _listed(texts: Iterable[str]) -> str:
    """What belongs to each gap, with its name; without gaps that have nothing."""
    return "; ".join(f"{_name(place)}: {text}" for place, text in enumerate(texts, start=1) if text)
