"""Where each of several courses goes on, for the list of a learner's courses."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import swapper
from django.db.models import Q
from django.http import HttpRequest

from harmreduction_lms.courses.selectors import step_page_models
from harmreduction_lms.learning.models import Enrolment, StepProgress


@dataclass(frozen=True)
class ResumePoint:
    """The step to go on with."""

    title: str
    url: str


def resume_points(
    enrolments: Sequence[Enrolment], request: HttpRequest | None = None
) -> dict[UUID, ResumePoint]:
    """The first required step not done of each enrolment, by the enrolment's id.

    One query a step type, one for steps done and one for drafts, however many courses there are. Courses
    that are unpublished or finished have no entry. `enrolments` come with their course pages.
    """
    courses = {enrolment.pk: enrolment.course for enrolment in enrolments if enrolment.course}
    live = {enrolment_id: course for enrolment_id, course in courses.items() if course.live}
    if not live:
        return {}
    steps, done = _required_steps(live.values()), _done_keys(live)
    points: dict[UUID, ResumePoint] = {}
    for enrolment_id, course in live.items():
        below = (step for step in steps if step[0].startswith(course.path))
        if step := next((step for step in below if step[1] not in done[enrolment_id]), None):
            points[enrolment_id] = _point(course, step, request)
    return points


def _required_steps(courses: Iterable[Any]) -> list[tuple[str, UUID, str, str]]:
    """Path, key, title and address of the required live steps of the courses, in tree order."""
    below = Q()
    for course in courses:
        below |= Q(path__startswith=course.path)
    page = swapper.load_model("wagtailcore", "Page")
    drafts = tuple(page._default_manager.filter(below, live=False).values_list("path", flat=True))
    steps: list[tuple[str, UUID, str, str]] = []
    for model in step_page_models():
        rows = model._default_manager.filter(below, live=True, is_required=True)
        steps += rows.values_list("path", "translation_key", "title", "url_path")
    return sorted(step for step in steps if not step[0].startswith(drafts))


def _done_keys(enrolment_ids: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    done: dict[UUID, set[UUID]] = defaultdict(set)
    rows = StepProgress.objects.filter(enrolment__in=list(enrolment_ids)).values_list(
        "enrolment_id", "step_key"
    )
    for enrolment_id, step_key in rows:
        done[enrolment_id].add(step_key)
    return done


def _point(course: Any, step: tuple[str, UUID, str, str], request: HttpRequest | None) -> ResumePoint:
    """Addresses are cut from `url_path`, as in the outline: no page has to be loaded for them."""
    url = course.get_url(request) or ""
    return ResumePoint(step[2], url + step[3].removeprefix(course.url_path) if url else "")
