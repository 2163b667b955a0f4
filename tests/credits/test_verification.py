"""The public page that checks a document (ce-rules A-27; security rows 24 to 26)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from harmreduction_lms.credits.actions import revoke_award
from harmreduction_lms.credits.models import CreditAward
from tests.credits.factories import certified, claimed
from tests.factories import make_learner


pytestmark = pytest.mark.django_db


@pytest.fixture
def award() -> CreditAward:
    return claimed()


def check(code: str) -> Any:
    return Client().get(f"/verify/{code}/")


def search(text: str) -> Any:
    return Client().get(reverse("harmreduction_lms:verify"), {"number": text})


def test_a27_it_shows_what_a_board_needs(award: CreditAward) -> None:
    html = check(award.code).content.decode()
    for text in (
        "This document is genuine",
        award.enrolment.course_title,
        "2.0 contact hours",
        "Nursing contact hours",
        "Siobhán Nguyễn-Okafor, RN",
        "20 October 2026",
        "Fictional Provider",
        "Valid",
    ):
        assert text in html


def test_row_25_it_shows_nothing_more(award: CreditAward) -> None:
    html = check(award.code).content.decode()
    for text in (award.learner.email, award.learner.username, "90", "Nurse<", award.code, "1 Example Street"):
        assert text not in html


def test_row_25_it_is_neither_stored_nor_indexed_nor_sent_on(award: CreditAward) -> None:
    for response in (check(award.code), check("absent-code-absent-code"), search(award.number)):
        assert "no-store" in response.headers["Cache-Control"]
        assert "noindex" in response.headers["X-Robots-Tag"]
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in response.content.decode()
        assert not response.cookies


@pytest.mark.parametrize(
    "code", ["x" * 27, "short", "a b", "%00", "'--", "x" * 500, "ünicode-ünicode-ünicode-ün", "HR-2026-X"]
)
def test_row_24_absent_and_malformed_codes_give_the_same_page(code: str) -> None:
    absent, given = check("AbsentCodeAbsentCodeAbsent1"), check(code)
    assert given.status_code == absent.status_code == 404
    assert given.content == absent.content


def test_fictional_data_are_marked(award: CreditAward) -> None:
    assert "Fictional example." in check(award.code).content.decode()


def test_e08_row_26_a_revocation_shows_at_once(award: CreditAward) -> None:
    revoke_award(award=award, reason="Completed by somebody else", actor=make_learner(is_superuser=True))
    html = check(award.code).content.decode()
    assert "This award was revoked." in html
    assert "No longer valid" in html
    assert "This document is genuine" not in html
    assert "Completed by somebody else" not in html


def test_e06_a_corrected_award_names_the_one_in_force(award: CreditAward) -> None:
    CreditAward.objects.filter(pk=award.pk).update(status="superseded")
    copied = {field.attname: getattr(award, field.attname) for field in award._meta.fields}
    copied |= {"id": None, "number": "HR-2026-CORRECT0-1", "code": "c" * 27, "version": 2}
    CreditAward(**{**copied, "supersedes_id": award.pk}).save(force_insert=True)
    html = check(award.code).content.decode()
    assert "replaced by a corrected one" in html
    assert "HR-2026-CORRECT0-1" in html


def test_the_form_takes_a_number_however_it_was_typed(award: CreditAward) -> None:
    typed = f" {award.number.lower()} "
    assert search(typed).status_code == 200
    assert award.enrolment.course_title in search(typed).content.decode()
    assert search(award.code).status_code == 200


@pytest.mark.parametrize("text", ["HR-2026-ZZZZZZZZ-0", "\x00", "x" * 5000, "'; DROP TABLE", "😀"])
def test_a_number_that_is_not_there_is_said_to_be_so(text: str) -> None:
    response = search(text)
    assert response.status_code == 404
    assert "We have no such document" in response.content.decode()


def test_the_empty_form_is_a_plain_page() -> None:
    response = Client().get(reverse("harmreduction_lms:verify"))
    assert response.status_code == 200
    assert "We have no such document" not in response.content.decode()


def test_certificates_are_verified_too_without_an_amount() -> None:
    html = check(certified().code).content.decode()
    assert "This document is genuine" in html
    assert "Amount" not in html
    assert "credit" not in html.lower()


def test_checking_costs_at_most_two_queries(award: CreditAward, django_assert_max_num_queries: Any) -> None:
    check(award.code)
    for code in (award.code, "AbsentCodeAbsentCodeAbsent1"):
        with django_assert_max_num_queries(2):
            check(code)


def test_writing_to_it_is_not_allowed(award: CreditAward) -> None:
    assert Client().post(f"/verify/{award.code}/").status_code == 405
