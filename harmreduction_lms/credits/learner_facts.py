"""What one learner has done in one enrolment, and the dates of its course, read for `rules`."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from harmreduction_lms.courses.selectors import course_page_models
from harmreduction_lms.credits import rules
from harmreduction_lms.credits.activity_file import PAGE_DATES, open_holds
from harmreduction_lms.credits.days import site_day
from harmreduction_lms.credits.facts import held_data
from harmreduction_lms.credits.models import (
    ActivityApproval,
    Attestation,
    LearnerLicence,
    LearnerProfile,
)
from harmreduction_lms.learning.models import Enrolment, EvaluationReceipt, StepProgress
from harmreduction_lms.learning.selectors import seat_minutes
from harmreduction_lms.quizzes.counting import Result, counting_result
from harmreduction_lms.quizzes.models import QuizAttempt, QuizRole
from harmreduction_lms.quizzes.selectors import GRADED_STATES


def learner_facts(enrolment: Enrolment, *, with_seat_time: bool = False) -> rules.LearnerFacts:
    """What the learner has done in this enrolment. 4 queries, none of them from a cached relation; two more
    where seat time is asked for."""
    profile = _profile(enrolment)
    scores, tries = post_tests(enrolment)
    return rules.LearnerFacts(
        completed_on=site_day(enrolment.completed_at) if enrolment.completed_at else None,
        scores=scores,
        tries=tries,
        has_evaluated=EvaluationReceipt.objects.filter(enrolment_id=enrolment.pk).exists(),
        has_attested=Attestation.objects.filter(enrolment_id=enrolment.pk).exists(),
        seat_minutes=seat_minutes(enrolment) if with_seat_time else 0,
        name=profile.name if profile else "",
        profession=profile.profession if profile else "",
        held_data=held_data(profile) if profile else frozenset(),
    )


def _profile(enrolment: Enrolment) -> Any | None:
    """The profile without its sealed columns: rules ask whether there is an identifier, never which."""
    licence = LearnerLicence.objects.filter(learner=OuterRef("learner"), profession=OuterRef("profession"))
    profiles = LearnerProfile.objects.filter(learner_id=enrolment.learner_id)
    return (
        profiles.annotate(
            has_licence=Exists(licence),
            has_birth_day=ExpressionWrapper(~Q(birth_day=""), output_field=BooleanField()),
        )
        .defer("npi", "nabp_eprofile", "birth_day")
        .first()
    )


def post_tests(
    enrolment: Enrolment,
) -> tuple[tuple[Fraction, ...], tuple[tuple[Fraction, ...], ...]]:
    """Of each post-test taken for this enrolment: the result that counts, and all results. 1 query.

    Which of several attempts counts is the quiz's to say, as for its step (`quizzes.counting`). Post-tests
    that were passed are what counts; one that was replaced on the site after somebody failed it must not bar
    them for ever. Where none was passed, all count, so that the learner is told the result.
    """
    graded = QuizAttempt.objects.filter(
        learner_id=enrolment.learner_id,
        context_key=enrolment.pk,
        role=QuizRole.POST_TEST,
        state__in=GRADED_STATES,
        awaiting_grading=0,
    )
    done = StepProgress.objects.filter(enrolment_id=enrolment.pk, step_key=OuterRef("quiz_key"))
    taken: dict[bool, dict[UUID, list[QuizAttempt]]] = {True: {}, False: {}}
    rows = graded.annotate(is_done=Exists(done)).defer("paper", "answers", "item_states").order_by("number")
    for attempt in rows:
        taken[bool(attempt.is_done)].setdefault(attempt.quiz_key, []).append(attempt)
    chosen = (taken[True] or taken[False]).values()
    return (
        tuple(_counting_share(attempts) for attempts in chosen),
        tuple(tuple(attempt.score or Fraction(0) for attempt in attempts) for attempts in chosen),
    )


def _counting_share(attempts: list[QuizAttempt]) -> Fraction:
    results = [Result(attempt.score, attempt.is_passed, attempt.pass_mark) for attempt in attempts]
    return counting_result(attempts[-1].counting, results).share or Fraction(0)


def course_facts(enrolment: Enrolment, approvals: Iterable[ActivityApproval] = ()) -> rules.CourseFacts:
    """The course's own dates, and whether its credit under `approvals` is open. 1 query a course page type, 3
    more where there are approvals; a course that is gone sets no limits of its own."""
    listed = list(approvals)
    for model in course_page_models():
        rows: Any = model._default_manager.filter(pk=enrolment.course_id)
        if dates := rows.values(*PAGE_DATES).first():
            held = bool(listed and open_holds(enrolment.course_key, dates, listed))
            del dates["minutes"]
            return rules.CourseFacts(**dates, is_held=held)
    return rules.CourseFacts()
