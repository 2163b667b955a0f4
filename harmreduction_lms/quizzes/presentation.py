"""What templates get to show of a paper: before submission without its key, then as far as it is due."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.safestring import SafeString

from harmreduction_lms.core.html import clean_html
from harmreduction_lms.quizzes.asked import AskedQuestion
from harmreduction_lms.quizzes.drawing import Place
from harmreduction_lms.quizzes.grading import shown_points
from harmreduction_lms.quizzes.kinds import Draw, Response, question_kinds
from harmreduction_lms.quizzes.marking import MarkedItem, mark_item
from harmreduction_lms.quizzes.paper import Item, PaperRules, freeze_items, paper_rules
from harmreduction_lms.quizzes.pictures import ShownPicture, find_picture, shown_pictures
from harmreduction_lms.quizzes.review_options import Aspect, Moment, shown_aspects


FIELD_PREFIX = "item-"
_ONE_PARAGRAPH = re.compile(r"\s*<p>((?:(?!</?p>).)*)</p>\s*", re.DOTALL)


ABOUT_ITEMS = frozenset({Aspect.CORRECTNESS, Aspect.RATIONALE, Aspect.RIGHT_ANSWER})
"""What is said of each item. Where none of it is due, only what a person graded is shown."""


class GivenPoints(NamedTuple):
    """What a person gave for a line of the rubric."""

    criterion: str
    given: str
    possible: int


@dataclass(frozen=True)
class Feedback:
    """What is said about an answer; what is not due is empty."""

    verdict: str = ""
    points: Decimal | None = None
    rationale: str = ""
    hints: Sequence[str] = ()
    tries_left: int = 0
    criteria: Sequence[GivenPoints] = ()
    comment: str = ""


@dataclass(frozen=True)
class ShownItem:
    """An item as a learner sees it. `data` is the context its kind made for `template`.

    `section` is the heading that stands above it, for the first item of a section.
    """

    id: str
    field: str
    position: int
    points: int
    stem: SafeString
    hint: str | Promise
    classname: str
    template: str
    data: dict[str, Any]
    section: Mapping[str, str] | None = None
    picture: ShownPicture | None = None
    is_closed: bool = False
    is_checkable: bool = False
    is_flagged: bool = False
    certainty: int | None = None
    feedback: Feedback | None = None


def answer_items(
    paper: Mapping[str, Any],
    answers: Mapping[str, Response],
    states: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    page: int | None = None,
) -> list[ShownItem]:
    """The items of a page (of all pages) with what has been answered so far.

    Kinds are given the body only: the key stays here, but for items that are closed where the quiz says that
    the right answer is shown during the attempt.
    """
    rules = paper_rules(paper)
    chosen = [item for item in paper["items"] if page is None or item.get("page", 1) == page]
    shown = [
        _answer_item(item, answers.get(item["id"]), (states or {}).get(item["id"], {}), rules)
        for item in chosen
    ]
    return with_headings(paper, chosen, shown)


def preview_items(questions: Iterable[AskedQuestion]) -> list[ShownItem]:
    """Questions as a learner would see them, without an attempt."""
    placed = [(question, Place(question.pk or 0, 0, 1)) for question in questions]
    paper = {"role": "check_yourself", "items": freeze_items(placed, Draw())}
    return answer_items(paper, {})


def review_items(
    paper: Mapping[str, Any],
    marked: Sequence[MarkedItem],
    states: Mapping[str, Mapping[str, Any]],
    aspects: Collection[str],
) -> list[ShownItem]:
    """The items after handing in, with as much of the outcome as is due. Only for graded attempts.

    Where nothing but marks is due, these are the items that a person graded: what was given and written.
    """
    says_all = not ABOUT_ITEMS.isdisjoint(aspects)
    due = [one for one in marked if says_all or _hand_grade(one, aspects)]
    shown = [_reviewed(one, states.get(one.item["id"], {}), aspects) for one in due]
    return with_headings(paper, [one.item for one in due], shown)


def with_headings(
    paper: Mapping[str, Any], items: Sequence[Item], shown: Sequence[ShownItem]
) -> list[ShownItem]:
    """Adds pictures, and the section's heading to the first item of each section."""
    pictures = shown_pictures(_pictures_of(items))
    sections = paper.get("sections", ())
    done, last = [], None
    for item, one in zip(items, shown, strict=True):
        number = item.get("section", 0)
        heading = sections[number] if number != last and number < len(sections) else {}
        picture = find_picture(pictures, item.get("picture"))
        asked_about = find_picture(pictures, item["body"].get("picture"))
        data = {**one.data, "picture": asked_about} if asked_about else one.data
        done.append(replace(one, section=_heading(heading), picture=picture, data=data))
        last = number
    return done


def _pictures_of(items: Sequence[Item]) -> Iterator[Mapping[str, Any] | None]:
    for item in items:
        yield item.get("picture")
        yield item["body"].get("picture")


def _heading(section: Mapping[str, str]) -> Mapping[str, str] | None:
    """Title and introduction; None for the part of a quiz that has no title."""
    if not section.get("title"):
        return None
    return {"title": section["title"], "intro": clean_html(section["intro"])}


def inline(html: str) -> SafeString:
    """A text of one paragraph without the paragraph, to stand in a heading; other texts as they are."""
    found = _ONE_PARAGRAPH.fullmatch(html)
    return clean_html(found[1] if found else html)


def _answer_item(item: Item, response: Response, state: Mapping[str, Any], rules: PaperRules) -> ShownItem:
    if state.get("closed"):
        one = mark_item(item, response, state, rules)
        return _reviewed(one, state, shown_aspects(rules.review, Moment.DURING))
    kind = question_kinds[item["kind"]]
    return ShownItem(
        **_common(item, state),
        template=kind.answer_template,
        data=kind.answer_context(response, item["body"]),
        is_checkable=rules.may_check(item),
        feedback=_try_again(item, state, rules),
    )


def _try_again(item: Item, state: Mapping[str, Any], rules: PaperRules) -> Feedback | None:
    """After a wrong try: that it was wrong, one hint more each time, and how many tries are left."""
    tries = state.get("tries", [])
    if not tries:
        return None
    share = Fraction(tries[-1]["share"])
    hints = item.get("hints", [])[: len(tries)]
    return Feedback(
        verdict=_verdict(share, is_answered=True), hints=hints, tries_left=rules.tries - len(tries)
    )


def _reviewed(one: MarkedItem, state: Mapping[str, Any], aspects: Collection[str]) -> ShownItem:
    item = one.item
    kind = question_kinds[item["kind"]]
    shows_key = Aspect.RIGHT_ANSWER in aspects and bool(item["points"] or item["key"])
    template = kind.review_template if shows_key else kind.answer_template
    if shows_key:
        data = kind.review_context(one.response, item["body"], _key(one, aspects))
    else:
        data = kind.answer_context(one.response, item["body"])
    feedback = _feedback(one, aspects)
    if not shows_key:  # Else it stands with the rubric.
        feedback = replace(feedback, **_given_by_hand(one, aspects))
    return ShownItem(**_common(item, state), template=template, data=data, is_closed=True, feedback=feedback)


def _feedback(one: MarkedItem, aspects: Collection[str]) -> Feedback:
    is_graded = bool(one.item["points"])
    verdict = _verdict(one.share, is_answered=one.response is not None) if is_graded else "ungraded"
    if one.item.get("withdrawn"):
        verdict = "withdrawn"
    return Feedback(
        verdict="pending" if one.is_pending else verdict if Aspect.CORRECTNESS in aspects else "",
        points=shown_points(one.points) if Aspect.MARKS in aspects and is_graded else None,
        rationale=clean_html(one.item["rationale"] if Aspect.RATIONALE in aspects else ""),
    )


def _key(one: MarkedItem, aspects: Collection[str]) -> dict[str, Any]:
    """The key and what was given by hand, without the reasons for each option where reasons are not due."""
    grade = _hand_grade(one, aspects)
    key = {**one.item["key"], **({"hand_grade": grade} if grade else {})}
    if Aspect.RATIONALE in aspects:
        return key
    return {**key, "why": dict.fromkeys(key.get("why", ()), "")}


def _hand_grade(one: MarkedItem, aspects: Collection[str]) -> dict[str, Any]:
    """What a person gave and wrote, as far as it is due."""
    if one.hand_grade is None or not {Aspect.MARKS, Aspect.RATIONALE} & {*aspects}:
        return {}
    return {
        "points": one.hand_grade["points"] if Aspect.MARKS in aspects else [],
        "comment": one.hand_grade["comment"],
    }


def _given_by_hand(one: MarkedItem, aspects: Collection[str]) -> dict[str, Any]:
    """Criterion by criterion where there is a rubric, and the comment."""
    grade = _hand_grade(one, aspects)
    if not grade:
        return {}
    rubric = zip(one.item["key"].get("rubric", ()), grade["points"], strict=False)
    criteria = [GivenPoints(row["criterion"], given, row["points"]) for row, given in rubric]
    return {"criteria": criteria, "comment": grade["comment"]}


def _common(item: Item, state: Mapping[str, Any]) -> dict[str, Any]:
    kind = question_kinds[item["kind"]]
    return {
        "id": item["id"],
        "field": f"{FIELD_PREFIX}{item['id']}",
        "position": item["position"],
        "points": item["points"],
        "stem": inline(item["stem"]),
        "hint": kind.hint,
        "classname": kind.classname,
        "is_flagged": bool(state.get("flagged")),
        "certainty": state.get("certainty"),
    }


def _verdict(share: Fraction, *, is_answered: bool) -> str:
    if share == 1:
        return "right"
    return "partly" if share else "wrong" if is_answered else "unanswered"
