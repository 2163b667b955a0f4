"""Findings of an activity file in words: what is missing, and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.credits.readiness import Finding, Severity
from harmreduction_lms.credits.reasons import plain_number


class Place(StrEnum):
    """Where a finding is mended."""

    PAGE = "page"
    ACTIVITY = "activity"
    HOURS = "hours"
    ROLES = "roles"
    DISCLOSURES = "disclosures"
    PEOPLE = "people"
    SUPPORT = "support"
    APPROVALS = "approvals"
    POLICIES = "policies"


PLACE_WORDS: Mapping[Place, Promise] = {
    Place.PAGE: _("Edit the course page"),
    Place.ACTIVITY: _("Open the activity file"),
    Place.HOURS: _("Work out the time"),
    Place.ROLES: _("Roles in courses"),
    Place.DISCLOSURES: _("Disclosures"),
    Place.PEOPLE: _("People"),
    Place.SUPPORT: _("Commercial support"),
    Place.APPROVALS: _("Approvals"),
    Place.POLICIES: _("Credit policies"),
}

TEXTS: Mapping[str, tuple[Place, Promise]] = {
    "faculty_missing": (Place.ROLES, _("Name who teaches or wrote the course.")),
    "credentials_missing": (Place.PEOPLE, _("Give the credentials of %(person)s.")),
    "medium_missing": (Place.ACTIVITY, _("Say in which medium the course is, e.g. internet and text.")),
    "method_missing": (Place.ACTIVITY, _("Say how to take part, from the start to the credit.")),
    "time_missing": (Place.HOURS, _("Say how long the course takes.")),
    "released_on_missing": (Place.PAGE, _("Enter the day the course was, or will be, released.")),
    "reviewed_on_missing": (Place.PAGE, _("Enter the day of the last review by a qualified person.")),
    "ends_on_missing": (Place.PAGE, _("Enter the last day on which credit can be earned.")),
    "people_missing": (Place.ROLES, _("Name everybody who is in control of the content.")),
    "disclosure_missing": (
        Place.ROLES,
        _("Ask %(person)s what they have to disclose, and choose that disclosure in their role."),
    ),
    "disclosure_old": (
        Place.DISCLOSURES,
        _("%(person)s signed on %(signed_on)s, more than 24 months ago. Ask for a new disclosure."),
    ),
    "relevance_undecided": (
        Place.DISCLOSURES,
        _("Decide which relationships of %(person)s are relevant, and enter the day it was decided."),
    ),
    "decided_late": (
        Place.ROLES,
        _(
            "What %(person)s disclosed was decided on %(decided_on)s, after they took up the role on "
            "%(starts_on)s. If they took it up later than that, correct the day in the role."
        ),
    ),
    "not_mitigated": (
        Place.DISCLOSURES,
        _("Say how the relevant relationship of %(person)s with %(company)s was mitigated."),
    ),
    "employee_without_exception": (
        Place.DISCLOSURES,
        _(
            "%(person)s owns or works for %(company)s, and may take part only under one of the three "
            "exceptions. Choose it, or give the role to somebody else."
        ),
    ),
    "support_not_described": (Place.SUPPORT, _("Say what %(source)s gives: an amount, goods or services.")),
    "agreement_missing": (Place.SUPPORT, _("Add the signed agreement with %(source)s.")),
    "objectives_missing": (Place.PAGE, _("Say what learners will be able to do: at least one objective.")),
    "references_missing": (Place.PAGE, _("Name the references the course rests on.")),
    "pending_approval": (
        Place.PAGE,
        _("Do not announce credit that is not approved: take “pending” or “applied for” out of %(place)s."),
    ),
    "ends_too_late": (
        Place.PAGE,
        _(
            "The course may run to %(latest)s at the latest, %(months)s months after its release or last "
            "review. Let it end then, or have it reviewed."
        ),
    ),
    "post_test_missing": (Place.PAGE, _("Add a post-test to the course: this credit asks for one.")),
    "pass_mark_missing": (
        Place.POLICIES,
        _("Set a post-test and a pass mark: learners are told beforehand what they have to reach."),
    ),
    "basis_missing": (Place.HOURS, _("Work out how long the course takes, and keep the figures.")),
    "above_computed": (
        Place.APPROVALS,
        _(
            "The designated maximum is %(maximum)s, but the time worked out gives %(computed)s. Lower the "
            "maximum, or look at the figures again."
        ),
    ),
    "team_missing": (
        Place.ACTIVITY,
        _("Name at least two professions by and for whom the course was planned."),
    ),
    "apa_references": (
        Place.PAGE,
        _("The course has %(references)s references; home study for psychologists has 3 to 10."),
    ),
    "fault": (Place.APPROVALS, _("%(fault)s")),
    "partner_missing": (
        Place.APPROVALS,
        _("The number for the other audience is missing: the two differ in nothing but the last letter."),
    ),
    "nbcc_post_test": (Place.PAGE, _("Add a post-test: home study needs one, with its answer key.")),
    "nbcc_evaluation": (Place.POLICIES, _("Ask for an evaluation: home study needs one.")),
    "nbcc_instructions": (Place.ACTIVITY, _("Say how to take part: home study needs clear instructions.")),
    "nbcc_references": (Place.PAGE, _("Add the references: home study needs a list of them.")),
    "nbcc_words": (Place.HOURS, _("Count the words of the text: home study needs the number.")),
    "audience_missing": (Place.PAGE, _("Say who the course is for.")),
    "level_missing": (Place.PAGE, _("Say at which level the course is.")),
    "fees_missing": (Place.ACTIVITY, _("Say what the course costs and when money is paid back.")),
    "grievances_missing": (Place.ACTIVITY, _("Say how somebody can complain.")),
    "policy_unconfirmed": (
        Place.POLICIES,
        _("Nobody has confirmed the rules yet. Until somebody does, this credit is not offered."),
    ),
    "not_yet_valid": (
        Place.APPROVALS,
        _("The approval starts on %(valid_from)s. Who completes the course before then earns no credit."),
    ),
    "outside_accreditation": (
        Place.APPROVALS,
        _("The approval has days on which your accreditation is not valid. They earn no credit."),
    ),
    "completed_before": (
        Place.APPROVALS,
        _(
            "Somebody completed the course on %(first_completed_on)s, before this approval starts on "
            "%(valid_from)s. They earn no credit: it is never designated afterwards."
        ),
    ),
    "new_uan_needed": (
        Place.APPROVALS,
        _(
            "The number ends on %(valid_to)s and the course on %(ends_on)s. To go on, ask for a new "
            "Universal Activity Number: an old one is not extended."
        ),
    ),
}


@dataclass(frozen=True)
class Remark:
    """A finding as an editor reads it. `subject` names the approval it is about, if it is about one."""

    text: str
    rule: str
    place: Place
    subject: str
    is_blocking: bool


def remark(finding: Finding) -> Remark:
    """`finding` in the active language."""
    place, text = TEXTS[finding.code]
    return Remark(
        text=str(text) % {name: _shown(value) for name, value in finding.values.items()},
        rule=finding.rule,
        place=place,
        subject=str(finding.values.get("approval", "")),
        is_blocking=finding.severity == Severity.BLOCK,
    )


def sentence(finding: Finding) -> str:
    """One line for a message: the subject, if any, and what to do."""
    said = remark(finding)
    return f"{said.subject}: {said.text}" if said.subject else said.text


def _shown(value: object) -> str:
    if isinstance(value, date):
        return date_format(value)
    return plain_number(value) if isinstance(value, Decimal) else str(value)
