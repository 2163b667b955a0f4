"""Awards and the ledger in the admin: lists, one award, corrections, revocations, signed heads."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from harmreduction_lms.credits.actions import save_profile, sign_head
from harmreduction_lms.credits.actions.ledger import change_award
from harmreduction_lms.credits.audit_log import EXPORT_HEAD, SIGN_HEAD
from harmreduction_lms.credits.database_guard import lift_guard
from harmreduction_lms.credits.models import (
    AwardEventKind,
    CreditAward,
    EventReason,
    ReportRow,
    RowState,
    SignedHead,
)
from tests.credits.factories import claimed
from tests.credits.ledger_tools import execute
from tests.factories import make_learner


pytestmark = pytest.mark.django_db

AWARD, LEDGER = "harmreduction_lms_creditaward", "harmreduction_lms_signedhead"


def signed_in(*codenames: str, **fields: Any) -> Client:
    user = make_learner(is_staff=True, **fields)
    names = [*codenames, "access_admin"] if codenames else []
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def registrar() -> Client:
    return signed_in(is_superuser=True)


@pytest.fixture
def award() -> CreditAward:
    return claimed()


def page(client: Client, name: str, *args: Any, **query: str) -> str:
    response = client.get(reverse(name, args=args), query, follow=True)
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.mark.parametrize("part", ["number", "name", "course"])
def test_awards_are_found_by_number_holder_and_course(registrar: Client, part: str) -> None:
    wanted, other = claimed(), claimed()
    save_profile(learner=other.learner, name="Somebody Else", credentials="", profession="nurse")
    words = {
        "number": wanted.number,
        "name": wanted.snapshot["learner"]["name"][:8],
        "course": wanted.snapshot["course"]["title"],
    }
    html = page(registrar, f"{AWARD}:index", q=words[part])
    assert wanted.number in html
    assert (other.number in html) is (part == "name")


def test_the_list_costs_the_same_however_many_awards(
    registrar: Client, award: CreditAward, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(60) as first:
        page(registrar, f"{AWARD}:index")
    for _more in range(3):
        claimed()
    with django_assert_num_queries(len(first.captured_queries)):
        page(registrar, f"{AWARD}:index")


def test_h04_awards_of_somebody_who_was_erased_are_not_listed(registrar: Client, award: CreditAward) -> None:
    change_award(award=award, kind=AwardEventKind.RESTRICTED, reason_code=EventReason.ERASURE)
    assert award.number not in page(registrar, f"{AWARD}:index")


def test_one_award_shows_its_versions_and_what_the_ledger_tells(
    registrar: Client, award: CreditAward
) -> None:
    correct(registrar, award, confirm="1")
    html = page(registrar, f"{AWARD}:inspect", award.pk)
    assert "Version 2: Valid" in html
    assert "An error of ours: Read from the wrong list" in html
    assert reverse(f"{AWARD}:correct", args=[award.pk]) not in html
    newest = CreditAward.objects.get(version=2)
    assert reverse(f"{AWARD}:correct", args=[newest.pk]) in page(registrar, f"{AWARD}:inspect", newest.pk)


def correct(client: Client, award: CreditAward, **extra: str) -> Any:
    data = {
        "amount": "2.00",
        "completed_on": "2026-10-19",
        "credentials": "RN",
        "reason": "Read from the wrong list",
    }
    return client.post(reverse(f"{AWARD}:correct", args=[award.pk]), {**data, **extra})


def test_a_correction_is_shown_before_it_is_made(registrar: Client, award: CreditAward) -> None:
    ReportRow.objects.create(award=award, destination="pars", state=RowState.ACCEPTED)
    html = correct(registrar, award).content.decode()
    for text in ("20 October 2026", "19 October 2026", "What follows", "It was reported to"):
        assert text in html
    assert CreditAward.objects.count() == 1
    response = correct(registrar, award, confirm="1")
    newest = CreditAward.objects.get(version=2)
    assert response.headers["Location"] == reverse(f"{AWARD}:inspect", args=[newest.pk])


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ({"completed_on": "2026-10-20"}, "The correction changes nothing that is printed"),
        ({"completed_on": "2031-01-01"}, "does not cover that day"),
        ({"reason": ""}, "This field is required"),
        ({"amount": "9", "confirm": "1"}, "2"),
    ],
)
def test_a_correction_that_cannot_be_says_why(
    registrar: Client, award: CreditAward, extra: dict[str, str], words: str
) -> None:
    response = correct(registrar, award, **extra)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert CreditAward.objects.count() == 1


def test_going_back_from_the_preview_keeps_what_was_entered(registrar: Client, award: CreditAward) -> None:
    html = correct(registrar, award, change="1").content.decode()
    assert "Read from the wrong list" in html
    assert "See what would change" in html


def test_e07_a_new_name_starts_from_the_profile(registrar: Client, award: CreditAward) -> None:
    save_profile(learner=award.learner, name="Siobhán Lindqvist", credentials="RN", profession="nurse")
    url = reverse(f"{AWARD}:new_name", args=[award.pk])
    assert "Siobhán Lindqvist" in registrar.get(url).content.decode()
    data = {"name": "Siobhán Lindqvist", "credentials": "RN", "reason": "Court order seen"}
    assert "Siobhán Nguyễn-Okafor" in registrar.post(url, data).content.decode()
    registrar.post(url, {**data, "confirm": "1"})
    newest = CreditAward.objects.get(version=2)
    assert newest.snapshot["learner"]["name"] == "Siobhán Lindqvist"
    assert newest.events.get().reason_code == EventReason.NAME_CHANGE


def test_e08_revoking_asks_for_a_reason_and_says_what_follows(registrar: Client, award: CreditAward) -> None:
    url = reverse(f"{AWARD}:revoke", args=[award.pk])
    assert "Misconduct" in registrar.get(url).content.decode()
    assert "This field is required" in registrar.post(url, {"reason": "Twice"}).content.decode()
    data = {"reason_code": "duplicate", "reason": "Awarded twice"}
    assert "cannot claim this credit again" in registrar.post(url, data).content.decode()
    registrar.post(url, {**data, "confirm": "1"})
    award.refresh_from_db()
    assert award.status == "revoked"
    assert award.events.last().reason_code == "duplicate"
    assert "newest version" in page(registrar, f"{AWARD}:revoke", award.pk)


@pytest.mark.parametrize("name", ["correct", "new_name", "revoke"])
def test_who_may_only_look_changes_nothing(award: CreditAward, name: str) -> None:
    client = signed_in("view_creditaward")
    assert reverse(f"{AWARD}:{name}", args=[award.pk]) not in page(client, f"{AWARD}:inspect", award.pk)
    response = client.post(reverse(f"{AWARD}:{name}", args=[award.pk]), {"confirm": "1"})
    assert response.status_code in {302, 403}
    assert CreditAward.objects.get().status == "valid"


def test_a_head_is_signed_exported_and_logged(registrar: Client, award: CreditAward) -> None:
    assert "nothing has been awarded" not in page(registrar, f"{LEDGER}:index")
    registrar.post(reverse(f"{LEDGER}:sign"))
    head = SignedHead.objects.get()
    assert head.digest in page(registrar, f"{LEDGER}:index")
    response = registrar.get(reverse(f"{LEDGER}:export", args=[head.pk]))
    assert json.loads(response.content)["sequence"] == 1
    assert "attachment" in response.headers["Content-Disposition"]
    ours = ModelLogEntry.objects.filter(action__in=[EXPORT_HEAD, SIGN_HEAD]).order_by("pk")
    assert [(entry.action, entry.object_id) for entry in ours] == [
        (SIGN_HEAD, str(head.pk)),
        (EXPORT_HEAD, str(head.pk)),
    ]


def test_verify_now_tells_what_does_not_fit(registrar: Client, award: CreditAward) -> None:
    url = reverse(f"{LEDGER}:verify")
    assert "everything is as it was issued" in registrar.post(url, follow=True).content.decode()
    lift_guard()
    execute("UPDATE harmreduction_lms_creditaward SET amount = 9")
    html = registrar.post(url, follow=True).content.decode()
    assert f"{award.number}: the record was changed after link 1" in html
    assert "does not guard the ledger" in html


def test_an_empty_ledger_offers_nothing_to_sign(registrar: Client) -> None:
    assert "nothing has been awarded" in page(registrar, f"{LEDGER}:index")
    assert "nothing to sign" in registrar.post(reverse(f"{LEDGER}:sign"), follow=True).content.decode()


def test_who_may_only_see_the_ledger_signs_nothing(award: CreditAward) -> None:
    sign_head()
    client = signed_in("view_signedhead")
    html = page(client, f"{LEDGER}:index")
    assert "Verify now" in html
    assert "Sign the head" not in html
    assert client.post(reverse(f"{LEDGER}:sign")).status_code in {302, 403}
    assert signed_in().get(reverse(f"{LEDGER}:index")).status_code in {302, 403}


@pytest.mark.parametrize("name", ["sign", "verify"])
def test_what_acts_is_not_a_link(registrar: Client, name: str) -> None:
    assert registrar.get(reverse(f"{LEDGER}:{name}")).status_code == 405
