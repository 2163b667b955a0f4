"""Files that are made, sent and answered: actions, and the pages over them."""

import csv
import io
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from harmreduction_lms.credits.actions import correct_award, revoke_award, save_profile
from harmreduction_lms.credits.actions.reports import (
    AnswersDoNotFit,
    FileChanged,
    FileTooLarge,
    NothingToReport,
    NotToBeTakenBack,
    QueueChanged,
    RowsNotValid,
    make_batch,
    record_answers,
    report_file,
    resend_rejected,
    settle_by_hand,
    take_back,
)
from harmreduction_lms.credits.corrections import Correction
from harmreduction_lms.credits.exports import board_exporters
from harmreduction_lms.credits.exports.answers import AnswersUnreadable, read_answers
from harmreduction_lms.credits.models import EventReason, ReportBatch, ReportRow, RowAction, RowState
from tests.credits.exports.factories import make_board_approval, make_reportable, reportable, row_of, tell
from tests.factories import make_learner


pytestmark = pytest.mark.django_db

REPORTS = "harmreduction_lms_reports"
SHEET, MONITOR = board_exporters["ce_broker_xlsx"], board_exporters["cpe_monitor_csv"]


@pytest.fixture
def registrar() -> Any:
    return make_learner("registrar", is_superuser=True)


@pytest.fixture
def admin(registrar: Any) -> Client:
    client = Client()
    client.force_login(registrar)
    return client


def answered(batch: ReportBatch, actor: Any, text: str, **extra: Any) -> Any:
    return record_answers(batch=batch, answers=read_answers(text.encode()), actor=actor, text=text, **extra)


def test_a_file_takes_what_waits_and_marks_it_sent(registrar: Any) -> None:
    row = row_of(reportable("ce_broker"))
    batch = make_batch(exporter=SHEET, actor=registrar)
    row.refresh_from_db()
    assert (row.state, row.batch) == (RowState.SENT, batch)
    assert (batch.layout, len(batch.checksum), batch.created_by) == ("ce-broker-xlsx-1", 64, registrar)
    with pytest.raises(NothingToReport):
        make_batch(exporter=SHEET, actor=registrar)


def test_f13_a_row_that_is_not_valid_stops_the_file_or_is_left_out_by_choice(registrar: Any) -> None:
    approval = make_board_approval("cpe_monitor")
    wrong, good = (reportable("cpe_monitor", approval=approval) for _award in range(2))
    tell(wrong.learner, nabp_eprofile="")
    with pytest.raises(RowsNotValid) as refused:
        make_batch(exporter=MONITOR, actor=registrar)
    (finding,) = refused.value.check.findings
    assert (finding.what, str(finding.problems[0].field)) == (wrong.number, "NABP e-Profile ID")
    assert not ReportBatch.objects.exists()
    batch = make_batch(exporter=MONITOR, actor=registrar, leave_out=True)
    assert [row.award for row in batch.rows.all()] == [good]
    assert row_of(wrong).state == RowState.READY


def test_f13_a_file_larger_than_the_destination_takes_is_not_made(
    registrar: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    reportable("ce_broker")
    monkeypatch.setattr(type(board_exporters["ce_broker_xml"]), "max_bytes", 100)
    with pytest.raises(FileTooLarge):
        make_batch(exporter=board_exporters["ce_broker_xml"], actor=registrar)
    assert ReportRow.objects.get().state == RowState.READY


def test_f13_ten_thousand_long_rows_of_ce_broker_xml_stay_below_16_mb() -> None:
    from harmreduction_lms.credits.exports.ce_broker import MAX_XML_ROWS
    from harmreduction_lms.credits.exports.lines import row_lines

    learner = make_reportable("ce_broker", given_name="G" * 80, family_name="F" * 80)
    reportable("ce_broker", learner=learner)
    exporter = board_exporters["ce_broker_xml"]
    (line,) = row_lines(ReportRow.objects.all())
    one, two = (
        sum(map(len, exporter.write([line] * number, made_at=line.award.issued_at))) for number in (1, 2)
    )
    assert (two - one) * MAX_XML_ROWS < 16 * 1024 * 1024


def test_of_two_who_make_a_file_at_once_the_second_is_told(
    registrar: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from harmreduction_lms.credits.actions import reports

    reportable("ce_broker")
    look = reports.check_rows

    def slow_look(*args: Any) -> Any:
        check = look(*args)
        ReportRow.objects.update(state=RowState.SENT)
        return check

    monkeypatch.setattr(reports, "check_rows", slow_look)
    with pytest.raises(QueueChanged):
        make_batch(exporter=SHEET, actor=registrar)


def test_downloading_again_gives_the_same_bytes_or_says_that_it_cannot(registrar: Any) -> None:
    award = reportable("ce_broker")
    batch = make_batch(exporter=SHEET, actor=registrar)
    contents = []
    for _time in range(2):
        with report_file(batch=batch, actor=registrar) as file:
            contents.append(file.read())
    assert contents[0] == contents[1]
    licence = award.learner.licences.get()
    licence.number = "RN0000001"
    licence.save()
    with pytest.raises(FileChanged):
        report_file(batch=batch, actor=registrar)


@pytest.mark.parametrize("held", [[], ["add_reportbatch"], ["view_identifiers"]])
def test_who_may_not_see_identifiers_or_make_reports_makes_none(held: list[str]) -> None:
    reportable("ce_broker")
    clerk = make_learner()
    clerk.user_permissions.set(Permission.objects.filter(codename__in=held))
    with pytest.raises(PermissionDenied):
        make_batch(exporter=SHEET, actor=clerk)


ANSWERS = {
    "csv": "award_number,status,remote_id,error_code,message\n"
    "{good},Accepted,77,,\n{bad},Rejected,,80,{words}\n",
    "semicolons": "award_number;status;remote_id;error_code;message\n{good};;77;;\n{bad};;;80;{words}\n",
    "json": '[{{"number": "{good}", "status": "Accepted", "remote_id": 77}},'
    ' {{"number": "{bad}", "status": "Rejected", "error_code": "80", "error_message": "{words}"}}]',
    "xml": "<r><a><number>{good}</number><remote_id>77</remote_id></a>"
    '<a award_number="{bad}"><ErrorCode>80</ErrorCode><Message>{words}</Message></a></r>',
}


@pytest.mark.parametrize("form", ANSWERS)
def test_f13_each_row_gets_its_id_or_its_error_and_only_clean_ones_count_as_reported(
    registrar: Any, form: str
) -> None:
    good, bad = reportable("cpe_monitor"), reportable("cpe_monitor")
    batch = make_batch(exporter=MONITOR, actor=registrar)
    text = ANSWERS[form].format(good=good.number, bad=bad.number, words="Unknown profile 1234567")
    recorded = answered(batch, registrar, text)
    assert vars(recorded) == {"accepted": 1, "rejected": 1}
    assert (row_of(good).state, row_of(good).remote_id) == (RowState.ACCEPTED, "77")
    assert (row_of(bad).state, row_of(bad).error_code) == (RowState.REJECTED, "80")
    batch.refresh_from_db()
    assert batch.response == text
    assert batch.sent_at is not None


def test_h05_identifiers_in_an_answer_are_kept_only_sealed(registrar: Any) -> None:
    bad = reportable("cpe_monitor")
    batch = make_batch(exporter=MONITOR, actor=registrar)
    text = f"award_number,message\n{bad.number},Profile 1234567 unknown"
    answered(batch, registrar, text)
    assert row_of(bad).message == "Profile … unknown"
    with connection.cursor() as cursor:
        cursor.execute("SELECT response FROM harmreduction_lms_reportbatch")
        assert "1234567" not in cursor.fetchone()[0]


def test_ce_brokers_answer_is_found_by_licence_and_day(registrar: Any) -> None:
    award = reportable("ce_broker")
    batch = make_batch(exporter=board_exporters["ce_broker_xml"], actor=registrar)
    text = (
        "<rosters><roster><attendees><attendee><license>RN9234567</license>"
        "<date_completed>10/20/2026</date_completed><ErrorCode>80</ErrorCode><Message>Invalid "
        "licence</Message>"
        "</attendee></attendees></roster></rosters>"
    )
    answered(batch, registrar, text)
    assert row_of(award).message == "Invalid licence"


def test_an_answer_to_another_file_is_refused_whole(registrar: Any) -> None:
    award = reportable("ce_broker")
    batch = make_batch(exporter=SHEET, actor=registrar)
    with pytest.raises(AnswersDoNotFit, match="2"):
        answered(batch, registrar, f"number,status\n{award.number},ok\nHR-2026-ELSEWHERE,ok\n")
    assert row_of(award).state == RowState.SENT


@pytest.mark.parametrize(
    "text", ["", "hello", "<r/>", "{}", '{"a": [1, 2]}', "<!DOCTYPE r [<!ENTITY a 'b'>]><r>&a;</r>"]
)
def test_what_is_no_answer_is_said_so(text: str) -> None:
    with pytest.raises(AnswersUnreadable):
        read_answers(text.encode())


def test_rejected_rows_go_out_again_once_they_are_put_right(registrar: Any) -> None:
    award = reportable("ce_broker")
    batch = make_batch(exporter=SHEET, actor=registrar)
    answered(batch, registrar, f"number,message\n{award.number},No such licence")
    assert resend_rejected(batch=batch, actor=registrar) == (1, 0)
    assert resend_rejected(batch=batch, actor=registrar) == (0, 0)
    again = make_batch(exporter=SHEET, actor=registrar)
    assert again.rows.get().award == award
    assert batch.rows.get().state == RowState.REJECTED


def test_e10_after_the_deadline_nothing_is_sent_again(
    registrar: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import date

    award = reportable("cpe_monitor")
    batch = make_batch(exporter=MONITOR, actor=registrar)
    answered(batch, registrar, f"number,message\n{award.number},No such profile")
    monkeypatch.setattr("harmreduction_lms.credits.actions.reports.site_today", lambda: date(2026, 12, 20))
    assert resend_rejected(batch=batch, actor=registrar) == (0, 1)
    assert ReportRow.objects.count() == 1


@pytest.mark.parametrize(("change", "left"), [("correct", ["reject", "add"]), ("revoke", ["reject"])])
def test_e08_what_was_never_taken_needs_no_taking_back(registrar: Any, change: str, left: list[str]) -> None:
    award = reportable("ce_broker")
    batch = make_batch(exporter=SHEET, actor=registrar)
    if change == "correct":
        correct_award(
            award=award,
            correction=Correction(credentials="BSN, RN"),
            reason_code=EventReason.ERROR,
            reason="Credentials",
            actor=registrar,
        )
    else:
        revoke_award(award=award, reason="Twice", actor=registrar)
    assert ReportRow.objects.filter(state=RowState.READY).get().action != RowAction.ADD
    answered(batch, registrar, f"number,message\n{award.number},No such licence")
    rows = ReportRow.objects.order_by("pk")
    assert ["reject" if row.state == "rejected" else row.action for row in rows] == left


def test_e08_what_no_file_can_do_is_done_by_hand(registrar: Any) -> None:
    award = reportable("ce_broker")
    make_batch(exporter=SHEET, actor=registrar)
    revoke_award(award=award, reason="Twice", actor=registrar)
    with pytest.raises(RowsNotValid) as refused:
        make_batch(exporter=SHEET, actor=registrar)
    assert refused.value.check.findings[0].is_by_hand
    settle_by_hand(row=row_of(award), actor=registrar)
    assert row_of(award).state == RowState.ACCEPTED


def test_a_file_that_was_never_uploaded_is_taken_back(registrar: Any) -> None:
    award = reportable("ce_broker")
    batch = make_batch(exporter=SHEET, actor=registrar)
    assert take_back(batch=batch, actor=registrar) == 1
    assert row_of(award).state == RowState.READY
    batch = make_batch(exporter=SHEET, actor=registrar)
    revoke_award(award=award, reason="Twice", actor=registrar)
    with pytest.raises(NotToBeTakenBack):
        take_back(batch=batch, actor=registrar)


def test_f14_who_exported_what_is_in_the_audit_log_without_a_name(registrar: Any, admin: Client) -> None:
    award = reportable("ce_broker")
    batch = make_batch(exporter=SHEET, actor=registrar)
    admin.get(reverse(f"{REPORTS}:download", args=[batch.pk])).close()
    b"".join(admin.get(reverse(f"{REPORTS}:list", args=["awards"])).streaming_content)
    entries = ModelLogEntry.objects.filter(user=registrar, action__contains="report").order_by("pk")
    assert [entry.action for entry in entries] == [
        "harmreduction_lms.make_report",
        "harmreduction_lms.download_report",
    ]
    listed = ModelLogEntry.objects.get(action="harmreduction_lms.export_list")
    assert listed.data["list"] == "awards"
    assert award.snapshot["learner"]["name"] not in str([entry.data for entry in (*entries, listed)])


class TestPages:
    def url(self, name: str, *args: Any) -> str:
        return reverse(f"{REPORTS}:{name}", args=args)

    def test_the_whole_way_through_the_admin(self, admin: Client) -> None:
        approval = make_board_approval("cpe_monitor")
        award, wrong = (reportable("cpe_monitor", approval=approval) for _award in range(2))
        tell(wrong.learner, birth_day="")
        assert "CPE Monitor" in admin.get(self.url("index")).content.decode()
        html = admin.get(self.url("queue", "cpe_monitor")).content.decode()
        assert award.number in html
        assert "days left" in html
        html = admin.get(self.url("check", "cpe_monitor_csv")).content.decode()
        assert "1 row is ready to go" in html
        assert "Month and day of birth" in html
        refused = admin.post(self.url("check", "cpe_monitor_csv"))
        assert "Some rows cannot go" in refused.content.decode()
        made = admin.post(self.url("check", "cpe_monitor_csv"), {"leave_out": "on"})
        batch = ReportBatch.objects.get()
        assert made.headers["Location"] == self.url("file", batch.pk)
        file = admin.get(self.url("download", batch.pk))
        assert b"1234567" in b"".join(file.streaming_content)
        assert "no-store" in file.headers["Cache-Control"]
        file.close()
        admin.post(self.url("sent", batch.pk))
        answer = {"text": f"number,message\n{award.number},Unknown"}
        html = admin.post(self.url("file", batch.pk), answer, follow=True).content.decode()
        assert "1 rejected" in html
        html = admin.post(self.url("resend", batch.pk), follow=True).content.decode()
        assert "1 row waits again" in html

    def test_days_choose_what_goes_into_a_file(self, admin: Client) -> None:
        reportable("ce_broker")
        html = admin.get(self.url("check", "ce_broker_xml"), {"since": "2026-10-21"}).content.decode()
        assert "0 rows are ready to go" in html

    def test_all_accepted_needs_no_file(self, admin: Client, registrar: Any) -> None:
        award = reportable("ce_broker")
        batch = make_batch(exporter=SHEET, actor=registrar)
        assert "say that all rows were accepted" in admin.post(self.url("file", batch.pk)).content.decode()
        admin.post(self.url("file", batch.pk), {"rest_accepted": "on"})
        assert row_of(award).state == RowState.ACCEPTED

    def test_an_unreadable_answer_is_told_and_changes_nothing(self, admin: Client, registrar: Any) -> None:
        reportable("ce_broker")
        batch = make_batch(exporter=SHEET, actor=registrar)
        html = admin.post(self.url("file", batch.pk), {"text": "All fine!"}).content.decode()
        assert "could not be read as an answer" in html

    @pytest.mark.parametrize("name", ["index", "queue"])
    def test_a_page_costs_the_same_however_many_rows(
        self, admin: Client, name: str, django_assert_num_queries: Any, django_assert_max_num_queries: Any
    ) -> None:
        approval = make_board_approval("ce_broker")
        reportable("ce_broker", approval=approval)
        url = self.url(name, *(["ce_broker"] if name == "queue" else []))
        admin.get(url)
        with django_assert_max_num_queries(40) as first:
            admin.get(url)
        for _award in range(3):
            reportable("ce_broker", approval=approval)
        with django_assert_num_queries(len(first.captured_queries)):
            admin.get(url)

    def test_who_may_only_look_makes_and_downloads_nothing(self, registrar: Any) -> None:
        reportable("ce_broker")
        batch = make_batch(exporter=SHEET, actor=registrar)
        clerk = make_learner()
        clerk.user_permissions.set(
            Permission.objects.filter(codename__in=["view_reportbatch", "access_admin"])
        )
        client = Client()
        client.force_login(clerk)
        html = client.get(self.url("file", batch.pk)).content.decode()
        assert "Download the file" not in html
        for name, args in (("download", [batch.pk]), ("list", ["awards"]), ("check", ["ce_broker_xml"])):
            assert client.get(self.url(name, *args)).status_code in {302, 403}
        assert client.post(self.url("sent", batch.pk)).status_code in {302, 403}
        assert client.get(self.url("index")).status_code == 200

    def test_an_unknown_destination_or_file_is_not_found(self, admin: Client) -> None:
        for name, word in (
            ("queue", "nobody"),
            ("check", "nothing"),
            ("list", "none"),
            ("activities", "none"),
        ):
            assert admin.get(self.url(name, word)).status_code == 404

    def test_activities_are_looked_at_before_they_are_downloaded(self, admin: Client) -> None:
        approval = make_board_approval("pars")
        url = self.url("activities", "pars_activities_xml")
        assert "Description" in admin.get(url, {"year": 2026, "download": 1}).content.decode()
        approval.course.lede = "Breathing comes first."
        approval.course.save()
        response = admin.get(url, {"year": 2026, "download": 1})
        assert b"Breathing comes first." in b"".join(response.streaming_content)


class TestCommand:
    def run(self, *arguments: str) -> Any:
        out = io.StringIO()
        with suppress(SystemExit):
            call_command("export_credits", *arguments, "--json", stdout=out)
        return json.loads(out.getvalue())

    def test_a_dry_run_names_what_is_wrong_and_writes_nothing(self, tmp_path: Path) -> None:
        tell(reportable("cpe_monitor").learner, birth_day="")
        path = tmp_path / "file.csv"
        report = self.run("cpe_monitor_csv", "--dry-run", "--output", str(path))
        assert [one["field"] for one in report["refused"]] == ["Month and day of birth"]
        assert not path.exists()
        assert self.run("cpe_monitor_csv", "--output", str(path))["file"] is None

    def test_a_file_is_written_for_its_owner_only(self, tmp_path: Path) -> None:
        reportable("cpe_monitor")
        path = tmp_path / "file.csv"
        report = self.run("cpe_monitor_csv", "--output", str(path), "--since", "2026-10-20")
        assert (report["rows"], report["file"]) == (1, str(path))
        assert path.stat().st_mode & 0o077 == 0
        assert ReportBatch.objects.get().checksum == report["checksum"]

    @pytest.mark.parametrize("name", ["awards", "roster"])
    def test_lists_are_written_too(self, tmp_path: Path, name: str) -> None:
        reportable("ce_broker")
        path = tmp_path / "list.csv"
        self.run(name, "--output", str(path))
        assert len(list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))) == 2

    def test_activities_of_the_year(self, tmp_path: Path) -> None:
        make_board_approval("pars")
        path = tmp_path / "list.xml"
        report = self.run("pars_activities_xml", "--until", "2026-12-31", "--output", str(path))
        assert [one["field"] for one in report["refused"]] == ["Description"]
        assert not path.exists()


def test_a_name_that_changes_in_the_profile_changes_no_file(registrar: Any) -> None:
    award = reportable("pars")
    batch = make_batch(exporter=board_exporters["pars_learners_xml"], actor=registrar)
    with report_file(batch=batch, actor=registrar) as file:
        first = file.read()
    save_profile(
        learner=award.learner, name="Somebody Else", given_name="Somebody", family_name="Else",
        credentials="MD", profession="physician",
    )  # fmt: skip
    with report_file(batch=batch, actor=registrar) as file:
        assert file.read() == first
