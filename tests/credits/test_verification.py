"""The public page that checks a document (ce-rules A-27; security rows 24 to 26)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from unittest import mock

import pytest
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.test import Client, RequestFactory
from django.urls import reverse

from harmreduction_lms.conf import conf
from harmreduction_lms.core import throttle
from harmreduction_lms.core.throttle import WITHOUT_CACHE, client_address
from harmreduction_lms.credits.actions import correct_award, revoke_award
from harmreduction_lms.credits.actions.ledger import change_award
from harmreduction_lms.credits.corrections import Correction
from harmreduction_lms.credits.models import AwardEventKind, CreditAward, EventReason, LearnerProfile
from tests.credits.factories import certified, claimed
from tests.credits.statement_kinds import california_award
from tests.factories import make_learner


pytestmark = pytest.mark.django_db


@pytest.fixture
def award() -> CreditAward:
    return claimed()


def check(code: str) -> Any:
    return Client().get(f"/verify/{code}/")


def search(text: str) -> Any:
    return Client().get(reverse("harmreduction_lms:verify"), {"number": text})


@contextmanager
def time_standing_still() -> Iterator[None]:
    """In the middle of a minute that no other test counts in."""
    minute = next(_minutes)
    with mock.patch.object(throttle.time, "time", return_value=minute * 60.0 + 30):
        yield


_minutes = iter(range(40_000_000, 50_000_000))


def test_a27_it_shows_what_a_board_needs(award: CreditAward) -> None:
    html = check(award.code).content.decode()
    for text in (
        "This document is genuine",
        award.enrolment.course_title,
        "2.0 contact hours",
        "Nursing contact hours",
        "20 October 2026",
        award.approval.approval_number,
        "Fictional Provider",
        "Valid",
    ):
        assert text in html


def test_row_25_it_shows_nothing_more(award: CreditAward) -> None:
    html = check(award.code).content.decode()
    for text in (
        *(award.learner.email, award.learner.username, "90", "Nurse<", award.code, "1 Example Street"),
        "Siobhán",
    ):
        assert text not in html
    assert "shown only where its holder allows it" in html


def show_name(award: Any, *, is_shown: bool) -> None:
    LearnerProfile.objects.filter(learner=award.learner).update(is_name_public=is_shown)


def test_row_25_the_name_shows_by_the_holders_choice_of_the_day(award: CreditAward) -> None:
    show_name(award, is_shown=True)
    assert "Siobhán Nguyễn-Okafor, RN" in check(award.code).content.decode()
    show_name(award, is_shown=False)
    assert "Siobhán" not in check(award.code).content.decode()


def test_a27_the_name_shows_where_the_rules_of_the_credit_want_it() -> None:
    award = claimed(policy={"shows_holder": True})
    assert "Siobhán Nguyễn-Okafor, RN" in check(award.code).content.decode()


def test_the_name_on_a_certificate_is_its_holders_choice_too() -> None:
    certificate = certified()
    assert "Siobhán" not in check(certificate.code).content.decode()
    show_name(certificate, is_shown=True)
    assert "Siobhán" in check(certificate.code).content.decode()


def test_h05_a_licence_number_is_never_shown() -> None:
    award = california_award()
    assert "RN 987654" in award.licences
    show_name(award, is_shown=True)
    assert "987654" not in check(award.code).content.decode()


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
    assert "Revoked: no longer valid" in html
    assert "This document is genuine" not in html
    assert "Completed by somebody else" not in html


def test_e06_a_corrected_award_leads_to_the_one_in_force(award: CreditAward) -> None:
    new = correct_award(
        award=award,
        correction=Correction(completed_on=date(2026, 10, 19)),
        reason_code=EventReason.ERROR,
        reason="The day was wrong",
        actor=make_learner(is_superuser=True),
    )
    html = check(award.code).content.decode()
    assert "replaced by a corrected one" in html
    assert f'href="/verify/{new.code}/"' in html
    assert "The day was wrong" not in html
    assert "19 October 2026" in check(new.code).content.decode()
    assert "19 October 2026" in search(award.number).content.decode()


def change(award: CreditAward, kind: AwardEventKind, reason_code: EventReason) -> None:
    change_award(award=award, kind=kind, reason_code=reason_code)


def test_h04_a_restricted_award_is_verified_as_ever(award: CreditAward) -> None:
    change(award, AwardEventKind.RESTRICTED, EventReason.ERASURE)
    assert "This document is genuine" in check(award.code).content.decode()


def test_h04_of_a_purged_award_nothing_is_told_but_that_it_was_issued(award: CreditAward) -> None:
    code, title = award.code, award.enrolment.course_title
    change(award, AwardEventKind.PURGED, EventReason.TERM_ENDED)
    html = check(code).content.decode()
    assert "This document was issued here" in html
    assert award.number in html
    assert title not in html


def test_e08_a_purged_award_stays_revoked(award: CreditAward) -> None:
    code = award.code
    revoke_award(award=award, reason="Error", actor=make_learner(is_superuser=True))
    change(award, AwardEventKind.PURGED, EventReason.TERM_ENDED)
    assert "This award was revoked" in check(code).content.decode()


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


def test_row_24_codes_that_are_absent_and_that_cannot_be_cost_the_same(
    award: CreditAward, django_assert_num_queries: Any
) -> None:
    check(award.code)
    for code in ("AbsentCodeAbsentCodeAbsent1", "short", "x" * 500):
        with django_assert_num_queries(2):
            check(code)
    with django_assert_num_queries(1):
        check(award.code)


def test_it_works_where_the_keys_of_the_site_are_missing(award: CreditAward, settings: Any) -> None:
    code = award.code
    settings.HARMREDUCTION_LMS = {**settings.HARMREDUCTION_LMS, "KEYRING": ""}
    assert check(code).status_code == 200


# Limits (security rows 23 and 24)


def limited(settings: Any, **limits: int) -> None:
    cache.clear()
    settings.HARMREDUCTION_LMS = {**settings.HARMREDUCTION_LMS, **limits}


def test_row_23_one_address_is_slowed_down_and_others_are_not(award: CreditAward, settings: Any) -> None:
    limited(settings, VERIFY_PER_MINUTE=3)
    with time_standing_still():
        answers = [check(award.code).status_code for _ in range(4)]
        other = Client(REMOTE_ADDR="203.0.113.9").get(f"/verify/{award.code}/")
        refused = check(award.code)
    assert answers == [200, 200, 200, 429]
    assert other.status_code == 200
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert "Please wait a minute" in refused.content.decode()
    assert "no-store" in refused.headers["Cache-Control"]


def test_row_23_the_whole_site_has_a_limit_too(award: CreditAward, settings: Any) -> None:
    limited(settings, VERIFY_SITE_PER_MINUTE=2)
    with time_standing_still():
        answers = [
            Client(REMOTE_ADDR=f"203.0.113.{n}").get(f"/verify/{award.code}/").status_code for n in range(3)
        ]
    assert answers == [200, 200, 429]


def test_row_23_numbers_are_counted_by_themselves_and_more_strictly(
    award: CreditAward, settings: Any
) -> None:
    settings.HARMREDUCTION_LMS = {}
    assert conf.VERIFY_NUMBERS_PER_MINUTE < conf.VERIFY_PER_MINUTE
    limited(settings, VERIFY_NUMBERS_PER_MINUTE=1)
    with time_standing_still():
        answers = [search(award.number).status_code, search(award.number).status_code]
        assert check(award.code).status_code == 200
    assert answers == [200, 429]


@pytest.mark.parametrize(
    "backend",
    [
        "django.core.cache.backends.dummy.DummyCache",
        "tests.credits.test_verification.BrokenCache",
    ],
)
def test_row_23_without_a_cache_it_gets_slow_and_not_open(
    award: CreditAward, settings: Any, backend: str
) -> None:
    settings.CACHES = {"default": {"BACKEND": backend}}
    with time_standing_still():
        answers = [check("AbsentCodeAbsentCodeAbsent1").status_code for _ in range(WITHOUT_CACHE + 2)]
    assert set(answers[: WITHOUT_CACHE // 2]) == {404}
    assert answers[-1] == 429


class BrokenCache(LocMemCache):
    """A cache server that does not answer."""

    def add(self, *args: Any, **kwargs: Any) -> bool:
        raise ConnectionError("no cache server")


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("nonsense", ""),
    ],
)
def test_who_asks_is_an_address_and_of_ipv6_a_network(address: str, counted_as: str, settings: Any) -> None:
    assert client_address(RequestFactory(REMOTE_ADDR=address).get("/")) == counted_as
    settings.HARMREDUCTION_LMS = {"CLIENT_ADDRESS_HEADER": "X-Real-IP"}
    assert client_address(RequestFactory(HTTP_X_REAL_IP=address).get("/")) == counted_as


def test_nothing_of_ours_writes_a_code_to_a_log(
    award: CreditAward, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    limited(settings, VERIFY_PER_MINUTE=1)
    with caplog.at_level("DEBUG"):
        for _ in range(3):
            check(award.code)
            search(award.number)
    ours = [entry.getMessage() for entry in caplog.records if entry.name.startswith("harmreduction_lms")]
    assert not any(award.code in line or award.number in line for line in ours)


def test_writing_to_it_is_not_allowed(award: CreditAward) -> None:
    assert Client().post(f"/verify/{award.code}/").status_code == 405
