"""Check-yourself quizzes for everybody: graded on the server, and nothing is stored.

No account, no cookie, no session, no row. There is no token against forged requests either, since it would
need a cookie: a forged request can do nothing here but be graded.
"""

from fractions import Fraction
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from harmreduction_lms.core.http import refusal
from harmreduction_lms.quizzes.actions.start import is_open
from harmreduction_lms.quizzes.errors import QuizChanged, UnknownItem
from harmreduction_lms.quizzes.forms import posted_answers
from harmreduction_lms.quizzes.grading import shown_points, whole_percent
from harmreduction_lms.quizzes.kinds import question_kinds
from harmreduction_lms.quizzes.marking import MarkedItem, mark
from harmreduction_lms.quizzes.paper import items_by_id, points_possible, public_draw, public_paper
from harmreduction_lms.quizzes.presentation import review_items
from harmreduction_lms.quizzes.review_options import Aspect, Moment, shown_aspects
from harmreduction_lms.quizzes.selectors import drawn_quiz, quiz_page


@csrf_exempt
@require_http_methods(["POST"])
def check_yourself(request: HttpRequest, quiz_key: UUID) -> HttpResponse:
    """Answers in, verdicts and reasons out. The paper is drawn again as the page showed it."""
    page = _public_quiz_or_404(request, quiz_key)
    paper = public_paper(page, drawn_quiz(page, None, public_draw(page).shuffled))
    try:
        marked = _marked(request, paper)
    except UnknownItem:
        return refusal(request, QuizChanged(), back=page.get_url(request) or "/")
    earned = sum((one.points for one in marked), Fraction(0))
    possible = points_possible(paper)
    aspects = shown_aspects(paper["review"], Moment.RIGHT_AFTER)
    context = {
        "page": page,
        "items": review_items(paper, marked, {}, aspects),
        "points": shown_points(earned),
        "possible": possible,
        "percent": whole_percent(earned / possible) if possible and Aspect.MARKS in aspects else None,
    }
    response = render(request, "harmreduction_lms/quizzes/quiz_checked.html", context)
    add_never_cache_headers(response)
    return response


def _marked(request: HttpRequest, paper: dict[str, Any]) -> list[MarkedItem]:
    items = items_by_id(paper)
    given = posted_answers(request.POST, paper, {})
    answers = {
        id_: question_kinds[items[id_]["kind"]].clean(one.response, items[id_]["body"])
        for id_, one in given.items()
    }
    return mark({**paper, "behaviour": "deferred"}, answers)


def _public_quiz_or_404(request: HttpRequest, quiz_key: UUID) -> Any:
    page = quiz_page(quiz_key)
    if page is None or not page.is_checked_in_public or not is_open(page):
        raise Http404
    if not all(restriction.accept_request(request) for restriction in page.get_view_restrictions()):
        raise Http404
    return page
