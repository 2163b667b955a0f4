"""A learner's own pages. Everything is looked up through `request.user`: what belongs to somebody else and
what does not exist give the same answer."""

from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe
from laces.components import Component

from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.core.http import private, refusal
from harmreduction_lms.courses.selectors import outline
from harmreduction_lms.learning import actions, selectors
from harmreduction_lms.learning.errors import ContentNotDone, CourseEnded, CourseNotOpen, CourseNotReleased
from harmreduction_lms.learning.evaluation import EvaluationQuestion, evaluation_questions
from harmreduction_lms.learning.forms import EvaluationForm
from harmreduction_lms.learning.models import Enrolment, EvaluationReceipt
from harmreduction_lms.learning.needs import repeat_notices
from harmreduction_lms.learning.open_lessons import OpenLesson, opened_lesson
from harmreduction_lms.learning.resume import resume_points
from harmreduction_lms.learning.slots import completion_slots, dashboard_slots


@require_safe
@private
def my_learning(request: HttpRequest) -> HttpResponse:
    """Every course the learner has begun, and where each goes on."""
    enrolments = list(selectors.enrolments_for(request.user))
    current = [enrolment for enrolment in enrolments if not enrolment.is_completed]
    points = resume_points(current, request)
    context = {
        "current": [(enrolment, points.get(enrolment.pk)) for enrolment in current],
        "completed": [enrolment for enrolment in enrolments if enrolment.is_completed],
        "dashboard_components": _shown(slot(request) for slot in dashboard_slots),
    }
    return render(request, "harmreduction_lms/learning/my_learning.html", context)


@require_safe
@private
def my_course(request: HttpRequest, course_key: UUID) -> HttpResponse:
    """A course with the learner's ticks, or, for somebody not enrolled, what enrolling means.

    An enrolled learner keeps this page when the course is unpublished or deleted; to anybody else such a
    course does not exist.
    """
    enrolment = selectors.current_enrolment(request.user, course_key)
    course = _visible_course(request, course_key)
    if enrolment is not None:
        return _enrolled(request, enrolment, course)
    if course is None:
        raise Http404
    context = {"course": course, "outline": outline(course, request=request), "obstacle": _obstacle(course)}
    return render(request, "harmreduction_lms/learning/enrol.html", context)


@require_POST
@private
def enrol(request: HttpRequest, course_key: UUID) -> HttpResponse:
    """Enrol. A course that does not exist is refused in the words used for one that is hidden."""
    course = selectors.course_by_key(course_key)
    elsewhere = reverse("harmreduction_lms:my_learning")
    if course is None:
        return refusal(request, CourseNotOpen(), back=elsewhere, status=404)
    try:
        actions.enrol(learner=request.user, course=course, accept_restriction=partial(_accepts, request))
    except (CourseNotReleased, CourseEnded) as error:  # Its page is public, so this gives nothing away.
        return refusal(request, error, back=course.get_url(request) or elsewhere)
    except HarmReductionLMSError as error:
        return refusal(request, error, back=elsewhere, status=404)
    messages.success(request, _("You are enrolled. Your progress is kept from now on."))
    return redirect("harmreduction_lms:my_course", course_key)


@require_POST
@private
def complete_step(request: HttpRequest, step_key: UUID) -> HttpResponse:
    """Mark a lesson as done and go on to the next step, or to the course after the last one."""
    enrolment = selectors.enrolment_with_step(request.user, step_key)
    if enrolment is None:
        raise Http404
    course_url = reverse("harmreduction_lms:my_course", args=[enrolment.course_key])
    with suppress(HarmReductionLMSError):  # Time that does not count must not keep a step from being done.
        _record_time(request)
    try:
        was_completed = enrolment.is_completed
        enrolment = actions.complete_step(enrolment=enrolment, step=step_key)
    except HarmReductionLMSError as error:
        return refusal(request, error, back=course_url)
    if enrolment.is_completed and not was_completed:
        messages.success(request, _("You have done every required step of this course."))
        return redirect(course_url)
    following = outline(enrolment.course, request=request).next_after(step_key)
    return redirect(following.url if following and following.url else course_url)


@require_POST
@private
def seat_time(request: HttpRequest) -> HttpResponse:
    """A page's sign that somebody is there; at most 3 queries beside session and user. Without JavaScript a
    button's: it leads back to the lesson."""
    try:
        lesson = _record_time(request)
    except HarmReductionLMSError as error:
        return refusal(request, error, back=reverse("harmreduction_lms:my_learning"))
    if lesson is None:
        raise Http404
    return redirect(_lesson_url(request, lesson)) if _is_by_hand(request) else HttpResponse(status=204)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def take_again(request: HttpRequest, course_key: UUID) -> HttpResponse:
    """Start a completed course anew, for a new period; first, what that means (ce-rules E-09)."""
    enrolment = selectors.current_enrolment(request.user, course_key)
    course = _visible_course(request, course_key)
    if enrolment is None or course is None:
        raise Http404
    course_url = reverse("harmreduction_lms:my_course", args=[course_key])
    try:
        if request.method == "POST":
            return _started_again(request, enrolment, course)
        actions.check_repeat(
            enrolment=enrolment, course=course, accept_restriction=partial(_accepts, request)
        )
    except HarmReductionLMSError as error:
        return refusal(request, error, back=course_url)
    context = {"enrolment": enrolment, "course": course, "notices": repeat_notices(enrolment)}
    return render(request, "harmreduction_lms/learning/take_again.html", context)


@private
def evaluation(request: HttpRequest, course_key: UUID) -> HttpResponse:
    """The evaluation of a course: asked once, after the content."""
    enrolment = selectors.current_enrolment(request.user, course_key)
    if enrolment is None:
        raise Http404
    course_url = reverse("harmreduction_lms:my_course", args=[course_key])
    if not enrolment.is_completed:
        return refusal(request, ContentNotDone(), back=course_url)
    if _has_evaluated(enrolment):
        messages.info(request, _("You have already handed in the evaluation of this course. Thank you."))
        return redirect(course_url)
    form = EvaluationForm(request.POST or None, questions=_questions(enrolment))
    if request.method == "POST" and form.is_valid():
        actions.submit_evaluation(enrolment=enrolment, answers=form.answers())
        messages.success(request, _("Thank you. Your evaluation was handed in without your name."))
        return redirect(course_url)
    context = {"enrolment": enrolment, "form": form}
    return render(request, "harmreduction_lms/learning/evaluation.html", context)


@require_GET
@never_cache
def learner_state(request: HttpRequest, course_key: UUID) -> JsonResponse:
    """What a cached course page needs to show a learner's ticks. One query beside session and user."""
    if not request.user.is_authenticated:
        return JsonResponse({"signed_in": False})
    state = selectors.learner_state(request.user, course_key)
    enrolment = state.enrolment
    return JsonResponse(
        {
            "signed_in": True,
            "enrolled": enrolment is not None,
            "done": sorted(map(str, state.done)),
            "percent": enrolment.percent if enrolment else 0,
            "completed": enrolment.is_completed if enrolment else False,
            "my_course_url": reverse("harmreduction_lms:my_course", args=[course_key]),
        }
    )


def _enrolled(request: HttpRequest, enrolment: Enrolment, course: Any | None) -> HttpResponse:
    plan = outline(course, request=request) if course else None
    if plan is not None:
        enrolment = actions.sync_enrolment(enrolment=enrolment, plan=plan)
    done = selectors.done_keys(enrolment)
    context = {
        "enrolment": enrolment,
        "course": course,
        "outline": plan,
        "done": done,
        "resume": selectors.resume_step(plan, done) if plan else None,
    }
    if enrolment.is_completed:
        context["has_evaluated"] = _has_evaluated(enrolment)
        context["next_components"] = _shown(slot(request, enrolment) for slot in completion_slots)
    return render(request, "harmreduction_lms/learning/my_course.html", context)


def _started_again(request: HttpRequest, enrolment: Enrolment, course: Any) -> HttpResponse:
    """The form names the enrolment it follows, so that pressing the button twice starts once."""
    if request.POST.get("after") == str(enrolment.number):
        actions.enrol_again(enrolment=enrolment, course=course, accept_restriction=partial(_accepts, request))
        messages.success(request, _("You have started this course again. What you earned before stays."))
    return redirect("harmreduction_lms:my_course", enrolment.course_key)


def _is_by_hand(request: HttpRequest) -> bool:
    return "by_hand" in request.POST


def _record_time(request: HttpRequest) -> OpenLesson | None:
    """None where the form carries no opened lesson: its course asks for no time."""
    if not (text := request.POST.get("lesson", "")):
        return None
    lesson = opened_lesson(text)
    record = actions.record_by_hand if _is_by_hand(request) else actions.record_presence
    record(learner=request.user, lesson=lesson)
    return lesson


def _lesson_url(request: HttpRequest, lesson: OpenLesson) -> str:
    enrolment = Enrolment.objects.select_related("course").get(pk=lesson.enrolment_id)
    plan = outline(enrolment.course, request=request) if enrolment.course else None
    step = plan.find(lesson.step_key) if plan else None
    return step.url if step else reverse("harmreduction_lms:my_course", args=[enrolment.course_key])


def _visible_course(request: HttpRequest, course_key: UUID) -> Any | None:
    course = selectors.course_by_key(course_key)
    if course is None or not course.live:
        return None
    return course if selectors.is_open_to(course, partial(_accepts, request)) else None


def _accepts(request: HttpRequest, restriction: Any) -> bool:
    return bool(restriction.accept_request(request))


def _obstacle(course: Any) -> HarmReductionLMSError | None:
    """Why nobody can enrol in a visible course today, to say so instead of showing the button."""
    try:
        actions.check_dates(course=course)
    except HarmReductionLMSError as error:
        return error
    return None


def _shown(components: Iterable[Component | None]) -> list[Component]:
    return [component for component in components if component is not None]


def _has_evaluated(enrolment: Enrolment) -> bool:
    return EvaluationReceipt.objects.filter(enrolment=enrolment).exists()


def _questions(enrolment: Enrolment) -> tuple[EvaluationQuestion, ...]:
    course = enrolment.course.specific if enrolment.course else None
    return evaluation_questions([str(block.value) for block in course.objectives] if course else [])
