"""Ordering with tied groups: guidelines do not agree on everything, so a group's items come in any order."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import Block, ListBlock, StructBlock

from harmreduction_lms.quizzes.grading import grade_ordering
from harmreduction_lms.quizzes.kinds.base import (
    MAX_PART_TEXT,
    MAX_PARTS,
    AnswerBlock,
    Draw,
    FrozenAnswer,
    QuestionKind,
    Response,
    lines,
    repeated,
)
from harmreduction_lms.quizzes.kinds.line_block import LineBlock


class OrderingGroupBlock(StructBlock):
    """One place in the order. More than one line means that these may come in any order."""

    items = ListBlock(LineBlock(label=_("Line"), max_length=MAX_PART_TEXT), label=_("Lines"), min_num=1)

    class Meta:
        icon = "list-ol"
        label = _("Place")


class OrderingBlock(AnswerBlock):
    """The lines in their right order."""

    groups = ListBlock(
        OrderingGroupBlock(),
        label=_("Places, first to last"),
        help_text=_("Put lines that may come in either order into the same place."),
    )

    def problems(self, value: Any) -> Iterable[str]:
        steps = [line for group in value["groups"] for line in group["items"]]
        if len(value["groups"]) < 2:
            yield gettext("An order needs at least two places.")
        if len(steps) > MAX_PARTS:
            yield gettext("Use at most %(number)d lines.") % {"number": MAX_PARTS}
        for text in repeated(steps):
            yield gettext("Two lines read the same: “%(text)s”. Change or remove one.") % {"text": text}


class Ordering(QuestionKind):
    """The response gives places by item id: {"<id>": 1, …}. Two items may be given the same place."""

    name = "ordering"
    label = _("Ordering")
    icon = "list-ol"
    hint = _("Number the lines from first to last. Lines that may come in either order can share a number.")
    classname = "hr-order"

    def block(self) -> Block:
        return OrderingBlock(label=self.label, icon=self.icon)

    def freeze(self, value: Any, draw: Draw) -> FrozenAnswer:
        groups = [
            [{"id": draw.id(), "text": text or ""} for text in group["items"]] for group in value["groups"]
        ]
        items = draw.shuffled(item for group in groups for item in group)
        return FrozenAnswer(
            {"items": items}, {"groups": [[item["id"] for item in group] for group in groups]}
        )

    def parse(self, data: QueryDict, field: str, body: Mapping[str, Any]) -> Response:
        places = {item["id"]: data.get(f"{field}-{item['id']}", "") for item in body["items"]}
        written = {id_: int(place) for id_, place in places.items() if place.isdecimal() and len(place) < 4}
        return self.clean(written, body)

    def clean(self, response: Response, body: Mapping[str, Any]) -> Response:
        given = response if isinstance(response, dict) else {}
        ids = [item["id"] for item in body["items"]]
        places = {id_: given[id_] for id_ in ids if _is_place(given.get(id_), len(ids))}
        return places or None

    def grade(self, response: Response, body: Mapping[str, Any], key: Mapping[str, Any]) -> Fraction:
        return grade_ordering(response or {}, groups=key["groups"])

    def answer_context(self, response: Response, body: Mapping[str, Any]) -> dict[str, Any]:
        places = response or {}
        items = [{**item, "place": places.get(item["id"])} for item in body["items"]]
        return {"items": items, "places": range(1, len(items) + 1)}

    def review_context(
        self, response: Response, body: Mapping[str, Any], key: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The lines in their right order, each with the places that are right and the one it was given."""
        texts = {item["id"]: item["text"] for item in body["items"]}
        places = response or {}
        rows, first = [], 1
        for group in key["groups"]:
            last = first + len(group) - 1
            for id_ in group:
                rows.append(
                    {
                        "text": texts[id_],
                        "first": first,
                        "last": last,
                        "place": places.get(id_),
                        "is_correct": _is_in_order(id_, group, places, key["groups"]),
                    }
                )
            first = last + 1
        return {"lines": rows}

    def describe(self, body: Mapping[str, Any], response: Response = None) -> str:
        places = response or {}
        number = gettext("number %(place)d")
        marks = {id_: f" ({number % {'place': place}})" for id_, place in places.items()}
        return lines(*(f"- {item['text']}{marks.get(item['id'], '')}" for item in body["items"]))

    def answer_text(self, response: Response, body: Mapping[str, Any]) -> str:
        places = response or {}
        placed = sorted((places[item["id"]], item["text"]) for item in body["items"] if item["id"] in places)
        return "; ".join(f"{place}. {text}" for place, text in placed)

    def right_answer_text(self, body: Mapping[str, Any], key: Mapping[str, Any]) -> str:
        rows = self.review_context(None, body, key)["lines"]
        return "; ".join(f"{_span(row['first'], row['last'])}. {row['text']}" for row in rows)


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def _is_place(value: Any, count: int) -> bool:
    return type(value) is int and 1 <= value <= count


def _is_in_order(id_: str, group: list[str], places: Mapping[str, int], groups: list[list[str]]) -> bool:
    """Whether a line was put after all that belongs before it, and before all that belongs after it."""
    if id_ not in places:
        return False
    index = groups.index(group)
    before = [other for earlier in groups[:index] for other in earlier]
    after = [other for later in groups[index + 1 :] for other in later]
    return all(other in places and places[other] < places[id_] for other in before) and all(
        other in places and places[other] > places[id_] for other in after
    )
