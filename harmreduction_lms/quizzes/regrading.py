"""Marking again: what items earn with a corrected key. Plain values; reads and writes no database.

A paper keeps what was asked: stem, options and points stay as the learner saw them. What can be corrected is
the key, the reasons shown with it, and whether the item counts at all. Item fields that only come from here:
"withdrawn" (everybody earns all points), "key_revision" (the question's version the key was taken from).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.quizzes.asked import AskedQuestion
from harmreduction_lms.quizzes.corrected_keys import NoCorrection, key_for
from harmreduction_lms.quizzes.kinds import Response, question_kinds
from harmreduction_lms.quizzes.marking import mark_item
from harmreduction_lms.quizzes.paper import Item, PaperRules, frontend_html


CORRECTED = ("key", "rationale", "withdrawn", "key_revision")
"""The fields of an item that a regrading may write."""


class RegradeMode(TextChoices):
    """What to mark again with."""

    LIVE = "live", _("With the question's published version: its key has been corrected")
    PAPER = "paper", _("With the key the learners had: the software had marked wrongly")
    FULL = "full", _("Full points for everybody: the question is withdrawn")


@dataclass(frozen=True)
class Regrading:
    """What to mark again, and with what. `questions` are the published versions, by translation key, as
    `live_regrading` prepares them."""

    mode: RegradeMode
    question_keys: frozenset[UUID]
    questions: Mapping[UUID, Sequence[AskedQuestion]] = field(default_factory=dict)


def live_regrading(
    question_keys: Collection[UUID], questions: Mapping[UUID, Sequence[AskedQuestion]]
) -> Regrading:
    """Marking again with published versions. Links in their rationales are looked up all at once."""
    shown = iter(frontend_html([one.rationale for versions in questions.values() for one in versions]))
    ready = {
        key: [replace(one, rationale=str(next(shown))) for one in versions]
        for key, versions in questions.items()
    }
    return Regrading(RegradeMode.LIVE, frozenset(question_keys), ready)


@dataclass(frozen=True)
class ItemChange:
    """An item that is different afterwards: in points, in its key, or in both."""

    old: Item
    new: Item
    old_points: Fraction
    new_points: Fraction

    def as_stored(self) -> dict[str, Any]:
        """For `RegradeChange.items`: enough to tell everything later, and to carry it out."""
        return {
            "item": self.new["id"],
            "old": str(self.old_points),
            "new": str(self.new_points),
            "before": _corrected(self.old),
            "after": _corrected(self.new),
        }


def item_change(
    item: Item,
    response: Response,
    state: Mapping[str, Any],
    points: Fraction,
    *,
    rules: PaperRules,
    regrading: Regrading,
) -> ItemChange | None:
    """What becomes of an item that has earned `points`; None when it stays as it is.

    Raises `NoCorrection` with the reason when it cannot be marked again in this way.
    """
    if UUID(item["question"]) not in regrading.question_keys or not item["points"]:
        return None
    if item.get("by_hand") and regrading.mode != RegradeMode.FULL:
        raise NoCorrection(gettext("A person has to grade this one again: its answers are graded by hand."))
    new = _corrected_item(item, regrading)
    change = ItemChange(item, new, points, points_of(new, response, state, rules))
    return change if new != item or change.new_points != points else None


def points_of(item: Item, response: Response, state: Mapping[str, Any], rules: PaperRules) -> Fraction:
    """What an answer earns by the item's key. Earlier tries are judged again, too."""
    if item.get("withdrawn"):
        return Fraction(item["points"])
    response, state = _judged_again(item, response, state)
    return mark_item(item, response, state, rules).points


def _judged_again(
    item: Item, response: Response, state: Mapping[str, Any]
) -> tuple[Response, Mapping[str, Any]]:
    """Response and state as they had been with this key: the first right try would have been the last."""
    kind = question_kinds[item["kind"]]
    tries: list[dict[str, Any]] = []
    for one in state.get("tries", ()):
        share = kind.grade(one["response"], item["body"], item["key"])
        tries.append({**one, "share": str(share)})
        if share == 1:
            return one["response"], {**state, "tries": tries}
    return response, {**state, "tries": tries}


def _corrected_item(item: Item, regrading: Regrading) -> Item:
    if regrading.mode == RegradeMode.FULL:
        return {**item, "withdrawn": True}
    if regrading.mode == RegradeMode.PAPER:
        return item
    question, key = _fitting_key(item, regrading.questions.get(UUID(item["question"]), ()))
    kept = {name: value for name, value in item.items() if name != "withdrawn"}
    changed = {"key": key, "rationale": question.rationale}
    if changed == {name: item[name] for name in changed} and kept == item:
        return item
    return {**kept, **changed, "key_revision": question.live_revision_id}


def _fitting_key(item: Item, questions: Sequence[AskedQuestion]) -> tuple[AskedQuestion, dict[str, Any]]:
    """The published version the item was made from, and its key. Old papers do not say which translation it
    was: there, the first that fits."""
    own = [question for question in questions if question.pk == item.get("question_pk")]
    problem = NoCorrection(gettext("The question is not published any more."))
    for question in own or questions:
        try:
            return question, key_for(item, question)
        except NoCorrection as error:
            problem = error
    raise problem


def _corrected(item: Item) -> dict[str, Any]:
    return {name: item[name] for name in CORRECTED if name in item}
