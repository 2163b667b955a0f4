"""What waits to be reported: rows come and go with awards and consents (ce-rules F-02), in their
transaction."""

from typing import Any

from django.utils import timezone

from harmreduction_lms.credits.days import site_today
from harmreduction_lms.credits.exports.deadlines import ASK, due_by, first_day_taken
from harmreduction_lms.credits.models import (
    AwardStatus,
    CreditAward,
    ReportDestination,
    ReportingConsent,
    ReportRow,
    RowAction,
    RowState,
)


def queue_award(*, award: CreditAward) -> ReportRow | None:
    """Let a new award wait to be reported, where its rules say so and the learner allows it. Safe to call
    twice."""
    destination = award.approval.policy.reports_to
    if not destination or not _may_report(award.learner_id, destination):
        return None
    rows = queue_awards(CreditAward.objects.filter(pk=award.pk), destination)
    return rows[0] if rows else None


def queue_learner(*, learner: Any, destination: str) -> list[ReportRow]:
    """A learner allows reports: what they were awarded before waits now too."""
    return queue_awards(CreditAward.objects.filter(learner_id=learner.pk), destination)


def queue_missing(destination: str) -> list[ReportRow]:
    """Whatever should wait and does not: awards from before their rules named a destination, for one."""
    allowed = ReportingConsent.objects.filter(destination=destination, withdrawn_at__isnull=True)
    return queue_awards(CreditAward.objects.filter(learner__in=allowed.values("learner")), destination)


def queue_awards(awards: Any, destination: str) -> list[ReportRow]:
    """Rows for those of `awards` that are valid and that the destination was never to hear of. 2 queries."""
    known = ReportRow.objects.filter(destination=destination).values("award__number")
    waiting = awards.filter(
        status=AwardStatus.VALID, restricted_at=None, approval__policy__reports_to=destination
    ).exclude(number__in=known)
    days = waiting.values_list("pk", "completed_on", "approval__policy__report_within_days")
    rows = [
        ReportRow(destination=destination, award_id=pk, due_by=due_by(destination, day, within_days=within))
        for pk, day, within in days.order_by("pk")
    ]
    return ReportRow.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def drop_waiting(*, learner: Any, destination: str) -> int:
    """A learner allows no more reports: what waits is not sent. What takes a report back still goes out."""
    waiting = ReportRow.objects.filter(
        destination=destination, award__learner_id=learner.pk, state=RowState.READY
    )
    return waiting.exclude(action=RowAction.DELETE).delete()[0]


def expire_rows(destination: str) -> int:
    """Rows that wait for a destination which takes them no more; each says whom to ask (ce-rules E-10,
    E-11)."""
    first = first_day_taken(destination, site_today())
    if first is None:
        return 0
    late = ReportRow.objects.filter(
        destination=destination, state=RowState.READY, award__completed_on__lt=first
    )
    message = str(ASK[ReportDestination(destination)])
    return late.update(state=RowState.EXPIRED, message=message, updated_at=timezone.now())


def _may_report(learner_id: Any, destination: str) -> bool:
    standing = ReportingConsent.objects.filter(learner_id=learner_id, withdrawn_at__isnull=True)
    return standing.filter(destination=destination).exists()
