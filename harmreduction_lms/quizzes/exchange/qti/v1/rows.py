"""Items of QTI 1.2 with several lines to answer: matching, sorting into categories, ordering."""

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange.qti.v1.choosing import no_key
from harmreduction_lms.quizzes.exchange.qti.v1.parts import NotTaken, Slot
from harmreduction_lms.quizzes.exchange.qti.v1.source import Answer, Source


def read_matching(source: Source) -> Answer:
    """A slot for each prompt, with the same matches to choose from."""
    slots = [slot for slot in source.slots if slot.prompt]
    texts = {choice.ident: choice for slot in source.slots for choice in slot.choices}
    matches = {slot.ident: _best(source, slot) for slot in slots}
    pairs = [
        {"prompt": source.line(slot.prompt), "match": source.line(texts[matches[slot.ident]].html)}
        for slot in slots
    ]
    if not pairs:
        raise NotTaken(no_key())
    # Canvas leaves empty lines among the prompts and the matches, which nobody sees.
    used = {"", *(texts[ident].html for ident in matches.values())}
    unused = dict.fromkeys(choice.html for choice in texts.values() if choice.html not in used)
    value = {"pairs": pairs, "distractors": [source.line(html) for html in unused]}
    return Answer("matching", value, stem=source.text_without_slots())


def read_categories(source: Source) -> Answer:
    """A slot for each category, with the lines that belong to it: matching of lines to categories."""
    texts = {choice.ident: choice.html for slot in source.slots for choice in slot.choices}
    belongs = [
        (line, slot) for slot in source.slots for line in source.scoring.accepted(slot) if line in texts
    ]
    lines = [line for line, _slot in belongs]
    if not lines:
        raise NotTaken(no_key())
    if len(set(lines)) < len(lines):
        raise NotTaken(_("One of its lines belongs to two categories. Here a line has one right place."))
    for line in texts.keys() - set(lines):
        text = source.line(texts[line])
        source.notes.append(_("“%(text)s” was left out, because it belongs to no category.") % {"text": text})
    pairs = [
        {"prompt": source.line(texts[line]), "match": source.line(slot.prompt)} for line, slot in belongs
    ]
    used = {slot.ident for _line, slot in belongs}
    distractors = [source.line(slot.prompt) for slot in source.slots if slot.ident not in used]
    return Answer("matching", {"pairs": pairs, "distractors": distractors}, stem=source.text_without_slots())


def read_ordering(source: Source) -> Answer:
    """One slot whose lines are to be put in order; the condition that earns most names them in order."""
    slot = source.slots[0]
    texts = {choice.ident: choice.html for choice in slot.choices}
    orders = [[value for ident, value in c.equals() if ident == slot.ident] for c in source.scoring.earning]
    complete = [order for order in orders if sorted(order) == sorted(texts)]
    if not complete:
        raise NotTaken(_("The file does not give one right order for all lines."))
    groups = [{"items": [source.line(texts[ident])]} for ident in complete[0]]
    return Answer("ordering", {"groups": groups})


def _best(source: Source, slot: Slot) -> str:
    """The match that earns most at a prompt."""
    earned = {choice.ident: source.scoring.score({slot.ident: [choice.ident]}) for choice in slot.choices}
    best = max(earned, key=lambda ident: earned[ident], default="")
    if not best or earned[best] <= 0:
        raise NotTaken(no_key())
    return best
