"""What is written into an open attempt: answers, and the state of its items. Reads and writes no database.

State of an item, in `QuizAttempt.item_states`: {"flagged": true, "certainty": 1 to 3, "tries": [{"response",
"share": "1/2"}], "closed": true}; what is false or empty is left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from harmreduction_lms.quizzes.behaviours import CERTAINTIES
from harmreduction_lms.quizzes.errors import AnswerFixed
from harmreduction_lms.quizzes.kinds import Response, question_kinds
from harmreduction_lms.quizzes.models import QuizAttempt, QuizNavigation
from harmreduction_lms.quizzes.paper import Item, find_item, items_by_id, paper_rules


@dataclass(frozen=True)
class GivenAnswer:
    """What a form says about one item. Certainty and flag stay as they are where the form does not say."""

    response: Response
    certainty: int | None = None
    is_flagged: bool | None = None


@dataclass(frozen=True)
class Workings:
    """Answers and item states of an attempt, as its two JSON columns hold them."""

    answers: dict[str, Any]
    states: dict[str, dict[str, Any]]


def workings_of(attempt: QuizAttempt) -> Workings:
    """What is saved."""
    return Workings(dict(attempt.answers), dict(attempt.item_states))


def with_answers(attempt: QuizAttempt, given: Mapping[str, GivenAnswer | Response]) -> Workings:
    """What is saved, with these answers in place of older ones; a response of None takes one away.

    Drops what an item does not offer. Refuses items that are not on the paper (`UnknownItem`), and other
    answers to items that are closed, or on another page where pages come one after the other (`AnswerFixed`).
    """
    workings = workings_of(attempt)
    items = items_by_id(attempt.paper)
    only_page = attempt.page_reached if is_sequential(attempt) else None
    for item_id, one in given.items():
        item = items.get(item_id) or find_item(attempt.paper, item_id)
        answer = one if isinstance(one, GivenAnswer) else GivenAnswer(one)
        _write(workings, item, answer, only_page)
    return workings


def is_sequential(attempt: QuizAttempt) -> bool:
    """Whether the pages come one after the other, without a way back."""
    return paper_rules(attempt.paper).navigation == QuizNavigation.SEQUENTIAL


def _write(workings: Workings, item: Item, given: GivenAnswer, only_page: int | None) -> None:
    id_ = item["id"]
    state = dict(workings.states.get(id_, {}))
    response = question_kinds[item["kind"]].clean(given.response, item["body"])
    is_level = type(given.certainty) is int and given.certainty in CERTAINTIES
    certainty = given.certainty if is_level else state.get("certainty")
    is_changed = (response, certainty) != (workings.answers.get(id_), state.get("certainty"))
    if is_changed and (state.get("closed") or only_page not in (None, item.get("page", 1))):
        raise AnswerFixed
    if response is None:
        workings.answers.pop(id_, None)
    else:
        workings.answers[id_] = response
    if given.is_flagged is not None:
        state["flagged"] = given.is_flagged
    set_state(workings, id_, {**state, "certainty": certainty})


def set_state(workings: Workings, item_id: str, state: Mapping[str, Any]) -> None:
    """The state of an item, without what says nothing."""
    kept = {name: value for name, value in state.items() if value}
    if kept:
        workings.states[item_id] = kept
    else:
        workings.states.pop(item_id, None)
