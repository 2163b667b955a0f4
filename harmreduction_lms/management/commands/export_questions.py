"""`manage.py export_questions`: from the question bank into a file for another system."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q, QuerySet

from harmreduction_lms.quizzes.exchange.base import exchange_formats
from harmreduction_lms.quizzes.exchange.export import export_questions
from harmreduction_lms.quizzes.models import Question


class Command(BaseCommand):
    help = (
        "Writes questions of the bank into a file, or into several if one would be too large to be imported "
        "again: published ones as learners get them, others as their "
        "latest draft, archived ones not at all. What the format cannot hold is named question by question. "
        "Exit code 1 if not one question could be written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=exchange_formats.names(), required=True)
        parser.add_argument("--tag", default="", help="Only questions with this tag (its name or slug).")
        parser.add_argument(
            "--category", default="", metavar="PATH", help="Only questions in this category or below it."
        )
        parser.add_argument(
            "--locale", default="", metavar="LANGUAGE", help="Only questions in this language."
        )
        parser.add_argument("--output", type=Path, metavar="FILE", help="Default: questions.EXTENSION.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object and nothing else.")

    def handle(self, *args: Any, **options: Any) -> None:
        format_ = exchange_formats[options["format"]]
        export = export_questions(chosen_questions(**options), format_)
        output = options["output"] or Path(f"questions.{format_.extensions[0]}")
        files = export.named(output.name) if export.number else {}
        paths = {output.with_name(name): content for name, content in files.items()}
        report = {
            "written": export.number,
            "files": [str(path) for path in paths],
            "refused": [one.__dict__ for one in export.refused],
            "notes": [one.__dict__ for one in export.notes],
        }
        for path, content in paths.items():
            write_file(path, content)
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
        else:
            self.print_report(report)
        if not export.number:
            raise SystemExit(1)

    def print_report(self, report: dict[str, Any]) -> None:
        for title, style, name in (
            ("Not written:", self.style.ERROR, "refused"),
            ("Written, but:", self.style.WARNING, "notes"),
        ):
            if report[name]:
                self.stdout.write(style(title))
            for one in report[name]:
                self.stdout.write(f"  {one['where']}: {one['reason']}")
        where = f" to {', '.join(report['files'])}" if report["files"] else ""
        self.stdout.write(f"Questions written{where}: {report['written']}.")


def chosen_questions(
    *, tag: str = "", category: str = "", locale: str = "", **_others: Any
) -> QuerySet[Question]:
    """The questions that were asked for, by title."""
    questions = Question.objects.filter(is_archived=False).order_by("title", "pk")
    if tag:
        tagged = Question.objects.filter(Q(tagged_items__tag__name=tag) | Q(tagged_items__tag__slug=tag))
        questions = questions.filter(pk__in=tagged.order_by().values("pk"))
    if category:
        path = category.strip("/")
        questions = questions.filter(Q(category__path=path) | Q(category__path__startswith=f"{path}/"))
    if locale:
        questions = questions.filter(locale__language_code=locale)
    return questions


def write_file(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
