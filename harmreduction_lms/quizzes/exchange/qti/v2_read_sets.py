"""Putting in order, and putting together."""

from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange.qti.names import children
from harmreduction_lms.quizzes.exchange.qti.v2_read_choices import Read, is_scale, likert
from harmreduction_lms.quizzes.exchange.qti.v2_rules import Declaration
from harmreduction_lms.quizzes.exchange.qti.v2_source import Source
from harmreduction_lms.quizzes.exchange.qti.v2_texts import NotTaken


Pair = tuple[str, str]


def order(source: Source) -> Read:
    """`orderInteraction`: the declared right answer is the order."""
    interaction = source.interactions[0]
    declaration = source.declaration(interaction)
    lines = {
        line.get("identifier", ""): line for line in source.listed(children(interaction, "simpleChoice"))
    }
    right = source.right_values(declaration) if not declaration.correct else declaration.correct
    if set(right) != set(lines) or len(right) != len(lines):
        raise NotTaken(_("Not every line has a place in the right order, or an order leaves lines over."))
    return "ordering", {"groups": [{"items": [source.text(lines[name])]} for name in right]}, source.stem()


def match(source: Source) -> Read:
    """`matchInteraction`: each prompt of one side has one match on the other."""
    if is_scale(source):
        return likert(source)
    interaction = source.interactions[0]
    sides = [
        {choice.get("identifier", ""): choice for choice in children(side, "simpleAssociableChoice")}
        for side in children(interaction, "simpleMatchSet")
    ]
    if len(sides) != 2:
        raise NotTaken(_("It does not have two sides to match."))
    pairs = _pairs(source, source.declaration(interaction))
    pairs = [pair for pair in pairs if pair[0] in sides[0] and pair[1] in sides[1]]
    if not _is_matched(pairs, sides[0]) and _is_matched([pair[::-1] for pair in pairs], sides[1]):
        pairs, sides = [(right, left) for left, right in pairs], sides[::-1]
    if not _is_matched(pairs, sides[0]):
        raise NotTaken(
            _("A line has several matches, or none. Here each line on the left has exactly one match.")
        )
    return "matching", _answer(source, pairs, sides[0], sides[1]), source.stem()


def associate(source: Source) -> Read:
    """`associateInteraction`: pairs out of one list. The first of each pair becomes the prompt."""
    interaction = source.interactions[0]
    choices = {
        choice.get("identifier", ""): choice for choice in children(interaction, "simpleAssociableChoice")
    }
    pairs = [pair for pair in _pairs(source, source.declaration(interaction)) if set(pair) <= set(choices)]
    used = [name for pair in pairs for name in pair]
    if not pairs or len(used) != len(set(used)):
        raise NotTaken(
            _("A line belongs to several pairs. Here each line on the left has exactly one match.")
        )
    source.note(
        _("Pairs were to be found in one list; here one half is on the left and the other to be chosen.")
    )
    prompts = {first: choices[first] for first, _second in pairs}
    matches = {name: choice for name, choice in choices.items() if name not in prompts}
    return "matching", _answer(source, pairs, prompts, matches), source.stem()


def _pairs(source: Source, declaration: Declaration) -> list[Pair]:
    found = [value.split() for value in source.right_values(declaration)]
    return [(pair[0], pair[1]) for pair in found if len(pair) == 2]


def _is_matched(pairs: list[Pair], prompts: dict[str, Element]) -> bool:
    return bool(pairs) and sorted(left for left, _right in pairs) == sorted(prompts)


def _answer(
    source: Source, pairs: list[Pair], prompts: dict[str, Element], matches: dict[str, Element]
) -> dict[str, object]:
    """In the order of the prompts; what matches nothing is there to mislead."""
    belongs = dict(pairs)
    source.listed([*prompts.values()])
    source.listed([*matches.values()])
    used = {match for _prompt, match in pairs}
    return {
        "pairs": [
            {"prompt": source.text(prompt), "match": source.text(matches[belongs[name]])}
            for name, prompt in prompts.items()
        ],
        "distractors": [source.text(choice) for name, choice in matches.items() if name not in used],
    }
