"""The paper: everything an attempt needs, frozen when it starts. Grading reads nothing else.

Shape: {"version": 2, "title", "role", "pass_mark": "80.00" or null, "behaviour", "tries", "penalty": "25.00",
"navigation", "time_up", "review": what is shown when, "bands": [{"at_least", "text"}], "closes_at",
"blind": whether graders see no names, "pages": 1, "sections": [{"title", "intro"}], "items": [{"id",
"position", "section", "page", "question" (translation key), "question_pk", "revision", "kind", "stem",
"points", "by_hand", "picture", "body", "key", "hints", "rationale"}]}. Regrading adds to items; see
`regrading`.
`key`, `hints` and `rationale` never leave the server before they are due. Papers of version 1 lack what came
later; `paper_rules` reads both.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString
from wagtail.rich_text import expand_db_html

from harmreduction_lms.core.html import clean_all
from harmreduction_lms.quizzes.asked import AskedQuestion, DrawnQuiz
from harmreduction_lms.quizzes.drawing import Place
from harmreduction_lms.quizzes.errors import UnknownItem
from harmreduction_lms.quizzes.kinds import Draw, SeededDraw, question_kinds
from harmreduction_lms.quizzes.models import FeedbackPolicy, QuizBehaviour, QuizNavigation, QuizRole, TimeUp
from harmreduction_lms.quizzes.review_options import EVERYTHING, SCORE_ONLY


VERSION = 2

Item = dict[str, Any]

# Stands between texts that are expanded together; no editor can type it, rich text has no such tag.
_SEAM = "<hrlms-seam/>"


def build_paper(
    page: Any, drawn: DrawnQuiz, *, closes_at: datetime | None = None, draw: Draw | None = None
) -> dict[str, Any]:
    """The paper of a quiz page with these questions. No query, unless texts link to pages of this site."""
    items = freeze_items(drawn.asked, draw or Draw())
    mark = pass_mark(page) if any(item["points"] for item in items) else None
    return {
        "version": VERSION,
        "title": page.title,
        "role": page.role,
        "pass_mark": None if mark is None else str(mark),
        "behaviour": page.behaviour,
        "tries": page.tries_allowed,
        "penalty": str(page.try_penalty),
        "navigation": page.navigation,
        "time_up": page.when_time_is_up,
        "review": review_options(page),
        "bands": [dict(block["value"]) for block in page.feedback_bands.raw_data],
        "closes_at": closes_at.isoformat() if closes_at else None,
        "blind": page.is_graded_blind,
        "pages": max((item["page"] for item in items), default=1),
        "sections": [
            {"title": one.title, "intro": str(frontend_html([one.intro])[0])} for one in drawn.sections
        ],
        "items": items,
    }


def public_paper(page: Any, drawn: DrawnQuiz) -> dict[str, Any]:
    """The same paper for everybody until the page or a question changes, so that it need not be stored.

    Nobody grades by hand what is not kept: such answers earn nothing here and weigh nothing.
    """
    paper = build_paper(page, drawn, draw=public_draw(page))
    for item in paper["items"]:
        if item["by_hand"]:
            item.update(points=0, by_hand=False)
    return paper


def public_draw(page: Any) -> Draw:
    """What `public_paper` draws from, pools and sections included."""
    return SeededDraw(f"{page.translation_key}:{page.live_revision_id}")


def freeze_items(asked: Sequence[tuple[AskedQuestion, Place]], draw: Draw) -> list[Item]:
    """One item a question, in this order. Questions without an answer and empty pages are left out."""
    asked = [(question, place) for question, place in asked if question.kind in question_kinds]
    pages = {page: number for number, page in enumerate(sorted({place.page for _q, place in asked}), start=1)}
    texts = iter(
        frontend_html([text for question, _place in asked for text in (question.stem, question.rationale)])
    )
    return [
        {
            **_item(question, next(texts), next(texts), draw),
            "position": number,
            "section": place.section,
            "page": pages[place.page],
        }
        for number, (question, place) in enumerate(asked, start=1)
    ]


def review_options(page: Any) -> dict[str, list[str]]:
    """What is shown when. A pre-test shows no answers, whatever is set: its items come again."""
    if page.role == QuizRole.PRE_TEST or page.feedback == FeedbackPolicy.SCORE:
        return SCORE_ONLY
    return EVERYTHING if page.feedback == FeedbackPolicy.FULL else dict(page.review_options or {})


@dataclass(frozen=True)
class PaperRules:
    """The rules frozen in a paper, of whatever version."""

    behaviour: str
    tries: int
    penalty: Decimal
    navigation: str
    time_up: str
    review: Mapping[str, Sequence[str]]
    bands: Sequence[Mapping[str, Any]]
    closes_at: datetime | None
    pages: int

    @property
    def is_checked_at_once(self) -> bool:
        """Whether answers are judged while the attempt is open."""
        return self.behaviour in (QuizBehaviour.IMMEDIATE, QuizBehaviour.SEVERAL_TRIES)

    def may_check(self, item: Item) -> bool:
        """Whether an item is one that is judged at once. What earns nothing or is graded by hand is not."""
        return self.is_checked_at_once and bool(item["points"]) and not item.get("by_hand")


def paper_rules(paper: Mapping[str, Any]) -> PaperRules:
    """The rules of a paper."""
    closes_at = paper.get("closes_at")
    full = paper.get("feedback") == FeedbackPolicy.FULL and paper["role"] != QuizRole.PRE_TEST
    return PaperRules(
        behaviour=paper.get("behaviour", QuizBehaviour.DEFERRED),
        tries=paper.get("tries", 1),
        penalty=Decimal(paper.get("penalty", "0")),
        navigation=paper.get("navigation", QuizNavigation.FREE),
        time_up=paper.get("time_up", TimeUp.SUBMIT),
        review=paper.get("review") or (EVERYTHING if full else SCORE_ONLY),
        bands=paper.get("bands", ()),
        closes_at=datetime.fromisoformat(closes_at) if closes_at else None,
        pages=paper.get("pages", 1),
    )


def pass_mark(page: Any) -> Decimal | None:
    """Pre-tests and follow-ups measure what people bring along: they cannot be passed or failed."""
    return None if page.role in (QuizRole.PRE_TEST, QuizRole.FOLLOW_UP) else page.pass_mark


def points_possible(paper: Mapping[str, Any]) -> int:
    return sum(item["points"] for item in paper["items"])


def find_item(paper: Mapping[str, Any], item_id: str) -> Item:
    """The item with this id, or `UnknownItem`."""
    for item in paper["items"]:
        if item["id"] == item_id:
            return dict(item)
    raise UnknownItem


def frontend_html(texts: Sequence[str]) -> list[SafeString]:
    """Editors' rich text as browsers may see it. Links to pages are looked up for all texts at once."""
    joined = _SEAM.join(texts)
    if "linktype=" in joined:
        texts = expand_db_html(joined).split(_SEAM)
    return clean_all(texts)


def _item(question: AskedQuestion, stem: str, rationale: str, draw: Draw) -> Item:
    kind = question_kinds[question.kind]
    draw = draw.within(question)
    frozen = kind.freeze(question.value, draw)
    return {
        "id": draw.id(),
        "question": str(question.translation_key),
        "question_pk": question.pk,
        "revision": question.live_revision_id,
        "kind": kind.name,
        "stem": str(stem),
        "points": question.points if kind.is_graded(frozen.key) else 0,
        "by_hand": kind.is_graded_by_hand(frozen.key),
        "picture": question.picture_value,
        "body": frozen.body,
        "key": frozen.key,
        "hints": question.hint_texts,
        "rationale": str(rationale),
    }


def items_by_id(paper: Mapping[str, Any]) -> dict[str, Item]:
    items: Iterable[Item] = paper["items"]
    return {item["id"]: item for item in items}
