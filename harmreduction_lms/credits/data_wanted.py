"""What is asked of a learner, and why: only what credit in their reach needs (ce-rules F-01, F-09, F-12)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harmreduction_lms.credits.days import site_today
from harmreduction_lms.credits.models import (
    ActivityApproval,
    ClaimState,
    CreditClaim,
    LearnerDatum,
    ReportDestination,
)
from harmreduction_lms.learning.models import Enrolment


REPORT_DATA: dict[str, tuple[str, ...]] = {
    ReportDestination.PARS: (LearnerDatum.LICENCE_OR_NPI, LearnerDatum.BIRTH_DAY),
    ReportDestination.CPE_MONITOR: (LearnerDatum.NABP_EPROFILE, LearnerDatum.BIRTH_DAY),
    ReportDestination.CE_BROKER: (LearnerDatum.LICENCE,),
}
"""What a destination finds a learner by."""

PARTS: dict[str, tuple[str, ...]] = {
    LearnerDatum.LICENCE_OR_NPI: (LearnerDatum.LICENCE, LearnerDatum.NPI),
}

WHO_SEES_IT = gettext_lazy(
    "What you enter here is kept encrypted. Only staff who report credit can see it, and each look is "
    "recorded."
)


@dataclass
class Wanted:
    """A datum, and the credit that asks for it."""

    datum: str
    credit_types: list[str] = field(default_factory=list)
    destinations: list[str] = field(default_factory=list)
    is_needed: bool = False
    is_only_way: bool = False

    @property
    def reason(self) -> str:
        """Why it is asked, and to whom it may be sent."""
        named = {"credit": ", ".join(self.credit_types)}
        if not self.is_needed:
            why = _("Helps to report: %(credit)s. Without it this credit is awarded all the same.") % named
        elif not self.is_only_way:
            why = _("Needed for: %(credit)s. A licence number or an NPI will do.") % named
        else:
            why = _("Needed for: %(credit)s. Until it is here, this credit waits for it.") % named
        if self.destinations:
            sent = _("Sent to %(destinations)s, if you allow that.")
            why = f"{why} {sent % {'destinations': ', '.join(self.destinations)}}"
        return why


def data_wanted_of(learner: Any, *, profession: str = "") -> dict[str, Wanted]:
    """What the approvals of the learner's courses ask for, by datum. 1 query.

    Credit that is closed to `profession` asks for nothing; without a profession, all of it is in reach.
    """
    wanted: dict[str, Wanted] = {}
    for approval in _in_reach(learner):
        credit_type = approval.credit_type
        if profession and credit_type.professions and profession not in credit_type.professions:
            continue
        for datum, is_needed, destination in _asked_by(approval):
            for part in PARTS.get(datum, (datum,)):
                one = wanted.setdefault(part, Wanted(part))
                one.is_needed |= is_needed
                one.is_only_way |= is_needed and datum not in PARTS
                _add(one.credit_types, credit_type.name)
                _add(one.destinations, destination)
    return wanted


def destinations_in_reach(learner: Any) -> list[str]:
    """Where credit of the learner's courses may be reported to, in the order of the choices. 1 query."""
    found = {approval.policy.reports_to for approval in _in_reach(learner)}
    return [destination for destination in ReportDestination.values if destination in found]


def _in_reach(learner: Any) -> Any:
    """Approvals of the courses a learner is in: those still open, and those that a held claim rests on."""
    courses = Enrolment.objects.filter(learner_id=learner.pk).values("course_key")
    held = CreditClaim.objects.filter(
        enrolment__learner_id=learner.pk, state=ClaimState.PENDING_LEARNER_DATA
    ).values("approval")
    approvals = ActivityApproval.objects.filter(Q(valid_to__gte=site_today()) | Q(pk__in=held))
    return approvals.filter(course_key__in=courses).select_related("credit_type", "policy")


def _asked_by(approval: ActivityApproval) -> Iterator[tuple[str, bool, str]]:
    """Each datum an approval's rules ask for: whether they need it, and to whom it is sent."""
    policy = approval.policy
    needed = set(policy.required_learner_data)
    report = REPORT_DATA.get(policy.reports_to, ())
    destination = str(policy.get_reports_to_display()) if policy.reports_to else ""
    for datum in sorted(needed | set(report)):
        yield datum, datum in needed, destination if datum in report else ""


def _add(names: list[str], name: str) -> None:
    if name and name not in names:
        names.append(name)
