"""What an activity file lacks, as tables; rule numbers are those of `ce-rules.md`."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from harmreduction_lms.credits.readiness import (
    ActivityFacts,
    ApprovalFileFacts,
    CourseFileFacts,
    DisclosureFacts,
    FileFacts,
    Finding,
    RelationshipFacts,
    RoleFacts,
    Severity,
    SupportFacts,
    credit_holds,
)
from harmreduction_lms.credits.readiness_approvals import findings
from harmreduction_lms.credits.readiness_words import TEXTS, remark, sentence


TODAY = date(2026, 11, 23)
APPROVAL = ApprovalFileFacts("Contact hours EX-1", valid_from=date(2026, 2, 1), valid_to=date(2028, 12, 31))
AUTHOR = RoleFacts("Ada Okafor", "author", "MSW", disclosure=DisclosureFacts(date(2026, 1, 1)))
COMPLETE = FileFacts(
    course=CourseFileFacts(
        released_on=date(2026, 2, 1),
        reviewed_on=date(2026, 1, 20),
        ends_on=date(2029, 2, 1),
        minutes=60,
        level="Basic",
        who_for="Nurses in drop-in centres",
        objectives=3,
        references=5,
        post_tests=1,
    ),
    activity=ActivityFacts(
        medium="Internet, text",
        method="Read, take the post-test, evaluate, claim.",
        estimated_minutes=Decimal(60),
        has_basis=True,
        words=6000,
        planned_professions=2,
        fees_and_refunds="Free of charge.",
        grievances="Write to us.",
    ),
    approvals=(APPROVAL,),
    roles=(AUTHOR,),
)


def course(**changes: Any) -> FileFacts:
    return replace(COMPLETE, course=replace(COMPLETE.course, **changes))


def activity(**changes: Any) -> FileFacts:
    return replace(COMPLETE, activity=replace(COMPLETE.activity, **changes))


def approval(**changes: Any) -> FileFacts:
    return replace(COMPLETE, approvals=(replace(APPROVAL, **changes),))


def author(**changes: Any) -> FileFacts:
    return replace(COMPLETE, roles=(replace(AUTHOR, **changes),))


def disclosed(*relationships: RelationshipFacts, **changes: Any) -> FileFacts:
    disclosure = DisclosureFacts(date(2026, 1, 1), relationships, decided_on=date(2026, 1, 5))
    return author(disclosure=replace(disclosure, **changes))


def codes(facts: FileFacts) -> list[str]:
    return [finding.code for finding in findings(facts, TODAY)]


def test_a_complete_file_lacks_nothing() -> None:
    assert codes(COMPLETE) == []


def test_a01_a_course_without_an_approval_needs_no_file() -> None:
    assert codes(FileFacts(course=CourseFileFacts())) == []


# "Enduring, shown before start: principal faculty and credentials; medium; method of participation; estimated
# time; original release date; most recent review date; termination date" (ACCME, enduring materials).
@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (author(role="planner"), "faculty_missing"),
        (author(credentials=" "), "credentials_missing"),
        (activity(medium=""), "medium_missing"),
        (activity(method=" "), "method_missing"),
        (course(released_on=None), "released_on_missing"),
        (course(ends_on=None), "ends_on_missing"),
    ],
)
def test_d07_each_missing_item_keeps_credit_closed(facts: FileFacts, code: str) -> None:
    assert code in codes(facts)
    (held,) = credit_holds(facts, TODAY)
    assert (held.code, held.rule) == (code, "D-07")


def test_d07_the_time_is_the_estimate_or_what_the_page_says() -> None:
    neither = replace(activity(estimated_minutes=None, has_basis=False), course=course(minutes=0).course)
    assert [held.code for held in credit_holds(neither, TODAY)] == ["time_missing"]
    assert credit_holds(activity(estimated_minutes=None), TODAY) == ()


def test_d07_a_course_that_was_not_reviewed_says_so_and_editors_are_reminded() -> None:
    facts = course(reviewed_on=None)
    assert credit_holds(facts, TODAY) == ()
    assert [(found.code, found.severity) for found in findings(facts, TODAY)] == [
        ("reviewed_on_missing", Severity.WARN)
    ]


def test_d07_asks_nothing_of_a_live_activity() -> None:
    live = replace(activity(medium="", method=""), approvals=(replace(APPROVAL, is_enduring=False),))
    assert codes(live) == []


# "Every person in control of content has a disclosure covering the prior 24 months" (ACCME Standard 3).
def test_d01_without_a_disclosure_credit_is_closed() -> None:
    assert [held.code for held in credit_holds(author(disclosure=None), TODAY)] == ["disclosure_missing"]
    assert [held.code for held in credit_holds(replace(COMPLETE, roles=()), TODAY)] == [
        "faculty_missing",
        "people_missing",
    ]


@pytest.mark.parametrize(
    ("signed_on", "found"),
    [(date(2024, 11, 23), []), (date(2024, 11, 22), ["disclosure_old"])],
)
def test_d01_a_disclosure_covers_24_months(signed_on: date, found: list[str]) -> None:
    old = author(disclosure=DisclosureFacts(signed_on))
    assert codes(old) == found
    assert credit_holds(old, TODAY) == ()


ACME = RelationshipFacts("Acme", is_relevant=True, mitigation="Reviewed by a peer")


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        (disclosed(ACME), []),
        (disclosed(RelationshipFacts("Bakery")), []),
        (disclosed(ACME, decided_on=None), ["relevance_undecided"]),
        (disclosed(replace(ACME, mitigation=" ")), ["not_mitigated"]),
        (disclosed(ACME, decided_on=date(2026, 2, 1)), []),
        (disclosed(ACME, decided_on=date(2026, 2, 2)), ["decided_late"]),
        (author(disclosure=DisclosureFacts(date(2026, 2, 2))), ["decided_late"]),
        (author(disclosure=DisclosureFacts(date(2026, 2, 2)), starts_on=date(2026, 3, 1)), []),
    ],
)
def test_d02_relevance_and_mitigation_are_decided_before_the_role_begins(
    facts: FileFacts, found: list[str]
) -> None:
    assert codes(facts) == found


def test_d04_an_owner_or_employee_needs_one_of_the_exceptions() -> None:
    owner = RelationshipFacts("Acme", is_owner_or_employee=True)
    assert codes(disclosed(owner)) == ["employee_without_exception"]
    assert codes(disclosed(replace(owner, exception="basic_science"))) == []


def test_d05_a_waiver_with_its_reason_stands_for_the_disclosures() -> None:
    waived = replace(
        activity(disclosure_waiver="Leadership, not clinical"), roles=(replace(AUTHOR, disclosure=None),)
    )
    assert codes(waived) == []


def test_d06_support_is_described_and_its_agreement_is_on_file() -> None:
    support = SupportFacts("Example Foundation", has_amount_or_goods=False, has_agreement=False)
    assert codes(replace(COMPLETE, support=(support,))) == ["support_not_described", "agreement_missing"]


# "termination_date ≤ max(release_date, last_review_date) + 3 years" (ACCME).
@pytest.mark.parametrize(
    ("facts", "found"),
    [
        (course(ends_on=date(2029, 2, 1)), []),
        (course(ends_on=date(2029, 2, 2)), ["ends_too_late"]),
        (course(reviewed_on=date(2026, 6, 1), ends_on=date(2029, 6, 1)), []),
        (course(reviewed_on=date(2026, 6, 1), ends_on=date(2029, 6, 2)), ["ends_too_late"]),
    ],
)
def test_d08_a_course_ends_three_years_after_release_or_review(facts: FileFacts, found: list[str]) -> None:
    assert codes(facts) == found


def test_d08_of_several_policies_the_strictest_counts() -> None:
    strict = replace(APPROVAL, label="Strict", enduring_months=24)
    assert codes(replace(COMPLETE, approvals=(APPROVAL, strict))) == ["ends_too_late"]


def test_d09_pharmacy_credit_needs_a_new_number_to_go_on() -> None:
    assert codes(approval(kind="acpe")) == ["new_uan_needed"]
    assert codes(approval(kind="acpe", valid_to=date(2029, 2, 1))) == []


def test_d12_objectives_and_references() -> None:
    assert codes(course(objectives=0)) == ["objectives_missing"]
    assert codes(course(references=0)) == ["references_missing"]


@pytest.mark.parametrize(
    ("references", "found"), [(2, ["apa_references"]), (3, []), (10, []), (11, ["apa_references"])]
)
def test_d12_home_study_for_psychologists_has_three_to_ten_references(
    references: int, found: list[str]
) -> None:
    facts = replace(approval(kind="apa"), course=course(references=references).course)
    assert codes(facts) == found


def test_d14_announcing_credit_that_is_not_approved_is_refused() -> None:
    (finding,) = findings(course(pending_texts=("lede",)), TODAY)
    assert (finding.rule, finding.severity) == ("D-14", Severity.BLOCK)


@pytest.mark.parametrize("kind", ["apa", "aswb_ace"])
def test_d16_terms_are_published(kind: str) -> None:
    bare = replace(
        approval(kind=kind),
        course=course(level="", who_for="").course,
        activity=activity(fees_and_refunds="", grievances="").activity,
    )
    assert codes(bare) == ["audience_missing", "level_missing", "fees_missing", "grievances_missing"]


def test_b03_the_basis_of_the_time_is_recorded_and_nothing_is_designated_beyond_it() -> None:
    assert codes(activity(has_basis=False)) == ["basis_missing"]
    assert codes(approval(maximum=Decimal("1.25"), computed=Decimal("1.00"))) == ["above_computed"]
    assert codes(approval(maximum=Decimal("1.00"), computed=Decimal("1.00"))) == []


# The requirement hangs on the credit type: AMA asks for an assessment and a level told beforehand.
@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"kind": "ama_pra_1"}, []),
        ({"kind": "ama_pra_1", "pass_mark": Decimal(0)}, ["pass_mark_missing"]),
        ({"kind": "ama_pra_1", "assessment_required": False}, ["pass_mark_missing"]),
        ({"kind": "ama_pra_1", "assessment_required": False, "is_enduring": False}, []),
        ({"kind": "ancc", "assessment_required": False}, []),
    ],
)
def test_c01_enduring_material_for_physicians_has_a_pass_mark(
    changes: dict[str, Any], found: list[str]
) -> None:
    assert codes(approval(**changes)) == found


def test_c02_a_policy_that_asks_for_a_post_test_gets_one() -> None:
    assert codes(course(post_tests=0)) == ["post_test_missing"]


def test_c06_home_study_for_counsellors_is_complete_before_it_is_published() -> None:
    facts = FileFacts(
        course=course(post_tests=0, references=0).course,
        activity=activity(words=0, method="").activity,
        approvals=approval(kind="nbcc_acep", assessment_required=False, evaluation_required=False).approvals,
        roles=COMPLETE.roles,
    )
    found = {finding.code for finding in findings(facts, TODAY) if finding.rule == "C-06"}
    assert found == {
        "nbcc_post_test",
        "nbcc_evaluation",
        "nbcc_instructions",
        "nbcc_references",
        "nbcc_words",
    }


def test_a12_interprofessional_credit_is_planned_by_and_for_a_team() -> None:
    facts = replace(approval(kind="ipce"), activity=activity(planned_professions=1).activity)
    assert codes(facts) == ["team_missing"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"is_confirmed": False}, "policy_unconfirmed"),
        ({"valid_from": date(2026, 12, 1)}, "not_yet_valid"),
        ({"accredited_to": date(2027, 1, 1)}, "outside_accreditation"),
        ({"lacks_partner": True}, "partner_missing"),
    ],
)
def test_what_credit_waits_for_by_itself_does_not_stop_publication(
    changes: dict[str, Any], code: str
) -> None:
    (finding,) = findings(approval(**changes), TODAY)
    assert (finding.code, finding.severity) == (code, Severity.WARN)


def test_a08_completions_before_the_approval_are_pointed_out() -> None:
    facts = replace(COMPLETE, first_completed_on=date(2026, 1, 31))
    (finding,) = findings(facts, TODAY)
    assert (finding.code, finding.severity) == ("completed_before", Severity.WARN)


def test_a19_what_is_wrong_with_a_number_stops_publication() -> None:
    (finding,) = findings(approval(faults=(("A-19", "The number says L."),)), TODAY)
    assert finding.severity == Severity.BLOCK
    assert sentence(finding) == "Contact hours EX-1: The number says L."


def test_what_blocks_comes_first() -> None:
    facts = replace(approval(is_confirmed=False), course=course(references=0, objectives=0).course)
    severities = [finding.severity for finding in findings(facts, TODAY)]
    assert severities == [Severity.BLOCK, Severity.WARN, Severity.WARN]


VALUES = {
    "person": "Ada Okafor",
    "company": "Acme",
    "source": "Example Foundation",
    "signed_on": TODAY,
    "decided_on": TODAY,
    "starts_on": TODAY,
    "latest": TODAY,
    "valid_from": TODAY,
    "valid_to": TODAY,
    "ends_on": TODAY,
    "first_completed_on": TODAY,
    "months": 36,
    "references": 2,
    "maximum": Decimal("1.25"),
    "computed": Decimal("1.00"),
    "place": "lede",
    "fault": "The number says L.",
}


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_every_finding_says_what_to_do_without_a_gap(code: str) -> None:
    text = remark(Finding(code, "X-00", values=VALUES)).text
    assert text.endswith(".")
    assert "%(" not in text
