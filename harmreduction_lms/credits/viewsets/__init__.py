"""What editors and administrators see of credits: they set up approvals, and read records."""

from typing import Any

from harmreduction_lms.credits.viewsets import (
    accreditation,
    activity,
    decisions,
    lapses,
    learners,
    ledger,
    people,
    policy,
    records,
)


viewsets: tuple[Any, ...] = (
    *lapses.viewsets,
    *activity.viewsets[:1],
    *accreditation.viewsets[:1],
    *records.viewsets,
    *ledger.viewsets,
    *decisions.viewsets,
    *learners.viewsets,
    *people.viewsets,
    *activity.viewsets[1:],
    *accreditation.viewsets[1:],
    *policy.viewsets,
)
