"""What a learner sees of quizzes.

Every attempt is looked up for the signed-in learner: somebody else's and one that does not exist give the
same 404.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.core.http import private, refusal
from harmreduction_lms.quizzes.actions import (
    check_start,
    close_if_expired,
    save_answer,
    start_attempt,
    submit_attempt,
)
from harmreduction_lms.quizzes.actions.save import with_answers
from harmreduction_lms.quizzes.errors import AttemptClosed, QuizNotOpen, QuizRestricted, StaleAnswer
from harmreduction_lms.quizzes.forms import (
    BadSave,
    PostedAnswer,
    posted_answers,
    posted_sequence,
    read_answer,
)
from harmreduction_lms.quizzes.grading import shown_points
from harmreduction_lms.quizzes.marking import MarkedItem
from harmreduction_lms.quizzes.models import FeedbackPolicy, QuizAttempt, QuizRole
from harmreduction_lms.quizzes.paper import items_by_id, pass_mark
from harmreduction_lms.quizzes.presentation import answer_items, review_items
from harmreduction_lms.quizzes.selectors import attempts_for, live_questions, quiz_page
from harmreduction_lms.quizzes.slots import result_slots


@private
@require_GET
def quiz_start(request: HttpRequest, quiz_key: UUID) -> HttpResponse:
    """The rules, what has been tried so far, and the button that starts."""
    page = _page_or_404(quiz_key)
    attempts = [close_if_expired(attempt=one) for one in attempts_for(request.user, quiz_key=quiz_key)]
    open_attempt = next((one for one in attempts if one.is_open), None)
    context: dict[str, Any] = {
        "page": page,
        "shown_pass_mark": pass_mark(page),
        "question_count": len(live_questions(page)),
        "attempts": attempts,
        "open_attempt": open_attempt,
    }
    if not open_attempt:
        try:
            check = check_start(
                learner=request.user, page=page, earlier=attempts, accept_restriction=_accepts(request)
            )
            context["attempts_left"] = check.attempts_left
        except (QuizNotOpen, QuizRestricted) as error:
            if not attempts:
                return refusal(request, error, back=_elsewhere(), status=404)
            context["refused"] = error
        except HarmReductionLMSError as error:
            context["refused"] = error
    return render(request, "harmreduction_lms/quizzes/quiz_start.html", context)


@private
@require_POST
def start(request: HttpRequest, quiz_key: UUID) -> HttpResponse:
    """Starts an attempt, or goes on with the open one."""
    page = _page_or_404(quiz_key)
    try:
        attempt = start_attempt(learner=request.user, page=page, accept_restriction=_accepts(request))
    except (QuizNotOpen, QuizRestricted) as error:
        return refusal(request, error, back=_elsewhere(), status=404)
    except HarmReductionLMSError as error:
        return refusal(request, error, back=page.get_url(request) or _elsewhere())
    return redirect("harmreduction_lms:attempt", attempt.uuid)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def attempt(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The whole paper in one form; posting it hands it in."""
    attempt = _own_attempt_or_404(request, uuid)
    if request.method == "POST":
        return _submit(request, attempt)
    if not close_if_expired(attempt=attempt).is_open:
        return redirect("harmreduction_lms:attempt_result", uuid)
    context = {
        "attempt": attempt,
        "items": answer_items(attempt.paper, attempt.answers),
        "now": timezone.now(),
        "saved_at": _shown_time(attempt.saved_at),
    }
    return render(request, "harmreduction_lms/quizzes/attempt.html", context)


@private
@require_POST
def save(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Saves one answer. Replies in JSON: the new sequence, or what was wrong."""
    attempt = _own_attempt_or_404(request, uuid)
    try:
        posted = read_answer(request, attempt.paper)
        sequence = _save(attempt, posted)
    except BadSave:
        return JsonResponse({"error": gettext("This could not be read. Reload the page.")}, status=400)
    except AttemptClosed as error:
        return JsonResponse({"error": str(error)}, status=410)
    except HarmReductionLMSError as error:
        return JsonResponse({"error": str(error)}, status=409)
    return JsonResponse(
        {
            "sequence": sequence,
            "saved_at": attempt.saved_at,
            "saved_at_display": _shown_time(attempt.saved_at),
        }
    )


@private
@require_GET
def attempt_result(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The score and, where the quiz says so, answers and reasons."""
    attempt = close_if_expired(attempt=_own_attempt_or_404(request, uuid))
    if attempt.is_open:
        return redirect("harmreduction_lms:attempt", uuid)
    slots = [slot(request, attempt) for slot in result_slots]
    context = {
        "attempt": attempt,
        "percent": attempt.percent,
        "points": shown_points(attempt.points),
        "items": review_items(_marked(attempt)) if _shows_answers(attempt) else [],
        "slots": [component for component in slots if component is not None],
    }
    return render(request, "harmreduction_lms/quizzes/attempt_result.html", context)


def _submit(request: HttpRequest, attempt: QuizAttempt) -> HttpResponse:
    """Hands in the posted paper. A form without the paper's sequence hands in what has been saved."""
    result = reverse("harmreduction_lms:attempt_result", args=[attempt.uuid])
    sequence = posted_sequence(request.POST)
    try:
        answers = None if sequence is None else posted_answers(request.POST, attempt.paper)
        submit_attempt(attempt=attempt, responses=answers, sequence=sequence)
    except AttemptClosed as error:
        return refusal(request, error, back=result, status=410)
    except HarmReductionLMSError as error:
        return refusal(request, error, back=request.path)
    return redirect(result)


def _save(attempt: QuizAttempt, posted: PostedAnswer) -> int:
    """Saves; a save whose reply was lost, sent again by a tab that shows what is saved, counts as saved."""
    try:
        return save_answer(
            attempt=attempt, item=posted.item, response=posted.response, sequence=posted.sequence
        )
    except StaleAnswer:
        if posted.whole_form is None:
            raise
        shown = posted_answers(posted.whole_form, attempt.paper)
        if with_answers(attempt, shown) != attempt.answers:
            raise
        return attempt.sequence


def _shown_time(moment: datetime | None) -> str:
    """A time of day with its zone: the page and the script that saves must say the same."""
    return date_format(timezone.localtime(moment), "H:i T") if moment else ""


def _shows_answers(attempt: QuizAttempt) -> bool:
    """A pre-test never does: its items come again in the post-test."""
    return attempt.paper["feedback"] == FeedbackPolicy.FULL and attempt.role != QuizRole.PRE_TEST


def _marked(attempt: QuizAttempt) -> list[MarkedItem]:
    """The stored outcome, item by item; nothing is graded again."""
    items = items_by_id(attempt.paper)
    return [
        MarkedItem(items[row.item], row.response, row.points)
        for row in attempt.responses.order_by("position")
    ]


def _page_or_404(quiz_key: UUID) -> Any:
    page = quiz_page(quiz_key)
    if page is None:
        raise Http404
    return page


def _own_attempt_or_404(request: HttpRequest, uuid: UUID) -> QuizAttempt:
    return get_object_or_404(QuizAttempt, uuid=uuid, learner=request.user)


def _accepts(request: HttpRequest) -> Callable[[Any], bool]:
    return lambda restriction: bool(restriction.accept_request(request))


def _elsewhere() -> str:
    """Where somebody can go from a quiz that is not theirs to see: their own pages."""
    try:
        return reverse("harmreduction_lms:my_learning")
    except NoReverseMatch:
        return "/"
