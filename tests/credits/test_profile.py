"""Profile, licences and consents: what is asked, of whom, why, and what becomes of it."""

from datetime import date
from typing import Any

import pytest

from harmreduction_lms.credits.actions import (
    claim_credit,
    give_consent,
    save_licence,
    save_profile,
    withdraw_consent,
)
from harmreduction_lms.credits.consents import TEXTS, VERSION
from harmreduction_lms.credits.models import (
    CreditAward,
    CreditClaim,
    LearnerLicence,
    LearnerProfile,
    ReportDestination,
    ReportingConsent,
)
from tests.credits.browsing import signed_in, url
from tests.credits.factories import (
    make_approval,
    make_credit_type,
    make_enrolment,
    make_nurse,
    ready_to_claim,
)
from tests.factories import make_course, make_learner


pytestmark = pytest.mark.django_db

NPI = "1234567893"
NAMES = {"name": "Ada Okafor", "credentials": "RN", "profession": "nurse"}


def asked_of(learner: Any, *data: str, professions: tuple[str, ...] = ("nurse",), **policy: Any) -> Any:
    """Enrol `learner` in a course whose credit needs `data`."""
    course = make_course(modules=1, lessons=1)
    make_approval(
        course,
        credit_type=make_credit_type(professions=list(professions)),
        policy={"required_learner_data": list(data), **policy},
    )
    make_enrolment(learner, course)
    return learner


def page_of(learner: Any, name: str = "profile") -> str:
    return signed_in(learner).get(url(name)).content.decode()


def test_without_credit_that_needs_them_no_identifier_is_asked() -> None:
    html = page_of(make_nurse())
    for name in ("npi", "nabp_eprofile", "birth_day_month", "given_name"):
        assert f'name="{name}"' not in html
    assert "What boards know you by" not in html


@pytest.mark.parametrize(
    ("datum", "field"), [("npi", "npi"), ("nabp_eprofile", "nabp_eprofile"), ("birth_day", "birth_day_month")]
)
def test_a28_what_credit_in_reach_needs_is_asked_with_the_reason_and_who_sees_it(
    datum: str, field: str
) -> None:
    html = page_of(asked_of(make_nurse(), datum))
    assert f'name="{field}"' in html
    assert "Needed for: Nursing contact hours" in html
    assert "Only staff who report credit can see it" in html


def test_credit_closed_to_ones_profession_asks_for_nothing() -> None:
    assert 'name="npi"' not in page_of(asked_of(make_nurse(), "npi", professions=("pharmacist",)))


def test_credit_of_courses_one_is_not_in_asks_for_nothing() -> None:
    asked_of(make_nurse(), "npi")
    assert 'name="npi"' not in page_of(make_nurse())


def test_credit_that_is_over_asks_for_nothing() -> None:
    learner = make_nurse()
    course = make_course(modules=1, lessons=1)
    make_approval(course, policy={"required_learner_data": ["npi"]}, valid_to=date(2026, 6, 30))
    make_enrolment(learner, course)
    assert 'name="npi"' not in page_of(learner)


def test_what_is_only_reported_says_that_the_credit_does_not_wait_for_it() -> None:
    html = page_of(asked_of(make_nurse(), reports_to=ReportDestination.CPE_MONITOR))
    assert "Without it this credit is awarded all the same." in html
    assert "Sent to CPE Monitor, if you allow that." in html


def test_f01_a_licence_or_an_npi_is_asked_as_a_choice() -> None:
    html = page_of(asked_of(make_nurse(), "licence_or_npi"))
    assert html.count("A licence number or an NPI will do.") == 2
    strict = page_of(asked_of(asked_of(make_nurse(), "licence_or_npi"), "npi"))
    assert "Until it is here, this credit waits for it." in strict


def test_what_is_kept_can_be_taken_out_when_nothing_asks_for_it_any_more() -> None:
    learner = make_nurse()
    save_profile(learner=learner, **NAMES, npi=NPI)
    assert "Nothing asks for it now" in page_of(learner)
    assert signed_in(learner).post(url("profile"), {**NAMES, "npi": ""}).status_code == 302
    assert LearnerProfile.objects.get(learner=learner).npi == ""


def test_everything_is_saved_and_shown_again() -> None:
    learner = asked_of(make_learner(), "npi", "nabp_eprofile", "birth_day")
    data = {
        **NAMES,
        "given_name": " Ada ",
        "family_name": "Okafor",
        "npi": " 1234 567 893 ",
        "nabp_eprofile": "80917264",
        "birth_day_month": "02",
        "birth_day_day": "29",
        "is_name_public": "on",
    }
    assert signed_in(learner).post(url("profile"), data).status_code == 302
    profile = LearnerProfile.objects.get(learner=learner)
    assert (profile.npi, profile.nabp_eprofile, profile.birth_day) == (NPI, "80917264", "0229")
    assert (profile.given_name, profile.family_name, profile.is_name_public) == ("Ada", "Okafor", True)
    html = page_of(learner)
    assert f'value="{NPI}"' in html
    assert '<option value="02" selected>February' in html


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"npi": "1234567890"}, "This is no NPI"),
        ({"nabp_eprofile": "12-34"}, "Enter the digits only"),
        ({"birth_day_month": "02", "birth_day_day": "30"}, "There is no such day"),
        ({"birth_day_month": "02", "birth_day_day": ""}, "Choose the month and the day, or neither."),
        ({"birth_day_month": "1985", "birth_day_day": "02"}, ""),
        ({"given_name": "A\u202eda"}, "Remove the invisible characters"),
    ],
)
def test_a_mistake_is_named_and_nothing_is_saved(data: dict[str, str], message: str) -> None:
    learner = asked_of(make_learner(), "npi", "nabp_eprofile", "birth_day")
    response = signed_in(learner).post(url("profile"), {**NAMES, **data})
    assert response.status_code == 400
    assert message in response.content.decode()
    assert not LearnerProfile.objects.exists()


def test_f03_there_is_no_field_for_a_year_and_none_for_a_social_security_number() -> None:
    names = {field.name for field in LearnerProfile._meta.get_fields()}
    assert not [name for name in names if "year" in name or "ssn" in name or "social" in name]
    html = page_of(asked_of(make_nurse(), "birth_day"))
    assert html.count("<select") == 3
    assert "year" not in html.partition("<form class")[2].partition("</form>")[0].lower()


# Licences

FLORIDA = {"profession": "nurse", "jurisdiction": "Florida", "number": "RN 09123456"}


def test_f12_a_licence_number_is_kept_letter_by_letter() -> None:
    learner = make_nurse()
    data = {**FLORIDA, "number": "  rn-0091.234 (A)  "}
    assert signed_in(learner).post(url("licences"), data).status_code == 302
    licence = LearnerLicence.objects.get(learner=learner)
    assert (licence.number, licence.jurisdiction) == ("rn-0091.234 (A)", "US-FL")
    assert "rn-0091.234 (A)" in page_of(learner, "licences")


def test_a_licence_is_changed_at_an_address_without_its_number() -> None:
    learner = make_nurse()
    save_licence(learner=learner, profession="nurse", jurisdiction="US-FL", number="RN 1")
    LearnerLicence.objects.update(verified_on=date(2026, 1, 1), verified_by="CE Broker")
    page = url("licence", "US-FL", "nurse")
    data = {**FLORIDA, "period_from": "2025-05-01", "period_to": "2027-04-30", "is_on_badges": "on"}
    assert signed_in(learner).post(page, data).status_code == 302
    licence = LearnerLicence.objects.get()
    assert (licence.number, licence.is_on_badges) == ("RN 09123456", True)
    assert licence.period_to == date(2027, 4, 30)
    # A number that was changed is no longer one that was checked.
    assert (licence.verified_on, licence.verified_by) == (None, "")


def test_a_licence_checked_with_its_board_stays_so_when_only_dates_change() -> None:
    learner = make_nurse()
    licence = save_licence(learner=learner, profession="nurse", jurisdiction="US-FL", number="RN 1")
    LearnerLicence.objects.update(verified_on=date(2026, 1, 1))
    licence.refresh_from_db()
    save_licence(learner=learner, licence=licence, number=" RN 1", period_from=date(2025, 5, 1))
    assert LearnerLicence.objects.get().verified_on == date(2026, 1, 1)


def test_a_second_licence_of_the_same_kind_is_refused_in_words() -> None:
    learner = make_nurse()
    client = signed_in(learner)
    client.post(url("licences"), FLORIDA)
    again = client.post(url("licences"), {**FLORIDA, "number": "RN 2"})
    assert again.status_code == 400
    assert "You have a licence of this profession in this state already" in again.content.decode()
    assert LearnerLicence.objects.get().number == "RN 09123456"
    assert client.post(url("licences"), {**FLORIDA, "jurisdiction": "GB"}).status_code == 302


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"jurisdiction": "Atlantis"}, "Choose a state from the list"),
        ({"number": "   "}, "This field is required."),
        ({"period_from": "2027-01-01", "period_to": "2026-01-01"}, "not before the first day"),
    ],
)
def test_a_licence_with_a_mistake_is_refused(data: dict[str, str], message: str) -> None:
    response = signed_in(make_nurse()).post(url("licences"), {**FLORIDA, **data})
    assert response.status_code == 400
    assert message in response.content.decode()
    assert not LearnerLicence.objects.exists()


def test_a_licence_is_deleted_for_good_and_somebody_elses_is_not_there() -> None:
    learner, other = make_nurse(), make_nurse()
    save_licence(learner=learner, profession="nurse", jurisdiction="US-FL", number="RN 1")
    page, delete = url("licence", "US-FL", "nurse"), url("delete_licence", "US-FL", "nurse")
    assert signed_in(other).get(page).status_code == 404
    assert signed_in(other).post(delete).status_code == 404
    assert signed_in(learner).get(delete).status_code == 405
    assert signed_in(learner).post(delete).status_code == 302
    assert not LearnerLicence.objects.exists()


# Consents


def reporting_learner() -> Any:
    return asked_of(make_nurse(), reports_to=ReportDestination.CE_BROKER)


def consent_data(**data: str) -> dict[str, str]:
    return {"destination": "ce_broker", "version": VERSION, **data}


def test_f02_the_words_agreed_to_their_version_and_the_time_are_kept() -> None:
    learner = reporting_learner()
    assert str(TEXTS["ce_broker"]) in page_of(learner, "consents")
    signed_in(learner).post(url("consents"), consent_data())
    consent = ReportingConsent.objects.get(learner=learner)
    assert (consent.text, consent.text_version) == (str(TEXTS["ce_broker"]), VERSION)
    assert consent.withdrawn_at is None
    assert "You have allowed this since" in page_of(learner, "consents")


def test_f02_a_consent_is_withdrawn_and_its_history_kept() -> None:
    learner = reporting_learner()
    client = signed_in(learner)
    client.post(url("consents"), consent_data())
    client.post(url("consents"), consent_data(withdraw="1"))
    client.post(url("consents"), consent_data())
    given = ReportingConsent.objects.filter(learner=learner).order_by("given_at")
    assert [consent.withdrawn_at is None for consent in given] == [False, True]
    html = page_of(learner, "consents")
    assert html.count(f"Version {VERSION}") == 2


def test_f02_nothing_is_asked_where_no_credit_is_reported() -> None:
    assert "Nothing to decide" in page_of(make_nurse(), "consents")


def test_f02_a_consent_stays_there_to_be_withdrawn_when_nothing_is_reported_any_more() -> None:
    learner = make_nurse()
    give_consent(learner=learner, destination="pars", text="words", version="1")
    assert "Withdraw" in page_of(learner, "consents")


def test_f02_whoever_read_older_words_is_asked_to_read_again() -> None:
    learner = reporting_learner()
    response = signed_in(learner).post(url("consents"), consent_data(version="2020-01"), follow=True)
    assert "The words have changed since you read them" in response.content.decode()
    assert not ReportingConsent.objects.exists()


def test_f02_new_words_are_a_new_consent_and_end_the_one_before() -> None:
    learner = reporting_learner()
    give_consent(learner=learner, destination="ce_broker", text="older words", version="2020-01")
    assert "older words" in page_of(learner, "consents")
    assert "The words have changed since." in page_of(learner, "consents")
    signed_in(learner).post(url("consents"), consent_data())
    standing = ReportingConsent.objects.get(learner=learner, withdrawn_at__isnull=True)
    assert standing.text_version == VERSION


def test_consents_are_safe_to_repeat() -> None:
    learner = make_nurse()
    words = {"learner": learner, "destination": "pars", "text": "words", "version": "1"}
    assert give_consent(**words) == give_consent(**words)
    assert withdraw_consent(learner=learner, destination="pars")
    assert not withdraw_consent(learner=learner, destination="pars")


def test_an_unknown_destination_is_not_there() -> None:
    response = signed_in(make_nurse()).post(url("consents"), {"destination": "facebook", "version": VERSION})
    assert response.status_code == 404


@pytest.mark.parametrize("name", ["profile", "licences", "consents", "transcript", "elsewhere"])
def test_these_pages_are_the_learners_alone_and_never_stored(client: Any, name: str) -> None:
    assert client.get(url(name)).status_code == 302
    response = signed_in(make_nurse()).get(url(name))
    assert "no-store" in response.headers["Cache-Control"]
    assert "private" in response.headers["Cache-Control"]


@pytest.mark.parametrize("name", ["profile", "licences", "consents", "elsewhere"])
def test_the_pages_ask_a_constant_number_of_queries(name: str, django_assert_max_num_queries: Any) -> None:
    learner = make_nurse()
    for _number in range(3):
        asked_of(learner, "npi", "licence", "birth_day", reports_to=ReportDestination.PARS)
    client = signed_in(learner)
    with django_assert_max_num_queries(10):
        client.get(url(name))


# Held credit


@pytest.mark.parametrize(
    ("datum", "page", "data"),
    [
        ("npi", "profile", {"npi": NPI}),
        ("birth_day", "profile", {"birth_day_month": "02", "birth_day_day": "29"}),
        ("nabp_eprofile", "profile", {"nabp_eprofile": "80917264"}),
        ("licence", "licences", {"jurisdiction": "Florida", "number": "RN 1"}),
        ("licence_or_npi", "licences", {"jurisdiction": "Florida", "number": "RN 1"}),
        ("licence_or_npi", "profile", {"npi": NPI}),
    ],
)
def test_a28_credit_that_waits_for_a_datum_is_awarded_when_it_arrives(
    datum: str, page: str, data: dict[str, str]
) -> None:
    enrolment, approval = ready_to_claim(policy={"required_learner_data": [datum]})
    held = claim_credit(enrolment=enrolment, approval=approval, amount=None, has_attested=True)
    assert isinstance(held, CreditClaim)
    assert not CreditAward.objects.exists()
    response = signed_in(enrolment.learner).post(url(page), {**NAMES, **data})
    assert response.status_code == 302
    assert CreditAward.objects.get().learner == enrolment.learner
