"""What stands in the way of a row, whatever the destination, and checks that several destinations share."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from harmreduction_lms.credits.exports.base import BoardExporter, Problem
from harmreduction_lms.credits.exports.deadlines import ASK, closes_on
from harmreduction_lms.credits.exports.lines import AwardLine
from harmreduction_lms.credits.models import AwardStatus, RowAction


def row_problems(line: AwardLine, exporter: BoardExporter, *, today: date) -> list[Problem]:
    """Everything that stands in the way of a row; nothing where it can go.

    Where the row as such cannot go, its fields are not looked at.
    """
    return list(_of_row(line, exporter, today)) or list(exporter.problems(line))


def _of_row(line: AwardLine, exporter: BoardExporter, today: date) -> Iterator[Problem]:
    if line.action not in exporter.actions:
        yield BY_HAND
    if line.award.restricted_at or not line.award.snapshot:
        yield ERASED
    elif line.action != RowAction.DELETE and line.award.status != AwardStatus.VALID:
        yield NOT_VALID
    elif line.action != RowAction.DELETE and exporter.destination not in line.consents:
        yield NO_CONSENT
    closes = closes_on(exporter.destination, line.completed_on)
    if closes is not None and today > closes:
        yield Problem(_("Day of completion"), ASK[exporter.destination])


BY_HAND = Problem(
    _("Action"),
    _(
        "This file cannot change or take back a report. Do it at the destination by hand, then mark the "
        "row as done "
        "by hand."
    ),
)
ERASED = Problem(
    _("Learner"), _("The learner was erased on request, so nothing can be sent. Leave this row out.")
)
NOT_VALID = Problem(
    _("Award"), _("It was revoked or corrected since. Leave this row out; its successor is in the queue.")
)
NO_CONSENT = Problem(
    _("Consent"),
    _(
        "The learner does not allow this report (any more). Leave this row out, or ask them to allow it "
        "in their profile."
    ),
)


def name_problems(line: AwardLine) -> Iterator[Problem]:
    """Destinations want both names apart."""
    if not line.given_name:
        yield Problem(_("Given name"), _("Ask the learner to enter the given name in their profile."))
    if not line.family_name:
        yield Problem(_("Family name"), _("Ask the learner to enter the family name in their profile."))


def birth_day_problems(line: AwardLine) -> Iterator[Problem]:
    """Month and day; never the year (F-03)."""
    if not line.identifier("birth_day"):
        yield Problem(
            _("Month and day of birth"),
            _("Ask the learner to enter month and day of birth in their profile."),
        )
