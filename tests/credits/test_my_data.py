"""What a learner sees and downloads of everything held about them, and how they have themselves erased."""

import io
import json
import zipfile
from typing import Any

import pytest
from django.apps import apps
from django.core import signing
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from harmreduction_lms.credits.actions import save_licence, save_profile
from harmreduction_lms.credits.held_data import ABOUT, credits_data_of
from harmreduction_lms.credits.holdings import ABOUT as ABOUT_EVERYTHING
from harmreduction_lms.credits.holdings import HOLDINGS, everything_held
from harmreduction_lms.credits.models import CreditAward, ErasureRequest, LearnerProfile
from tests.credits.factories import claimed
from tests.factories import PASSWORD, make_learner


MODELS = [one for one in apps.get_models() if one.__module__.startswith("harmreduction_lms.")]
NPI = "1245319599"

PAGE, FILE = "harmreduction_lms:my_data", "harmreduction_lms:download_my_data"
ERASE, ADMIN = "harmreduction_lms:erase_me", "harmreduction_lms_erasurerequest:erase"


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    """Tries are counted in the cache, which no test rolls back."""
    cache.clear()


@pytest.fixture
def award(db: None) -> CreditAward:
    award = claimed()
    save_profile(
        learner=award.learner, name="Siobhán Nguyễn-Okafor", credentials="RN", profession="nurse", npi=NPI
    )
    save_licence(learner=award.learner, profession="nurse", jurisdiction="US-FL", number="RN 9123456")
    return award


@pytest.fixture
def signed_in(client: Client, award: CreditAward) -> Client:
    client.force_login(award.learner)
    return client


def test_every_model_with_personal_data_has_its_place_in_the_register() -> None:
    personal = {one for one in MODELS if not (one.__doc__ or "").rstrip().endswith("Personal data: none.")}
    assert personal == set(HOLDINGS), (
        "Say in credits/holdings.py where a learner reads the rows of a new model, and see to it that "
        "erase_learner takes them away."
    )


@pytest.mark.parametrize("model", [one for one in HOLDINGS if HOLDINGS[one]], ids=lambda one: one.__name__)
def test_what_the_register_names_is_told_and_explained(model: type) -> None:
    holding = HOLDINGS[model]
    assert holding
    assert holding.section in ABOUT_EVERYTHING[holding.domain]


def test_identifiers_are_opened_for_their_owner_and_every_field_is_explained(
    award: CreditAward, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(12):
        held = credits_data_of(award.learner)
    assert held["profile"][0]["npi"] == NPI
    assert held["licences"][0]["number"] == "RN 9123456"
    assert held["awards"][0]["code"] == award.code
    assert held["awards"][0]["statement"]["learner"]["name"] == "Siobhán Nguyễn-Okafor"
    for section, rows in held.items():
        assert all(row.keys() == ABOUT[section].keys() for row in rows)
    assert held["awards"][0]["events"][0].keys() == ABOUT["events"].keys()


def test_the_account_is_told_without_its_password(award: CreditAward) -> None:
    fields = everything_held(award.learner)["account"]["fields"][0]
    assert fields["username"] == award.learner.username
    assert award.learner.password not in json.dumps(everything_held(award.learner))


def test_the_file_has_the_same_for_programs_and_for_people(signed_in: Client, award: CreditAward) -> None:
    response = signed_in.get(reverse(FILE))
    assert response["Content-Type"] == "application/zip"
    assert "no-store" in response["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        told = json.loads(archive.read("my-data.json"))
        page = archive.read("my-data.html").decode()
    assert told["credits"]["profile"][0]["npi"] == NPI
    assert told["quizzes"]["attempts"][0]["quiz"] == "Post-test"
    for word in (NPI, "RN 9123456", award.number, "Your full name, as future statements print it."):
        assert word in page


def test_nobody_gets_what_is_about_somebody_else(client: Client, award: CreditAward) -> None:
    client.force_login(make_learner())
    with zipfile.ZipFile(io.BytesIO(client.get(reverse(FILE)).content)) as archive:
        files = "".join(archive.read(name).decode() for name in archive.namelist())
    assert NPI not in files
    assert award.number not in files


@pytest.mark.parametrize("name", [PAGE, FILE, ERASE])
def test_nothing_is_shown_without_signing_in(client: Client, db: None, name: str) -> None:
    assert client.get(reverse(name)).status_code == 302


def test_the_page_counts_what_there_is(signed_in: Client) -> None:
    page = signed_in.get(reverse(PAGE)).content.decode()
    assert "Licences" in page
    assert NPI not in page


def test_before_erasing_the_page_says_what_stays_and_until_when(
    signed_in: Client, award: CreditAward
) -> None:
    page = signed_in.get(reverse(ERASE)).content.decode()
    assert award.number in page
    assert "20 October 2033" in page
    assert "17(3)(e)" in page


@pytest.mark.parametrize(
    "posted",
    [{}, {"is_certain": "on"}, {"is_certain": "on", "proof": "wrong"}, {"proof": PASSWORD}],
    ids=["nothing", "no password", "wrong password", "not certain"],
)
def test_nobody_is_erased_without_box_and_password(
    signed_in: Client, award: CreditAward, posted: dict[str, str]
) -> None:
    assert signed_in.post(reverse(ERASE), posted).status_code == 400
    assert LearnerProfile.objects.filter(learner=award.learner).exists()


def test_an_erased_learner_is_signed_out_and_gets_the_report_as_page_and_file(
    signed_in: Client, award: CreditAward
) -> None:
    response = signed_in.post(reverse(ERASE), {"is_certain": "on", "proof": PASSWORD}, follow=True)
    page = response.content.decode()
    assert award.number in page
    assert "Siobhán" not in page
    assert "_auth_user_id" not in signed_in.session
    url = response.redirect_chain[-1][0]
    file = signed_in.get(url, {"file": ""})
    assert "attachment" in file["Content-Disposition"]
    assert award.number in file.content.decode()
    assert "no-store" in file["Cache-Control"]


@pytest.mark.parametrize(
    "token",
    ["1", "made-up", signing.dumps(1, salt="another")],
    ids=["plain", "made up", "signed for another use"],
)
def test_a_report_opens_only_with_its_own_address(client: Client, db: None, token: str) -> None:
    assert client.get(reverse("harmreduction_lms:erased", args=[token])).status_code == 404


def test_an_account_without_a_password_types_its_name(signed_in: Client, award: CreditAward) -> None:
    award.learner.set_unusable_password()
    award.learner.save()
    signed_in.force_login(award.learner)
    url = reverse(ERASE)
    assert signed_in.post(url, {"is_certain": "on", "proof": "somebody"}).status_code == 400
    posted = {"is_certain": "on", "proof": award.learner.username}
    assert signed_in.post(url, posted).status_code == 302
    assert not LearnerProfile.objects.exists()


def test_guessing_the_password_is_slowed_down(signed_in: Client) -> None:
    tries = [signed_in.post(reverse(ERASE), {"proof": "guess"}).status_code for _try in range(7)]
    assert 429 in tries


def test_staff_cannot_be_erased_here(client: Client, db: None) -> None:
    client.force_login(make_learner(is_superuser=True, is_staff=True))
    response = client.get(reverse(ERASE))
    assert response.status_code == 409
    assert "more than learn" in response.content.decode()


def test_staff_erase_somebody_who_asked_and_hand_over_the_report(client: Client, award: CreditAward) -> None:
    client.force_login(make_learner(is_superuser=True, is_staff=True))
    named = {"account": award.learner.email.upper()}
    check = client.post(reverse(ADMIN), named)
    assert award.number in check.content.decode()
    assert not ErasureRequest.objects.exists()
    report = client.post(reverse(ADMIN), {**named, "confirm": "1"}, follow=True).content.decode()
    assert award.number in report
    assert "Siobhán" not in report
    assert ErasureRequest.objects.get().done_at
    assert not LearnerProfile.objects.exists()


def test_staff_without_the_permission_find_no_way_to_erase(client: Client, award: CreditAward) -> None:
    client.force_login(make_learner())
    assert client.post(reverse(ADMIN), {"account": award.learner.username, "confirm": "1"}).status_code == 302
    assert LearnerProfile.objects.exists()


@pytest.mark.parametrize("account", ["", "nobody-here", "a\x00b"])
def test_a_name_that_is_nobodys_erases_nobody(client: Client, award: CreditAward, account: str) -> None:
    client.force_login(make_learner(is_superuser=True, is_staff=True))
    page = client.post(reverse(ADMIN), {"account": account, "confirm": "1"})
    assert page.status_code == 200
    assert LearnerProfile.objects.exists()
