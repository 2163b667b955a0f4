"""Answers of each kind as a test needs them: from what an editor saved to a paper and a response to it."""

import json
from typing import Any

from django.core.exceptions import ValidationError

from harmreduction_lms.quizzes.kinds import Draw, FrozenAnswer, question_kinds
from harmreduction_lms.quizzes.kinds.base import block_messages
from tests.factories import ANSWERS
from tests.quizzes.conftest import right_answer


KINDS = question_kinds.names()
GRADED = [kind for kind in KINDS if kind not in {"likert", "reflection"}]


BY_HAND = {
    **ANSWERS["reflection"],
    "grading": "by_hand",
    "rubric": [
        {"criterion": "Asks permission", "points": 2, "description": "Before the first question."},
        {"criterion": "Speaks of people first", "points": 1, "description": ""},
    ],
}


def value_of(kind: str, data: dict[str, Any]) -> Any:
    return question_kinds[kind].block().to_python(json.loads(json.dumps(data)))


def frozen(kind: str, data: dict[str, Any] | None = None, *, draw: Draw | None = None) -> FrozenAnswer:
    answer = question_kinds[kind].freeze(value_of(kind, data or ANSWERS[kind]), draw or Draw())
    # A paper is stored as JSON: whatever does not survive that must show here.
    return FrozenAnswer(**json.loads(json.dumps({"body": answer.body, "key": answer.key})))


def problems(kind: str, data: dict[str, Any], *, draft: bool = False) -> list[str]:
    block = question_kinds[kind].block()
    value = block.to_python(json.loads(json.dumps(data)))
    try:
        block.clean_deferred(value) if draft else block.clean(value)
    except ValidationError as error:
        return block_messages(error)
    return []


def full_response(kind: str, answer: FrozenAnswer) -> Any:
    """A response to everything there is; the right one where one is."""
    if kind == "reflection":
        return "I would ask first.\n\nAnd listen."
    if answer.body.get("choose") == "several":
        return [option["id"] for option in answer.body["options"] if option["id"] in answer.key["correct"]]
    return right_answer({"kind": kind, "body": answer.body, "key": answer.key})
