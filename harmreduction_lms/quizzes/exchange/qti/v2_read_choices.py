"""Choosing: choice, hot text, picture regions and scales."""

from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange.qti.names import children
from harmreduction_lms.quizzes.exchange.qti.v2_feedback import RIGHT, WRONG
from harmreduction_lms.quizzes.exchange.qti.v2_rules import Declaration, number
from harmreduction_lms.quizzes.exchange.qti.v2_source import Source
from harmreduction_lms.quizzes.exchange.qti.v2_texts import NotTaken


Read = tuple[str, dict[str, Any], str]
"""Kind, answer and stem."""


def choice(source: Source) -> Read:
    """`choiceInteraction`: one right option, several, true or false, or an opinion."""
    interaction = source.interactions[0]
    if is_scale(source):
        return likert(source)
    choices = source.listed(children(interaction, "simpleChoice"))
    kind, answer = chosen(source, interaction, choices)
    return kind, answer, source.stem()


def hottext(source: Source) -> Read:
    """`hottextInteraction`: the marked words become options, and stay in the text in bold."""
    interaction = source.interactions[0]
    words = source.listed(interaction.iter("hottext"))
    kind, answer = chosen(source, interaction, words)
    marked = {word: f"<b>{source.html(word, {})}</b>" for word in words}
    source.note(_("Words to choose in the text became options below it."))
    text = source.prompt(interaction) + _without_prompt(source, marked)
    return kind, answer, source.stem({interaction: text})


def hotspot(source: Source) -> Read:
    """`hotspotInteraction` whose regions have names: a picture with lettered options."""
    interaction = source.interactions[0]
    regions = source.listed(children(interaction, "hotspotChoice"))
    if not all(region.get("hotspotLabel") for region in regions):
        raise NotTaken(
            _("It is answered by clicking into a picture whose places have no names. Name them as options.")
        )
    for region in regions:
        region.text = region.get("hotspotLabel")
    declaration = source.declaration(interaction)
    offered = options(source, declaration, regions)
    picture = _first_picture(interaction)
    source.html(interaction, {})
    if source.picture is None or picture is None:
        raise NotTaken(_("The picture it asks about is missing in the file. Add it to the package."))
    placed = [{**option, **_place(region, picture)} for option, region in zip(offered, regions, strict=True)]
    answer = {
        "image": None,
        "alt": source.picture.alt,
        "choose": "one" if declaration.cardinality == "single" else "several",
        "options": placed,
    }
    return "image_choice", answer, source.stem()


def likert(source: Source) -> Read:
    """A scale without a right answer, marked as such by its class."""
    if source.interactions[0].tag == "matchInteraction":
        sets = children(source.interactions[0], "simpleMatchSet")
        texts = [[source.text(part) for part in source.listed(side)] for side in sets]
        if len(texts) != 2:
            raise NotTaken(_("Its statements have no scale."))
        return "likert", {"statements": texts[0], "scale": texts[1]}, source.stem()
    statements = [source.text(prompt) for item in source.interactions for prompt in item.findall("prompt")]
    scales = [
        [source.text(part) for part in source.listed(item.iter("simpleChoice"))]
        for item in source.interactions
    ]
    if len(statements) != len(source.interactions) or any(scale != scales[0] for scale in scales):
        raise NotTaken(_("Its statements do not share one scale. Make a question for each scale."))
    stem = source.stem(dict.fromkeys(source.interactions, ""))
    return "likert", {"statements": statements, "scale": scales[0]}, stem


def chosen(source: Source, interaction: Element, choices: list[Element]) -> tuple[str, dict[str, Any]]:
    """Kind and answer from the options of any interaction that offers some."""
    declaration = source.declaration(interaction)
    offered = options(source, declaration, choices)
    if declaration.cardinality != "single":
        return "multiple_response", {"options": offered, "scoring": _scoring(source, declaration)}
    truth = _truth(offered)
    return ("true_false", _true_false(source, truth)) if truth else ("single_choice", {"options": offered})


def options(source: Source, declaration: Declaration, choices: list[Element]) -> list[dict[str, Any]]:
    """The options with the right ones marked, each with its feedback."""
    right = set(source.right_values(declaration))
    if not right & {choice.get("identifier") for choice in choices}:
        raise NotTaken(_("The right answer is none of the options. Correct it in the program it comes from."))
    if len(choices) < 2:
        raise NotTaken(_("It has fewer than two options."))
    return [
        {
            "text": source.text(choice),
            "correct": choice.get("identifier") in right,
            "why": source.why(choice),
        }
        for choice in choices
    ]


def _scoring(source: Source, declaration: Declaration) -> str:
    if not source.processing.uses_points(declaration.identifier):
        return "all_or_nothing"
    if declaration.default >= 0 and not any(points < 0 for points in declaration.points.values()):
        source.note(
            _("Wrong options took nothing off in the file; here each takes off as much as a right one earns.")
        )
    return "partial"


def _truth(options: list[dict[str, Any]]) -> dict[str, dict[str, Any]] | None:
    """The options of a true-or-false question by their names; None when it is not one."""
    named = {option["text"].strip(" .").lower(): option for option in options}
    is_one = len(options) == 2 and set(named) == {"true", "false"}
    return named if is_one and sum(option["correct"] for option in options) == 1 else None


def _true_false(source: Source, named: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Feedback on the right and the wrong answer is feedback on one of the two options."""
    said = {True: source.said(RIGHT), False: source.said(WRONG)}
    why = {name: option["why"] or said[option["correct"]] for name, option in named.items()}
    answer = "true" if named["true"]["correct"] else "false"
    return {"answer": answer, "why_true": why["true"], "why_false": why["false"]}


def is_scale(source: Source) -> bool:
    classes = f"{source.body.get('class', '')} {source.interactions[0].get('class', '')}".lower()
    return "likert" in classes and not any(
        found.correct or found.points for found in source.declarations.values()
    )


def _without_prompt(source: Source, replaced: dict[Element, str]) -> str:
    interaction = source.interactions[0]
    prompts = dict.fromkeys(children(interaction, "prompt"), "")
    return source.html(interaction, {**prompts, **replaced})


def _first_picture(interaction: Element) -> Element | None:
    return next((part for part in interaction.iter() if part.tag in {"object", "img"}), None)


def _place(region: Element, picture: Element) -> dict[str, str | None]:
    """The middle of a region in per cent of the picture; none if the file does not say how large that is."""
    coordinates = [number(part) for part in (region.get("coords") or "").split(",")]
    width, height = number(picture.get("width")), number(picture.get("height"))
    if not width or not height or None in coordinates or len(coordinates) < 3:
        return {"x": None, "y": None}
    known = [value for value in coordinates if value is not None]
    if region.get("shape") not in {"circle", "ellipse"}:
        known = [sum(known[side::2]) / len(known[side::2]) for side in (0, 1)]  # type: ignore[misc]
    return {
        axis: f"{min(max(value / whole * 100, 0), 100):.1f}"
        for axis, value, whole in zip("xy", known, (width, height), strict=False)
    }
