"""Items of QTI 1.2 whose answers stand in the middle of a text: gaps to fill and lists to choose from.

Canvas and Blackboard write the text with names in brackets ("Naloxone lasts [minutes]") and a slot for each
name; others put the slots between pieces of text.
"""

import re
from typing import Any

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange.qti.v1.choosing import single_options
from harmreduction_lms.quizzes.exchange.qti.v1.parts import NotTaken, Slot
from harmreduction_lms.quizzes.exchange.qti.v1.source import Answer, Source, paragraph
from harmreduction_lms.quizzes.exchange.qti.v1.typing_in import accepted_forms, asks_number, numeric_value
from harmreduction_lms.quizzes.grading import normalise


# Text that happens to look like our marker of a gap.
_OWN_MARKER = re.compile(r"\[\[(?=\d+\]\])")
_CHOSEN_FROM = frozenset({"dropdown", "wordbank"})
_LOOSE = frozenset({"textcontainsanswer", "textcloseenough"})


def read_named_gaps(source: Source) -> Answer:
    """Canvas and Blackboard: names in brackets."""
    text = _OWN_MARKER.sub("[ [", source.text_without_slots())
    for number, slot in enumerate(source.slots, start=1):
        text = _marked(source, text, slot, number)
    gaps = [_named_gap(source, slot) for slot in source.slots]
    return _cloze(text, gaps)


def read_gaps_in_place(source: Source) -> Answer:
    """Slots between pieces of text."""
    texts, gaps = [], []
    for piece in source.pieces:
        if isinstance(piece, str):
            texts.append(_OWN_MARKER.sub("[ [", piece))
        else:
            gaps.append(_typed_gap(source, piece))
            texts.append(f"{piece.prompt} [[{len(gaps)}]]")
    return _cloze(paragraph(" ".join(texts)), gaps)


def has_names(source: Source) -> bool:
    """Whether every slot has its name in the text."""
    text = source.text_without_slots()
    return bool(source.slots) and all(f"[{_name(slot)}]" in text for slot in source.slots)


def _cloze(text: str, gaps: list[dict[str, Any]]) -> Answer:
    return Answer("cloze", {"text": text, "gaps": gaps}, stem=f"<p>{_('Fill in the gaps.')}</p>")


def _name(slot: Slot) -> str:
    return slot.ident.removeprefix("response_")


def _marked(source: Source, text: str, slot: Slot, number: int) -> str:
    """The text with the gap's marker; at its end when nothing says where the gap belongs."""
    if f"[{_name(slot)}]" not in text:
        source.notes.append(
            _("The text does not show where gap %(number)d belongs: it stands at the end.")
            % {"number": number}
        )
        return f"{text} [[{number}]]"
    # A second mention is the same gap; it can be asked for once only.
    return text.replace(f"[{_name(slot)}]", f"[[{number}]]", 1).replace(f"[{_name(slot)}]", "____")


def _named_gap(source: Source, slot: Slot) -> dict[str, Any]:
    if slot.type != "lid":
        return _typed_gap(source, slot)
    if _is_list(source, slot):
        return {"type": "choice", "value": {"options": single_options(source, slot)}}
    _note_loose(source, slot)
    # Canvas lists every accepted form, and gives points for the first of them only.
    return {"type": "text", "value": {"accepted": accepted_forms(source, [c.html for c in slot.choices])}}


def _is_list(source: Source, slot: Slot) -> bool:
    """Whether the answers are shown to choose from, or are forms of what is to be typed."""
    types = {choice.attributes.get("answer_type", "").lower() for choice in slot.choices} - {""}
    if types:
        return bool(types & _CHOSEN_FROM)
    if source.type:
        return source.type == "multiple_dropdowns"
    return len({normalise(choice.html) for choice in slot.choices}) > 1


def _note_loose(source: Source, slot: Slot) -> None:
    algorithms = {choice.attributes.get("scoring_algorithm", "").lower() for choice in slot.choices}
    if "textregex" in algorithms:
        raise NotTaken(_("A gap accepts a search pattern. List the accepted answers one by one."))
    if algorithms & _LOOSE:
        source.notes.append(
            _("A gap accepted answers that were nearly right; here only the listed forms are right.")
        )


def _typed_gap(source: Source, slot: Slot) -> dict[str, Any]:
    if slot.type not in {"str", "num"}:
        raise NotTaken(_("It mixes gaps with other kinds of answer. Make two questions of it."))
    if asks_number(source, slot):
        return {"type": "number", "value": numeric_value(source, slot)}
    return {"type": "text", "value": {"accepted": accepted_forms(source, source.scoring.accepted(slot))}}
