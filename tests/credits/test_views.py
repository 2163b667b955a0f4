"""The learner's pages about credit."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from harmreduction_lms.credits.actions import claim_credit, issue_certificate, revoke_award, save_profile
from harmreduction_lms.credits.models import (
    Attestation,
    CompletionCertificate,
    CreditAward,
    LearnerProfile,
)
from harmreduction_lms.credits.statements import renderers
from harmreduction_lms.credits.statements.base import StatementRenderer
from harmreduction_lms.credits.statements.pdf import PdfNotInstalled
from harmreduction_lms.learning.models import Enrolment
from tests.credits.factories import (
    complete,
    make_approval,
    make_credit_type,
    make_enrolment,
    make_nurse,
    ready_to_claim,
)
from tests.factories import make_course, make_learner


pytestmark = pytest.mark.django_db


def signed_in(learner: Any) -> Client:
    client = Client()
    client.force_login(learner)
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"harmreduction_lms:{name}", args=args)


def claim_url(enrolment: Enrolment) -> str:
    return url("claim_credit", enrolment.course_key)


def claimed(**approval: Any) -> CreditAward:
    enrolment, approved = ready_to_claim(**approval)
    return claim_credit(enrolment=enrolment, approval=approved, amount=None, has_attested=True)


def certified(name: str = "Siobhán Nguyễn-Okafor") -> CompletionCertificate:
    enrolment = complete(make_enrolment(make_nurse(name=name), make_course(modules=1, lessons=1)))
    return issue_certificate(enrolment=enrolment)


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
        ("", "required"),
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
    assert client.get(claim_url(enrolment)).content.decode().count("<option") == 8
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


def test_a_certificate_is_refused_while_credit_applies() -> None:
    enrolment, _approval = ready_to_claim()
    response = signed_in(enrolment.learner).post(url("issue_certificate", enrolment.course_key))
    assert response.status_code == 409
    assert not CompletionCertificate.objects.exists()


# Statements


def test_a02_a13_the_statement_shows_what_accreditors_want_on_it() -> None:
    award = claimed(joint_provider_name="Fictional Partner")
    html = signed_in(award.learner).get(url("statement", award.number)).content.decode()
    for text in (
        "Siobhán Nguyễn-Okafor, RN",
        award.enrolment.course_title,
        "20 October 2026",
        "2.0 contact hours",
        "Enduring material",
        "Nurse",
        "Fictional Provider, 1 Example Street",
        "FP-1",
        "Fictional Partner",
        award.approval.approval_number,
        "31 December 2028",
        "Fictional Provider is accredited by nobody at all.",
        "designates this enduring material for 2.0 contact hours",
        award.number,
        url("verify_code", award.code),
        "<svg viewBox",
    ):
        assert text in html


def test_fictional_data_are_marked_in_the_statement_itself() -> None:
    award = claimed()
    html = signed_in(award.learner).get(url("statement", award.number)).content.decode()
    assert 'data-mark="Fictional"' in html
    assert "Nothing here grants credit." in html


def test_a05_italics_and_marks_of_a_label_are_printed() -> None:
    label = "<p><i>AMA PRA Category 1 Credits</i>™</p>"
    award = claimed(credit_type=make_credit_type(label=label))
    html = signed_in(award.learner).get(url("statement", award.number)).content.decode()
    assert "<i>AMA PRA Category 1 Credits</i>™" in html


def test_one_contact_hour_is_singular() -> None:
    award = claimed(designated_maximum=Decimal("1.00"))
    html = signed_in(award.learner).get(url("statement", award.number)).content.decode()
    assert "1.0 contact hour\n" in html


def test_e05_a_statement_outlives_its_course() -> None:
    award = claimed()
    title = award.enrolment.course_title
    award.enrolment.course.specific.delete()
    client = signed_in(award.learner)
    assert title in client.get(url("statement", award.number)).content.decode()
    assert title in client.get(url("transcript")).content.decode()
    assert title in Client().get(url("verify_code", award.code)).content.decode()


def test_a_revoked_statement_says_so() -> None:
    award = claimed()
    revoke_award(award=award, reason="Error", actor=make_learner(is_superuser=True))
    html = signed_in(award.learner).get(url("statement", award.number)).content.decode()
    assert "This award was revoked. It no longer counts." in html


def test_foreign_and_absent_statements_are_the_same_404() -> None:
    award, certificate = claimed(), certified()
    stranger = signed_in(make_learner())
    for name, number in (
        ("statement", award.number),
        ("statement_pdf", award.number),
        ("certificate", certificate.number),
        ("certificate_pdf", certificate.number),
    ):
        foreign = stranger.get(url(name, number))
        absent = stranger.get(url(name, "HR-2026-00000000-0"))
        assert foreign.status_code == absent.status_code == 404
        assert foreign.content == absent.content
    assert stranger.get(url("statement", "a\x00b")).status_code == 404


def test_staff_who_may_view_awards_see_a_statement() -> None:
    award = claimed()
    assert signed_in(make_learner(is_superuser=True)).get(url("statement", award.number)).status_code == 200


@pytest.mark.parametrize("name", ["profile", "transcript"])
def test_private_pages_ask_for_sign_in_and_are_not_stored(name: str) -> None:
    assert Client().get(url(name)).status_code == 302
    response = signed_in(make_learner()).get(url(name))
    assert "no-store" in response.headers["Cache-Control"]
    assert "private" in response.headers["Cache-Control"]


def test_a_statement_is_private_and_not_stored() -> None:
    award = claimed()
    assert Client().get(url("statement", award.number)).status_code == 302
    response = signed_in(award.learner).get(url("statement", award.number))
    assert "no-store" in response.headers["Cache-Control"]


def test_a_statement_costs_three_queries(django_assert_num_queries: Any) -> None:
    award = claimed()
    client = signed_in(award.learner)
    client.get(url("statement", award.number))
    with django_assert_num_queries(3):
        client.get(url("statement", award.number))


# Certificates

FORBIDDEN = ["credit", "contact hour", "accredit", "approv", "CEU", "fictional board", "designat"]


def test_a01_a_certificate_holds_no_credit_language() -> None:
    enrolment, _approval = ready_to_claim(valid_to=date(2026, 10, 19))
    certificate = issue_certificate(enrolment=enrolment)
    html = signed_in(enrolment.learner).get(url("certificate", certificate.number)).content.decode().lower()
    assert "certificate of completion" in html
    assert [word for word in FORBIDDEN if word.lower() in html] == []


# PDF: what the files hold is tested in test_pdf.py


class NoPdf(StatementRenderer):
    """A site without the extra `pdf`."""

    is_available = False

    def response(self, document: Any, request: Any) -> Any:
        raise PdfNotInstalled


def test_without_the_extra_the_statement_comes_with_a_plain_note() -> None:
    award = claimed()
    client = signed_in(award.learner)
    shipped = renderers["pdf"]
    renderers.register("pdf", NoPdf())
    try:
        response = client.get(url("statement_pdf", award.number), follow=True)
    finally:
        renderers.register("pdf", shipped)
    html = response.content.decode()
    assert response.redirect_chain == [(url("statement", award.number), 302)]
    assert "PDF files are not set up on this site." in html
    assert "Download as PDF" not in html


# Transcript


def test_an_empty_transcript_says_what_will_be_there() -> None:
    html = signed_in(make_learner()).get(url("transcript")).content.decode()
    assert "Nothing awarded yet" in html


def test_the_transcript_adds_up_by_credit_type_and_leaves_out_what_was_revoked() -> None:
    learner, credit_type = make_nurse(), make_credit_type()
    awards = []
    for version, amount in enumerate(["1.25", "0.50", "2.00"], 1):
        course = make_course(modules=1, lessons=1)
        approval = make_approval(
            course,
            credit_type=credit_type,
            designated_maximum=Decimal(amount),
            policy={"version": version},
        )
        enrolment = complete(make_enrolment(learner, course))
        awards.append(claim_credit(enrolment=enrolment, approval=approval, amount=None, has_attested=True))
    revoke_award(award=awards[2], reason="Error", actor=make_learner(is_superuser=True))
    issue_certificate(enrolment=complete(make_enrolment(learner, make_course(modules=1, lessons=1))))
    html = signed_in(learner).get(url("transcript")).content.decode()
    total = html.partition("<tfoot>")[2].partition("</tfoot>")[0]
    assert "1.75" in total
    assert "revoked" in html
    assert html.count("<table") == 2
    assert "Certificates of completion" in html


def test_a_transcript_costs_the_same_however_much_is_on_it(django_assert_num_queries: Any) -> None:
    learner, credit_type = make_nurse(), make_credit_type()
    client = signed_in(learner)

    def add(version: int) -> None:
        course = make_course(modules=1, lessons=1)
        approval = make_approval(course, credit_type=credit_type, policy={"version": version})
        enrolment = complete(make_enrolment(learner, course))
        claim_credit(enrolment=enrolment, approval=approval, amount=None, has_attested=True)

    for version in (1, 2, 3):
        add(version)
        # A new course renews the address of the catalogue in the page header; that is looked up once.
        client.get(url("transcript"))
        with django_assert_num_queries(4):
            assert client.get(url("transcript")).status_code == 200


def test_a_renamed_profile_does_not_change_the_transcript() -> None:
    award = claimed()
    save_profile(learner=award.learner, name="Another Name", credentials="", profession="other")
    html = signed_in(award.learner).get(url("statement", award.number)).content.decode()
    assert "Siobhán Nguyễn-Okafor, RN" in html
