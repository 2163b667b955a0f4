"""Import and export on the command line."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Locale

from harmreduction_lms.quizzes.exchange.base import MAX_FILE_BYTES
from harmreduction_lms.quizzes.models import Question
from tests import factories
from tests.quizzes.exchange.conftest import file_of, item_of, one_of_each


def run(name: str, *args: Any, **options: Any) -> tuple[dict[str, Any], int]:
    """The one JSON object a command prints, and its exit code."""
    out = StringIO()
    code = 0
    try:
        call_command(name, *map(str, args), "--json", stdout=out, **options)
    except SystemExit as stop:
        code = int(stop.code or 0)
    report: dict[str, Any] = json.loads(out.getvalue())
    return report, code


@pytest.fixture
def bank(tmp_path: Path, locale: Locale) -> Path:
    """A file with a question of each kind, one that cannot be graded, and one that cannot be read."""
    broken = item_of("single_choice", answer={"options": []}, stem="<p>Broken</p>")
    path = tmp_path / "bank.testjson"
    path.write_bytes(file_of(*one_of_each(), broken, 5))
    return path


def test_what_is_read_is_accepted_refused_or_known(bank: Path) -> None:
    number = len(one_of_each())
    for accepted, known in ((number, 0), (0, number)):
        report, code = run("import_questions", bank)
        assert (report["accepted"], len(report["known"]), code) == (accepted, known, 0)
        assert report["read"] == accepted + known + len(report["refused"]) == number + 2
    places = {(one["file"], one["where"]) for one in report["refused"]}
    assert places == {(str(bank), f"entry {number + 1}"), (str(bank), f"entry {number + 2}")}
    assert Question.objects.count() == number


def test_a_dry_run_says_the_same_and_writes_nothing(bank: Path) -> None:
    dry, _code = run("import_questions", bank, "--dry-run")
    assert not Question.objects.exists()
    assert dry == run("import_questions", bank)[0]


def test_notes_name_what_was_lost_with_the_place(tmp_path: Path, locale: Locale) -> None:
    path = tmp_path / "bank.testjson"
    path.write_bytes(file_of(item_of(stem="<p>Hi</p><script>1</script>")))
    report, _code = run("import_questions", path, format="test-json")
    assert report["notes"] == [
        {"file": str(path), "where": "entry 1", "reason": "Left out of the text: a script."}
    ]


@pytest.mark.parametrize("is_alone", [True, False])
def test_an_unreadable_file_is_named_and_the_exit_code_is_1(
    bank: Path, tmp_path: Path, is_alone: bool
) -> None:
    damaged = tmp_path / "damaged.testjson"
    damaged.write_bytes(b"[")
    report, code = run("import_questions", damaged, *([] if is_alone else [bank]))
    assert code == 1
    assert {"file": str(damaged), "where": "", "reason": "This file is not JSON. Export it again."} in report[
        "refused"
    ]
    assert Question.objects.count() == (0 if is_alone else len(one_of_each()))


def test_folders_and_missing_files_are_refused(tmp_path: Path, locale: Locale) -> None:
    report, code = run("import_questions", tmp_path, tmp_path / "missing.txt")
    assert (len(report["refused"]), report["read"], code) == (2, 0, 1)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, locale: Locale) -> None:
    path = tmp_path / "large.testjson"
    with path.open("wb") as file:
        file.truncate(5 * MAX_FILE_BYTES)
    report, code = run("import_questions", path)
    assert ("larger than" in report["refused"][0]["reason"], code) == (True, 1)


def test_update_and_publish(tmp_path: Path, locale: Locale) -> None:
    path = tmp_path / "bank.testjson"
    for stem in ("<p>Old</p>", "<p>New</p>"):
        path.write_bytes(file_of(item_of(stem=stem, source_key="q1")))
        report, _code = run("import_questions", path, "--update", "--publish", "--category", "A/B")
        assert report["accepted"] == 1
    question = Question.objects.get()
    assert (question.live, question.stem, question.category.path) == (True, "<p>New</p>", "A/B")


def test_a_language_the_site_has_not_is_refused(bank: Path) -> None:
    with pytest.raises(CommandError, match="has no content in 'fr'"):
        run("import_questions", bank, "--locale", "fr")


def test_without_json_it_tells_people(bank: Path) -> None:
    out = StringIO()
    call_command("import_questions", str(bank), stdout=out)
    assert f"Questions read: {len(one_of_each()) + 2}. Taken: {len(one_of_each())}." in out.getvalue()
    assert "An entry must be an object." in out.getvalue()


def test_questions_are_exported_by_tag_and_category(tmp_path: Path, bank: Path, locale: Locale) -> None:
    run("import_questions", bank)
    tagged = factories.make_question(title="Tagged")
    tagged.tags.add("naloxone")
    tagged.save()
    output = tmp_path / "out.testjson"
    report, code = run("export_questions", "--format", "test-json", "--tag", "naloxone", "--output", output)
    assert (report["written"], code) == (1, 0)
    assert [entry["title"] for entry in json.loads(output.read_bytes())] == ["Tagged"]


def test_an_export_with_nothing_in_it_writes_no_file(tmp_path: Path, locale: Locale) -> None:
    output = tmp_path / "out.testjson"
    report, code = run("export_questions", "--format", "test-json", "--tag", "none", "--output", output)
    assert (report["written"], report["files"], code) == (0, [], 1)
    assert not output.exists()


def test_export_then_import_knows_every_question_again(tmp_path: Path, locale: Locale) -> None:
    for kind in factories.ANSWERS:
        if kind != "image_choice":
            factories.make_question(kind=kind)
    output = tmp_path / "out.testjson"
    written = run("export_questions", "--format", "test-json", "--output", output)[0]["written"]
    report, _code = run("import_questions", output, "--update")
    assert (len(report["known"]), report["accepted"]) == (written, 0)
