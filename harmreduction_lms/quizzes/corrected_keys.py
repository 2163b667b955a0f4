"""The key of a question's published version, in the ids of a paper that was made from an earlier one."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.quizzes.asked import AskedQuestion
from harmreduction_lms.quizzes.grading import normalise
from harmreduction_lms.quizzes.kinds import Draw, question_kinds
from harmreduction_lms.quizzes.paper import Item


class NoCorrection(HarmReductionLMSError):
    """A published version does not fit what a learner was asked."""

    message = _("The question has changed so much that its key does not fit this attempt.")


def key_for(item: Item, question: AskedQuestion) -> dict[str, Any]:
    """The question's key, in the ids of the item.

    Options keep their ids from version to version; the parts of other kinds are drawn for each paper and are
    recognised by what they say. Every part of the item must be found, and every part the key speaks of.
    """
    if question.kind != item["kind"]:
        raise NoCorrection(gettext("The question is of another kind now."))
    frozen = question_kinds[item["kind"]].freeze(question.value, Draw())
    if normalise(item["body"].get("text", "")) != normalise(frozen.body.get("text", "")):
        raise NoCorrection(gettext("The text around the gaps has changed."))
    ids = _new_ids(list(_parts(frozen.body)), list(_parts(item["body"])))
    key = {name: _translated(value, ids) for name, value in frozen.key.items() if name != "why"}
    return {**key, "why": _reasons(frozen.key["why"], ids)} if "why" in frozen.key else key


def rewordings(item: Item, question: AskedQuestion) -> list[tuple[str, str]]:
    """Options that kept their id and read otherwise now, before and after.

    The key holds for them all the same, so somebody has to say whether they still mean what they meant.
    """
    if question.kind != item["kind"]:
        return []
    live = _options(question_kinds[question.kind].freeze(question.value, Draw()).body)
    asked = _options(item["body"])
    both = ((text, live[id_]) for id_, text in asked.items() if id_ in live)
    return [(before, after) for before, after in both if normalise(before) != normalise(after)]


def _options(body: Mapping[str, Any]) -> dict[str, str]:
    """Texts of the options in a body, those in its gaps included, by id."""
    parts = (body, *(gap["body"] for gap in body.get("gaps", ())))
    return {option["id"]: option["text"] for part in parts for option in part.get("options", ())}


Part = tuple[str, tuple[str, ...]]
"""The id of an option, line or gap, and where it stands and what it says."""


def _parts(value: Any, *place: str) -> Iterator[Part]:
    """Everything with an id in a body. Gaps say nothing themselves: their number and type stand for them."""
    if isinstance(value, list):
        for one in value:
            yield from _parts(one, *place)
    if isinstance(value, dict):
        if "id" in value:
            says = value.get("text") or f"{value.get('number')} {value.get('type')}"
            place = (*place, normalise(says))
            yield value["id"], place
        for name, child in value.items():
            yield from _parts(child, *place, name)


def _new_ids(live: Collection[Part], asked: Collection[Part]) -> dict[str, str | None]:
    """For each id of the live version the one in the paper; None where the paper has no such part."""
    known = {id_ for id_, _says in asked}
    by_words = {says: id_ for id_, says in asked}
    ids = {id_: id_ if id_ in known else by_words.get(says) for id_, says in live}
    missing = known - set(ids.values())
    if missing:
        texts = "; ".join(says[-1] for id_, says in asked if id_ in missing)
        raise NoCorrection(gettext("No longer in the question: “%(texts)s”.") % {"texts": texts})
    return ids


def _reasons(why: Mapping[str, str], ids: Mapping[str, str | None]) -> dict[str, str]:
    """The reasons for each part, without those for parts that the learner did not have."""
    known = {ids.get(id_, id_): text for id_, text in why.items()}
    return {id_: text for id_, text in known.items() if id_ is not None}


def _translated(value: Any, ids: Mapping[str, str | None]) -> Any:
    if isinstance(value, dict):
        return {_translated(name, ids): _translated(child, ids) for name, child in value.items()}
    if isinstance(value, list):
        return [_translated(child, ids) for child in value]
    if not isinstance(value, str) or value not in ids:
        return value
    if ids[value] is None:
        raise NoCorrection(gettext("The right answer has parts that this learner was not offered."))
    return ids[value]
