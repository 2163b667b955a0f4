"""Statements, certificates and the transcript as pages."""

import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import randbytes
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.db import connection
from django.template.loader import get_template
from django.test import Client
from PIL import Image
from wagtail.images import get_image_model

from harmreduction_lms.credits.actions import claim_credit, issue_certificate, revoke_award, save_profile
from harmreduction_lms.credits.approval_checks import warnings as approval_warnings
from harmreduction_lms.credits.models import (
    CommercialSupport,
    CreditAward,
    CreditKind,
    CreditType,
    LearnerLicence,
    LearnerProfile,
    PrintedImage,
)
from harmreduction_lms.credits.prescribed import ACCREDITATIONS
from harmreduction_lms.credits.statements import document_for, renderers
from harmreduction_lms.credits.statements.base import StatementRenderer
from harmreduction_lms.credits.statements.kinds import StatementKind, kinds
from harmreduction_lms.credits.statements.pdf import PdfNotInstalled, PdfRenderer
from harmreduction_lms.credits.statements.required import (
    StatementIncomplete,
    SupporterNamed,
    check_statement,
    missing_fields,
)
from harmreduction_lms.credits.wording import accreditation_findings, designation_findings, refusals
from tests.credits.browsing import signed_in, url
from tests.credits.factories import (
    certified,
    claimed,
    complete,
    make_accreditation,
    make_approval,
    make_body,
    make_credit_type,
    make_enrolment,
    make_nurse,
    ready_to_claim,
)
from tests.credits.statement_kinds import KINDS, approval_of_kind, award_of_kind, make_learner_for
from tests.factories import make_course, make_image, make_learner


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


# Kinds of credit: what each body wants on its statement, or a refusal that names what is missing


def page_of(award: CreditAward) -> str:
    return signed_in(award.learner).get(url("statement", award.number)).content.decode()


def refusal_of(kind: str, **changes: Any) -> tuple[str, ...]:
    with pytest.raises(StatementIncomplete) as refused:
        award_of_kind(kind, **changes)
    assert not CreditAward.objects.exists()
    return refused.value.missing


def test_every_kind_has_a_table_row_and_a_sheet() -> None:
    for kind in CreditKind.values:
        assert kind in kinds
        get_template(f"harmreduction_lms/credits/statements/kinds/{kind}.html")


@pytest.mark.parametrize("kind", KINDS)
def test_a30_each_kind_has_its_own_statement_with_its_own_words(kind: str) -> None:
    award = award_of_kind(kind)
    html = page_of(award)
    for text in (
        award.number,
        "Siobhán Nguyễn-Okafor, RN",
        award.enrolment.course_title,
        "20 October 2026",
        "Fictional Provider, 1 Example Street",
        award.approval.approval_number,
        "Maria Okonkwo, MD",
        "data:image/png;base64,",
    ):
        assert text in html
    printed = html.partition("<article")[2]
    assert "{" not in printed
    assert missing_fields(award.snapshot) == ()
    for name, findings in (
        ("designation_statement", designation_findings),
        ("accreditation_statement", lambda kind, text: accreditation_findings([kind], text)),
    ):
        assert refusals(findings(kind, award.snapshot[name])) == []


def test_a02_a03_a05_ama() -> None:
    award = award_of_kind("ama_pra_1", amount="1.25", accreditation={"provider_name": "The Fictional School"})
    html = page_of(award)
    assert "1.25 AMA PRA Category 1 Credits™" in html
    assert "for a maximum of 2.0 <i>AMA PRA Category 1 Credits</i>™" in html
    assert "The The" not in html
    assert "Enduring material" in html


def test_a02_a_live_activity_for_ama_credit_needs_its_place() -> None:
    assert refusal_of("ama_pra_1", format="live") == ("Location",)


def test_a02_the_place_of_a_live_activity_is_printed() -> None:
    assert "Fictional Hall" in page_of(award_of_kind("ama_pra_1", format="live", location="Fictional Hall"))


def test_a13_ancc_needs_the_address_of_the_provider() -> None:
    assert refusal_of("ancc", accreditation={"provider_address": ""}) == ("Address of the provider",)


@pytest.mark.parametrize("place", ["joint_provider", "name"])
def test_a13_no_statement_names_a_commercial_supporter(place: str) -> None:
    snapshot = award_of_kind("ancc").snapshot
    snapshot["provider"][place] = "Fictional Pharma, Inc."
    check_statement(snapshot, supporters=["Another Company", " "])
    with pytest.raises(SupporterNamed):
        check_statement(snapshot, supporters=["fictional pharma"])


def test_a13_who_supports_a_course_is_not_named_by_its_statements() -> None:
    approval = approval_of_kind("ancc", joint_provider_name="Fictional Pharma")
    CommercialSupport.objects.create(
        course_key=approval.course_key, source="Fictional Pharma", in_kind="Printing"
    )
    enrolment = complete(make_enrolment(make_learner_for(approval), approval.course.specific))
    with pytest.raises(SupporterNamed):
        claim_credit(enrolment=enrolment, approval=approval, amount=None, has_attested=True)


def test_a15_b11_acpe_shows_what_a15_lists() -> None:
    html = page_of(award_of_kind("acpe"))
    for text in (
        *("0678-0000-26-014-H08-P", "2.0 contact hours", "0.2", "Knowledge"),
        *("Released on", "1 January 2026", "Expires on", "31 December 2028"),
        "This is not the official statement of credit.",
        "CPE Monitor",
    ):
        assert text in html


def test_b11_ceu_are_a_tenth_of_the_hours() -> None:
    award = award_of_kind("acpe", designated_maximum=Decimal("1.25"))
    assert award.snapshot["credit"]["ceu"] == "0.125"
    assert "0.125" in page_of(award)


def test_a15_acpe_without_an_activity_type_is_refused() -> None:
    assert refusal_of("acpe", activity_type="") == ("Activity type",)


def test_a11_the_joint_statement_stands_apart_and_names_each_accreditor_in_full() -> None:
    html = page_of(award_of_kind("ipce"))
    apart = html.partition("hr-statement__apart")[2].partition("</p>")[0]
    assert "Accreditation Council for Pharmacy Education (ACPE)" in apart
    assert "healthcare team" in apart
    assert "IPCE) credit" not in apart
    assert html.count("hr-statement__apart") == 1


def test_a16_a20_the_logo_stands_with_the_statement_and_nowhere_else() -> None:
    award = award_of_kind("apa", accreditation={"logo": make_image()})
    html = page_of(award)
    words = html.partition("hr-statement__words")[2].partition("hr-statement__sign")[0]
    assert words.count("hr-statement__logo") == html.count("hr-statement__logo") == 1
    assert "maintains responsibility for this program and its content" in words


@pytest.mark.parametrize("kind", ["aswb_ace", "nbcc_acep", "naadac", "ca_brn"])
def test_a21_a22_a23_a24_a_provider_number_is_needed(kind: str) -> None:
    assert "Provider number" in refusal_of(kind, accreditation={"number": ""})


def test_a21_aswb_prints_the_period_of_the_approval() -> None:
    assert "1 January 2026 to 31 December 2028" in page_of(award_of_kind("aswb_ace"))


def test_a24_california_prints_licence_signature_and_the_four_years() -> None:
    html = page_of(award_of_kind("ca_brn"))
    for text in ("RN 987654 (", "1 Example Street", "FP-1", "Signature of Maria Okonkwo, MD", "four years"):
        assert text in html
    assert "123456" not in html


def test_a24_california_without_a_signature_is_refused() -> None:
    assert refusal_of("ca_brn", accreditation={"signature": None}) == ("Who signs",)


def test_a24_h05_the_licence_number_is_sealed_and_not_in_the_snapshot() -> None:
    award = award_of_kind("ca_brn")
    with connection.cursor() as cursor:
        cursor.execute("SELECT snapshot, licences FROM harmreduction_lms_creditaward")
        assert "987654" not in str(cursor.fetchall())
    assert "987654" not in json.dumps(award.snapshot)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "ca_brn"])
def test_h05_other_kinds_print_no_licence_number(kind: str) -> None:
    award = award_of_kind(kind)
    assert award.licences == ""
    assert "987654" not in page_of(award)


def test_j04_the_royal_college_counts_hours_even_if_its_type_says_credits() -> None:
    award = award_of_kind("rcpsc_3")
    assert "1.5 hours" in page_of(award)
    type(award.credit_type).objects.filter(pk=award.credit_type_id).update(unit_plural="credits")
    assert award.snapshot["credit"]["unit_plural"] == "hours"


def test_a25_a26_a_policy_may_ask_for_more_and_it_is_printed() -> None:
    wanted = ["location", "subject", "objectives", "faculty", "licence", "signature"]
    assert refusal_of("ancc", policy={"required_statement_fields": wanted}) == (
        *("Location", "Subject", "Objectives"),
    )
    award = award_of_kind("ancc", policy={"required_statement_fields": ["faculty", "licence", "standing"]})
    html = page_of(award)
    for text in ("Ada Example, RN", "RN 987654", "RN 123456", "Provider approved"):
        assert text in html


def test_a25_a_field_nobody_knows_cannot_be_shown_and_is_missing() -> None:
    assert refusal_of("ancc", policy={"required_statement_fields": ["domain"]}) == ("domain",)


def test_a14_a_placeholder_that_nobody_filled_in_is_a_missing_statement() -> None:
    statement = ACCREDITATIONS["ancc"][1].template
    assert refusal_of("ancc", accreditation={"accreditation_statement": statement}) == (
        "Accreditation statement",
    )


def test_editors_hear_before_anybody_claims_what_a_statement_will_lack() -> None:
    lacking = approval_of_kind("ca_brn", accreditation={"signature": None, "provider_address": ""})
    [warning] = [text for text in approval_warnings(lacking) if "Statements cannot be issued" in text]
    assert "Address of the provider, Who signs" in warning
    assert not [text for text in approval_warnings(approval_of_kind("ca_brn")) if "cannot be issued" in text]


def test_a29_what_is_printed_does_not_change_when_its_rows_and_pictures_do() -> None:
    award = award_of_kind("ca_brn", accreditation={"logo": make_image()})
    before = page_of(award).partition("<article")[2]
    accreditation = award.approval.accreditation
    accreditation.signature.delete()
    accreditation.logo.delete()
    type(accreditation).objects.update(
        provider_name="Renamed", number="X", signatory_name="Somebody Else", accreditation_statement="Other"
    )
    LearnerLicence.objects.all().delete()
    LearnerProfile.objects.update(name="Somebody Else", credentials="")
    assert page_of(award).partition("<article")[2] == before


def test_a29_a_picture_is_kept_once_however_many_awards_show_it() -> None:
    picture = make_image()
    for _ in range(2):
        award_of_kind("ca_brn", accreditation={"signature": picture})
    assert PrintedImage.objects.count() == 1


def test_a_picture_too_rich_to_print_is_refused_where_it_is_chosen() -> None:
    file = io.BytesIO()
    Image.frombytes("RGB", (600, 240), randbytes(600 * 240 * 3)).save(file, "PNG")
    # Renditions are cached by this digest; an upload has one, and so must this picture.
    image = get_image_model().objects.create(
        title="Noise", file=ImageFile(file, name="noise.png"), file_hash=uuid4().hex
    )
    accreditation = make_accreditation(make_body(), signature=image)
    with pytest.raises(ValidationError, match="less than 200 kB"):
        accreditation.full_clean()


def test_a_statement_from_before_schema_2_is_still_shown() -> None:
    award = claimed()
    new = {"policy_fields", "location", "logo", "signature"}
    old = {name: value for name, value in award.snapshot.items() if name not in new}
    old |= {"schema": 1, "course": {name: old["course"][name] for name in ("key", "title")}}
    for section, names in {
        "learner": ["licensed_in", "given_name", "family_name"],
        "credit": ["kind", "ceu"],
        "provider": ["valid_from", "valid_to"],
        "approval": ["audience", "activity_type", "topic_code"],
    }.items():
        old[section] = {name: value for name, value in old[section].items() if name not in names}
    award.snapshot = old
    shown = document_for(award, verification_url="https://learn.example.org/verify/x/")
    facts = [fact.label for fact in shown.facts]
    assert facts == [
        *("Number", "Completed on", "Issued on", "Format", "Profession", "Approval", "Accreditor"),
        *("Provider", "Provider number"),
    ]
    assert PdfRenderer().render(shown).startswith(b"%PDF-")


def test_a_site_may_bring_a_sheet_and_a_kind_for_its_own_credit_type(settings: Any, tmp_path: Path) -> None:
    folder = tmp_path / "harmreduction_lms" / "credits" / "statements" / "types"
    folder.mkdir(parents=True)
    (folder / "own_type.html").write_text("<article>Our own sheet for {{ document.learner }}</article>")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    kinds.register("own_type", StatementKind(facts=("completed_on",), required=("signature",)))
    try:
        with pytest.raises(StatementIncomplete, match="Who signs"):
            claimed(credit_type=make_credit_type(code="own_type"))
    finally:
        kinds.unregister("own_type")
    award = claimed(credit_type=CreditType.objects.get(), policy={"version": 2})
    assert "Our own sheet for Siobhán" in page_of(award)


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


def test_a_renamed_profile_does_not_change_the_transcript() -> None:
    award = claimed()
    save_profile(learner=award.learner, name="Another Name", credentials="", profession="other")
    html = signed_in(award.learner).get(url("statement", award.number)).content.decode()
    assert "Siobhán Nguyễn-Okafor, RN" in html
