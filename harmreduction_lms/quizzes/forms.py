"""Reads posted answers. The form itself is a template: one set of fields an item, made by its kind."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict

from harmreduction_lms.quizzes.answers import GivenAnswer
from harmreduction_lms.quizzes.errors import UnknownItem
from harmreduction_lms.quizzes.kinds import question_kinds
from harmreduction_lms.quizzes.paper import Item, find_item, items_by_id
from harmreduction_lms.quizzes.presentation import FIELD_PREFIX


class BadSave(ValueError):
    """A request to save that is not one of ours."""


@dataclass(frozen=True)
class PostedAnswer:
    """One answer to save. `whole_form` is everything the tab shows, where it was sent along."""

    item: str
    answer: GivenAnswer
    sequence: int
    whole_form: QueryDict | None = None


def posted_answers(
    data: QueryDict, paper: Mapping[str, Any], states: Mapping[str, Mapping[str, Any]]
) -> dict[str, GivenAnswer]:
    """What a posted page says about each of its items, None for those left empty.

    The form names its page; without a name it is the whole paper. Items that are closed have no fields.
    """
    items = items_by_id(paper)
    fields = [name.removeprefix(FIELD_PREFIX) for name in data if name.startswith(FIELD_PREFIX)]
    named = {name.partition("-")[0] for name in fields}
    if not named <= items.keys():
        raise UnknownItem
    page = posted_number(data, "page")
    return {
        id_: _given(data, item)
        for id_, item in items.items()
        if id_ in named or (page in (None, item.get("page", 1)) and not states.get(id_, {}).get("closed"))
    }


def posted_number(data: Mapping[str, Any], name: str) -> int | None:
    """A whole number in a form; None where there is none."""
    written = str(data.get(name, ""))
    return int(written) if written.isdecimal() and len(written) < 10 else None


def posted_sequence(data: Mapping[str, Any]) -> int | None:
    """The sequence the form was made with; None for a form that is not the paper."""
    return posted_number(data, "sequence")


def read_answer(request: HttpRequest, paper: Mapping[str, Any]) -> PostedAnswer:
    """One answer from JSON `{"item", "response", "sequence"}`, or from the posted paper with `item` in it."""
    is_json = request.content_type == "application/json"
    data = _json_object(request.body) if is_json else request.POST
    item_id, sequence = data.get("item"), posted_sequence(data)
    if not isinstance(item_id, str) or sequence is None:
        raise BadSave
    if is_json:
        given = GivenAnswer(data.get("response"), posted_certainty(data.get("certainty")))
        return PostedAnswer(item_id, given, sequence)
    shown = _given(request.POST, find_item(paper, item_id))
    return PostedAnswer(item_id, shown, sequence, whole_form=request.POST)


def posted_certainty(value: Any) -> int | None:
    """A level from JSON: a whole number, and neither `true` nor 1.0."""
    return value if type(value) is int else None


def _given(data: QueryDict, item: Item) -> GivenAnswer:
    id_ = item["id"]
    response = question_kinds[item["kind"]].parse(data, f"{FIELD_PREFIX}{id_}", item["body"])
    return GivenAnswer(response, posted_number(data, f"certainty-{id_}"), f"flag-{id_}" in data)


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadSave from error
    if not isinstance(data, dict):
        raise BadSave
    return data
