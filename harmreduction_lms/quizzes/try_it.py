"""An editor's preview of one question that can be answered: graded like an attempt, with nothing stored.

What is tried may not be saved yet, so the page carries it along as a signed text. That text holds the key in
clear: fit for people who may edit the question, and for nobody else. Learners never get this page.
"""

from typing import Any

from django.core import signing
from django.http import QueryDict
from django.urls import NoReverseMatch, reverse

from harmreduction_lms.quizzes.asked import from_question
from harmreduction_lms.quizzes.drawing import Place
from harmreduction_lms.quizzes.kinds import Draw, question_kinds
from harmreduction_lms.quizzes.marking import mark
from harmreduction_lms.quizzes.models import Question
from harmreduction_lms.quizzes.paper import freeze_items
from harmreduction_lms.quizzes.presentation import FIELD_PREFIX, answer_items, review_items
from harmreduction_lms.quizzes.review_options import Aspect


SALT = "harmreduction_lms.try_it"
MAX_AGE_SECONDS = 24 * 60 * 60
URL_NAME = "wagtailsnippets_harmreduction_lms_question:try_it"

Paper = dict[str, Any]


def preview_context(question: Question) -> dict[str, Any]:
    """The question as a learner sees it before answering, with what it takes to try it."""
    place = Place(question.pk or 0, section=0, page=1)
    items = freeze_items([(from_question(question), place)], Draw())
    return _untried({"role": "check_yourself", "items": items})


def tried_context(signed: str, data: QueryDict) -> dict[str, Any]:
    """The same after answering: verdict, right answer, rationale. Raises `BadSignature` for other texts."""
    paper: Paper = signing.loads(signed, salt=SALT, max_age=MAX_AGE_SECONDS)
    if "again" in data:
        return _untried(paper)
    marked = mark(paper, {item["id"]: _response(data, item) for item in paper["items"]})
    return {**_form(paper), "items": review_items(paper, marked, {}, [*Aspect]), "is_tried": True}


def _untried(paper: Paper) -> dict[str, Any]:
    return {**_form(paper), "items": answer_items(paper, {})}


def _response(data: QueryDict, item: dict[str, Any]) -> Any:
    return question_kinds[item["kind"]].parse(data, f"{FIELD_PREFIX}{item['id']}", item["body"])


def _form(paper: Paper) -> dict[str, Any]:
    """Where the answer goes, and the paper it belongs to. Nothing to try where there is no Wagtail admin."""
    try:
        return {"try_url": reverse(URL_NAME), "signed": signing.dumps(paper, salt=SALT, compress=True)}
    except NoReverseMatch:
        return {}
