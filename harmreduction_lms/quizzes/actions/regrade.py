"""Marking attempts again: a dry run that only says what would change, and the same for good."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy

from harmreduction_lms.quizzes.actions.regrade_changes import record_change
from harmreduction_lms.quizzes.actions.settling import lock_attempts, result_of
from harmreduction_lms.quizzes.audit_log import REGRADE
from harmreduction_lms.quizzes.corrected_keys import NoCorrection
from harmreduction_lms.quizzes.models import (
    HandGrade,
    QuizAttempt,
    QuizResponse,
    Regrade,
    RegradeChange,
    RegradeDecision,
)
from harmreduction_lms.quizzes.paper import Item, paper_rules
from harmreduction_lms.quizzes.regrading import ItemChange, Regrading, item_change
from harmreduction_lms.quizzes.selectors import attempts_to_regrade


CHUNK = 50
"""Attempts in memory at a time; each carries its paper."""


@dataclass(frozen=True)
class AttemptOutcome:
    """What marking again makes of an attempt. `problems` says why items could not be marked: nothing of such
    an attempt is changed."""

    attempt: QuizAttempt
    items: list[dict[str, Any]]
    points: dict[str, Fraction]
    pending: int
    problems: list[str] = field(default_factory=list)

    @property
    def result(self) -> dict[str, Any]:
        return result_of(self.attempt, self.points, pending=self.pending)

    @property
    def new_points(self) -> Fraction:
        return Fraction(self.result["points_numerator"], self.result["points_denominator"])

    @property
    def is_changed(self) -> bool:
        return bool(self.items) and not self.problems

    @property
    def gains_pass(self) -> bool:
        return bool(self.result["is_passed"]) and not self.attempt.is_passed

    @property
    def loses_pass(self) -> bool:
        return bool(self.attempt.is_passed) and not self.result["is_passed"]


def regrade_outcomes(
    *, quiz_key: UUID, regrading: Regrading, attempts: Collection[UUID] | None = None
) -> Iterator[AttemptOutcome]:
    """The dry run: what would become of each graded attempt, oldest first. Writes nothing.

    Four queries for `CHUNK` attempts, however many questions there are.
    """
    for chunk in _chunks(quiz_key, attempts):
        found = QuizAttempt.objects.filter(pk__in=chunk).select_related("learner").order_by("pk")
        yield from _outcomes(list(found), regrading)


@transaction.atomic
def regrade(
    *,
    quiz_key: UUID,
    regrading: Regrading,
    reason: str,
    actor: Any = None,
    attempts: Collection[UUID] | None = None,
) -> Regrade | None:
    """Marks again for good. None when nothing was different: doing it twice changes nothing the second time.

    All or nothing. Nobody loses a pass here: such a change waits until somebody decides. `actor` is who asked
    for it; None is the system itself.
    """
    if actor is not None and not ModelPermissionPolicy(Regrade).user_has_permission(actor, "add"):
        raise PermissionDenied
    record = None
    for chunk in _chunks(quiz_key, attempts):
        for outcome in _outcomes(lock_attempts(chunk), regrading):
            if outcome.is_changed:
                record = record or _new_record(outcome.attempt, reason, actor)
                record_change(record, outcome.attempt, outcome.items, outcome.points, pending=outcome.pending)
    if record:
        data = {"reason": reason, "mode": regrading.mode.value, "attempts": record.changes.count()}
        log(record, REGRADE, user=actor, data=data)
    return record


def _chunks(quiz_key: UUID, attempts: Collection[UUID] | None) -> Iterator[list[int]]:
    pks = list(attempts_to_regrade(quiz_key, attempts).values_list("pk", flat=True))
    for start in range(0, len(pks), CHUNK):
        yield pks[start : start + CHUNK]


def _new_record(attempt: QuizAttempt, reason: str, actor: Any) -> Regrade:
    return Regrade.objects.create(
        quiz_key=attempt.quiz_key,
        quiz_title=attempt.quiz_title,
        reason=reason,
        regraded_by=actor,
        regraded_at=timezone.now(),
    )


def _outcomes(attempts: Sequence[QuizAttempt], regrading: Regrading) -> Iterator[AttemptOutcome]:
    earned: dict[int, dict[str, Fraction]] = {attempt.pk: {} for attempt in attempts}
    columns = ("attempt_id", "item", "points_numerator", "points_denominator")
    rows = QuizResponse.objects.filter(attempt__in=attempts).order_by("attempt", "position")
    for pk, item, numerator, denominator in rows.values_list(*columns):
        earned[pk][item] = Fraction(numerator, denominator)
    waiting = _by_attempt(
        HandGrade.objects.filter(response__attempt__in=attempts, graded_at=None).values_list(
            "response__attempt_id", "response__item"
        )
    )
    known = _by_attempt(
        RegradeChange.objects.filter(
            attempt__in=attempts, decision__in=[RegradeDecision.PENDING, RegradeDecision.KEPT]
        ).values_list("attempt_id", "items")
    )
    for attempt in attempts:
        outcome = _outcome(attempt, earned[attempt.pk], waiting.get(attempt.pk, []), regrading)
        # Decided already, or waiting for it: not to be asked again.
        yield _unchanged(outcome) if outcome.items in known.get(attempt.pk, []) else outcome


def _by_attempt(rows: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for attempt, value in rows:
        found.setdefault(attempt, []).append(value)
    return found


def _outcome(
    attempt: QuizAttempt, earned: Mapping[str, Fraction], waiting: Sequence[str], regrading: Regrading
) -> AttemptOutcome:
    changes, problems = [], []
    for item in attempt.paper["items"]:
        try:
            change = _change(attempt, item, earned, regrading)
        except NoCorrection as error:
            problems.append(f"{item['position']}. {error}")
        else:
            changes += [change] if change else []
    stored = [_stored(change, waiting) for change in changes]
    points = {**earned, **{change.new["id"]: change.new_points for change in changes}}
    pending = len(waiting) - sum("hand_grade" in one for one in stored)
    return AttemptOutcome(attempt, stored, points, pending, problems)


def _change(
    attempt: QuizAttempt, item: Item, earned: Mapping[str, Fraction], regrading: Regrading
) -> ItemChange | None:
    id_ = item["id"]
    return item_change(
        item,
        attempt.answers.get(id_),
        attempt.item_states.get(id_, {}),
        earned.get(id_, Fraction(0)),
        rules=paper_rules(attempt.paper),
        regrading=regrading,
    )


def _stored(change: ItemChange, waiting: Sequence[str]) -> dict[str, Any]:
    """The change as its row holds it. An answer that was to be graded by hand needs nobody any more."""
    stored = change.as_stored()
    if change.new["id"] in waiting:
        stored["hand_grade"] = {"graded_at": timezone.now().isoformat()}
    return stored


def _unchanged(outcome: AttemptOutcome) -> AttemptOutcome:
    return AttemptOutcome(outcome.attempt, [], outcome.points, outcome.pending, outcome.problems)
