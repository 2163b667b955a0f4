"""`manage.py export_credits`: files for boards and lists of our own, on the server."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.credits.actions.report_queue import expire_rows, queue_missing
from harmreduction_lms.credits.actions.reports import log_list_export, make_batch, report_file
from harmreduction_lms.credits.days import site_today
from harmreduction_lms.credits.exports import (
    BoardExporter,
    activity_exporters,
    board_exporters,
    list_exporters,
)
from harmreduction_lms.credits.exports.activities import activity_lines
from harmreduction_lms.credits.exports.evaluations import evaluated_courses, summary, summary_csv
from harmreduction_lms.credits.exports.lines import award_lines
from harmreduction_lms.credits.exports.lists import listed_awards
from harmreduction_lms.credits.report_rows import Check, check_lines, check_rows, ready_rows


EVALUATIONS = "evaluation_summary"


class Command(BaseCommand):
    help = (
        "Writes a file for a board of what waits for it, or a list of our own. A file for a board marks "
        "its rows as "
        "sent. Rows that are not valid stop it, unless --leave-out says that they stay in the queue. "
        "Exit code 1 if "
        "nothing was written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        names = (*board_exporters.names(), *list_exporters.names(), *activity_exporters.names(), EVALUATIONS)
        parser.add_argument("destination", choices=names)
        parser.add_argument(
            "--since", type=date.fromisoformat, metavar="DAY", help="First day of completion."
        )
        parser.add_argument("--until", type=date.fromisoformat, metavar="DAY", help="Last day of completion.")
        parser.add_argument(
            "--output", type=Path, metavar="FILE", help="Default: named after the file and today."
        )
        parser.add_argument("--leave-out", action="store_true", help="Leave out rows that are not valid.")
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what would be done, and write nothing."
        )
        parser.add_argument("--json", action="store_true", help="Print one JSON object and nothing else.")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["destination"]
        try:
            if exporter := board_exporters.get(name):
                report = self.board(exporter, options)
            elif name in activity_exporters:
                report = self.activities(name, options)
            else:
                report = self.listed(name, options)
        except HarmReductionLMSError as error:
            raise CommandError(str(error)) from error
        self.tell(report, as_json=options["json"])
        if not options["dry_run"] and not report["file"]:
            raise SystemExit(1)

    def board(self, exporter: BoardExporter, options: dict[str, Any]) -> dict[str, Any]:
        """What waits. The rows are looked at first, so that refused ones can be named."""
        period = {"since": options["since"], "until": options["until"]}
        if not options["dry_run"]:
            queue_missing(exporter.destination)
            expire_rows(exporter.destination)
        check = check_rows(exporter, ready_rows(exporter.destination, **period))
        report = _report(check, rows=len(check.valid))
        if options["dry_run"] or not check.valid or (check.invalid and not options["leave_out"]):
            return report
        batch = make_batch(exporter=exporter, actor=None, leave_out=options["leave_out"], **period)
        with closing(report_file(batch=batch, actor=None)) as file:
            report["file"] = _write(
                _path(exporter.name, exporter.extension, options), iter(lambda: file.read(65536), b"")
            )
        return {**report, "checksum": batch.checksum}

    def activities(self, name: str, options: dict[str, Any]) -> dict[str, Any]:
        """The activities of the year of --until, or of this year."""
        exporter, year = activity_exporters[name], (options["until"] or site_today()).year
        check, lines = check_lines(exporter, activity_lines(year), lambda line: str(line.activity))
        report = _report(check, rows=len(lines))
        if not options["dry_run"] and lines and (options["leave_out"] or not check.invalid):
            log_list_export(name=name, actor=None, year=year)
            content = exporter.write(lines, made_at=timezone.now())
            report["file"] = _write(_path(name, exporter.extension, options), content)
        return report

    def listed(self, name: str, options: dict[str, Any]) -> dict[str, Any]:
        """A list of awards, or the summary of evaluations."""
        period = {"since": options["since"], "until": options["until"]}
        report = _report(Check(), rows=0)
        if name == EVALUATIONS:
            courses = evaluated_courses()
            content: Iterator[bytes] = summary_csv((str(key), summary(key, **period)) for key in courses)
            report["rows"] = len(courses)
        else:
            awards = listed_awards(**period)
            content = list_exporters[name].write(award_lines(awards), made_at=timezone.now())
            report["rows"] = awards.count()
        if not options["dry_run"]:
            log_list_export(name=name, actor=None, **period)
            report["file"] = _write(_path(name, "csv", options), content)
        return report

    def tell(self, report: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
            return
        for one in report["refused"]:
            self.stdout.write(self.style.ERROR(f"{one['where']}: {one['field']}: {one['remedy']}"))
        if report["refused_rows"]:
            self.stdout.write(f"Rows that cannot go: {report['refused_rows']}.")
        where = f" Written to {report['file']}." if report["file"] else " Nothing was written."
        self.stdout.write(f"Rows: {report['rows']}.{where}")


def _report(check: Check, *, rows: int) -> dict[str, Any]:
    refused = [
        {"where": finding.what, "field": str(problem.field), "remedy": str(problem.remedy)}
        for finding in check.findings
        for problem in finding.problems
    ]
    return {"rows": rows, "refused_rows": check.invalid, "refused": refused, "file": None}


def _path(name: str, extension: str, options: dict[str, Any]) -> Path:
    path: Path | None = options["output"]
    return path or Path(f"{name}-{site_today():%Y-%m-%d}.{extension}")


def _write(path: Path, content: Iterator[bytes]) -> str:
    """For its owner only: it has identifiers in it."""
    try:
        path.touch(mode=0o600)
        with path.open("wb") as file:
            file.writelines(content)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
    return str(path)
