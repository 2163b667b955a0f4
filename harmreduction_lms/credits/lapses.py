"""What will lapse soon and take credit with it: approvals, accreditations, disclosures, reviews."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.courses.selectors import course_page_models
from harmreduction_lms.credits.days import site_today
from harmreduction_lms.credits.facts import approval_facts
from harmreduction_lms.credits.models import Activity, ActivityApproval, ActivityRole
from harmreduction_lms.credits.readiness import DISCLOSURE_MONTHS
from harmreduction_lms.credits.rules import CourseFacts, last_day, months_after


class LapseKind(StrEnum):
    """What lapses."""

    APPROVAL = "approval"
    ACCREDITATION = "accreditation"
    DISCLOSURE = "disclosure"
    REVIEW = "review"


KIND_WORDS: dict[LapseKind, Promise] = {
    LapseKind.APPROVAL: _("Approval"),
    LapseKind.ACCREDITATION: _("Your accreditation"),
    LapseKind.DISCLOSURE: _("Disclosure, 24 months after it was signed"),
    LapseKind.REVIEW: _("Course, until it is reviewed"),
}


@dataclass(frozen=True)
class Lapse:
    """One thing that lapses on a day, in a course; `pk` is of the row to open."""

    kind: LapseKind
    course: str
    course_key: UUID
    what: str
    lapses_on: date
    pk: int

    @property
    def words(self) -> str:
        return str(KIND_WORDS[self.kind])

    @property
    def days_left(self) -> int:
        """Below zero where it has lapsed."""
        return (self.lapses_on - site_today()).days


def lapses(*, days: int, kinds: Collection[str] = ()) -> list[Lapse]:
    """What lapses within `days`, and what has lapsed though its course still offers credit; soonest first.

    Only courses with an approval that is valid now or later. Two queries, and one a course page type.
    """
    today = site_today()
    approvals = list(_approvals(today))
    found = [*_of_approvals(approvals), *_of_disclosures(approvals), *_of_reviews(approvals)]
    until = today + timedelta(days=days)
    wanted = [lapse for lapse in found if lapse.lapses_on <= until and (not kinds or lapse.kind in kinds)]
    return sorted(wanted, key=lambda lapse: (lapse.lapses_on, lapse.course, lapse.kind))


def _approvals(today: date) -> QuerySet[ActivityApproval]:
    current = ActivityApproval.objects.filter(valid_to__gte=today)
    return current.select_related("course", "accreditation__body", "credit_type", "policy")


def _of_approvals(approvals: Iterable[ActivityApproval]) -> Iterator[Lapse]:
    for approval in approvals:
        place = (_title(approval), approval.course_key)
        yield Lapse(LapseKind.APPROVAL, *place, str(approval), approval.valid_to, approval.pk)
        held = approval.accreditation
        yield Lapse(LapseKind.ACCREDITATION, *place, str(held), held.valid_to, held.pk)


def _of_disclosures(approvals: Iterable[ActivityApproval]) -> Iterator[Lapse]:
    """By the disclosure that each role names; a waived standard asks for none (D-05)."""
    titles = {approval.course_key: _title(approval) for approval in approvals}
    waived = Activity.objects.exclude(disclosure_waiver="").values("course_key")
    roles = ActivityRole.objects.filter(course_key__in=titles, disclosure__isnull=False)
    for role in roles.exclude(course_key__in=waived).select_related("person", "disclosure"):
        signed = role.disclosure
        if signed is not None:
            yield Lapse(
                LapseKind.DISCLOSURE,
                titles[role.course_key],
                role.course_key,
                str(role.person),
                months_after(signed.signed_on, DISCLOSURE_MONTHS),
                signed.pk,
            )


def _of_reviews(approvals: Iterable[ActivityApproval]) -> Iterator[Lapse]:
    """The clock of enduring courses, by the strictest policy, or the end the course sets itself (D-08)."""
    months: dict[UUID, int] = {}
    for approval in approvals:
        if approval_facts(approval).is_enduring:
            known = months.get(approval.course_key, approval.policy.enduring_months)
            months[approval.course_key] = min(known, approval.policy.enduring_months)
    for page in _pages(months):
        clock = CourseFacts(released_on=page.released_on, reviewed_on=page.reviewed_on)
        ends = [day for day in (page.ends_on, last_day(clock, months=months[page.translation_key])) if day]
        if ends:
            yield Lapse(
                LapseKind.REVIEW, page.title, page.translation_key, str(_("Next review")), min(ends), page.pk
            )


def _pages(keys: Collection[UUID]) -> Iterator[Any]:
    for model in course_page_models():
        pages: Any = model._default_manager
        yield from pages.filter(translation_key__in=keys, live=True)


def _title(approval: ActivityApproval) -> str:
    return approval.course.title if approval.course else str(approval.course_key)
