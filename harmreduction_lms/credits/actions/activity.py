"""The activity file of a course, and the reviews that start its clock again (ce-rules D-08, D-09)."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.log_actions import log

from harmreduction_lms.conf import conf
from harmreduction_lms.courses.publication import unguarded
from harmreduction_lms.credits.activity_file import current_approvals
from harmreduction_lms.credits.audit_log import DECIDE, ESTIMATE, REVIEW
from harmreduction_lms.credits.days import site_today
from harmreduction_lms.credits.errors import ReviewInTheFuture, RunsTooLong
from harmreduction_lms.credits.facts import approval_facts
from harmreduction_lms.credits.hours import Basis, Figures, estimate, shown
from harmreduction_lms.credits.models import Activity, ActivityReview, Disclosure, Person, ReviewOutcome
from harmreduction_lms.credits.rules import CourseFacts, last_day


def activity_for(*, course: Any) -> Activity:
    """The activity file of a course, made when it is first asked for.

    Its ID comes from the course's key, so it is the same wherever and whenever it is made (ce-rules F-06).
    """
    key = course.translation_key
    made, _is_new = Activity.objects.get_or_create(
        course_key=key,
        defaults={
            "course_id": course.pk,
            "provider_activity_id": f"{conf.NUMBER_PREFIX}-{key.hex[:12].upper()}",
        },
    )
    return made


@transaction.atomic
def record_review(
    *,
    course: Any,
    reviewer: Person,
    reviewed_on: date,
    outcome: str,
    notes: str = "",
    ends_on: date | None = None,
    actor: Any = None,
) -> ActivityReview:
    """Record what a review found. A good outcome starts the clock of an enduring activity again (D-09), and
    the course may then run to `ends_on`; a bad one ends its credit today.

    Only the dates of the course page change, in what is published and in what is being drafted. The right to
    record reviews is enough for that: nothing that was not published comes to be published by it.
    """
    if actor is not None and not actor.has_perm("harmreduction_lms.add_activityreview"):
        raise PermissionDenied
    course = type(course)._default_manager.get(pk=course.pk)
    dates = _new_dates(course, reviewed_on, outcome, ends_on)
    review = ActivityReview.objects.create(
        course_id=course.pk,
        course_key=course.translation_key,
        reviewer=reviewer,
        reviewed_on=reviewed_on,
        outcome=outcome,
        notes=notes,
        recorded_by=actor,
    )
    _write(course, dates, actor)
    noted = {"outcome": outcome, **{name: day.isoformat() for name, day in dates.items()}}
    log(course, REVIEW, user=actor, data=noted)
    return review


def estimate_hours(*, activity: Activity, basis: str, figures: Figures, actor: Any = None) -> Activity:
    """Keep how long the activity takes, how that was found, and the figures it was found from (B-03)."""
    if actor is not None and not actor.has_perm("harmreduction_lms.change_activity"):
        raise PermissionDenied
    activity.estimate_basis = basis
    activity.estimate_inputs = figures.as_json()
    activity.estimated_minutes = shown(estimate(Basis(basis), figures))
    activity.save(update_fields=["estimate_basis", "estimate_inputs", "estimated_minutes"])
    log(activity, ESTIMATE, user=actor, data={"minutes": str(activity.estimated_minutes), "basis": basis})
    return activity


def decide_disclosure(*, disclosure: Disclosure, decided_on: date, actor: Any) -> Disclosure:
    """Record that somebody decided on relevance and mitigation, and who (ce-rules D-02)."""
    if not any(actor.has_perm(f"harmreduction_lms.{verb}_disclosure") for verb in ("add", "change")):
        raise PermissionDenied
    disclosure.decided_on, disclosure.decided_by = decided_on, actor
    disclosure.save(update_fields=["decided_on", "decided_by"])
    log(disclosure, DECIDE, user=actor, data={"decided_on": decided_on.isoformat()})
    return disclosure


def latest_end(course: Any, *, reviewed_on: date | None = None) -> date | None:
    """The last day a course may run to, reviewed on `reviewed_on`, under the strictest policy it is approved
    under; None where nothing limits it (D-08)."""
    approvals = current_approvals(course.translation_key, site_today())
    months = [one.policy.enduring_months for one in approvals if approval_facts(one).is_enduring]
    reviews = [day for day in (course.reviewed_on, reviewed_on) if day]
    opened = CourseFacts(released_on=course.released_on, reviewed_on=max(reviews, default=None))
    return last_day(opened, months=min(months)) if months else None


def _new_dates(course: Any, reviewed_on: date, outcome: str, ends_on: date | None) -> dict[str, date]:
    today = site_today()
    if reviewed_on > today:
        raise ReviewInTheFuture
    if outcome == ReviewOutcome.WITHDRAWN:
        last = min(filter(None, (course.ends_on, today)))
        return {"ends_on": max(filter(None, (course.released_on, last)))}
    latest = latest_end(course, reviewed_on=reviewed_on)
    if ends_on and latest and ends_on > latest:
        raise RunsTooLong(latest)
    dates = {"reviewed_on": max(filter(None, (course.reviewed_on, reviewed_on)))}
    return {**dates, "ends_on": ends_on} if ends_on else dates


def _write(course: Any, dates: dict[str, date], actor: Any) -> None:
    """The draft is read before, and saved after, what is published: it stays the latest, and on schedule."""
    draft = course.get_latest_revision_as_object() if _has_draft(course) else None
    latest = course.get_latest_revision()
    goes_live_at = latest.approved_go_live_at if latest else None
    if course.live:
        revision = _revised(course, dates, actor)
        with unguarded():
            PublishPageRevisionAction(revision, user=actor).execute(skip_permission_checks=True)
    if draft is not None:
        _revised(draft, dates, actor, goes_live_at)


def _has_draft(course: Any) -> bool:
    return not course.live or course.has_unpublished_changes


def _revised(page: Any, dates: dict[str, date], actor: Any, goes_live_at: datetime | None = None) -> Any:
    for name, day in dates.items():
        setattr(page, name, day)
    return page.save_revision(
        user=actor, log_action=True, approved_go_live_at=goes_live_at, clean=goes_live_at is None
    )
