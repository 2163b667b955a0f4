"""The official transcript: by type, period, licence and topic, as a page and as files."""

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import swapper

from harmreduction_lms.credits.actions import claim_credit, revoke_award, save_licence
from harmreduction_lms.credits.models import CreditAward, CreditKind
from harmreduction_lms.credits.statements.pdf import PdfRenderer
from harmreduction_lms.credits.transcript import Selection, tables, transcript_for
from harmreduction_lms.credits.transcript.pdf import transcript_pdf
from tests.credits.browsing import signed_in, url
from tests.credits.factories import (
    certified,
    claimed,
    complete,
    make_approval,
    make_credit_type,
    make_enrolment,
    make_nurse,
)
from tests.factories import make_course, make_learner


pytestmark = pytest.mark.django_db

needs_typst = pytest.mark.skipif(not PdfRenderer().is_available, reason="the extra `pdf` is not installed")


def mate(hours: Decimal) -> dict[str, Any]:
    """Hours for MATE, with the grounds that go with them."""
    return {"mate_hours": hours, "mate_basis": "Decided by the planning group."}


def another(learner: Any, *, at: datetime | None = None, **approval: Any) -> CreditAward:
    """One more award for the same learner, of a course of its own."""
    course = make_course(modules=1, lessons=1)
    approved = make_approval(course, **approval)
    enrolment = make_enrolment(learner, course)
    complete(enrolment, **({"at": at} if at else {}))
    return claim_credit(enrolment=enrolment, approval=approved, amount=None, has_attested=True)


def page_of(learner: Any, **query: str) -> str:
    return signed_in(learner).get(url("transcript"), query).content.decode()


def rows_of(learner: Any, form: str = "csv", **query: str) -> list[dict[str, str]]:
    content = signed_in(learner).get(url("transcript_file", form), query).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


def json_of(learner: Any, **query: str) -> dict[str, Any]:
    return json.loads(signed_in(learner).get(url("transcript_file", "json"), query).content)


def test_awards_stand_by_credit_type_with_a_total_of_those_that_count() -> None:
    first = claimed(policy={"version": 1})
    second = another(first.learner, credit_type=first.credit_type, policy={"version": 2})
    third = another(first.learner)
    revoke_as_admin(second)
    transcript = transcript_for(first.learner)
    assert {group.name: group.total for group in transcript.groups} == {
        first.credit_type.name: Decimal("2.00"),
        third.credit_type.name: Decimal("2.00"),
    }
    html = page_of(first.learner)
    for award in (first, second, third):
        assert award.number in html
    assert "revoked" in html


def revoke_as_admin(award: CreditAward) -> None:
    admin = make_learner(is_superuser=True, is_staff=True)
    revoke_award(award=award, reason="Claimed twice.", actor=admin)


@pytest.mark.parametrize("number_of_awards", [1, 6])
def test_the_page_and_the_files_ask_a_constant_number_of_queries(
    number_of_awards: int, django_assert_max_num_queries: Any
) -> None:
    award = claimed()
    for _number in range(number_of_awards - 1):
        another(award.learner)
    client = signed_in(award.learner)
    for page in (url("transcript"), url("nmc_record"), url("transcript_file", "csv")):
        with django_assert_max_num_queries(8):
            assert client.get(page).status_code == 200


def test_days_narrow_it_down_to_what_was_completed_from_the_first_to_the_last() -> None:
    award = claimed()
    later = another(award.learner, at=datetime(2026, 11, 1, 12, tzinfo=UTC))
    assert {row["number"] for row in rows_of(award.learner, first="2026-10-21")} == {later.number}
    assert {row["number"] for row in rows_of(award.learner, last="2026-10-20")} == {award.number}
    both = rows_of(award.learner, first="2026-10-20", last="2026-11-01")
    assert {row["number"] for row in both} == {award.number, later.number}


def test_a_credit_type_narrows_it_down_and_leaves_certificates_out() -> None:
    award = claimed()
    other = another(award.learner)
    html = page_of(award.learner, credit_type=award.credit_type.code)
    assert award.number in html
    assert other.number not in html
    assert f"Credit type: {award.credit_type.name}" in html
    assert "Show everything" in html


def test_a_licences_renewal_period_narrows_it_down() -> None:
    award = claimed()
    earlier = another(award.learner, at=datetime(2026, 3, 1, 12, tzinfo=UTC))
    save_licence(
        learner=award.learner,
        jurisdiction="US-FL",
        profession="nurse",
        number="RN 1",
        period_from=date(2026, 5, 1),
        period_to=date(2028, 4, 30),
    )
    html = page_of(award.learner, licence="US-FL:nurse")
    assert award.number in html
    assert earlier.number not in html
    assert "Renewal period: Nurse, Florida" in html
    # Days narrow the period further down, and never widen it.
    assert rows_of(award.learner, licence="US-FL:nurse", first="2026-01-01") == rows_of(
        award.learner, licence="US-FL:nurse"
    )


def with_snapshot(award: CreditAward, **course: Any) -> CreditAward:
    """The award as if it had been issued with more about its course; read, not stored."""
    award.snapshot = {**award.snapshot, "course": {**award.snapshot["course"], **course}}
    return award


def test_a_topic_narrows_it_down() -> None:
    from harmreduction_lms.credits.transcript.entries import entry_of

    award, other = claimed(), claimed()
    entries = [entry_of(with_snapshot(award, topics=["Overdose", "Wound care"])), entry_of(other)]
    shown = transcript_for(award.learner, Selection(topic="Wound care"), entries=entries)
    assert [entry.number for entry in shown.entries] == [award.number]


@pytest.mark.parametrize("query", [{"first": "soon"}, {"credit_type": "nothing"}, {"licence": "US-XX:nurse"}])
def test_a_question_that_cannot_be_answered_is_not_answered_with_everything(query: dict[str, str]) -> None:
    award = claimed()
    save_licence(
        learner=award.learner,
        jurisdiction="US-FL",
        profession="nurse",
        number="1",
        period_from=date(2026, 5, 1),
    )
    client = signed_in(award.learner)
    page = client.get(url("transcript"), query)
    assert page.status_code == 400
    assert award.number not in page.content.decode()
    file = client.get(url("transcript_file", "csv"), query)
    assert file.status_code == 302
    assert url("transcript") in file.headers["Location"]


# MATE


def test_g02_hours_for_mate_are_tallied_over_all_dates() -> None:
    award = claimed(**mate(Decimal("1.50")))
    another(award.learner, at=datetime(2026, 2, 1, 12, tzinfo=UTC), **mate(Decimal("2.00")))
    html = page_of(award.learner)
    assert "3.50 of 8.00 hours" in html
    assert "training elsewhere also counts" in html


def test_g02_the_tally_stays_whatever_the_rest_is_narrowed_down_to() -> None:
    award = claimed(**mate(Decimal("1.50")))
    another(award.learner, at=datetime(2026, 2, 1, 12, tzinfo=UTC), **mate(Decimal("2.00")))
    assert "3.50 of 8.00 hours" in page_of(award.learner, first="2026-10-01")
    assert json_of(award.learner, first="2026-10-01")["mate"]["hours_from_this_provider"] == "3.50"


def test_g02_a_course_that_earned_two_credit_types_counts_once() -> None:
    course = make_course(modules=1, lessons=1)
    approvals = [make_approval(course, **mate(Decimal("2.00"))) for _number in range(2)]
    enrolment = complete(make_enrolment(make_nurse(), course))
    for approval in approvals:
        claim_credit(enrolment=enrolment, approval=approval, amount=None, has_attested=True)
    assert transcript_for(enrolment.learner).mate_hours == Decimal("2.00")


def test_g02_revoked_credit_counts_for_nothing() -> None:
    award = claimed(**mate(Decimal("2.00")))
    revoke_as_admin(award)
    assert transcript_for(award.learner).mate_hours == 0


def test_g01_no_more_hours_count_for_mate_than_were_awarded() -> None:
    learner = make_nurse()
    course = make_course(modules=1, lessons=1)
    approval = make_approval(course, policy={"claim_mode": "commensurate"}, **mate(Decimal("2.00")))
    enrolment = complete(make_enrolment(learner, course))
    claim_credit(enrolment=enrolment, approval=approval, amount=Decimal("0.75"), has_attested=True)
    assert transcript_for(learner).mate_hours == Decimal("0.75")


def test_g02_the_transcript_can_be_narrowed_down_to_mate() -> None:
    award = claimed(**mate(Decimal("2.00")))
    other = another(award.learner)
    numbers = {row["number"] for row in rows_of(award.learner, mate="on")}
    assert award.number in numbers
    assert other.number not in numbers


def test_g03_nothing_ever_says_that_mate_is_satisfied() -> None:
    award = claimed(designated_maximum=Decimal("9.00"), **mate(Decimal("9.00")))
    client = signed_in(award.learner)
    for page in (url("transcript"), url("transcript_file", "json"), url("transcript_file", "csv")):
        text = client.get(page).content.decode().lower()
        assert "9.00" in text
        for word in ("satisf", "fulfil", "complied", "compliant", "requirement met"):
            assert word not in text


def test_g02_who_has_no_such_hours_is_told_nothing_of_them() -> None:
    assert "of 8.00 hours" not in page_of(claimed().learner)


# Layouts of other countries


def test_j01_self_paced_learning_has_no_participatory_hours() -> None:
    award = claimed()
    another(award.learner, format="live", designated_maximum=Decimal("1.50"))
    rows = rows_of(award.learner, "nmc-csv")
    assert [
        (row["hours"], row["participatory_hours"]) for row in sorted(rows, key=lambda row: row["hours"])
    ] == [
        ("1.50", "1.50"),
        ("2.00", "0.00"),
    ]
    assert {"link_to_practice", "part_of_the_code", "evidence"} <= set(rows[0])
    html = signed_in(award.learner).get(url("nmc_record")).content.decode()
    assert "Participatory" in html
    assert "3.50" in html


def test_j01_a_course_is_learnt_once_whatever_it_was_awarded_for() -> None:
    course = make_course(modules=1, lessons=1)
    approvals = [make_approval(course) for _number in range(2)]
    enrolment = complete(make_enrolment(make_nurse(), course))
    for approval in approvals:
        claim_credit(enrolment=enrolment, approval=approval, amount=None, has_attested=True)
    assert len(rows_of(enrolment.learner, "nmc-csv")) == 1
    assert len(rows_of(enrolment.learner)) == 2


def test_j04_the_royal_college_is_given_hours_and_never_credits() -> None:
    credit_type = make_credit_type(
        kind=CreditKind.RCPSC_3, unit_singular="credit", unit_plural="credits", professions=[]
    )
    award = claimed(credit_type=credit_type)
    html = page_of(award.learner)
    assert ">2.00<" in html
    assert "MAINPORT computes the credits" in html
    assert json_of(award.learner)["credit_types"][0]["unit"] == "hours"
    assert rows_of(award.learner)[0]["unit"] == "hours"
    assert "6.00" not in html


def test_j06_hours_are_clock_hours_whatever_a_unit_is_worth() -> None:
    award = claimed(policy={"minutes_per_unit": 50})
    assert rows_of(award.learner)[0]["amount"] == "2.00"
    assert rows_of(award.learner)[0]["hours"] == "1.66"


# Files


def test_a_csv_of_the_transcript_runs_nothing_in_a_spreadsheet() -> None:
    course = make_course(modules=1, lessons=1, title="=cmd|'/c calc'!A1")
    approval = make_approval(course, accreditation={"provider_name": "@SUM(A1)"})
    enrolment = complete(make_enrolment(make_nurse(), course))
    enrolment.course_title = course.title
    enrolment.save()
    claim_credit(enrolment=enrolment, approval=approval, amount=None, has_attested=True)
    [row] = rows_of(enrolment.learner)
    assert row["course"] == "'=cmd|'/c calc'!A1"
    assert row["provider"] == "'@SUM(A1)"


def test_the_json_says_who_issued_what_to_whom() -> None:
    award = claimed()
    document = json_of(award.learner)
    assert document["holder"] == "Siobhán Nguyễn-Okafor, RN"
    assert document["is_fictional"] is True
    [group] = document["credit_types"]
    assert (group["total"], group["awards"][0]["number"]) == ("2.00", award.number)


def test_certificates_stand_apart_and_carry_no_amount() -> None:
    certificate = certified()
    [row] = rows_of(certificate.learner)
    assert (row["kind"], row["amount"]) == ("certificate_of_completion", "")
    assert json_of(certificate.learner)["credit_types"] == []


def test_an_unknown_kind_of_file_is_not_there() -> None:
    assert signed_in(make_nurse()).get(url("transcript_file", "exe")).status_code == 404


@needs_typst
def test_the_pdf_has_every_number_the_total_and_what_it_was_narrowed_down_to() -> None:
    import pypdfium2

    award = claimed(**mate(Decimal("2.00")))
    certificate = another(award.learner)
    query = {"first": "2026-10-01"}
    response = signed_in(award.learner).get(url("transcript_file", "pdf"), query)
    assert response.headers["Content-Type"] == "application/pdf"
    document = pypdfium2.PdfDocument(response.content)
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    for words in (
        "Siobhán Nguyễn-Okafor, RN",
        award.number,
        certificate.number,
        "2.00 of 8.00 hours",
        "From: 1 October 2026",
        "Fictional example.",
        "http://testserver/verify/",
    ):
        assert words in " ".join(text.split()), words


@needs_typst
@pytest.mark.parametrize("name", ["שרה כהן", "محمد عبد الله", "श्री राव", "A" * 120])
def test_the_pdf_takes_names_of_other_scripts(name: str) -> None:
    award = claimed()
    content = transcript_pdf(
        transcript_for(award.learner), holder=name, narrowed_to="", verify_url="https://example.org/verify/"
    )
    assert content.startswith(b"%PDF")


@needs_typst
def test_a_name_our_fonts_lack_leads_back_to_the_page_with_a_note() -> None:
    award = claimed()
    award.learner.learner_profile.__class__.objects.update(name="𐀀𐀁")
    response = signed_in(award.learner).get(url("transcript_file", "pdf"), follow=True)
    assert "our fonts lack a character" in response.content.decode()


@needs_typst
def test_a_transcript_of_many_pages_is_made() -> None:
    import pypdfium2

    award = claimed()
    entries = transcript_for(award.learner).entries * 120
    content = transcript_pdf(
        transcript_for(award.learner, entries=entries), holder="Ada", narrowed_to="", verify_url="https://x/"
    )
    document = pypdfium2.PdfDocument(content)
    assert len(document) > 3
    document.close()


# What becomes of courses


@pytest.mark.parametrize("fate", ["unpublish", "delete"])
def test_e04_everything_earned_stays_reachable_when_the_course_is_gone(fate: str) -> None:
    award, certificate = claimed(), None
    certificate = certified()
    for record in (award, certificate):
        getattr(
            swapper.load_model("wagtailcore", "Page")
            .objects.get(translation_key=record.enrolment.course_key)
            .specific,
            fate,
        )()
    client = signed_in(award.learner)
    pages = [
        url("transcript"),
        url("nmc_record"),
        *(url("transcript_file", form) for form in ("csv", "json", "nmc-csv")),
        url("statement", award.number),
    ]
    for page in pages:
        response = client.get(page)
        assert response.status_code == 200, page
        assert award.number in response.content.decode(), page
    assert award.number in client.get(url("verify_code", CreditAward.objects.get().code)).content.decode()
    other = signed_in(certificate.learner)
    for page in (url("transcript"), url("certificate", certificate.number)):
        assert certificate.number in other.get(page).content.decode(), page
    if PdfRenderer().is_available:
        for page in (url("transcript_file", "pdf"), url("statement_pdf", award.number)):
            assert client.get(page).content.startswith(b"%PDF"), page
        assert other.get(url("certificate_pdf", certificate.number)).content.startswith(b"%PDF")


def test_the_transcript_is_there_even_without_the_sites_keys(settings: Any) -> None:
    award = claimed()
    settings.HARMREDUCTION_LMS = {}
    assert award.number in page_of(award.learner)


def test_nobody_reads_anybody_elses_transcript() -> None:
    award = claimed()
    assert award.number not in page_of(make_nurse())
    assert rows_of(make_nurse()) == []


def test_every_column_of_the_csv_is_filled_for_an_award() -> None:
    award = claimed()
    [row] = list(tables.rows(transcript_for(award.learner)))
    assert set(row) == set(tables.COLUMNS)
    assert [name for name, value in row.items() if value in ("", None)] == ["topics"]
