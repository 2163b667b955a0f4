"""The paper: everything an attempt needs, frozen when it starts. Grading reads nothing else.

Shape: {"version": 1, "title", "role", "pass_mark": "80.00" or null, "feedback", "items": [{"id",
"position", "question" (translation key), "question_pk", "revision", "kind", "stem", "points", "body", "key",
"rationale"}]}.
`key` and `rationale` never leave the server before the attempt is graded.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString
from wagtail.rich_text import expand_db_html

from harmreduction_lms.core.html import clean_html
from harmreduction_lms.quizzes.asked import AskedQuestion
from harmreduction_lms.quizzes.errors import UnknownItem
from harmreduction_lms.quizzes.kinds import Draw, question_kinds
from harmreduction_lms.quizzes.models import QuizRole


VERSION = 1
POINTS_PER_ITEM = 1

Item = dict[str, Any]

# Stands between texts that are expanded together; no editor can type it, rich text has no such tag.
_SEAM = "<hrlms-seam/>"


def build_paper(page: Any, questions: Sequence[AskedQuestion]) -> dict[str, Any]:
    """The paper of a quiz page with these questions. No query, unless texts link to pages of this site."""
    mark = pass_mark(page)
    return {
        "version": VERSION,
        "title": page.title,
        "role": page.role,
        "pass_mark": None if mark is None else str(mark),
        "feedback": page.feedback,
        "items": freeze_items(questions, Draw()),
    }


def freeze_items(questions: Sequence[AskedQuestion], draw: Draw) -> list[Item]:
    """One item a question, in this order. Questions without an answer block are left out."""
    asked = [question for question in questions if question.kind in question_kinds]
    texts = iter(frontend_html([text for question in asked for text in (question.stem, question.rationale)]))
    return [
        _item(number, question, next(texts), next(texts), draw)
        for number, question in enumerate(asked, start=1)
    ]


def pass_mark(page: Any) -> Decimal | None:
    """A pre-test measures what people bring along: it cannot be passed or failed."""
    return None if page.role == QuizRole.PRE_TEST else page.pass_mark


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
    return [clean_html(text) for text in texts]


def _item(number: int, question: AskedQuestion, stem: str, rationale: str, draw: Draw) -> Item:
    kind = question_kinds[question.kind]
    frozen = kind.freeze(question.value, draw)
    return {
        "id": draw.id(),
        "position": number,
        "question": str(question.translation_key),
        "question_pk": question.pk,
        "revision": question.live_revision_id,
        "kind": kind.name,
        "stem": str(stem),
        "points": POINTS_PER_ITEM,
        "body": frozen.body,
        "key": frozen.key,
        "rationale": str(rationale),
    }


def items_by_id(paper: Mapping[str, Any]) -> dict[str, Item]:
    items: Iterable[Item] = paper["items"]
    return {item["id"]: item for item in items}
