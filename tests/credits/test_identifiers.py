"""What can be an identifier, and that none of it turns up where it must not."""

import logging
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import FieldError
from django.db import connection
from wagtail.models import ModelLogEntry

from harmreduction_lms.credits.actions import save_licence, save_profile
from harmreduction_lms.credits.jurisdictions import jurisdiction_code, jurisdiction_name
from harmreduction_lms.credits.learner_ids import ending, is_birth_day, is_eprofile, is_npi
from harmreduction_lms.credits.models import LearnerProfile
from tests.credits.browsing import signed_in, url
from tests.credits.factories import claimed, make_nurse
from tests.database_dump import dump_database
from tests.factories import make_learner


NPI, OTHER_NPI, EPROFILE, LICENCE, BIRTH_DAY = "1234567893", "1245319599", "80917264", "RN-9Q7X-51", "0229"
CANARIES = (NPI, EPROFILE, LICENCE)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        # The example of the standard's own text (CMS, "Requirements for NPI check digit").
        ("1234567893", True),
        ("1245319599", True),
        ("1234567890", False),
        ("123456789", False),
        ("12345678930", False),
        # Luhn fits, but no NPI begins with a 3.
        ("3000000008", False),
        ("1234-67893", False),
        ("١٢٣٤٥٦٧٨٩٣", False),
        ("", False),
    ],
)
def test_f01_an_npi_has_ten_digits_and_a_luhn_sum_over_80840(text: str, is_one: bool) -> None:
    assert is_npi(text) is is_one


def test_f01_every_single_wrong_digit_and_nearly_every_swap_is_noticed() -> None:
    for place, digit in enumerate(NPI):
        wrong = [NPI[:place] + other + NPI[place + 1 :] for other in "0123456789" if other != digit]
        assert not [text for text in wrong if is_npi(text)]
    # Luhn cannot see 09 and 90 swapped; nothing else of these neighbours.
    swapped = [NPI[:place] + NPI[place + 1] + NPI[place] + NPI[place + 2 :] for place in range(1, 8)]
    assert not [text for text in swapped if is_npi(text)]


@pytest.mark.parametrize(
    ("text", "is_one"), [("80917264", True), ("123", False), ("1" * 13, False), ("12a4", False), ("", False)]
)
def test_f09_an_eprofile_id_has_digits_only(text: str, is_one: bool) -> None:
    assert is_eprofile(text) is is_one


@pytest.mark.parametrize(
    ("month", "day", "exists"),
    [
        (2, 29, True),
        (2, 30, False),
        (4, 31, False),
        (12, 31, True),
        (0, 1, False),
        (13, 1, False),
        (1, 0, False),
    ],
)
def test_f03_a_birth_day_is_a_day_of_any_year(month: int, day: int, exists: bool) -> None:
    assert is_birth_day(month, day) is exists


@pytest.mark.parametrize(
    ("text", "shown"),
    [("1234567893", "… 7893"), ("RN 12", "…"), ("123456", "…"), ("1234567", "… 4567"), ("", "")],
)
def test_an_ending_never_gives_away_half_of_a_short_number(text: str, shown: str) -> None:
    assert ending(text) == shown


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Florida", "US-FL"),
        (" new  york ", "US-NY"),
        ("us-fl", "US-FL"),
        ("US-FL Florida", "US-FL"),
        ("DE", "DE"),
        ("Atlantis", ""),
        ("USA", ""),
        ("IN THE DARK", ""),
        ("", ""),
    ],
)
def test_a_state_is_known_by_its_name_or_its_code(typed: str, code: str) -> None:
    assert jurisdiction_code(typed) == code


def test_a_code_we_have_no_name_for_is_its_own_name() -> None:
    assert (jurisdiction_name("US-FL"), jurisdiction_name("DE-BY")) == ("Florida", "DE-BY")


def learner_with_identifiers(username: str = "") -> Any:
    learner = make_nurse(username)
    save_profile(
        learner=learner,
        name="Siobhán Nguyễn-Okafor",
        credentials="RN",
        profession="nurse",
        npi=NPI,
        nabp_eprofile=EPROFILE,
        birth_day=BIRTH_DAY,
    )
    save_licence(learner=learner, jurisdiction="US-FL", profession="nurse", number=LICENCE)
    return learner


@pytest.mark.django_db
def test_h05_no_dump_of_the_database_shows_an_identifier() -> None:
    learner = learner_with_identifiers()
    save_profile(learner=learner, name="Siobhán", credentials="RN", profession="nurse", npi=OTHER_NPI)
    dump = dump_database()
    assert "Siobhán" in dump
    assert not [text for text in (*CANARIES, OTHER_NPI) if text in dump]


@pytest.mark.django_db
def test_h05_neither_queries_nor_logs_nor_errors_show_an_identifier(caplog: Any, settings: Any) -> None:
    settings.DEBUG = True
    connection.queries_log.clear()
    caplog.set_level(logging.DEBUG)
    learner_with_identifiers()
    said = " ".join(query["sql"] for query in connection.queries) + caplog.text
    assert "learnerprofile" in said
    assert not [text for text in CANARIES if text in said]
    with pytest.raises(FieldError) as error:
        LearnerProfile.objects.filter(npi__contains=NPI).exists()
    assert NPI not in str(error.value)


@pytest.mark.django_db
def test_h05_no_page_of_a_document_and_no_address_shows_an_identifier() -> None:
    award = claimed()
    save_profile(
        learner=award.learner, name="Ada", credentials="", profession="nurse", npi=NPI, nabp_eprofile=EPROFILE
    )
    save_licence(learner=award.learner, jurisdiction="US-FL", profession="nurse", number=LICENCE)
    client = signed_in(award.learner)
    pages = [
        url("verify_code", award.code),
        url("statement", award.number),
        url("transcript"),
        url("transcript_file", "csv"),
        url("transcript_file", "json"),
        url("my_learning"),
        url("consents"),
    ]
    for page in pages:
        html = client.get(page).content.decode()
        assert not [text for text in CANARIES if text in html], page
    assert url("licence", "US-FL", "nurse") in client.get(url("licences")).content.decode()


@pytest.mark.django_db
def test_h05_a_report_of_an_error_leaves_out_what_was_posted(settings: Any, mailoutbox: Any) -> None:
    """Nothing is saved without keys, and the error that follows names no identifier."""
    learner = make_learner()
    settings.HARMREDUCTION_LMS = {}
    data = {"profession": "nurse", "jurisdiction": "Florida", "number": LICENCE}
    response = signed_in(learner).post(url("licences"), data)
    assert response.status_code == 503
    assert "tell the people who run the site" in response.content.decode()
    assert LICENCE not in response.content.decode()
    assert response.wsgi_request.sensitive_post_parameters == "__ALL__"


def manager(*codenames: str) -> Any:
    user = make_learner()
    wanted = ["access_admin", "view_learnerprofile", *codenames]
    user.user_permissions.add(*Permission.objects.filter(codename__in=wanted))
    return user


def admin_url(profile: LearnerProfile | None = None) -> str:
    base = "/admin/learning/learnerprofile/"
    return f"{base}inspect/{profile.pk}/" if profile else base


@pytest.mark.django_db
def test_h05_the_admin_list_shows_no_identifier_and_the_page_only_its_ending() -> None:
    profile = learner_with_identifiers().learner_profile
    client = signed_in(manager("view_identifiers"))
    listed = client.get(admin_url()).content.decode()
    shown = client.get(admin_url(profile)).content.decode()
    assert "Siobhán" in listed
    assert not [text for text in (*CANARIES, "7893", BIRTH_DAY) if text in listed]
    assert "… 7893" in shown
    assert "entered" in shown
    assert not [text for text in (*CANARIES, BIRTH_DAY) if text in shown]
    assert not ModelLogEntry.objects.filter(action="harmreduction_lms.see_identifiers").exists()


@pytest.mark.django_db
def test_h01_looking_at_identifiers_in_full_is_logged_without_them() -> None:
    profile = learner_with_identifiers().learner_profile
    viewer = manager("view_identifiers")
    shown = signed_in(viewer).post(admin_url(profile))
    assert not [text for text in (*CANARIES, BIRTH_DAY) if text not in shown.content.decode()]
    assert "no-store" in shown.headers["Cache-Control"]
    entry = ModelLogEntry.objects.get(action="harmreduction_lms.see_identifiers")
    assert (entry.user, entry.object_id) == (viewer, str(profile.pk))
    assert not [text for text in (*CANARIES, "Siobhán") if text in f"{entry.label} {entry.data}"]


@pytest.mark.django_db
def test_h05_who_may_see_profiles_may_not_yet_see_identifiers() -> None:
    profile = learner_with_identifiers().learner_profile
    client = signed_in(manager())
    assert "Show identifiers in full" not in client.get(admin_url(profile)).content.decode()
    shown = client.post(admin_url(profile), follow=True).content.decode()
    assert not [text for text in CANARIES if text in shown]
    assert not ModelLogEntry.objects.filter(action="harmreduction_lms.see_identifiers").exists()


@pytest.mark.django_db
def test_the_admin_opens_profiles_without_keys(settings: Any) -> None:
    profile = learner_with_identifiers().learner_profile
    client = signed_in(manager("view_identifiers"))
    settings.HARMREDUCTION_LMS = {}
    assert client.get(admin_url()).status_code == 200
    assert "cannot be read with the keys" in client.get(admin_url(profile)).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("identifier", "value"), [("npi", NPI), ("nabp_eprofile", EPROFILE)])
def test_an_identifier_of_two_accounts_is_told_to_staff_and_not_to_the_learner(
    identifier: str, value: str
) -> None:
    first, second = learner_with_identifiers(), make_nurse(name="Somebody Else")
    data = {"name": "Somebody Else", "credentials": "", "profession": "nurse", identifier: value}
    save_profile(learner=second, **data)
    entry = ModelLogEntry.objects.get(action="harmreduction_lms.same_identifier")
    assert entry.object_id == str(second.learner_profile.pk)
    assert entry.data == {"datum": identifier, "profiles": [first.learner_profile.pk]}
    assert value not in f"{entry.label} {entry.data}"
    page = signed_in(second).get(url("profile")).content.decode()
    assert "another account" not in page


@pytest.mark.django_db
def test_saving_ones_own_identifier_again_flags_nothing() -> None:
    learner = learner_with_identifiers()
    save_profile(learner=learner, name="Ada", credentials="", profession="nurse", npi=f" {NPI} ".strip())
    assert not ModelLogEntry.objects.filter(action="harmreduction_lms.same_identifier").exists()


@pytest.mark.django_db
def test_the_digest_follows_the_identifier_whatever_saves_it() -> None:
    profile = learner_with_identifiers().learner_profile
    profile.refresh_from_db()
    digests = LearnerProfile._meta.get_field("npi").digests
    assert profile.npi_digest in digests(NPI)
    LearnerProfile.objects.update_or_create(pk=profile.pk, defaults={"npi": OTHER_NPI})
    profile.refresh_from_db()
    assert profile.npi_digest in digests(OTHER_NPI)
    LearnerProfile.objects.update_or_create(pk=profile.pk, defaults={"npi": ""})
    profile.refresh_from_db()
    assert (profile.npi, profile.npi_digest) == ("", "")
