"""The files themselves, read back by other software where there is any."""

import csv
import io
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from harmreduction_lms.credits.actions import (
    activity_for,
    correct_award,
    save_licence,
    save_profile,
    withdraw_consent,
)
from harmreduction_lms.credits.corrections import Correction
from harmreduction_lms.credits.exports import BoardExporter, board_exporters, list_exporters
from harmreduction_lms.credits.exports.activities import activity_lines
from harmreduction_lms.credits.exports.base import activity_exporters
from harmreduction_lms.credits.exports.lines import award_lines, row_lines
from harmreduction_lms.credits.exports.lists import listed_awards
from harmreduction_lms.credits.models import CreditAward, EventReason, LearnerLicence, ReportRow, RowState
from harmreduction_lms.credits.report_rows import check_rows
from harmreduction_lms.quizzes.exchange import safe_xml
from tests.credits.exports.factories import (
    UAN,
    make_board_approval,
    make_reportable,
    reportable,
    row_of,
    tell,
)
from tests.factories import make_learner


pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 4, 41, tzinfo=UTC)
NEW_YEARS_EVE = datetime(2026, 12, 31, 23, 30, tzinfo=ZoneInfo("America/New_York"))


def content(exporter: Any, lines: Iterable[Any]) -> bytes:
    return b"".join(exporter.write(lines, made_at=NOW))


def written(name: str, rows: Any = None) -> bytes:
    return content(board_exporters[name], row_lines(ReportRow.objects.all() if rows is None else rows))


def faults(name: str) -> list[str]:
    """The fields of the only row that `name` has something against."""
    check = check_rows(board_exporters[name], ReportRow.objects.all())
    return [str(problem.field) for finding in check.findings for problem in finding.problems]


def test_f12_ce_broker_sheet_has_the_full_licence_and_a_real_date() -> None:
    reportable("ce_broker")
    sheet = load_workbook(io.BytesIO(written("ce_broker_xlsx"))).active
    row = [cell.value for cell in sheet[1]]
    assert row[:5] == ["4321", "765432", None, None, "RN9234567"]
    assert row[5:] == [datetime(2026, 10, 20), "State=FL", "Profession=RN"]
    assert sheet.max_row == 1


def test_a_formula_in_a_sheet_is_only_its_letters() -> None:
    award = reportable("ce_broker")
    LearnerLicence.objects.get(learner=award.learner).delete()
    number = '=HYPERLINK("http://example.org")'
    save_licence(learner=award.learner, profession="nurse", jurisdiction="US-GA", number=number)
    cell = load_workbook(io.BytesIO(written("ce_broker_xlsx"))).active["E1"]
    assert (cell.value, cell.data_type) == (number, "s")


def test_ce_broker_hears_of_part_of_the_hours_with_a_subject_area() -> None:
    approval = make_board_approval("ce_broker")
    award = reportable("ce_broker", approval=approval, amount="1.25")
    cells = [cell.value for cell in load_workbook(io.BytesIO(written("ce_broker_xlsx"))).active[1]]
    assert cells[8:] == ["OPIOID", "1.25"]
    type(approval).objects.filter(pk=award.approval_id).update(topic_code="")
    assert faults("ce_broker_xlsx") == ["Subject area"]


def test_f12_digits_alone_are_a_licence_in_florida_only() -> None:
    award = reportable("ce_broker")
    LearnerLicence.objects.filter(learner=award.learner).delete()
    for place, expected in (("US-FL", []), ("US-GA", ["Licence"])):
        save_licence(learner=award.learner, profession="nurse", jurisdiction=place, number="9234567")
        assert faults("ce_broker_xml") == expected


def test_ce_broker_xml_has_a_roster_for_each_course_and_a_line_for_each_licence() -> None:
    approval = make_board_approval("ce_broker", title="Naloxone & <first> aid")
    for _learner in range(2):
        reportable("ce_broker", approval=approval)
    award = reportable("ce_broker")
    save_licence(learner=award.learner, profession="nurse", jurisdiction="US-GA", number="RN00112")
    rosters = safe_xml.parse(written("ce_broker_xml"))
    assert rosters.get("upload_key") == ""
    assert [len(roster.findall("attendees/attendee")) for roster in rosters] == [2, 2]
    first = rosters.find("roster/attendees/attendee")
    assert {child.tag: child.text for child in first} == {
        "licensee_profession": "RN",
        "license": "RN9234567",
        "cebroker_state": "FL",
        "first_name": "Dana",
        "last_name": "Example-Ruiz",
        "date_completed": "10/20/2026",
        "ce_credit_hours": "2.00",
    }
    assert rosters.findtext("roster/id_course") == "765432"


@pytest.mark.parametrize(
    ("profession", "credentials", "fields"),
    [
        ("nurse", "LPN, CARN", []),
        ("nurse", "Ms", ["Profession"]),
        ("counsellor", "LMHC", ["Licence", "Profession"]),
    ],
)
def test_the_profession_is_what_ce_broker_calls_it(
    profession: str, credentials: str, fields: list[str]
) -> None:
    learner = make_reportable("ce_broker")
    save_profile(learner=learner, name="Dana Example-Ruiz", profession=profession, credentials=credentials)
    reportable("ce_broker", learner=learner)
    assert faults("ce_broker_xml") == fields


def test_f09_cpe_monitor_gets_number_profile_birth_day_uan_and_day() -> None:
    reportable("cpe_monitor")
    rows = list(csv.reader(io.StringIO(written("cpe_monitor_csv").decode())))
    assert rows == [
        ["provider_number", "epid", "dob_mmdd", "uan", "date_of_participation", "action"],
        ["0678", "1234567", "0314", UAN, "2026-10-20", "I"],
    ]


@pytest.mark.parametrize(
    ("identifiers", "field"),
    [({"nabp_eprofile": ""}, "NABP e-Profile ID"), ({"birth_day": ""}, "Month and day of birth")],
)
def test_f09_what_cpe_monitor_needs_is_asked_for(identifiers: dict[str, str], field: str) -> None:
    tell(reportable("cpe_monitor").learner, **identifiers)
    assert faults("cpe_monitor_csv") == [field]


def test_f09_a_day_outside_the_uan_is_not_sent() -> None:
    award = reportable("cpe_monitor")
    type(award.approval).objects.filter(pk=award.approval_id).update(valid_from=date(2026, 11, 1))
    assert faults("cpe_monitor_csv") == ["Day of participation"]


def test_e10_a_correction_takes_the_old_day_back_and_reports_the_new_one() -> None:
    award = reportable("cpe_monitor")
    first = row_of(award)
    exporter = board_exporters["cpe_monitor_csv"]
    from harmreduction_lms.credits.actions.reports import make_batch

    make_batch(exporter=exporter, actor=None)
    correct_award(
        award=award,
        correction=Correction(completed_on=date(2026, 10, 19)),
        reason_code=EventReason.ERROR,
        reason="Wrong day",
        actor=make_learner(is_superuser=True),
    )
    rows = ReportRow.objects.exclude(pk=first.pk)
    lines = written("cpe_monitor_csv", rows).decode().splitlines()[1:]
    assert [line.split(",")[-2:] for line in lines] == [["2026-10-20", "D"], ["2026-10-19", "I"]]


def test_f01_f03_f05_a_pars_learner_has_month_and_day_licence_state_and_steps_of_a_quarter() -> None:
    award = reportable("pars")
    report = safe_xml.parse(written("pars_learners_xml")).find("ActivityReports/ActivityReport")
    text = {element.tag: element.text for element in report.iter() if not len(element)}
    assert (text["GivenName"], text["FamilyName"], text["BirthDate"]) == ("Dana", "Example-Ruiz", "03-14")
    unique = report.find("Activity/Module/CreditCertificate/UniqueID")
    assert (unique.findtext("value"), unique.findtext("domain")) == ("MD-204411", "NY")
    assert (text["Status"], text["CompletedDateTime"]) == ("Completed", "2026-10-20")
    assert (text["moduleID"], text["ProviderOrganization"]) == ("201234567", "0001234")
    assert (text["numberOfCredits"], text["creditUnit"]) == ("2.00", "Point")
    assert text["CreditID"] == f"ccid:0001234:{award.number}"


def test_f01_an_npi_will_do_instead_of_a_licence() -> None:
    award = reportable("pars")
    LearnerLicence.objects.all().delete()
    assert b"<domain>NPI</domain>" in written("pars_learners_xml")
    tell(award.learner, npi="")
    assert faults("pars_learners_xml") == ["Licence or NPI"]


def test_f04_the_activity_must_be_in_pars_first() -> None:
    award = reportable("pars")
    activity = activity_for(course=award.enrolment.course)
    activity.pars_activity_id = ""
    activity.save()
    assert faults("pars_learners_xml") == ["ACCME activity ID"]


def test_f05_steps_other_than_a_quarter_are_not_sent() -> None:
    approval = make_board_approval("pars", policy={"increment": Decimal("0.10")})
    reportable("pars", approval=approval, amount="1.10")
    assert faults("pars_learners_xml") == ["Credits"]


def test_f05_the_last_day_of_the_year_stays_in_its_year(settings: Any, monkeypatch: Any) -> None:
    settings.TIME_ZONE = "America/New_York"
    monkeypatch.setattr("harmreduction_lms.credits.selectors.site_today", lambda: date(2027, 1, 5))
    reportable("pars", at=NEW_YEARS_EVE)
    for name in ("pars_learners_xml", "pars_learners_tab"):
        text = written(name).decode()
        assert "2026-12-31" in text
        assert "2027-01-01" not in text


def test_f05_a_change_is_the_record_deleted_and_added_under_the_same_id() -> None:
    award = reportable("pars")
    ReportRow.objects.update(state=RowState.ACCEPTED)
    correct_award(
        award=award,
        correction=Correction(amount=Decimal("1.75")),
        reason_code=EventReason.ERROR,
        reason="Claimed less",
        actor=make_learner(is_superuser=True),
    )
    reports = safe_xml.parse(written("pars_learners_xml", ReportRow.objects.filter(state="ready")))
    actions = [element.text for element in reports.iter("LearnerRecordAction")]
    ids = {element.text for element in reports.iter("CreditID")}
    assert (actions, ids) == (["delete", "add"], {f"ccid:0001234:{award.number}"})


@pytest.mark.parametrize("name", ["given_name", "family_name"])
def test_f01_both_names_are_needed(name: str) -> None:
    learner = make_reportable("pars", **{name: ""})
    reportable("pars", learner=learner)
    assert faults("pars_learners_xml") == [{"given_name": "Given name", "family_name": "Family name"}[name]]


def test_f02_a_row_without_consent_is_never_in_a_file() -> None:
    award = reportable("pars")
    row = row_of(award)
    withdraw_consent(learner=award.learner, destination="pars")
    ReportRow.objects.create(award=award, destination=row.destination, due_by=row.due_by)
    assert faults("pars_learners_xml") == ["Consent"]


@pytest.mark.parametrize("exporter", list(board_exporters), ids=lambda exporter: exporter.name)
def test_the_same_rows_give_the_same_bytes(exporter: BoardExporter) -> None:
    for _award in range(3):
        reportable(exporter.destination)
    once = written(exporter.name)
    assert once == written(exporter.name)
    assert len(once) > 100


@pytest.mark.parametrize("exporter", list(board_exporters), ids=lambda exporter: exporter.name)
def test_rows_are_read_in_a_constant_number_of_queries(
    exporter: BoardExporter, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    approval = make_board_approval(exporter.destination)
    reportable(exporter.destination, approval=approval)
    with django_assert_max_num_queries(8) as first:
        written(exporter.name)
    for _award in range(4):
        reportable(exporter.destination, approval=approval)
    with django_assert_num_queries(len(first.captured_queries)):
        written(exporter.name)


def test_the_neutral_list_has_every_field_and_runs_no_formula() -> None:
    learner = make_reportable("pars", name="=1+1 Ruiz", given_name="=1+1", family_name="Ruiz")
    award = reportable("pars", learner=learner)
    text = content(list_exporters["awards"], award_lines(listed_awards())).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["award_number"] == award.number
    assert (row["learner_given"], row["learner_family"], row["profession"]) == ("'=1+1", "Ruiz", "physician")
    assert (row["licence_state"], row["licence_number"], row["birth_mmdd"]) == ("US-NY", "MD-204411", "0314")
    assert (row["amount"], row["completed_on"]) == ("2.00", "2026-10-20")
    assert (row["consent_pars"], row["consent_cebroker"], row["consent_cpe"]) == ("yes", "no", "no")
    assert None not in row
    assert all(value is not None for value in row.values())


def test_h04_lists_leave_out_people_who_were_erased() -> None:
    award = reportable("pars")
    from django.utils import timezone

    CreditAward.objects.filter(pk=award.pk).record_change(restricted_at=timezone.now())
    assert award.number not in content(list_exporters["awards"], award_lines(listed_awards())).decode()
    assert faults("pars_learners_xml") == ["Learner"]


def test_the_roster_has_names_and_licence_numbers_of_valid_awards() -> None:
    reportable("ce_broker")
    text = content(list_exporters["roster"], award_lines(listed_awards())).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["family_name"], row["licences"], row["credentials"]) == (
        "Example-Ruiz",
        "US-FL RN9234567",
        "RN",
    )


class TestActivities:
    def lines(self, year: int = 2026) -> list[Any]:
        return list(activity_lines(year))

    def test_f15_everybody_who_completed_counts_once_under_their_profession(self) -> None:
        approval = make_board_approval("pars")
        reportable("pars", approval=approval)
        reportable("pars", approval=approval)
        reportable("pars", approval=approval, learner=self.nurse())
        (line,) = self.lines()
        assert line.headcounts == {"physician": 2, "nurse": 1}
        assert (line.physicians, line.others) == (2, 1)
        assert self.lines(2027)[0].headcounts == {}

    def nurse(self) -> Any:
        return make_reportable("ce_broker", allows=False)

    def test_f06_f07_both_forms_name_the_activity_by_its_stable_id(self) -> None:
        approval = make_board_approval("pars")
        approval.course.lede = "What to do when somebody stops breathing."
        approval.course.save()
        activity = activity_for(course=approval.course)
        exporter = activity_exporters["pars_activities_xml"]
        (line,) = self.lines()
        assert list(exporter.problems(line)) == []
        root = safe_xml.parse(content(exporter, [line]))
        assert activity.provider_activity_id in [entry.text for entry in root.iter("entry")]
        assert root.findtext(".//activityFormat") == "IEM"
        assert root.findtext(".//activityRecordAction") == "Update"
        cells = content(activity_exporters["pars_activities_tab"], [line]).decode().rstrip("\r\n").split("\t")
        assert len(cells) == 50
        assert cells[2] == activity.provider_activity_id
        assert (cells[10], cells[12], cells[37]) == ("IEM", "0", "2.00")

    def test_f08_f17_uans_and_state_tags_go_with_the_activity(self) -> None:
        approval = make_board_approval("pars")
        from tests.credits.factories import make_approval, make_credit_type

        make_approval(
            approval.course,
            credit_type=make_credit_type(kind="acpe"),
            accreditation={"number": "0678"},
            approval_number=UAN,
            audience="P",
            state_tags=["FL: Opioids"],
        )
        root = safe_xml.parse(content(activity_exporters["pars_activities_xml"], self.lines()))
        assert root.findtext(".//UANPharmacy") == UAN
        assert root.findtext(".//PharmacyActivityTopic") == "08"
        assert root.findtext(".//StateContentDomain") == "FL"

    def test_what_pars_wants_and_is_missing_is_named(self) -> None:
        approval = make_board_approval("pars", format="live", location="Town hall")
        type(approval.accreditation).objects.update(number="12")
        (line,) = self.lines()
        fields = [str(one.field) for one in activity_exporters["pars_activities_xml"].problems(line)]
        assert fields == ["Description", "Provider ID", "Format"]

    def test_their_number_does_not_change_the_number_of_queries(
        self, django_assert_num_queries: Any, django_assert_max_num_queries: Any
    ) -> None:
        make_board_approval("pars")
        with django_assert_max_num_queries(8) as first:
            self.lines()
        for _more in range(3):
            make_board_approval("pars")
        with django_assert_num_queries(len(first.captured_queries)):
            self.lines()
