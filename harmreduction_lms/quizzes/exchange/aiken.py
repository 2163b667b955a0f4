"""Aiken: single choice in plain text (docs.moodle.org, "Aiken format").

    How is nasal naloxone given?
    A. Into one nostril
    B. Under the tongue
    ANSWER: A

It has no other kinds, no titles, no reasons. A question on several lines is taken although Moodle takes the
last line only.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from string import ascii_uppercase

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange import plain
from harmreduction_lms.quizzes.exchange.base import (
    MAX_ITEMS,
    ExchangeFormat,
    ExchangeItem,
    ReadResult,
    Refusal,
    UnreadableFile,
    WrittenFile,
)
from harmreduction_lms.quizzes.exchange.problems import Unusable
from harmreduction_lms.quizzes.exchange.text import lines


# A full stop needs its space: "U.S. law" in a text is no answer U.
_OPTION = re.compile(r"([A-Z])(?:\)\s*|\.\s+)(\S.*)")
MAX_QUESTION = 100_000
"""Characters of the text above the answers; forty pages."""

_ANSWER = re.compile(r"ANSWER\s*:(.*)", re.IGNORECASE)
_HAS_ANSWER = re.compile(rb"^[ \t]*ANSWER[ \t]*:", re.MULTILINE)


@dataclass
class Draft:
    """The lines of one question so far."""

    line: int = 0
    stem: list[str] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)
    size: int = 0
    is_interrupted: bool = False
    """An empty line follows the text."""

    def add(self, number: int, line: str) -> None:
        self.line = self.line or number
        # Of what is too long and will be refused, no more is kept.
        if self.size <= MAX_QUESTION:
            self.stem.append(line)
            self.size += len(line)
        self.is_interrupted = False

    def add_option(self, letter: str, text: str) -> None:
        if len(self.options) <= len(ascii_uppercase):
            self.options.append((letter, text))

    def is_over_before_text(self) -> bool:
        return bool(self.options) or (bool(self.stem) and self.is_interrupted)


class Aiken(ExchangeFormat):
    """Single choice with one right answer, and nothing else."""

    name = "aiken"
    label = "Aiken"
    extensions = ("txt",)

    def recognises(self, name: str, content: bytes) -> bool:
        return super().recognises(name, content) and _HAS_ANSWER.search(content) is not None

    def read(self, name: str, content: bytes) -> ReadResult:
        result = ReadResult()
        for line, question in _questions(lines(content)):
            if len(result.items) + len(result.refused) >= MAX_ITEMS:
                raise UnreadableFile(_("There are too many questions in this file. Split it."))
            where = _("line %(number)d") % {"number": line}
            if isinstance(question, Unusable):
                result.refused.append(Refusal(where, str(question)))
            else:
                result.items.append(_item(question[0], question[1], where))
        if not result.items and not result.refused:
            raise UnreadableFile(_("This file holds no questions."))
        return result

    def write(self, items: Sequence[ExchangeItem]) -> WrittenFile:
        texts, refused, notes = [], [], []
        for item in items:
            try:
                texts.append(_written(item))
                notes += [Refusal(item.title, note) for note in _notes(item)]
            except Unusable as problem:
                refused.append(Refusal(item.title, str(problem)))
        return WrittenFile("\n".join(texts).encode(), refused, notes)


Question = tuple[Draft, str]


def _questions(lines: Iterable[str]) -> Iterator[tuple[int, Question | Unusable]]:
    """Every question, or what is wrong with it, with the line where it starts."""
    draft = Draft()
    for number, line in enumerate(lines, start=1):
        bare = line.strip()
        if not bare:
            draft.is_interrupted = True
        elif found := _ANSWER.fullmatch(bare):
            yield draft.line or number, _finished(draft, found[1].strip())
            draft = Draft()
        elif draft.stem and (found := _OPTION.fullmatch(bare)):
            draft.add_option(found[1], found[2])
        else:
            if draft.is_over_before_text():
                yield draft.line, _unanswered(draft)
                draft = Draft()
            draft.add(number, bare)
    if draft.stem:
        yield draft.line, _unanswered(draft)


def _finished(draft: Draft, answer: str) -> Question | Unusable:
    letters = [letter for letter, _text in draft.options]
    if not draft.stem:
        return Unusable(_("There is an ANSWER line without a question above it."))
    if draft.size > MAX_QUESTION:
        return Unusable(_("This is longer than a question can be."))
    if letters != list(ascii_uppercase[: len(letters)]) or len(letters) < 2:
        return Unusable(
            _("The answers must be lettered A, B, C, … in this order, each on one line, two at least.")
        )
    if answer not in letters:
        message = _("“ANSWER: %(text)s” must name one of the letters above, and only one.")
        return Unusable(message % {"text": answer[:40]})
    return draft, answer


def _unanswered(draft: Draft) -> Unusable:
    if draft.options:
        return Unusable(_("There is no line such as “ANSWER: A” right below the answers."))
    return Unusable(_("There are no answers such as “A. …” right below this text."))


def _item(draft: Draft, answer: str, where: str) -> ExchangeItem:
    stem = plain.to_html("\n".join(draft.stem))
    options = [{"text": text, "correct": letter == answer, "why": ""} for letter, text in draft.options]
    return ExchangeItem("single_choice", plain.title_from(stem), stem, {"options": options}, where=where)


def _written(item: ExchangeItem) -> str:
    if item.kind != "single_choice" or sum(option["correct"] for option in item.answer["options"]) != 1:
        raise Unusable(_("Aiken has only single choice with one right answer. Use another format."))
    texts = [option["text"] for option in item.answer["options"]]
    right = ascii_uppercase[[option["correct"] for option in item.answer["options"]].index(True)]
    stem, _lost = plain.to_text(item.stem)
    lines = [stem, *(f"{letter}. {text}" for letter, text in zip(ascii_uppercase, texts, strict=False))]
    if not stem or _ANSWER.fullmatch(stem) or _OPTION.fullmatch(stem) or len(texts) > len(ascii_uppercase):
        raise Unusable(
            _("In Aiken this text would be taken for an answer. Change how it begins, or use another format.")
        )
    return "\n".join([*lines, f"ANSWER: {right}", ""])


def _notes(item: ExchangeItem) -> Iterator[str]:
    _text, lost = plain.to_text(item.stem)
    parts = {
        _("the title"): item.title != plain.title_from(item.stem),
        _("the explanation"): item.rationale,
        _("the reasons"): any(option["why"] for option in item.answer["options"]),
        _("hints"): item.hints,
        _("points"): item.points != 1,
        _("tags"): item.tags,
        _("the topic"): item.category,
        _("the picture"): item.picture,
    }
    names = [*lost, *(name for name, is_lost in parts.items() if is_lost)]
    if names:
        yield _("Aiken has no place for: %(names)s.") % {"names": ", ".join(names)}
