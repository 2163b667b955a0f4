"""What credits adds to the pages of lower domains, through their slots."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from math import ceil
from typing import Any

from django.http import HttpRequest
from laces.components import Component

from harmreduction_lms.courses.publication import publication_guards
from harmreduction_lms.courses.slots import course_slots, editor_slots
from harmreduction_lms.credits.activity_file import (
    activity_with_key,
    course_findings,
    open_holds,
    page_dates,
)
from harmreduction_lms.credits.cards import approval_line, offer_cards
from harmreduction_lms.credits.days import site_today
from harmreduction_lms.credits.models import (
    ActivityRole,
    CommercialSupport,
    CompletionCertificate,
    Disclosure,
    Person,
)
from harmreduction_lms.credits.panels import TEMPLATE as READINESS_TEMPLATE
from harmreduction_lms.credits.panels import readiness
from harmreduction_lms.credits.readiness import Severity
from harmreduction_lms.credits.readiness_words import sentence
from harmreduction_lms.credits.selectors import approvals_on, nothing_applies, offers_for, roles_for
from harmreduction_lms.credits.statements.document import fictional_notice
from harmreduction_lms.learning.models import Enrolment
from harmreduction_lms.learning.slots import completion_slots, dashboard_slots


class TemplateComponent(Component):
    """A component whose context is known when it is made."""

    def __init__(self, context: dict[str, Any]) -> None:
        self.context = context

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return self.context


class CreditOfferComponent(TemplateComponent):
    """What credit a course offers today, and by whom."""

    template_name = "harmreduction_lms/credits/course_offer.html"


class FacultyComponent(TemplateComponent):
    """Who made a course, and what they disclosed."""

    template_name = "harmreduction_lms/credits/course_faculty.html"


class ReadinessComponent(TemplateComponent):
    """What a course lacks before credit may be offered, for editors."""

    template_name = READINESS_TEMPLATE


class CompletionCreditComponent(TemplateComponent):
    """Where a learner stands with the credit of a course."""

    template_name = "harmreduction_lms/credits/completion.html"


class DashboardLinksComponent(TemplateComponent):
    """The ways to the transcript and to the name that is printed on statements."""

    template_name = "harmreduction_lms/credits/dashboard_links.html"


def credit_offer(course: Any) -> CreditOfferComponent | None:
    """The credit box of a course page; nothing where no approval is valid today. 4 queries.

    While something is missing that learners must know before they start, credit is not open yet (D-07).
    """
    today = site_today()
    if course.ends_on and course.ends_on < today:
        return None
    approvals = list(approvals_on(course.translation_key, today))
    if not approvals:
        return None
    lines = [approval_line(approval) for approval in approvals]
    notice = fictional_notice() if any(line.is_fictional for line in lines) else ""
    is_open = not open_holds(course.translation_key, page_dates(course), approvals)
    return CreditOfferComponent({"lines": lines, "is_open": is_open, "fictional_notice": notice})


def faculty(course: Any) -> FacultyComponent | None:
    """What is said before anybody starts (D-03, D-06, D-07, D-13, D-15, D-16): the people of a course with
    what they disclosed, who supports it, how to take part. 3 queries."""
    people = list(_people(roles_for(course.translation_key)))
    activity = activity_with_key(course.translation_key)
    support = list(CommercialSupport.objects.filter(course_key=course.translation_key))
    if not (people or support or activity):
        return None
    context = {
        "people": people,
        "activity": activity,
        "minutes": ceil(activity.estimated_minutes or 0) if activity else 0,
        "support": support,
        "has_relevant": any(member.relevant for member in people),
        "all_disclosed": bool(people) and all(member.disclosure for member in people),
    }
    return FacultyComponent(context)


def credit_readiness(request: HttpRequest, course: Any) -> ReadinessComponent:
    """What editors are told on the course's editing page. 7 queries."""
    return ReadinessComponent(readiness(course))


def publication_reasons(course: Any) -> tuple[str, ...]:
    """What keeps a course that offers credit from being published. 6 queries."""
    found = course_findings(course)
    return tuple(sentence(finding) for finding in found if finding.severity == Severity.BLOCK)


def completion_credit(request: HttpRequest, enrolment: Enrolment) -> CompletionCreditComponent:
    """The way to a statement of credit or, where nothing applies, to a certificate of completion."""
    offers = offers_for(enrolment)
    context = {
        "enrolment": enrolment,
        "cards": [card for card in offer_cards(offers, enrolment) if _is_shown(card.offer)],
        "certificate": CompletionCertificate.objects.filter(enrolment_id=enrolment.pk).first(),
        "is_certificate_due": enrolment.is_completed and nothing_applies(offers),
    }
    return CompletionCreditComponent(context)


def dashboard_links(request: HttpRequest) -> DashboardLinksComponent:
    """From a learner's own page to what this domain keeps about them. No query."""
    return DashboardLinksComponent({})


def _is_shown(offer: Any) -> bool:
    return offer.award is not None or offer.eligibility.is_applicable


@dataclass(frozen=True)
class FacultyMember:
    """One person, whatever number of roles they have."""

    person: Person
    roles: tuple[str, ...]
    disclosure: Disclosure | None

    @property
    def relevant(self) -> list[dict[str, Any]]:
        """The relationships a learner must know of (ce-rules D-03)."""
        relationships = self.disclosure.relationships if self.disclosure else []
        return [item for item in relationships if item.get("is_relevant")]

    @property
    def has_nothing_to_disclose(self) -> bool:
        return self.disclosure is not None and not self.relevant


def _people(roles: Iterable[ActivityRole]) -> Iterator[FacultyMember]:
    first_seen: dict[int, int] = {}
    listed = list(roles)
    for role in listed:
        first_seen.setdefault(role.person_id, len(first_seen))
    listed.sort(key=lambda role: first_seen[role.person_id])
    for _person, group in groupby(listed, key=lambda role: role.person_id):
        members = list(group)
        disclosures = [role.disclosure for role in members if role.disclosure]
        latest = max(disclosures, key=lambda disclosure: disclosure.signed_on, default=None)
        yield FacultyMember(
            person=members[0].person,
            roles=tuple(str(role.get_role_display()) for role in members),
            disclosure=latest,
        )


def register() -> None:
    """Fill the slots; called from `receivers.connect`."""
    course_slots.register("credit", credit_offer)
    course_slots.register("faculty", faculty)
    editor_slots.register("credit_readiness", credit_readiness)
    publication_guards.register("credit", publication_reasons)
    dashboard_slots.register("credit", dashboard_links)
    completion_slots.register("credit", completion_credit)
