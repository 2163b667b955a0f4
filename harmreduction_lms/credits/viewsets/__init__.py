"""What editors and administrators see of credits: they set up approvals, and read records."""

from typing import Any

from harmreduction_lms.credits.viewsets import (
    accreditation,
    activity,
    decisions,
    erasure,
    lapses,
    learners,
    ledger,
    people,
    policy,
    records,
    reports,
)


viewsets: tuple[Any, ...] = (
    *lapses.viewsets,
    *activity.viewsets[:1],
    *accreditation.viewsets[:1],
    *records.viewsets,
    *ledger.viewsets,
    *reports.viewsets,
    *decisions.viewsets,
    *learners.viewsets,
    *erasure.viewsets,
    *people.viewsets,
    *activity.viewsets[1:],
    *accreditation.viewsets[1:],
    *policy.viewsets,
)
