"""Activities with what PARS wants to know of a year: dates, credit, support, and how many took part (F-15).

Everybody who completed the course in the year counts, with or without credit, once, under the profession they
have now; who has told none, or was erased, is among the others.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from harmreduction_lms.courses.selectors import course_page_models
from harmreduction_lms.credits.days import start_of
from harmreduction_lms.credits.models import (
    Activity,
    ActivityApproval,
    ActivityFormat,
    CommercialSupport,
    CreditKind,
    Profession,
    ReportDestination,
)
from harmreduction_lms.learning.models import Enrolment


Headcounts = Mapping[str, int]


@dataclass(frozen=True)
class ActivityLine:
    """One activity in one year. `approvals` are all it had then, those that PARS hears of first."""

    activity: Activity
    year: int
    title: str
    description: str
    approvals: tuple[ActivityApproval, ...]
    headcounts: Headcounts
    support: tuple[CommercialSupport, ...] = ()

    @property
    def main(self) -> ActivityApproval:
        """The approval that is reported; at least one is."""
        return self.approvals[0]

    @property
    def starts_on(self) -> date:
        return max(self.main.valid_from, date(self.year, 1, 1))

    @property
    def ends_on(self) -> date:
        return min(self.main.valid_to, date(self.year, 12, 31))

    @property
    def physicians(self) -> int:
        return self.headcounts.get(Profession.PHYSICIAN, 0)

    @property
    def others(self) -> int:
        return sum(self.headcounts.values()) - self.physicians

    @property
    def is_online(self) -> bool:
        return (
            self.main.format in (ActivityFormat.ENDURING, ActivityFormat.HOME_STUDY) or not self.main.location
        )

    @cached_property
    def pharmacy(self) -> tuple[ActivityApproval, ...]:
        """Approvals with a UAN; JA-PARS takes both numbers of a pair (F-08)."""
        return tuple(one for one in self.approvals if one.credit_type.kind == CreditKind.ACPE)


def activity_lines(year: int) -> Iterator[ActivityLine]:
    """Every activity with an approval that is reported to PARS and valid in `year`. 5 queries, and one a
    course page type."""
    approvals = _approvals(year)
    headcounts, support = _headcounts(approvals, year), _support(approvals)
    pages = _pages(approvals)
    activities = Activity.objects.filter(course_key__in=approvals).order_by("provider_activity_id")
    for activity in activities:
        page = pages.get(activity.course_key)
        yield ActivityLine(
            activity=activity,
            year=year,
            title=page.title if page else _last_title(activity.course_key),
            description=getattr(page, "lede", "") or getattr(page, "search_description", ""),
            approvals=tuple(approvals[activity.course_key]),
            headcounts=headcounts[activity.course_key],
            support=tuple(support[activity.course_key]),
        )


def _approvals(year: int) -> dict[UUID, list[ActivityApproval]]:
    """By course; of courses of which PARS hears nothing, none."""
    valid = ActivityApproval.objects.filter(
        valid_from__lte=date(year, 12, 31), valid_to__gte=date(year, 1, 1)
    )
    found: dict[UUID, list[ActivityApproval]] = defaultdict(list)
    for approval in valid.select_related("accreditation", "credit_type", "policy").order_by("pk"):
        found[approval.course_key].append(approval)
    for approvals in found.values():
        approvals.sort(key=lambda approval: not _is_reported(approval))
    return {key: approvals for key, approvals in found.items() if _is_reported(approvals[0])}


def _is_reported(approval: ActivityApproval) -> bool:
    return approval.policy.reports_to == ReportDestination.PARS


def _headcounts(course_keys: Iterable[UUID], year: int) -> dict[UUID, dict[str, int]]:
    """Learners who completed each course in the year, by profession."""
    within = Q(completed_at__gte=start_of(date(year, 1, 1)), completed_at__lt=start_of(date(year + 1, 1, 1)))
    completed = Enrolment.objects.filter(within, course_key__in=list(course_keys)).order_by()
    counts: dict[UUID, dict[str, int]] = defaultdict(dict)
    of = completed.values_list("course_key", "learner__learner_profile__profession")
    for key, profession, number in of.annotate(number=Count("learner", distinct=True)):
        place = profession or Profession.OTHER
        counts[key][place] = counts[key].get(place, 0) + number
    return counts


def _support(course_keys: Iterable[UUID]) -> dict[UUID, list[CommercialSupport]]:
    found: dict[UUID, list[CommercialSupport]] = defaultdict(list)
    for one in CommercialSupport.objects.filter(course_key__in=list(course_keys)):
        found[one.course_key].append(one)
    return found


def _pages(course_keys: Iterable[UUID]) -> dict[UUID, Any]:
    keys = list(course_keys)
    found: dict[UUID, Any] = {}
    for model in course_page_models():
        pages: Any = model._default_manager.filter(translation_key__in=keys).order_by("-pk")
        found |= {page.translation_key: page for page in pages}
    return found


def _last_title(course_key: UUID) -> str:
    """Of a course whose page is gone."""
    titles = Enrolment.objects.filter(course_key=course_key).values_list("course_title", flat=True)
    return titles.first() or ""
