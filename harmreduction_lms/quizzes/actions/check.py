"""Having one answer judged while the attempt is open, where the quiz's behaviour says so."""

from collections.abc import Mapping

from harmreduction_lms.quizzes.actions.deadline import reread
from harmreduction_lms.quizzes.actions.save import write_workings
from harmreduction_lms.quizzes.answers import GivenAnswer, is_sequential, set_state, with_answers
from harmreduction_lms.quizzes.behaviours import may_try_again
from harmreduction_lms.quizzes.errors import AnswerFixed, AttemptClosed, NothingToCheck
from harmreduction_lms.quizzes.kinds import Response, question_kinds
from harmreduction_lms.quizzes.models import QuizAttempt
from harmreduction_lms.quizzes.paper import find_item, paper_rules


def check_answer(
    *,
    attempt: QuizAttempt,
    item: str,
    response: GivenAnswer | Response,
    sequence: int,
    others: Mapping[str, GivenAnswer] | None = None,
) -> int:
    """Saves the answer, counts it as a try and closes the item when it is right or was the last try allowed.

    `others` are answers on the same page, saved along with it. Gives the new sequence. Refuses what may not
    be judged now (`AnswerFixed`) and an empty answer (`NothingToCheck`). Two clicks are one try: the second
    carries an old sequence.
    """
    if attempt.sequence != sequence:
        reread(attempt)
    if not attempt.is_open:
        raise AttemptClosed
    found = find_item(attempt.paper, item)
    rules = paper_rules(attempt.paper)
    state = attempt.item_states.get(item, {})
    is_behind = is_sequential(attempt) and found["page"] != attempt.page_reached
    if not rules.may_check(found) or state.get("closed") or is_behind:
        raise AnswerFixed
    workings = with_answers(attempt, {**(others or {}), item: response})
    answer = workings.answers.get(item)
    if answer is None:
        raise NothingToCheck
    share = question_kinds[found["kind"]].grade(answer, found["body"], found["key"])
    tries = [*state.get("tries", []), {"response": answer, "share": str(share)}]
    is_closed = not may_try_again(rules.behaviour, tries, allowed=rules.tries)
    set_state(workings, item, {**workings.states.get(item, {}), "tries": tries, "closed": is_closed})
    return write_workings(attempt=attempt, workings=workings, sequence=sequence)
