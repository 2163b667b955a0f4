"""`item_statistics`: the figures of a quiz, or of a sheet of marks from elsewhere that is not stored."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.quizzes.item_analysis import Analysis, analyse
from harmreduction_lms.quizzes.item_analysis.as_json import analysis_json, gains_json
from harmreduction_lms.quizzes.item_analysis.sheet import BadSheet, Problem, read_sheet
from harmreduction_lms.quizzes.reports.tables import gain_table, item_table, quiz_table
from harmreduction_lms.quizzes.reports.words import flag_sentence, remarks
from harmreduction_lms.quizzes.statistics import Attempts, quiz_gain, quiz_report
from harmreduction_lms.quizzes.statistics.lookup import QuizNotFound, find_quiz


PROBLEMS = {
    Problem.COLUMNS: _(
        "The first line must name the columns learner, item, mark and maximum, separated by commas. "
        "It has: %(found)s."
    ),
    Problem.FIELDS: _("There must be 4 values, separated by commas; there are %(found)s."),
    Problem.EMPTY: _(
        "“%(column)s” is empty. Fill it in; if the learner was not asked this item, remove the line."
    ),
    Problem.NUMBER: _(
        "“%(value)s” is no %(column)s. Write a plain number with a decimal point, such as 0.5."
    ),
    Problem.NEGATIVE_MAXIMUM: _("The maximum is %(value)s. It cannot be below 0."),
    Problem.ABOVE_MAXIMUM: _("The mark %(value)s is above the maximum %(maximum)s. Correct one of them."),
    Problem.OTHER_MAXIMUM: _(
        "The maximum of item “%(item)s” is %(value)s here and another one before. Use one."
    ),
    Problem.DUPLICATE: _(
        "Learner “%(learner)s” has a mark for item “%(item)s” already, in line %(first)s. "
        "Keep one of the two lines."
    ),
    Problem.NO_ROWS: _("There are no marks below the first line."),
    Problem.NOT_CSV: _(
        "This is not a CSV file as expected (%(reason)s). Save the sheet again as “CSV, UTF-8”."
    ),
}


class Command(BaseCommand):
    help = (
        "Print item analysis: facility, discrimination, weights, options, internal consistency and so on. "
        "Reads and writes nothing else."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("quiz", nargs="?", help="Page id, address (course/quiz) or translation key.")
        parser.add_argument(
            "--attempts",
            choices=[one.value for one in Attempts],
            default=Attempts.FIRST.value,
            help="Which attempts of a learner count (default: first).",
        )
        parser.add_argument(
            "--pre", metavar="QUIZ", help="A pre-test: adds the gain of learners who took both."
        )
        parser.add_argument(
            "--scores",
            metavar="FILE",
            type=Path,
            help="A CSV file with the columns learner, item, mark, maximum.",
        )
        parser.add_argument("--json", action="store_true", help="One JSON object with every figure in full.")

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["quiz"]) == bool(options["scores"]):
            raise CommandError("Give a quiz, or --scores and a file: one of the two.", returncode=1)
        if options["scores"]:
            return self._sheet(options["scores"], as_json=options["json"])
        try:
            return self._quiz(options)
        except QuizNotFound as error:
            raise CommandError(str(error), returncode=1) from error

    def _sheet(self, path: Path, *, as_json: bool) -> None:
        analysis = read_scores(path)
        if as_json:
            return self._print_json({"source": path.name, **analysis_json(analysis, explain=flag_sentence)})
        return self._print_analysis(path.name, analysis, {})

    def _quiz(self, options: dict[str, Any]) -> None:
        key, attempts = find_quiz(options["quiz"]), Attempts(options["attempts"])
        if options["pre"] and attempts == Attempts.ALL:
            raise CommandError(
                "A gain compares one attempt with one: use --attempts first, last or best.", returncode=1
            )
        report = quiz_report(key, attempts)
        if not report.analysis.quiz.attempts:
            raise CommandError(
                f"Nobody has handed in the quiz {key} yet, or nothing is graded.", returncode=1
            )
        gain = options["pre"] and quiz_gain(before=find_quiz(options["pre"]), after=key, attempts=attempts)
        titles = {item.item: report.question(item.item).title for item in report.analysis.items}
        if options["json"]:
            result = {"source": str(key), "title": report.title, "attempts_counted": attempts.value}
            result |= analysis_json(report.analysis, explain=flag_sentence, titles=titles)
            return self._print_json(result | ({"gain": gains_json(*gain.figures)} if gain else {}))
        self._print_analysis(report.title, report.analysis, titles)
        if gain:
            self.stdout.write(gain_table(gain))
        return None

    def _print_json(self, result: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(result, ensure_ascii=False, indent=2, allow_nan=False))

    def _print_analysis(self, title: str, analysis: Analysis, titles: dict[str, str]) -> None:
        self.stdout.write(self.style.MIGRATE_HEADING(title))
        self.stdout.write(quiz_table(analysis.quiz))
        self.stdout.write(item_table(analysis, titles))
        for sentence in remarks(analysis):
            self.stdout.write(self.style.WARNING(sentence))


def read_scores(path: Path) -> Analysis:
    """The analysis of a sheet, or a `CommandError` that names the line and what to do."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return analyse(*read_sheet(lines))
    except BadSheet as error:
        message = str(PROBLEMS[error.problem]) % error.values
        raise CommandError(f"{path.name}, line {error.line}: {message}", returncode=1) from error
    except UnicodeDecodeError as error:
        message = "The file is not in UTF-8. Save the sheet again as “CSV, UTF-8”."
        raise CommandError(f"{path.name}: {message}", returncode=1) from error
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.", returncode=1) from error
