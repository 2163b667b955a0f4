"""Digital badges: what is in them, who gets them, and what becomes of them (ce-rules I-01 to I-04)."""

import gzip
import hashlib
import json
import sys
from base64 import urlsafe_b64decode
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from harmreduction_lms.core.keyring import add_keys, keyring
from harmreduction_lms.credits.actions import (
    claim_credit,
    correct_award,
    issue_badge,
    revoke_award,
    save_licence,
    save_profile,
)
from harmreduction_lms.credits.actions.ledger import change_award
from harmreduction_lms.credits.audit_log import ISSUE_BADGE
from harmreduction_lms.credits.badges import status
from harmreduction_lms.credits.badges.credential import badge_credential, badge_facts, number
from harmreduction_lms.credits.badges.errors import BadgeNotOffered, ContextRefused, StatusListFull
from harmreduction_lms.credits.badges.issuer import Issuer
from harmreduction_lms.credits.badges.json_ld import CONTEXTS, FOLDER, canonical
from harmreduction_lms.credits.corrections import Correction
from harmreduction_lms.credits.models import AwardEventKind, BadgeCredential, CreditAward, EventReason
from tests.credits.factories import (
    claimed,
    complete,
    make_approval,
    make_enrolment,
    make_nurse,
)
from tests.factories import make_course, make_learner


pytestmark = pytest.mark.django_db

ISSUER = Issuer("https://lms.example.org/credentials/")
FLORIDA = {"profession": "nurse", "jurisdiction": "US-FL", "number": "RN 09123456"}


@pytest.fixture
def award() -> CreditAward:
    return claimed()


def issued(award: CreditAward, issuer: Issuer = ISSUER) -> BadgeCredential:
    return issue_badge(award=award, issuer=issuer, actor=award.learner)


def document_of(award: CreditAward) -> dict[str, Any]:
    return dict(json.loads(issued(award).document))


def signed_in(learner: Any) -> Client:
    browser = Client()
    browser.force_login(learner)
    return browser


def post_file(browser: Client, award: CreditAward, form: str = "json") -> Any:
    return browser.post(reverse("harmreduction_lms:badge_file", args=[award.number, form]))


def bits(encoded: str) -> set[int]:
    """The places that are set in a status list."""
    raw = gzip.decompress(urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4)))
    return {place for place in range(len(raw) * 8) if raw[place // 8] & 0x80 >> place % 8}


# What is in it


def test_i02_the_badge_says_what_the_award_says() -> None:
    """ce-rules I-02: creditsAvailable, creditsEarned, otherIdentifier, alignment, activity dates."""
    objectives = [("objective", "Give naloxone"), ("objective", "Call for help")]
    course = make_course(modules=1, lessons=1, title="First response", objectives=objectives)
    approval = make_approval(
        course,
        designated_maximum=Decimal("2.50"),
        approval_number="FP-77",
        policy={"claim_mode": "commensurate", "increment": Decimal("0.25")},
    )
    enrolment = complete(make_enrolment(make_nurse(), course))
    amount = Decimal("1.75")
    award = claim_credit(enrolment=enrolment, approval=approval, amount=amount, has_attested=True)
    subject = document_of(award)["credentialSubject"]
    achievement = subject["achievement"]
    assert (subject["creditsEarned"], achievement["creditsAvailable"]) == (1.75, 2.5)
    assert {"type": "IdentifierEntry", "identifier": "FP-77", "identifierType": "ext:ApprovalNumber"} in (
        achievement["otherIdentifier"]
    )
    assert [line["targetName"] for line in achievement["alignment"]] == ["Give naloxone", "Call for help"]
    assert subject["activityEndDate"] == "2026-10-20"
    assert achievement["name"] == "First response"


def test_i02_in_pharmacy_the_number_is_named_a_universal_activity_number(award: CreditAward) -> None:
    award.snapshot["credit"]["kind"] = "acpe"
    award.snapshot["approval"]["number"] = "0678-0000-26-014-H08-P"
    facts = badge_facts(award, identifier=uuid4(), place=1)
    subject = badge_credential(award, facts, issuer=ISSUER)["credentialSubject"]
    entry = subject["achievement"]["otherIdentifier"][0]
    assert entry["identifierType"] == "ext:UniversalActivityNumber"
    assert entry["identifier"] == "0678-0000-26-014-H08-P"


@pytest.mark.parametrize(("text", "value"), [("2.00", 2), ("0.25", 0.25), ("1.75", 1.75), ("10.00", 10)])
def test_i02_amounts_are_numbers_and_whole_ones_have_no_point(text: str, value: float) -> None:
    assert number(text) == value
    assert json.dumps(number(text)) == str(value)


def test_i04_no_licence_number_unless_the_learner_wants_it(award: CreditAward) -> None:
    save_licence(learner=award.learner, **FLORIDA)
    assert "licenseNumber" not in document_of(award)["credentialSubject"]
    assert "09123456" not in issued(award).document


def test_i04_a_licence_the_learner_opted_in_is_in_it_and_sealed_where_it_is_kept(award: CreditAward) -> None:
    save_licence(learner=award.learner, **FLORIDA, is_on_badges=True)
    assert document_of(award)["credentialSubject"]["licenseNumber"] == "RN 09123456 (Florida)"
    with connection.cursor() as cursor:
        cursor.execute("SELECT document, jwt FROM harmreduction_lms_badgecredential")
        stored = "".join(cursor.fetchone())
    assert "09123456" not in stored
    assert award.number not in stored


def test_i04_name_and_address_are_hashed_and_can_be_checked(award: CreditAward) -> None:
    document = document_of(award)
    for secret in ("Siobhán", "Nguyễn", award.learner.email, award.learner.username):
        assert secret not in json.dumps(document, ensure_ascii=False)
    identities = {item["identityType"]: item for item in document["credentialSubject"]["identifier"]}
    for kind, text in (("emailAddress", award.learner.email), ("name", "Siobhán Nguyễn-Okafor, RN")):
        digest = hashlib.sha256(f"{text}{identities[kind]['salt']}".encode()).hexdigest()
        assert identities[kind]["identityHash"] == f"sha256${digest}"
    assert len({item["salt"] for item in identities.values()}) == 2


def test_i01_the_badge_names_the_statement_as_the_record_and_says_that_it_is_fictional(
    award: CreditAward,
) -> None:
    document = document_of(award)
    assert award.number in document["evidence"][0]["narrative"]
    assert "Fictional example." in document["description"]
    assert award.code not in json.dumps(document)


def test_a_course_that_is_gone_and_a_learner_without_address_get_a_badge_too(award: CreditAward) -> None:
    award.learner.email = ""
    award.learner.save()
    award.enrolment.course.delete()
    subject = document_of(CreditAward.objects.get())["credentialSubject"]
    assert [item["identityType"] for item in subject["identifier"]] == ["name"]
    assert "id" not in subject["achievement"]["criteria"]


# Once, and the same ever after


def test_it_is_made_once_and_given_out_unchanged(award: CreditAward, settings: Any) -> None:
    browser = signed_in(award.learner)
    first = {form: post_file(browser, award, form).content for form in ("json", "jwt")}
    save_profile(learner=award.learner, name="Another Name", credentials="MD", profession="nurse")
    save_licence(learner=award.learner, **FLORIDA, is_on_badges=True)
    ring = add_keys(settings.HARMREDUCTION_LMS["KEYRING"], today=date(2026, 11, 23))
    settings.HARMREDUCTION_LMS = {**settings.HARMREDUCTION_LMS, "KEYRING": ring}
    assert {form: post_file(browser, award, form).content for form in ("json", "jwt")} == first
    assert BadgeCredential.objects.count() == 1
    assert ModelLogEntry.objects.filter(action=ISSUE_BADGE).count() == 1


def test_a_place_that_is_taken_is_drawn_again(award: CreditAward, monkeypatch: pytest.MonkeyPatch) -> None:
    draws = iter([5, 5, 5, 9])
    monkeypatch.setattr("secrets.randbelow", lambda _below: next(draws))
    assert [issued(award).status_index, issued(claimed()).status_index] == [5, 9]


def test_where_no_place_is_free_it_says_so(award: CreditAward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secrets.randbelow", lambda _below: 5)
    issued(award)
    with pytest.raises(StatusListFull):
        issued(claimed())


def test_i03_a_corrected_award_gets_a_new_badge(award: CreditAward) -> None:
    old, registrar = issued(award), make_learner("registrar", is_superuser=True)
    corrected = correct_award(
        award=award,
        correction=Correction(completed_on=date(2026, 10, 19)),
        reason_code=EventReason.ERROR,
        reason="Read from the wrong list",
        actor=registrar,
    )
    new = issued(corrected)
    assert new.identifier != old.identifier
    assert status.withdrawn().get() == old
    page = signed_in(award.learner).get(reverse("harmreduction_lms:badge", args=[award.number]))
    assert "Download the badge" in page.content.decode()


def test_i03_a_revoked_award_gets_none(award: CreditAward) -> None:
    revoke_award(award=award, reason="Awarded twice", actor=make_learner("r", is_superuser=True))
    with pytest.raises(BadgeNotOffered):
        issued(award)
    browser = signed_in(award.learner)
    page = browser.get(reverse("harmreduction_lms:badge", args=[award.number])).content.decode()
    assert "This credit was revoked" in page
    assert "<form" not in page.split("<main")[1]
    assert post_file(browser, award).status_code == 409


def test_nobody_gets_the_badge_of_somebody_else(award: CreditAward) -> None:
    stranger, staff = make_learner("stranger"), make_learner("staff", is_superuser=True)
    address = reverse("harmreduction_lms:badge", args=[award.number])
    assert signed_in(stranger).get(address).status_code == 404
    assert post_file(signed_in(stranger), award).status_code == 404
    assert Client().get(address).status_code == 302
    assert "Only the learner" in signed_in(staff).get(address).content.decode()
    assert post_file(signed_in(staff), award).status_code == 403
    with pytest.raises(PermissionDenied):
        issue_badge(award=award, issuer=ISSUER, actor=staff)
    assert not BadgeCredential.objects.exists()


def test_the_statement_leads_to_it(award: CreditAward) -> None:
    browser = signed_in(award.learner)
    address = reverse("harmreduction_lms:badge", args=[award.number])
    statement = browser.get(reverse("harmreduction_lms:statement", args=[award.number]))
    assert f'href="{address}"' in statement.content.decode()
    response = post_file(browser, award)
    assert response.headers["Content-Disposition"] == f'attachment; filename="{award.number}-badge.json"'
    assert "no-store" in response.headers["Cache-Control"]
    assert (
        browser.get(reverse("harmreduction_lms:badge_file", args=[award.number, "json"])).status_code == 405
    )
    assert post_file(browser, award, "pdf").status_code == 404


def test_without_the_extra_it_says_what_to_do(award: CreditAward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyld", None)
    browser = signed_in(award.learner)
    page = browser.get(reverse("harmreduction_lms:badge", args=[award.number])).content.decode()
    assert "Digital badges are not set up on this site." in page
    refused = post_file(browser, award)
    assert refused.status_code == 409
    assert "Digital badges are not set up on this site." in refused.content.decode()
    statement = browser.get(reverse("harmreduction_lms:statement", args=[award.number]))
    assert "Digital badge" not in statement.content.decode()
    assert Client().get("/credentials/status/1/", headers={"accept": "application/vc"}).status_code == 503
    assert Client().get("/credentials/status/1/").status_code == 200
    assert not BadgeCredential.objects.exists()


def test_without_keys_nothing_is_issued_and_nothing_breaks(award: CreditAward, settings: Any) -> None:
    browser = signed_in(award.learner)
    settings.HARMREDUCTION_LMS = {**settings.HARMREDUCTION_LMS, "KEYRING": ""}
    assert post_file(browser, award).status_code == 503
    for address in ("/credentials/did.json", "/credentials/status/1/"):
        assert Client().get(address).status_code == 503


# Who issues


@pytest.mark.parametrize(
    ("folder", "did"),
    [
        ("https://lms.example.org/credentials/", "did:web:lms.example.org:credentials"),
        ("https://example.org/train/me/credentials/", "did:web:example.org:train:me:credentials"),
        ("http://localhost:8000/credentials/", "did:web:localhost%3A8000:credentials"),
    ],
)
def test_the_identifier_leads_to_where_the_site_is(folder: str, did: str) -> None:
    assert Issuer(folder).did == did


def test_all_keys_are_served_the_newest_first(settings: Any) -> None:
    ring = add_keys(settings.HARMREDUCTION_LMS["KEYRING"], today=date(2026, 11, 23))
    settings.HARMREDUCTION_LMS = {**settings.HARMREDUCTION_LMS, "KEYRING": ring}
    response = Client().get("/credentials/did.json")
    names = [method["id"].split("#")[1] for method in json.loads(response.content)["verificationMethod"]]
    assert names == ["s2", "s2-jwk", "s1", "s1-jwk"]
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    for secret in (key["seed"] for key in ring["signing"]):
        assert secret not in response.content.decode()


def test_the_issuer_does_not_depend_on_the_readers_language() -> None:
    issuers = {
        Client().get("/credentials/did.json", headers={"accept-language": language}).content
        for language in ("en", "es", "ar")
    }
    assert len(issuers) == 1


def test_a_site_can_name_itself(settings: Any) -> None:
    settings.HARMREDUCTION_LMS = {**settings.HARMREDUCTION_LMS, "BADGE_SITE_URL": "https://lms.example.org/"}
    served = json.loads(Client().get("/credentials/did.json").content)
    assert served["id"] == "did:web:lms.example.org:credentials"


# Status lists


def test_a_list_has_the_least_length_the_standard_allows_and_the_bits_that_are_set() -> None:
    encoded = status.encode([0, 7, 8, 131_071])
    assert bits(encoded) == {0, 7, 8, 131_071}
    assert encoded == status.encode([131_071, 8, 7, 0])
    raw = gzip.decompress(urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4)))
    assert len(raw) * 8 == status.LENGTH == 131_072


def test_i03_a_revocation_sets_the_bit_of_its_badge_and_no_other(award: CreditAward) -> None:
    issued(award)
    badge = issued(revoked := claimed())
    assert bits(status.encoded_list(1)) == set()
    revoke_award(award=revoked, reason="Awarded twice", actor=make_learner("r", is_superuser=True))
    assert bits(status.encoded_list(1)) == {badge.status_index}
    assert status.entry(ISSUER, badge.status_index)["statusListIndex"] == str(badge.status_index)


def test_i03_a_revoked_award_that_is_purged_stays_revoked_and_a_valid_one_does_not_turn_so(
    award: CreditAward,
) -> None:
    issued(award)
    badge = issued(revoked := claimed())
    revoke_award(award=revoked, reason="Awarded twice", actor=make_learner("r", is_superuser=True))
    for record in (award, revoked):
        change_award(award=record, kind=AwardEventKind.PURGED, reason_code=EventReason.TERM_ENDED)
    assert bits(status.encoded_list(1)) == {badge.status_index}


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/vc", "application/vc"),
        ("application/ld+json, application/json", "application/ld+json"),
        ("application/json, */*;q=0.1", "application/json"),
        ("application/vc+jwt", "application/vc+jwt"),
        ("application/vc+jwt, application/vc;q=0.5", "application/vc+jwt"),
        ("application/vc+jwt;q=0.5, application/vc", "application/vc"),
        ("application/jwt", "application/jwt"),
        ("*/*", "application/vc+jwt"),
        ("text/html, */*;q=0.8", "application/vc+jwt"),
        ("text/html", "application/vc+jwt"),
        ("", "application/vc+jwt"),
    ],
)
def test_a_list_is_served_in_the_form_that_is_asked_for(accept: str, media_type: str) -> None:
    response = Client().get("/credentials/status/1/", headers={"accept": accept})
    assert response.headers["Content-Type"] == media_type
    assert response.content.startswith(b"ey" if media_type.endswith("jwt") else b'{"@context"')
    assert response.headers["Vary"] == "Accept"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies


def test_lists_that_there_are_not_are_not_served() -> None:
    for number_of_list in (0, 2, 99_999_999_999_999_999_999):
        assert Client().get(f"/credentials/status/{number_of_list}/").status_code == 404


def test_a_list_costs_two_queries(award: CreditAward, django_assert_num_queries: Any) -> None:
    issued(award)
    for accept in ("application/vc", "application/vc+jwt"):
        with django_assert_num_queries(2):
            Client().get("/credentials/status/1/", headers={"accept": accept})


# Signing


def test_nothing_is_ever_fetched() -> None:
    with pytest.raises(ContextRefused):
        canonical({"@context": "https://example.org/context.json", "id": "urn:x", "name": "x"})


@pytest.mark.parametrize("name", CONTEXTS.values())
def test_the_contexts_are_those_their_sources_name(name: str) -> None:
    digest = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()
    assert digest in (FOLDER / "SOURCES.txt").read_text()


def test_a_badge_is_signed_by_the_key_in_use(award: CreditAward) -> None:
    badge = issued(award)
    signed, _dot, signature = badge.jwt.rpartition(".")
    raw = urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    assert badge.key_id == keyring().signer.id
    assert keyring().is_signed(signed.encode(), key_id=badge.key_id, signature=raw)
