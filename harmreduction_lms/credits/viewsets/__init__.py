"""What editors and administrators see of credits: they set up approvals, and read records."""

from typing import Any

from harmreduction_lms.credits.viewsets import accreditation, people, policy, records


viewsets: tuple[Any, ...] = (
    *accreditation.viewsets[:1],
    *records.viewsets,
    *people.viewsets,
    *accreditation.viewsets[1:],
    *policy.viewsets,
)
