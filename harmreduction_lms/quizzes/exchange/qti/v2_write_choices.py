"""How questions with something to choose, order or match are said in QTI. One function a kind."""

from typing import Any
from xml.etree.ElementTree import Element

from harmreduction_lms.quizzes.exchange.base import ExchangeItem
from harmreduction_lms.quizzes.exchange.options import pays_to_tick_all
from harmreduction_lms.quizzes.exchange.qti.v2_draft import (
    FEEDBACK,
    RESPONSE,
    Draft,
    Options,
    base_value,
    choice_id,
    declare,
    element,
    right_ids,
    scored_by_points,
    scored_if,
    set_outcome,
    variable,
    when,
)


def single_choice(item: ExchangeItem) -> Draft:
    return _one_of(item, item.answer["options"], {"shuffle": True})


def true_false(item: ExchangeItem) -> Draft:
    """The texts are English whatever the language of the site: so true or false is recognised."""
    options = [
        {
            "text": name.capitalize(),
            "correct": item.answer["answer"] == name,
            "why": item.answer[f"why_{name}"],
        }
        for name in ("true", "false")
    ]
    return _one_of(item, options, {"shuffle": False})


def multiple_response(item: ExchangeItem) -> Draft:
    return _several_of(item, item.answer["options"], is_partial=item.answer["scoring"] == "partial")


def image_choice(item: ExchangeItem) -> Draft:
    """The lettered options as a choice; the picture stands above them."""
    options = item.answer["options"]
    if item.answer["choose"] == "one":
        return _one_of(item, options, {"shuffle": False})
    return _several_of(item, options, is_partial=True)


def ordering(item: ExchangeItem) -> Draft:
    lines = [line for group in item.answer["groups"] for line in group["items"]]
    choices = [element("simpleChoice", line, identifier=choice_id(place)) for place, line in enumerate(lines)]
    return Draft(
        [element("orderInteraction", *choices, responseIdentifier=RESPONSE, shuffle=True)],
        [declare(map(choice_id, range(len(lines))), cardinality="ordered")],
        **scored_if(item),
    )


def matching(item: ExchangeItem) -> Draft:
    pairs = item.answer["pairs"]
    matches = [*dict.fromkeys([pair["match"] for pair in pairs] + item.answer["distractors"])]
    right = [
        f"{choice_id(place)} {choice_id(matches.index(pair['match']), 'M')}"
        for place, pair in enumerate(pairs)
    ]
    interaction = element(
        "matchInteraction",
        _side([pair["prompt"] for pair in pairs], "C", 1),
        _side(matches, "M", 0),
        responseIdentifier=RESPONSE,
        shuffle=True,
        maxAssociations=len(pairs),
    )
    declaration = declare(
        right, cardinality="multiple", base_type="directedPair", points=dict.fromkeys(right, 1)
    )
    return Draft([interaction], [declaration], **scored_by_points(item, len(pairs)))


def likert(item: ExchangeItem) -> Draft:
    interaction = element(
        "matchInteraction",
        _side(item.answer["statements"], "C", 1),
        _side(item.answer["scale"], "M", 0),
        responseIdentifier=RESPONSE,
        shuffle=False,
        maxAssociations=len(item.answer["statements"]),
        **{"class": "likert"},
    )
    declaration = declare([], cardinality="multiple", base_type="directedPair")
    return Draft([interaction], [declaration], scored="")


def _one_of(item: ExchangeItem, options: Options, attributes: dict[str, object]) -> Draft:
    """Any of the right options counts, so each has its points."""
    right = right_ids(options)
    return _with_why(
        Draft(
            [_choices(options, maxChoices=1, **attributes)],
            [declare(right[:1], points=dict.fromkeys(right, item.points))],
            **scored_by_points(item, item.points),
        ),
        options,
        "single",
    )


def _several_of(item: ExchangeItem, options: Options, *, is_partial: bool) -> Draft:
    """With partial credit a wrong option takes off what a right one earns, down to nothing."""
    right = right_ids(options)
    points: dict[str, object] = {
        choice_id(place): 1 if option["correct"] else -1 for place, option in enumerate(options)
    }
    declaration = (
        declare(right, cardinality="multiple", points=points, lowerBound=0)
        if is_partial
        else declare(right, cardinality="multiple")
    )
    scoring = scored_by_points(item, len(right)) if is_partial else scored_if(item)
    if is_partial and pays_to_tick_all(options):
        scoring = {"rules": [_unless_all_are_chosen(len(options), scoring["rules"])]}
    interaction = _choices(options, maxChoices=0, shuffle=True)
    return _with_why(Draft([interaction], [declaration], **scoring), options, "multiple")


def _unless_all_are_chosen(number: int, rules: list[Element]) -> Element:
    """Ticking everything earns nothing, whatever the points add up to."""
    chosen = element("containerSize", variable())
    return when(element("lt", chosen, base_value(number, "integer")), *rules)


def _with_why(draft: Draft, options: Options, cardinality: str) -> Draft:
    """Feedback on an option is shown when it was chosen."""
    if any(option["why"] for option in options):
        draft.outcomes.append(
            element("outcomeDeclaration", identifier=FEEDBACK, cardinality=cardinality, baseType="identifier")
        )
        draft.rules.append(set_outcome(FEEDBACK, variable()))
        draft.template = ""
    return draft


def _choices(options: Options, **attributes: object) -> Element:
    return element(
        "choiceInteraction",
        *(_choice(option, choice_id(place)) for place, option in enumerate(options)),
        responseIdentifier=RESPONSE,
        **attributes,
    )


def _choice(option: dict[str, Any], identifier: str) -> Element:
    made = element("simpleChoice", option["text"], identifier=identifier)
    if option["why"]:
        made.append(
            element(
                "feedbackInline",
                option["why"],
                outcomeIdentifier=FEEDBACK,
                identifier=identifier,
                showHide="show",
            )
        )
    return made


def _side(texts: list[str], letter: str, most: int) -> Element:
    return element(
        "simpleMatchSet",
        *(
            element("simpleAssociableChoice", text, identifier=choice_id(place, letter), matchMax=most)
            for place, text in enumerate(texts)
        ),
    )
