"""Statements, certificates and the transcript as pages."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from harmreduction_lms.credits.actions import claim_credit, issue_certificate, revoke_award, save_profile
from harmreduction_lms.credits.statements import renderers
from harmreduction_lms.credits.statements.base import StatementRenderer
from harmreduction_lms.credits.statements.pdf import PdfNotInstalled
from tests.credits.browsing import signed_in, url
from tests.credits.factories import (
    certified,
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
