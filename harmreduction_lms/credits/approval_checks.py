"""What an approval must agree with before it is saved, in the editor and in code alike."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.credits import uan, wording
from harmreduction_lms.credits.activity_file import faults_of
from harmreduction_lms.credits.errors import RetroactiveApproval
from harmreduction_lms.credits.models import ActivityApproval, CreditKind
from harmreduction_lms.credits.reasons import plain_number
from harmreduction_lms.credits.records import expected_snapshot
from harmreduction_lms.credits.selectors import earliest_retroactive_day
from harmreduction_lms.credits.statements.required import label_of, missing_fields


def refusals(approval: ActivityApproval) -> Iterator[tuple[str, str | Promise]]:
    """Fields and what is wrong with them. For an approval whose own fields are valid."""
    for field, _rule, sentence in faults_of(approval):
        yield field, sentence
    minimum = approval.policy.minimum_amount
    if approval.designated_maximum < minimum:
        text = _("This credit type is not designated for less than %(minimum)s.")
        yield "designated_maximum", text % {"minimum": plain_number(minimum)}
    yield from _mate(approval)
    if earliest_retroactive_day(approval):
        yield "valid_from", RetroactiveApproval.message


def warnings(approval: ActivityApproval) -> Iterator[str]:
    """What somebody should look at; the approval was saved all the same."""
    if not approval.policy.is_confirmed:
        yield str(_("Nobody has confirmed the rules of this credit type yet. Until then it is not offered."))
    for finding in wording.format_findings(approval.credit_type.kind, approval.format):
        yield str(finding)
    if missing := missing_fields(expected_snapshot(approval)):
        names = ", ".join(label_of(name) for name in missing)
        yield str(_("Statements cannot be issued before this is filled in: %(names)s.")) % {"names": names}
    least = uan.least_hours(approval.activity_type) if approval.credit_type.kind == CreditKind.ACPE else None
    if least and approval.designated_maximum < least:
        yield str(
            _("An activity of this type usually has at least %(least)s contact hours (B-12, unconfirmed).")
        ) % {"least": plain_number(least)}


def _mate(approval: ActivityApproval) -> Iterator[tuple[str, str | Promise]]:
    """No more hours than the course has (G-01), and on recorded grounds (G-04)."""
    mate_hours = approval.mate_hours or Decimal(0)
    designated = approval.designated_maximum * approval.policy.minutes_per_unit / 60
    if mate_hours > designated:
        yield (
            "mate_hours",
            _("Enter at most %(hours)s: the course has no more.") % {"hours": plain_number(designated)},
        )
    if mate_hours and not approval.mate_basis.strip():
        yield "mate_basis", _("Say who decided that these hours count, and on what grounds.")
