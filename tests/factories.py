"""Things tests need, made the way the site makes them. Plain functions: read one and you know what you get.

Page types are found by their mixins, so that the same tests run under a site with pages of its own.
"""

import json
import uuid
from itertools import count
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Site
from wagtail.signals import page_published

from harmreduction_lms.courses.mixins import (
    CatalogueIndexPageMixin,
    CoursePageMixin,
    LessonPageMixin,
    ModulePageMixin,
)
from harmreduction_lms.learning.actions import enrol
from harmreduction_lms.learning.models import Enrolment
from harmreduction_lms.quizzes.mixins import QuizPageMixin
from harmreduction_lms.quizzes.models import AttemptState, Question, QuizAttempt


PASSWORD = "a long enough password"

# One small, plain answer a kind, as an editor would have it saved.
ANSWERS: dict[str, Any] = {
    "single_choice": {
        "options": [
            {"text": "Naloxone", "correct": True, "why": "It reverses opioids."},
            {"text": "Coffee", "correct": False, "why": "It does nothing here."},
        ]
    },
    "multiple_response": {
        "options": [
            {"text": "Call for help", "correct": True, "why": "Always."},
            {"text": "Give breaths", "correct": True, "why": "Breathing is what is missing."},
            {"text": "Cold shower", "correct": False, "why": "It delays help."},
        ]
    },
    "true_false": {"answer": "false", "why_true": "It does not.", "why_false": "Right."},
    "ordering": {"groups": [{"items": ["Wake"]}, {"items": ["Call", "Give naloxone"]}, {"items": ["Stay"]}]},
    "matching": {
        "pairs": [
            {"prompt": "Opioids", "match": "Slow breathing"},
            {"prompt": "Stimulants", "match": "Fast heart"},
        ],
        "distractors": [],
    },
    "numeric": {"ranges": [{"low": "2", "high": "3"}], "unit": "minutes", "unit_forms": []},
    "short_answer": {"accepted": ["naloxone"]},
    "cloze": {
        "text": "<p>Give [[1]], wait [[2]] and give <b>[[3]]</b> meanwhile.</p>",
        "gaps": [
            {"type": "text", "value": {"accepted": ["naloxone", "Narcan"]}},
            {
                "type": "number",
                "value": {"ranges": [{"low": "2", "high": "3"}], "unit": "minutes", "unit_forms": ["min"]},
            },
            {
                "type": "choice",
                "value": {
                    "options": [
                        {"text": "breaths", "correct": True, "why": "Oxygen is what is missing."},
                        {"text": "coffee", "correct": False, "why": "It does nothing here."},
                    ]
                },
            },
        ],
    },
    # Without its picture, so that it needs no database; to publish it, put an image's key there.
    "image_choice": {
        "image": None,
        "alt": "Somebody lying on their side: A at the chin, B at the upper knee.",
        "choose": "one",
        "options": [
            {"text": "Chin", "correct": True, "why": "It keeps the airway open.", "x": "22.5", "y": "40"},
            {"text": "Knee", "correct": False, "why": "It only props.", "x": "70", "y": "55"},
            {"text": "Neither", "correct": False, "why": "", "x": None, "y": None},
        ],
    },
    "likert": {
        "statements": ["I feel able to ask about drug use.", "Naloxone belongs in every first-aid kit."],
        "scale": ["Disagree", "Neither", "Agree"],
    },
    "reflection": {
        "grading": "none",
        "guidance": "<p>Asking permission, <b>no judgement</b>.</p>",
        "rubric": [],
        "max_words": 200,
    },
}

# What a quiz of these earns is known at once: no person has to grade anything.
MARKED_AT_ONCE = [kind for kind in ANSWERS if kind != "reflection"]
UNGRADED = {"likert"}

_numbers = count(1)


def page_model(mixin: type) -> type[Any]:
    """The site's page type made from `mixin`."""
    return next(model for model in apps.get_models() if issubclass(model, mixin))


def make_learner(username: str = "", **fields: Any) -> Any:
    """Somebody who can sign in with `PASSWORD`, or faster with `client.force_login`."""
    username = username or f"learner{next(_numbers)}"
    return get_user_model().objects.create_user(
        username=username, email=f"{username}@example.org", password=PASSWORD, **fields
    )


def make_question(*, kind: str = "true_false", answer: Any = None, **fields: Any) -> Question:
    """A live question; `answer` is the block's value as JSON would hold it."""
    number = next(_numbers)
    value = ANSWERS[kind] if answer is None else answer
    if kind == "image_choice" and value["image"] is None:
        value = {**value, "image": make_image().pk}
    defaults = {
        "title": f"Question {number}",
        "stem": f"<p>Stem {number}</p>",
        "rationale": "<p>Because.</p>",
    }
    stream = json.dumps([{"type": kind, "value": value, "id": str(uuid.uuid4())}])
    question: Question = Question.objects.create(answer=stream, **{**defaults, **fields})
    return question


def make_image() -> Any:
    """A small picture in the site's image library."""
    return get_image_model().objects.create(title="Recovery position", file=get_test_image_file())


def make_catalogue(**fields: Any) -> Any:
    """A catalogue below the home page of the default site."""
    home = Site.objects.get(is_default_site=True).root_page
    return _add(home, CatalogueIndexPageMixin, "Courses", fields)


def make_course(
    *,
    modules: int = 2,
    lessons: int = 2,
    quiz: str | None = None,
    parent: Any = None,
    **fields: Any,
) -> Any:
    """A live course of `modules` x `lessons`; `quiz` is the role of a quiz added as the very last step."""
    course = _add(parent or make_catalogue(), CoursePageMixin, "Course", fields)
    module = None
    for _module in range(modules):
        module = make_module(parent=course)
        for _lesson in range(lessons):
            make_lesson(parent=module)
    if quiz:
        make_quiz(parent=module or make_module(parent=course), role=quiz)
    course.refresh_from_db()
    return course


def make_module(*, parent: Any, **fields: Any) -> Any:
    return _add(parent, ModulePageMixin, "Module", fields)


def make_lesson(*, parent: Any, **fields: Any) -> Any:
    return _add(parent, LessonPageMixin, "Lesson", fields)


def make_quiz(*, parent: Any, questions: list[Question] | None = None, **fields: Any) -> Any:
    """A quiz page with `questions`, or with one true-or-false question (the right answer is "false")."""
    questions = [make_question()] if questions is None else questions
    stream = json.dumps([{"type": "question", "value": question.pk} for question in questions])
    return _add(parent, QuizPageMixin, "Quiz", {"questions": stream, **fields})


def questions_of(quiz: Any) -> list[Question]:
    """The questions on a quiz page, in no particular order."""
    return list(Question.objects.filter(pk__in=[block["value"] for block in quiz.questions.raw_data]))


def accept_anybody(restriction: Any) -> bool:
    """Passes every view restriction, as for somebody whom the site lets in everywhere."""
    return True


def accept_nobody(restriction: Any) -> bool:
    return False


def make_enrolment(*, learner: Any = None, course: Any = None) -> Enrolment:
    """A learner in a course, as the button on the course's page makes it."""
    return enrol(
        learner=learner or make_learner(),
        course=course or make_course(),
        accept_restriction=accept_anybody,
    )


def make_attempt(*, enrolment: Any, page: Any, **fields: Any) -> QuizAttempt:
    """A graded attempt at a quiz page, as `quizzes.actions` leaves it but without its items."""
    now = timezone.now()
    values = {
        "learner": enrolment.learner,
        "page_id": page.pk,
        "quiz_key": page.translation_key,
        "quiz_title": page.title,
        "role": page.role,
        "context_key": enrolment.pk,
        "number": next(_numbers),
        "state": AttemptState.SUBMITTED,
        "paper": {"version": 1, "items": []},
        "started_at": now,
        "submitted_at": now,
        **fields,
    }
    attempt: QuizAttempt = QuizAttempt.objects.create(**values)
    return attempt


def steps_of(course: Any) -> list[Any]:
    """The lesson and quiz pages of a course in reading order, specific."""
    pages = course.get_descendants().filter(depth=course.depth + 2).order_by("path")
    return list(pages.specific())


def _add(parent: Any, mixin: type, title: str, fields: dict[str, Any]) -> Any:
    """A child page with a title and slug of its own. The parent is read again: treebeard counts children
    on the instance, and tests like to reuse one."""
    number = next(_numbers)
    values = {"title": f"{title} {number}", "slug": f"{title.lower()}-{number}", **fields}
    page = page_model(mixin)(**values)
    parent.refresh_from_db()
    parent.add_child(instance=page)
    page_published.send(sender=type(page), instance=page)
    return page
