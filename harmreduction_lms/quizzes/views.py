"""What a learner sees of quizzes.

Every attempt is looked up for the signed-in learner: somebody else's and one that does not exist give the
same 404.
"""

from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.core.http import private, refusal
from harmreduction_lms.quizzes.actions import (
    check_answer,
    check_start,
    close_if_expired,
    save_answer,
    save_answers,
    start_attempt,
    submit_attempt,
)
from harmreduction_lms.quizzes.actions.deadline import has_time_left
from harmreduction_lms.quizzes.answers import GivenAnswer, with_answers, workings_of
from harmreduction_lms.quizzes.errors import (
    AnswerFixed,
    AttemptClosed,
    QuizNotOpen,
    QuizRestricted,
    StaleAnswer,
)
from harmreduction_lms.quizzes.forms import (
    BadSave,
    PostedAnswer,
    posted_answers,
    posted_number,
    posted_sequence,
    read_answer,
)
from harmreduction_lms.quizzes.grading import shown_points
from harmreduction_lms.quizzes.models import QuizAttempt, QuizBehaviour, QuizNavigation
from harmreduction_lms.quizzes.paper import PaperRules, find_item, frontend_html, paper_rules, pass_mark
from harmreduction_lms.quizzes.presentation import ShownItem, answer_items, review_items
from harmreduction_lms.quizzes.review_options import Aspect, moment_of, shown_aspects
from harmreduction_lms.quizzes.selectors import (
    attempts_for,
    marked_items,
    own_attempt,
    question_count,
    quiz_page,
)
from harmreduction_lms.quizzes.slots import result_slots


CERTAINTY_LABELS = ((1, _("Not very sure")), (2, _("Fairly sure")), (3, _("Quite sure")))


@private
@require_safe
def quiz_start(request: HttpRequest, quiz_key: UUID) -> HttpResponse:
    """The rules, what has been tried so far, and the button that starts."""
    page = _page_or_404(quiz_key)
    attempts = [close_if_expired(attempt=one) for one in attempts_for(request.user, quiz_key=quiz_key)]
    open_attempt = next((one for one in attempts if one.is_open), None)
    context: dict[str, Any] = {
        "page": page,
        "shown_pass_mark": pass_mark(page),
        "question_count": question_count(page),
        "attempts": attempts,
        "open_attempt": open_attempt,
    }
    if not open_attempt:
        try:
            check = check_start(
                learner=request.user, page=page, earlier=attempts, accept_restriction=_accepts(request)
            )
            context.update(attempts_left=check.attempts_left, rules=check.rules)
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
    """One page of the paper in a form. Its buttons save, check an answer, turn the page, or hand in."""
    attempt = _own_attempt_or_404(request, uuid)
    if request.method == "POST":
        return _post(request, attempt)
    if not close_if_expired(attempt=attempt).is_open:
        return redirect("harmreduction_lms:attempt_result", uuid)
    rules = paper_rules(attempt.paper)
    page = _page_number(attempt, posted_number(request.GET, "page"))
    context = {
        "attempt": attempt,
        "items": answer_items(attempt.paper, attempt.answers, attempt.item_states, page=page),
        "total": len(attempt.paper["items"]),
        "rules": rules,
        "page_number": page,
        "page_count": rules.pages,
        "is_sequential": rules.navigation == QuizNavigation.SEQUENTIAL,
        "certainties": CERTAINTY_LABELS if rules.behaviour == QuizBehaviour.CERTAINTY else (),
        "now": timezone.now(),
        "saved_at": _shown_time(attempt.saved_at),
    }
    return render(request, "harmreduction_lms/quizzes/attempt.html", context)


@private
@require_safe
def attempt_overview(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Before handing in a quiz of several pages: what is answered, what is marked to look at again."""
    attempt = close_if_expired(attempt=_own_attempt_or_404(request, uuid))
    if not attempt.is_open:
        return redirect("harmreduction_lms:attempt_result", uuid)
    rules = paper_rules(attempt.paper)
    rows = [
        {
            "position": item["position"],
            "page": item.get("page", 1),
            "is_answered": item["id"] in attempt.answers,
            "is_flagged": bool(attempt.item_states.get(item["id"], {}).get("flagged")),
        }
        for item in attempt.paper["items"]
    ]
    context = {
        "attempt": attempt,
        "rows": rows,
        "open_count": sum(not row["is_answered"] for row in rows),
        "may_go_back": rules.navigation == QuizNavigation.FREE,
        "last_page": rules.pages,
    }
    return render(request, "harmreduction_lms/quizzes/attempt_overview.html", context)


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
@require_safe
def attempt_result(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The score and, where the quiz says so, answers and reasons."""
    attempt = close_if_expired(attempt=_own_attempt_or_404(request, uuid))
    if attempt.is_open:
        return redirect("harmreduction_lms:attempt", uuid)
    slots = [slot(request, attempt) for slot in result_slots]
    aspects = _aspects(attempt)
    context = {
        "attempt": attempt,
        "percent": attempt.percent,
        "points": shown_points(attempt.points),
        "shows_marks": Aspect.MARKS in aspects,
        "items": _reviewed(attempt, aspects),
        "band": _band(attempt) if Aspect.OVERALL in aspects else "",
        "slots": [component for component in slots if component is not None],
    }
    return render(request, "harmreduction_lms/quizzes/attempt_result.html", context)


def _post(request: HttpRequest, attempt: QuizAttempt) -> HttpResponse:
    """What a button of the paper asks for. Without one the paper is handed in."""
    data = request.POST
    here = attempt_url(attempt, posted_number(data, "page"))
    result = reverse("harmreduction_lms:attempt_result", args=[attempt.uuid])
    try:
        if checked := data.get("check"):
            return _check(data, attempt, checked, here)
        go = data.get("go", "")
        if (go and go != "hand-in") or (data.get("time_is_up") and has_time_left(attempt)):
            return redirect(_turn(data, attempt, go, here))
        return _submit(data, attempt, result)
    except AttemptClosed as error:
        return refusal(request, error, back=result, status=410)
    except HarmReductionLMSError as error:
        return refusal(request, error, back=here)


def _submit(data: QueryDict, attempt: QuizAttempt, result: str) -> HttpResponse:
    """Hands in the posted page with all that is saved. A form without a sequence hands in what is saved."""
    sequence = posted_sequence(data)
    answers = None if sequence is None else _given(data, attempt)
    submit_attempt(attempt=attempt, responses=answers, sequence=sequence)
    return redirect(result)


def _check(data: QueryDict, attempt: QuizAttempt, item: str, here: str) -> HttpResponse:
    """Saves the page, then has one of its answers judged; comes back to the question."""
    sequence = posted_sequence(data)
    given = _given(data, attempt)
    find_item(attempt.paper, item)
    if sequence is None or item not in given:
        raise AnswerFixed
    check_answer(attempt=attempt, item=item, response=given[item], sequence=sequence, others=given)
    return redirect(f"{here}#feedback-{find_item(attempt.paper, item)['position']}")


def _turn(data: QueryDict, attempt: QuizAttempt, go: str, here: str) -> str:
    """Saves the page; gives the address of the page to go to."""
    page = posted_number(data, "page") or 1
    pages = paper_rules(attempt.paper).pages
    target = {"next": page + 1, "previous": page - 1}.get(go, page)
    sequence = posted_sequence(data)
    if sequence is not None:
        reached = min(max(target, 1), pages)
        save_answers(attempt=attempt, given=_given(data, attempt), sequence=sequence, page=reached)
    if target > pages or go == "overview":
        return reverse("harmreduction_lms:attempt_overview", args=[attempt.uuid])
    return attempt_url(attempt, max(target, 1)) if target != page else here


def attempt_url(attempt: QuizAttempt, page: int | None = None) -> str:
    """Address of a page of the paper."""
    url = reverse("harmreduction_lms:attempt", args=[attempt.uuid])
    return f"{url}?page={page}" if page and page > 1 else url


def _page_number(attempt: QuizAttempt, asked: int | None) -> int:
    """The page to show: in a sequential quiz always the one that was reached."""
    rules = paper_rules(attempt.paper)
    if rules.navigation == QuizNavigation.SEQUENTIAL:
        return min(attempt.page_reached, rules.pages)
    return min(max(asked or 1, 1), rules.pages)


def _save(attempt: QuizAttempt, posted: PostedAnswer) -> int:
    """Saves; a save whose reply was lost, sent again by a tab that shows what is saved, counts as saved."""
    try:
        return save_answer(
            attempt=attempt, item=posted.item, response=posted.answer, sequence=posted.sequence
        )
    except StaleAnswer:
        if posted.whole_form is None:
            raise
        shown = _given(posted.whole_form, attempt)
        if with_answers(attempt, shown) != workings_of(attempt):
            raise
        return attempt.sequence


def _given(data: QueryDict, attempt: QuizAttempt) -> dict[str, GivenAnswer]:
    return posted_answers(data, attempt.paper, attempt.item_states)


def _shown_time(moment: datetime | None) -> str:
    """A time of day with its zone: the page and the script that saves must say the same."""
    return date_format(timezone.localtime(moment), "H:i T") if moment else ""


def _aspects(attempt: QuizAttempt) -> frozenset[str]:
    """What of the result is due now."""
    rules = paper_rules(attempt.paper)
    moment = moment_of(
        submitted_at=attempt.submitted_at, closes_at=_closes_at(attempt, rules), now=timezone.now()
    )
    return shown_aspects(rules.review, moment)


def _closes_at(attempt: QuizAttempt, rules: PaperRules) -> datetime | None:
    """When the quiz closes for everybody: the paper's time, or a later one if closing has been put off."""
    page = quiz_page(attempt.quiz_key) if rules.closes_at else None
    if page is None or rules.closes_at is None:
        return rules.closes_at
    return max(rules.closes_at, page.closes_at) if page.closes_at else None


def _reviewed(attempt: QuizAttempt, aspects: frozenset[str]) -> list[ShownItem]:
    """The stored outcome, item by item, as far as it is due."""
    return review_items(attempt.paper, marked_items(attempt), attempt.item_states, aspects)


def _band(attempt: QuizAttempt) -> str:
    """The overall feedback for this score; of the bands that begin at or below it, the highest."""
    if attempt.score is None or not attempt.is_graded:
        return ""
    bands = [(Fraction(str(one["at_least"] or 0)), one["text"]) for one in paper_rules(attempt.paper).bands]
    reached = [band for band in bands if attempt.score * 100 >= band[0]]
    return frontend_html([max(reached)[1]])[0] if reached else ""


def _page_or_404(quiz_key: UUID) -> Any:
    page = quiz_page(quiz_key)
    if page is None:
        raise Http404
    return page


def _own_attempt_or_404(request: HttpRequest, uuid: UUID) -> QuizAttempt:
    attempt = own_attempt(request.user, uuid)
    if attempt is None:
        raise Http404
    return attempt


def _accepts(request: HttpRequest) -> Callable[[Any], bool]:
    return lambda restriction: bool(restriction.accept_request(request))


def _elsewhere() -> str:
    """Where somebody can go from a quiz that is not theirs to see: their own pages."""
    try:
        return reverse("harmreduction_lms:my_learning")
    except NoReverseMatch:
        return "/"
