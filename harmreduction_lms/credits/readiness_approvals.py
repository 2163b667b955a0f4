"""What keeps one approval from being offered: what its credit type asks of the activity file.

Pure, as `readiness` is. Credit types differ here more than anywhere: a rule applies to the kinds it names.
"""

from collections.abc import Iterator
from datetime import date

from harmreduction_lms.credits.readiness import (
    ApprovalFileFacts,
    FileFacts,
    Finding,
    Severity,
    file_findings,
)


AMA, ACPE, APA, ASWB, NBCC, IPCE = "ama_pra_1", "acpe", "apa", "aswb_ace", "nbcc_acep", "ipce"
PUBLISHED_TERMS = frozenset({APA, ASWB})
APA_REFERENCES = range(3, 11)


def findings(facts: FileFacts, today: date) -> tuple[Finding, ...]:
    """Everything about a course that offers credit, what blocks first; nothing where it offers none."""
    found = list(file_findings(facts, today))
    for approval in facts.approvals:
        found += _approval(facts, approval, today)
    return tuple(sorted(found, key=lambda finding: finding.severity != Severity.BLOCK))


def _approval(facts: FileFacts, approval: ApprovalFileFacts, today: date) -> Iterator[Finding]:
    for finding in (
        *_assessment(facts, approval),
        *_hours(facts, approval),
        *_of_kind(facts, approval),
        *_standing(facts, approval, today),
    ):
        yield Finding(
            code=finding.code,
            rule=finding.rule,
            severity=finding.severity,
            values={"approval": approval.label, **finding.values},
        )


def _assessment(facts: FileFacts, approval: ApprovalFileFacts) -> Iterator[Finding]:
    """The requirement hangs on the credit type, not on the accreditor (C-02): its policy carries it."""
    if approval.assessment_required and not facts.course.post_tests:
        yield Finding("post_test_missing", "C-02")
    if approval.kind != AMA or not approval.is_enduring:
        return
    if not approval.assessment_required or approval.pass_mark <= 0:
        yield Finding("pass_mark_missing", "C-01")


def _hours(facts: FileFacts, approval: ApprovalFileFacts) -> Iterator[Finding]:
    """The time is found in a way that can be shown (B-03), and no more is designated than it gives."""
    if not approval.is_enduring:
        return
    if not facts.activity.has_basis:
        yield Finding("basis_missing", "B-03")
    elif approval.computed is not None and approval.maximum > approval.computed:
        values = {"maximum": approval.maximum, "computed": approval.computed}
        yield Finding("above_computed", "B-03", values=values)


def _of_kind(facts: FileFacts, approval: ApprovalFileFacts) -> Iterator[Finding]:
    if approval.kind == IPCE and facts.activity.planned_professions < 2:
        yield Finding("team_missing", "A-12")
    if approval.kind == NBCC and approval.is_enduring:
        yield from _nbcc_home_study(facts, approval)
    if approval.kind == APA and approval.is_enduring and facts.course.references not in APA_REFERENCES:
        yield Finding("apa_references", "D-12", values={"references": facts.course.references})
    if approval.kind in PUBLISHED_TERMS:
        yield from _published_terms(facts)
    for rule, sentence in approval.faults:
        yield Finding("fault", rule, values={"fault": sentence})
    if approval.lacks_partner:
        yield Finding("partner_missing", "A-18", Severity.WARN)


def _nbcc_home_study(facts: FileFacts, approval: ApprovalFileFacts) -> Iterator[Finding]:
    """All of it there before publishing (C-06). The answer key is part of every question of the bank."""
    items = {
        "nbcc_post_test": facts.course.post_tests,
        "nbcc_evaluation": approval.evaluation_required,
        "nbcc_instructions": facts.activity.method.strip(),
        "nbcc_references": facts.course.references,
        "nbcc_words": facts.activity.words,
    }
    for code, is_there in items.items():
        if not is_there:
            yield Finding(code, "C-06")


def _published_terms(facts: FileFacts) -> Iterator[Finding]:
    """What promotion to psychologists and social workers says (D-16; grievances for APA: RECALL)."""
    items = {
        "audience_missing": facts.course.who_for,
        "level_missing": facts.course.level,
        "fees_missing": facts.activity.fees_and_refunds,
        "grievances_missing": facts.activity.grievances,
    }
    for code, text in items.items():
        if not text.strip():
            yield Finding(code, "D-16")


def _standing(facts: FileFacts, approval: ApprovalFileFacts, today: date) -> Iterator[Finding]:
    """What does not stop publication, because credit waits by itself: it is not offered on such a day."""
    if not approval.is_confirmed:
        yield Finding("policy_unconfirmed", "C-07", Severity.WARN)
    if approval.valid_from > today:
        yield Finding("not_yet_valid", "A-08", Severity.WARN, values={"valid_from": approval.valid_from})
    if not approval.accredited_from <= approval.valid_from <= approval.valid_to <= approval.accredited_to:
        yield Finding("outside_accreditation", "A-01", Severity.WARN)
    if facts.first_completed_on and facts.first_completed_on < approval.valid_from:
        values = {"first_completed_on": facts.first_completed_on, "valid_from": approval.valid_from}
        yield Finding("completed_before", "A-08", Severity.WARN, values=values)
    if approval.kind == ACPE and facts.course.ends_on and facts.course.ends_on > approval.valid_to:
        values = {"valid_to": approval.valid_to, "ends_on": facts.course.ends_on}
        yield Finding("new_uan_needed", "D-09", Severity.WARN, values=values)
