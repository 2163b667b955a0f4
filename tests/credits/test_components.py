"""What credits shows on pages of lower domains, and what it does on their news."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import RequestFactory

from harmreduction_lms.courses.slots import course_slots
from harmreduction_lms.credits import receivers
from harmreduction_lms.credits.actions import assign_role, claim_credit
from harmreduction_lms.credits.components import completion_credit, credit_offer, faculty
from harmreduction_lms.credits.days import site_today
from harmreduction_lms.credits.models import CreditAward, Disclosure, LearnerProfile, Person
from harmreduction_lms.learning.models import EvaluationReceipt
from harmreduction_lms.learning.signals import course_completed, evaluation_submitted
from harmreduction_lms.learning.slots import completion_slots
from tests.credits.factories import (
    COMPLETED_AT,
    complete,
    make_approval,
    make_enrolment,
    make_nurse,
    ready_to_claim,
)
from tests.factories import make_course


pytestmark = pytest.mark.django_db

AUTOMATIC: dict[str, Any] = {"attestation_required": False}


def make_small_course(**fields: Any) -> Any:
    return make_course(modules=1, lessons=1, **fields)


def test_the_slots_are_filled() -> None:
    receivers.connect()
    assert course_slots["credit"] is credit_offer
    assert course_slots["faculty"] is faculty
    assert completion_slots["credit"] is completion_credit


# Course page


def test_a_course_page_shows_what_is_offered_and_by_whom() -> None:
    course = make_small_course()
    approval = make_approval(course)
    component = credit_offer(course)
    assert component is not None
    html = component.render_html()
    for text in (
        "Nursing contact hours",
        "2.0 contact hours",
        "Fictional Provider",
        approval.approval_number,
        "31 December 2028",
        "80 % in the post-test",
        "Fictional example.",
    ):
        assert text in html


def test_a_claimed_credit_is_offered_up_to_its_maximum() -> None:
    course = make_small_course()
    make_approval(course, policy={"claim_mode": "commensurate"})
    assert "up to 2.0 contact hours" in credit_offer(course).render_html()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "approval",
    [
        {"valid_from": site_today() + timedelta(days=1)},
        {"valid_to": site_today() - timedelta(days=1)},
        {"accreditation": {"valid_to": site_today() - timedelta(days=1)}},
        {"policy": {"effective_to": site_today() - timedelta(days=1)}},
        {"policy": {"effective_from": site_today() + timedelta(days=1)}},
        {"policy": {"confirmed_by": ""}},
        {"policy": {"confirmed_on": None}},
    ],
)
def test_a01_without_an_approval_and_rules_valid_today_nothing_is_offered(approval: dict[str, Any]) -> None:
    course = make_small_course()
    make_approval(course, **approval)
    assert credit_offer(course) is None


def test_a_course_that_has_ended_offers_nothing() -> None:
    course = make_small_course(ends_on=site_today() - timedelta(days=1))
    make_approval(course)
    assert credit_offer(course) is None


def make_person(**fields: Any) -> Person:
    return Person.objects.create(**{"name": "Ada Okafor", "credentials": "MSW", **fields})


def test_d03_faculty_are_shown_with_roles_and_relevant_relationships() -> None:
    course, person = make_small_course(), make_person(affiliation="Example Clinic", is_fictional=True)
    disclosure = Disclosure.objects.create(
        person=person,
        signed_on=date(2026, 1, 1),
        relationships=[
            {"company": "Acme", "nature": "Advisor", "is_relevant": True, "mitigation": "Peer review"},
            {"company": "Bakery", "nature": "Owner", "is_relevant": False, "mitigation": ""},
        ],
    )
    assign_role(course=course, person=person, role="planner", disclosure=disclosure)
    assign_role(course=course, person=person, role="author", disclosure=disclosure, sort_order=2)
    component = faculty(course)
    assert component is not None
    html = component.render_html()
    for text in (
        "<bdi>Ada Okafor</bdi>",
        ", MSW",
        "Planner, Author",
        "Example Clinic",
        "Fictional person",
        "Acme: Advisor",
        "have been mitigated",
    ):
        assert text in html
    assert "Bakery" not in html
    assert html.count("<h3>") == 1


def test_d03_nothing_to_disclose_is_said_and_a_missing_disclosure_too() -> None:
    course = make_small_course()
    honest, late = make_person(), make_person(name="Ben Late")
    declared = Disclosure.objects.create(person=honest, signed_on=date(2026, 1, 1), none_declared=True)
    assign_role(course=course, person=honest, disclosure=declared)
    assign_role(course=course, person=late)
    html = faculty(course).render_html()  # type: ignore[union-attr]
    assert "No relevant financial relationships to disclose." in html
    assert "No disclosure is on file yet." in html


def test_a_course_without_people_has_no_faculty_section() -> None:
    assert faculty(make_small_course()) is None


def test_both_slots_of_a_course_page_cost_seven_queries(django_assert_num_queries: Any) -> None:
    course = make_small_course()
    for number in range(3):
        make_approval(course)
        disclosure = Disclosure.objects.create(person=make_person(), signed_on=date(2026, 1, number + 1))
        assign_role(course=course, person=disclosure.person, disclosure=disclosure)
    with django_assert_num_queries(7):
        for slot in (credit_offer, faculty):
            slot(course).render_html()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "row",
    ["approval", "accreditation", "body", "credit_type", "policy", "person", "disclosure", "role"],
)
def test_a_change_of_what_a_course_page_shows_touches_the_course(row: str) -> None:
    course = make_small_course()
    approval = make_approval(course)
    disclosure = Disclosure.objects.create(person=make_person(), signed_on=date(2026, 1, 1))
    role = assign_role(course=course, person=disclosure.person, disclosure=disclosure)
    rows = {
        "approval": approval,
        "accreditation": approval.accreditation,
        "body": approval.accreditation.body,
        "credit_type": approval.credit_type,
        "policy": approval.policy,
        "person": role.person,
        "disclosure": disclosure,
        "role": role,
    }
    type(course).objects.update(touched_at=None)
    rows[row].save()
    course.refresh_from_db()
    assert course.touched_at is not None


def test_deleting_an_approval_touches_the_course() -> None:
    course = make_small_course()
    approval = make_approval(course)
    type(course).objects.update(touched_at=None)
    approval.delete()
    course.refresh_from_db()
    assert course.touched_at is not None


# The learner's page of a course


def shown(enrolment: Any) -> str:
    request = RequestFactory().get("/")
    request.user = enrolment.learner
    return completion_credit(request, enrolment).render_html()


def test_after_completion_the_page_leads_to_the_claim_and_then_to_the_statement() -> None:
    enrolment, approval = ready_to_claim()
    html = shown(enrolment)
    assert "Claim this credit" in html
    assert "Post-test passed" in html
    claim_credit(enrolment=enrolment, approval=approval, amount=None, has_attested=True)
    assert "See your statement" in shown(enrolment)


def test_where_nothing_applies_it_leads_to_the_certificate_without_credit_language() -> None:
    html = shown(complete(make_enrolment(make_nurse(), make_small_course())))
    assert "Get your certificate of completion" in html
    assert "contact hours" not in html


# Automatic awards


def test_when_nothing_is_left_to_the_learner_completion_awards_the_credit() -> None:
    enrolment, _approval = ready_to_claim(policy=AUTOMATIC)
    course_completed.send(sender=type(enrolment), enrolment=enrolment)
    course_completed.send(sender=type(enrolment), enrolment=enrolment)
    assert CreditAward.objects.get().enrolment == enrolment


def test_the_evaluation_may_be_what_was_missing() -> None:
    course = make_small_course()
    make_approval(course, policy=AUTOMATIC)
    enrolment = complete(make_enrolment(make_nurse(), course), evaluated=False)
    course_completed.send(sender=type(enrolment), enrolment=enrolment)
    assert not CreditAward.objects.exists()
    EvaluationReceipt.objects.create(enrolment=enrolment, submitted_at=COMPLETED_AT)
    evaluation_submitted.send(sender=type(enrolment), enrolment=enrolment)
    assert CreditAward.objects.exists()


@pytest.mark.parametrize("policy", [{}, {**AUTOMATIC, "claim_mode": "commensurate"}])
def test_what_the_learner_has_to_attest_or_choose_is_not_awarded_for_them(policy: dict[str, Any]) -> None:
    enrolment, _approval = ready_to_claim(policy=policy)
    course_completed.send(sender=type(enrolment), enrolment=enrolment)
    assert not CreditAward.objects.exists()


def test_without_a_profile_nothing_is_awarded_yet() -> None:
    enrolment, _approval = ready_to_claim(policy=AUTOMATIC)
    LearnerProfile.objects.all().delete()
    course_completed.send(sender=type(enrolment), enrolment=enrolment)
    assert not CreditAward.objects.exists()
