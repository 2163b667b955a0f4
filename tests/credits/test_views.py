"""The learner's pages about credit."""

from decimal import Decimal
from typing import Any

import pytest

from harmreduction_lms.credits.actions import revoke_award
from harmreduction_lms.credits.models import (
    Attestation,
    CompletionCertificate,
    CreditAward,
    LearnerProfile,
)
from harmreduction_lms.learning.models import Enrolment
from tests.credits.browsing import signed_in, url
from tests.credits.factories import (
    claimed,
    complete,
    make_approval,
    make_credit_type,
    make_enrolment,
    make_nurse,
    ready_to_claim,
)
from tests.factories import make_course, make_learner


pytestmark = pytest.mark.django_db


def claim_url(enrolment: Enrolment) -> str:
    return url("claim_credit", enrolment.course_key)


def key_of(approval: Any) -> str:
    return f"{approval.credit_type.code}:{approval.approval_number}"


# Profile


def test_the_profile_is_saved_and_leads_back_to_where_the_learner_came_from() -> None:
    learner = make_learner(first_name="Ada", last_name="Okafor")
    client = signed_in(learner)
    assert 'value="Ada Okafor"' in client.get(url("profile")).content.decode()
    data = {
        "name": " Ada  Okafor ",
        "credentials": "RN",
        "profession": "nurse",
        "next": url("transcript"),
    }
    response = client.post(url("profile"), data)
    assert response.headers["Location"] == url("transcript")
    assert LearnerProfile.objects.get(learner=learner).printed_name == "Ada Okafor, RN"


def test_the_profile_shows_what_was_saved_rather_than_the_accounts_name() -> None:
    learner = make_nurse()
    learner.first_name = "Zelda"
    learner.save()
    html = signed_in(learner).get(url("profile")).content.decode()
    assert 'value="Siobhán Nguyễn-Okafor"' in html
    assert "Zelda" not in html.partition("<form class")[2]


def test_an_empty_profile_is_an_error_and_not_a_fresh_form() -> None:
    assert signed_in(make_learner()).post(url("profile"), {}).status_code == 400


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_profile_never_leads_to_another_site(elsewhere: str) -> None:
    data = {"name": "Ada", "profession": "nurse", "next": elsewhere}
    response = signed_in(make_learner()).post(url("profile"), data)
    assert response.headers["Location"] == url("profile")


@pytest.mark.parametrize("name", ["", "Ada\u202eRN", "Ada\u200b"])
def test_a_name_that_is_not_what_it_looks_like_is_refused(name: str) -> None:
    learner = make_learner()
    response = signed_in(learner).post(url("profile"), {"name": name, "profession": "nurse"})
    assert response.status_code == 400
    assert not LearnerProfile.objects.exists()


def test_zero_width_joiners_belong_to_the_spelling_of_some_names() -> None:
    response = signed_in(make_learner()).post(
        url("profile"), {"name": "श्री\u200dवास्तव", "profession": "nurse"}
    )
    assert response.status_code == 302


def test_a_learners_own_page_leads_to_the_transcript_and_to_the_profile() -> None:
    html = signed_in(make_learner()).get(url("my_learning")).content.decode()
    assert f'href="{url("transcript")}"' in html
    assert f'href="{url("profile")}"' in html


# Claiming


def test_the_claim_page_shows_every_gate_and_what_to_do_next() -> None:
    course = make_course(modules=1, lessons=1)
    make_approval(course)
    enrolment = make_enrolment(make_learner(), course)
    html = signed_in(enrolment.learner).get(claim_url(enrolment)).content.decode()
    for text in (
        "Finish the required steps of the course first.",
        "Take the post-test; this credit needs 80 %.",
        "Fill in the evaluation.",
        "Enter your name and profession",
        "Course approved on the day",
        "Fictional example.",
    ):
        assert text in html
    assert url("evaluation", enrolment.course_key) in html
    assert "Claim this credit" not in html


def test_a_failed_post_test_shows_its_result_rounded_down() -> None:
    course = make_course(modules=1, lessons=1)
    make_approval(course)
    enrolment = complete(make_enrolment(make_nurse(), course), points=7)
    html = signed_in(enrolment.learner).get(claim_url(enrolment)).content.decode()
    assert "Your best result is 70 %; this credit needs 80 %." in html


def test_attesting_and_claiming_leads_to_the_statement() -> None:
    enrolment, approval = ready_to_claim()
    client = signed_in(enrolment.learner)
    assert (
        "I took part in the whole of this course myself" in client.get(claim_url(enrolment)).content.decode()
    )
    response = client.post(claim_url(enrolment), {"approval": key_of(approval), "attested": "on"})
    award = CreditAward.objects.get()
    assert response.headers["Location"] == url("statement", award.number)
    again = client.post(claim_url(enrolment), {"approval": key_of(approval), "attested": "on"})
    assert again.headers["Location"] == url("statement", award.number)


def test_without_the_attestation_nothing_is_written() -> None:
    enrolment, approval = ready_to_claim()
    response = signed_in(enrolment.learner).post(claim_url(enrolment), {"approval": key_of(approval)})
    assert response.status_code == 400
    assert "Tick this to confirm it." in response.content.decode()
    assert not CreditAward.objects.exists()
    assert not Attestation.objects.exists()


@pytest.mark.parametrize(
    ("amount", "message"),
    [
        ("2.25", "At most 2.0 can be awarded"),
        ("0.30", "counted in steps of 0.25"),
        ("0", "above zero"),
        ("-1", "above zero"),
        ("", "Choose the amount that matches the time you took part."),
        ("NaN", "Enter a number"),
        ("lots", "Enter a number"),
    ],
)
def test_b15_an_amount_off_the_grid_is_a_form_error_and_nothing_is_written(amount: str, message: str) -> None:
    enrolment, approval = ready_to_claim(policy={"claim_mode": "commensurate"})
    data = {"approval": key_of(approval), "attested": "on", "amount": amount}
    response = signed_in(enrolment.learner).post(claim_url(enrolment), data)
    assert response.status_code == 400
    assert message in response.content.decode()
    assert not CreditAward.objects.exists()
    assert not Attestation.objects.exists()


def test_a03_b15_the_learner_chooses_among_the_policys_increments() -> None:
    enrolment, approval = ready_to_claim(policy={"claim_mode": "commensurate"})
    client = signed_in(enrolment.learner)
    html = client.get(claim_url(enrolment)).content.decode()
    assert html.count("<option") == 9
    assert '<option value="" selected>Choose</option>' in html
    client.post(claim_url(enrolment), {"approval": key_of(approval), "attested": "on", "amount": "1.25"})
    assert CreditAward.objects.get().amount == Decimal("1.25")


def test_a_long_list_of_increments_becomes_a_number_to_type() -> None:
    enrolment, _approval = ready_to_claim(
        policy={"claim_mode": "commensurate", "increment": Decimal("0.01")},
        designated_maximum=Decimal("8.00"),
    )
    html = signed_in(enrolment.learner).get(claim_url(enrolment)).content.decode()
    assert 'step="0.01"' in html
    assert "<option" not in html


def test_an_amount_sent_for_a_whole_credit_is_ignored() -> None:
    enrolment, approval = ready_to_claim()
    data = {"approval": key_of(approval), "attested": "on", "amount": "99"}
    signed_in(enrolment.learner).post(claim_url(enrolment), data)
    assert CreditAward.objects.get().amount == Decimal("2.00")


def test_claiming_before_the_gates_are_met_is_refused() -> None:
    course = make_course(modules=1, lessons=1)
    approval = make_approval(course)
    enrolment = complete(make_enrolment(make_nurse(), course), evaluated=False)
    data = {"approval": key_of(approval), "attested": "on"}
    response = signed_in(enrolment.learner).post(claim_url(enrolment), data)
    assert response.status_code == 400
    assert "Fill in the evaluation." in response.content.decode()
    assert not CreditAward.objects.exists()
    assert not Attestation.objects.exists()


def test_an_invented_approval_and_a_course_not_taken_are_not_found() -> None:
    enrolment, _approval = ready_to_claim()
    client = signed_in(enrolment.learner)
    assert client.post(claim_url(enrolment), {"approval": "invented:1"}).status_code == 404
    assert signed_in(make_learner()).get(claim_url(enrolment)).status_code == 404


def test_a_revoked_award_cannot_be_claimed_again() -> None:
    award = claimed()
    revoke_award(award=award, reason="Error", actor=make_learner(is_superuser=True))
    client = signed_in(award.learner)
    assert "This award was revoked." in client.get(claim_url(award.enrolment)).content.decode()
    data = {"approval": key_of(award.approval), "attested": "on"}
    assert client.post(claim_url(award.enrolment), data).status_code == 400
    assert CreditAward.objects.count() == 1


def test_a01_where_nothing_applies_the_page_offers_a_certificate() -> None:
    enrolment, _approval = ready_to_claim(credit_type=make_credit_type(professions=["physician"]))
    client = signed_in(enrolment.learner)
    html = client.get(claim_url(enrolment)).content.decode()
    assert "Get the certificate" in html
    assert "This credit can be awarded only to: Physician." in html
    response = client.post(url("issue_certificate", enrolment.course_key))
    assert response.headers["Location"] == url("certificate", CompletionCertificate.objects.get().number)


def test_unconfirmed_rules_are_named_as_the_reason_and_a_certificate_is_offered() -> None:
    enrolment, _approval = ready_to_claim(policy={"confirmed_by": ""})
    html = signed_in(enrolment.learner).get(claim_url(enrolment)).content.decode()
    assert "has not confirmed the rules of this credit type yet" in html
    assert "Claim this credit" not in html
    assert "Get the certificate" in html


def test_a_certificate_is_refused_while_credit_applies() -> None:
    enrolment, _approval = ready_to_claim()
    response = signed_in(enrolment.learner).post(url("issue_certificate", enrolment.course_key))
    assert response.status_code == 409
    assert not CompletionCertificate.objects.exists()
