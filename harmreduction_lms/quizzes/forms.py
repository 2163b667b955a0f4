"""Reads posted answers. The form itself is a template: one set of fields an item, made by its kind."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict

from harmreduction_lms.quizzes.errors import UnknownItem
from harmreduction_lms.quizzes.kinds import Response, question_kinds
from harmreduction_lms.quizzes.paper import Item, find_item, items_by_id
from harmreduction_lms.quizzes.presentation import FIELD_PREFIX


class BadSave(ValueError):
    """A request to save that is not one of ours."""


@dataclass(frozen=True)
class PostedAnswer:
    """One answer to save. `whole_form` is everything the tab shows, where it was sent along."""

    item: str
    response: Response
    sequence: int
    whole_form: QueryDict | None = None


def posted_answers(data: QueryDict, paper: Mapping[str, Any]) -> dict[str, Response]:
    """The response to every item in a posted paper, None for those left empty."""
    items = items_by_id(paper)
    names = [name.removeprefix(FIELD_PREFIX) for name in data if name.startswith(FIELD_PREFIX)]
    if not {name.partition("-")[0] for name in names} <= items.keys():
        raise UnknownItem
    return {id_: _parse(data, item) for id_, item in items.items()}


def posted_sequence(data: Mapping[str, Any]) -> int | None:
    """The sequence the form was made with; None for a form that is not the paper."""
    written = str(data.get("sequence", ""))
    return int(written) if written.isdecimal() and len(written) < 10 else None


def read_answer(request: HttpRequest, paper: Mapping[str, Any]) -> PostedAnswer:
    """One answer from JSON `{"item", "response", "sequence"}`, or from the posted paper with `item` in it."""
    is_json = request.content_type == "application/json"
    data = _json_object(request.body) if is_json else request.POST
    item_id, sequence = data.get("item"), posted_sequence(data)
    if not isinstance(item_id, str) or sequence is None:
        raise BadSave
    if is_json:
        return PostedAnswer(item_id, data.get("response"), sequence)
    response = _parse(request.POST, find_item(paper, item_id))
    return PostedAnswer(item_id, response, sequence, whole_form=request.POST)


def _parse(data: QueryDict, item: Item) -> Response:
    return question_kinds[item["kind"]].parse(data, f"{FIELD_PREFIX}{item['id']}", item["body"])


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadSave from error
    if not isinstance(data, dict):
        raise BadSave
    return data
