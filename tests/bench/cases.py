"""What is measured: the hot paths of docs/reference/performance.md, each with its goal."""

import json
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from harmreduction_lms.learning.models import Enrolment, StepProgress
from harmreduction_lms.quizzes.models import QuizAttempt
from tests import factories
from tests.bench.harness import Case
from tests.projects.bench.bare.models import BarePage


QUESTIONS = 20


def get(client: Client, url: str) -> Callable[[], None]:
    """A call that fetches `url` and fails loudly when it does not get the page."""

    def call() -> None:
        response = client.get(url)
        if response.status_code != 200:
            raise AssertionError(f"{url} answered {response.status_code}")

    return call


def post(client: Client, url: Callable[[], str], body: Callable[[], str]) -> Callable[[], None]:
    """A call that sends a form as a browser does (the test client's own default is a file upload)."""

    def call() -> None:
        response = client.post(url(), body(), content_type="application/x-www-form-urlencoded")
        if response.status_code != 302:
            raise AssertionError(f"{url()} answered {response.status_code}")

    return call


def bare_below(parent: Any) -> str:
    """Address of a bare page added below `parent`."""
    parent.refresh_from_db()
    page = parent.add_child(instance=BarePage(title="Bare", slug=f"bare-{uuid.uuid4().hex[:8]}"))
    return str(page.url)


def make_cases() -> list[Case]:
    learner = factories.make_learner("bench")
    signed_in = Client()
    signed_in.force_login(learner)
    anonymous = Client()
    catalogue = factories.make_catalogue()
    courses = {n: factories.make_course(parent=catalogue, modules=n, lessons=8) for n in (12, 24, 48)}
    bare = bare_below(catalogue)
    return [
        *course_cases(courses, bare, anonymous, signed_in),
        *lesson_cases(courses[12], anonymous),
        *learner_cases(courses[12], bare, learner, signed_in),
        *quiz_cases(courses[12], bare, learner, signed_in),
    ]


def course_cases(courses: dict[int, Any], bare: str, anonymous: Client, signed_in: Client) -> list[Case]:
    cases = []
    for modules, course in courses.items():
        for state, client in (("anonymous", anonymous), ("signed in", signed_in)):
            cases.append(
                Case(
                    f"course page {modules} x 8, {state}",
                    get(client, course.url),
                    get(client, bare),
                    goal_ratio=1.5,
                    goal_queries=3,
                )
            )
    cases.append(
        Case(
            "course page 12 x 8, anonymous, cold cache",
            get(anonymous, courses[12].url),
            get(anonymous, bare),
            goal_ratio=3,
            goal_queries=6,
            prepare=cache.clear,
            samples=30,
        )
    )
    return cases


def lesson_cases(course: Any, anonymous: Client) -> list[Case]:
    module = course.get_children().first()
    targets = list(module.get_children().values_list("pk", flat=True))
    body = []
    for number in range(30):
        link = (
            f'<a linktype="page" id="{targets[number % len(targets)]}">another lesson</a>'
            if number < 18
            else ""
        )
        body.append(
            {"type": "rich_text", "value": f"<p>Paragraph {number}. {link}</p>", "id": str(uuid.uuid4())}
        )
    lesson = factories.make_lesson(parent=module, body=json.dumps(body))
    floor = get(anonymous, bare_below(module))
    return [
        Case(
            "lesson 30 blocks 18 links, warm",
            get(anonymous, lesson.url),
            floor,
            goal_ratio=1.5,
            goal_queries=3,
        ),
        Case(
            "lesson 30 blocks 18 links, cold",
            get(anonymous, lesson.url),
            floor,
            goal_ratio=3,
            goal_queries=6,
            prepare=cache.clear,
            samples=30,
        ),
    ]


def learner_cases(course: Any, bare: str, learner: Any, signed_in: Client) -> list[Case]:
    enrol(learner, course)
    for other in range(5):
        enrol(learner, None, title=f"Course {other}")
    floor = get(signed_in, bare)
    state = reverse("harmreduction_lms:learner_state", args=[course.translation_key])
    transcript = reverse("harmreduction_lms:transcript")
    return [
        Case("learner-state JSON", get(signed_in, state), floor, 0.3, 3, goal_is_over_floor=False),
        Case("transcript", get(signed_in, transcript), floor, 0.7, 6, goal_is_over_floor=False),
    ]


def quiz_cases(course: Any, bare: str, learner: Any, signed_in: Client) -> list[Case]:
    questions = [factories.make_question(kind="single_choice") for _ in range(QUESTIONS)]
    module = course.get_children().last()
    quiz = factories.make_quiz(parent=module, role="post_test", questions=questions)
    floor = get(signed_in, bare)
    start_url = reverse("harmreduction_lms:start_attempt", args=[quiz.translation_key])

    def forget() -> None:
        QuizAttempt.objects.filter(learner=learner).delete()
        StepProgress.objects.filter(enrolment__learner=learner).delete()
        # Or the course would be counted complete after a hundred measurements, and finishing costs more.
        Enrolment.objects.filter(learner=learner).update(done_count=0)

    def begin() -> None:
        forget()
        signed_in.post(start_url)

    def attempt() -> QuizAttempt:
        return QuizAttempt.objects.get(learner=learner)

    paper: dict[str, str] = {}

    def ready() -> None:
        begin()
        current = attempt()
        paper["url"] = reverse("harmreduction_lms:attempt", args=[current.uuid])
        answers = {f"item-{item['id']}": right_option(item) for item in current.paper["items"]}
        paper["body"] = urlencode({"sequence": current.sequence, **answers})

    return [
        Case(
            f"start an attempt of {QUESTIONS} questions",
            post(signed_in, lambda: start_url, str),
            floor,
            0.8,
            8,
            goal_is_over_floor=False,
            prepare=forget,
        ),
        Case(
            f"submit an attempt of {QUESTIONS} questions",
            post(signed_in, lambda: paper["url"], lambda: paper["body"]),
            floor,
            0.8,
            8,
            goal_is_over_floor=False,
            prepare=ready,
        ),
    ]


def right_option(item: dict[str, Any]) -> str:
    """All right, so that the attempt passes and progress is written as well."""
    return str(item["key"]["correct"][0])


def enrol(learner: Any, course: Any, title: str = "") -> Enrolment:
    enrolment: Enrolment = Enrolment.objects.create(
        learner=learner,
        course=course,
        course_key=course.translation_key if course else uuid.uuid4(),
        course_title=course.title if course else title,
        enrolled_at=timezone.now(),
        required_count=96,
    )
    return enrolment
