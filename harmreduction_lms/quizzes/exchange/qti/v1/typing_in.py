"""Items of QTI 1.2 answered by typing: short answers, numbers, and texts to be marked by a person."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange.plain import to_text
from harmreduction_lms.quizzes.exchange.qti.v1.choosing import no_key
from harmreduction_lms.quizzes.exchange.qti.v1.numbers import accepted_ranges, is_numeric
from harmreduction_lms.quizzes.exchange.qti.v1.parts import NotTaken, Slot, all_material
from harmreduction_lms.quizzes.exchange.qti.v1.source import Answer, Source
from harmreduction_lms.quizzes.exchange.safe_xml import local_name
from harmreduction_lms.quizzes.grading import normalise


_WORD_LIMIT = re.compile(r"[1-9][0-9]{0,4}")
_DECIMAL = frozenset({"decimal", "integer", "scientific"})


def read_typed(source: Source) -> Answer:
    """A number, a short answer, or a text when nobody says which, and there is nothing to compare it with."""
    slot = source.slots[0]
    if not source.type and not source.scoring.earning:
        return read_essay(source)
    if asks_number(source, slot):
        return Answer("numeric", numeric_value(source, slot))
    return Answer(
        "short_answer", {"accepted": accepted_forms(source, source.scoring.accepted(slot, is_only=True))}
    )


def asks_number(source: Source, slot: Slot) -> bool:
    fibtype = slot.attributes.get("fibtype", "").lower()
    is_said = source.type == "numerical" or slot.type == "num" or fibtype in _DECIMAL
    return is_said or is_numeric((part.test for part in source.scoring.earning), slot.ident)


def accepted_forms(source: Source, values: list[str]) -> list[str]:
    """The forms of a short answer, without those that differ in nothing that counts."""
    forms = list(
        {normalise(text): text for text in reversed([to_text(value)[0] for value in values])}.values()
    )
    if not any(forms):
        raise NotTaken(no_key())
    if _any_part(source, "varsubstring") or _any_part(source, "varsubset"):
        source.notes.append(
            _("An answer that contains the right word was accepted; here only the listed forms are.")
        )
    return [form for form in reversed(forms) if form]


def read_essay(source: Source) -> Answer:
    """A text marked by hand. What graders were told is for them alone: it is noted, not shown to learners."""
    source.notes.extend(_left_out(source))
    words = _words(source)
    return Answer("reflection", {"grading": "by_hand", "guidance": "", "rubric": [], "max_words": words})


def _left_out(source: Source) -> Iterator[str]:
    """What Canvas and Brightspace keep beside an essay."""
    parts = {local_name(part): all_material(part) for part in source.element}
    for_graders = source.fields.get("grading_notes") or parts.get("answer_key", "")
    if text := to_text(for_graders)[0][:500]:
        yield _("The notes for graders were left out: “%(text)s”") % {"text": text}
    if text := to_text(parts.get("initial_text", ""))[0][:500]:
        yield _("The text to begin with was left out: “%(text)s”") % {"text": text}


def _words(source: Source) -> int | None:
    limit = source.slots[0].attributes.get("word_limit_max", "") if source.slots else ""
    return int(limit) if _WORD_LIMIT.fullmatch(limit) else None


def numeric_value(source: Source, slot: Slot) -> dict[str, Any]:
    """A numeric answer: the ranges accepted at a slot."""
    tests = [condition.test for condition in source.scoring.earning]
    ranges, notes = accepted_ranges(tests, "" if len(source.slots) == 1 else slot.ident)
    if not ranges:
        raise NotTaken(no_key())
    source.notes.extend(notes)
    return {"ranges": ranges, "unit": "", "unit_forms": []}


def _any_part(source: Source, name: str) -> bool:
    conditions = source.scoring.earning
    return any(local_name(part) == name for condition in conditions for part in condition.test.iter())
