"""A bank too large for one file goes into several, each of which is read again."""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale

from harmreduction_lms.quizzes.actions.import_questions import import_questions
from harmreduction_lms.quizzes.exchange.base import ExchangeFormat, ExchangeItem, exchange_formats
from harmreduction_lms.quizzes.exchange.gift import GIFT
from harmreduction_lms.quizzes.exchange.moodle_xml import MoodleXML
from harmreduction_lms.quizzes.exchange.qti import QTI, packing
from harmreduction_lms.quizzes.exchange.sheet import Sheet
from tests.quizzes.exchange.conftest import JsonFormat, item_of
from tests.quizzes.exchange.strategies import comparable


class SmallFormat(JsonFormat):
    """Its files hold a kilobyte."""

    name = "test-small"
    extensions = ("small",)

    def is_readable(self, content: bytes) -> bool:
        return len(content) <= 1024


@pytest.fixture(autouse=True)
def small() -> Iterator[SmallFormat]:
    yield exchange_formats.register(SmallFormat.name, SmallFormat())
    exchange_formats.unregister(SmallFormat.name)


def numbered(number: int) -> list[ExchangeItem]:
    answer = {"answer": "true", "why_true": "", "why_false": ""}
    return [
        item_of(answer=answer, title=f"T{n}", stem=f"<p>Question {n}?</p>", where="") for n in range(number)
    ]


def test_questions_go_into_as_many_files_as_they_need_in_their_order(small: SmallFormat) -> None:
    written = [*small.write_all(numbered(20))]
    assert len(written) > 1
    assert all(len(part.content) <= 1024 for part in written)
    titles = [item.title for part in written for item in small.read("x", part.content).items]
    assert titles == [item.title for item in numbered(20)]


def test_a_question_that_no_file_can_hold_is_named(small: SmallFormat) -> None:
    huge = item_of(title="Huge", stem=f"<p>{'x' * 2000}</p>")
    refused = [one.where for part in small.write_all([huge, *numbered(3)]) for one in part.refused]
    assert refused == ["Huge"]


@pytest.mark.parametrize("format_", [GIFT(), Sheet(), MoodleXML(), QTI()], ids=lambda one: str(one.name))
def test_a_small_bank_is_one_file(format_: ExchangeFormat) -> None:
    (written,) = format_.write_all(numbered(3))
    assert [comparable(item) for item in format_.read("x", written.content).items] == numbered(3)


def test_packages_are_closed_before_they_are_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "MAX_QUESTION_BYTES", packing._RESERVE + 10_000)
    items = [
        replace(item, source_key=f"1b30c164-3ff3-4c68-a4bc-{n:012}") for n, item in enumerate(numbered(20))
    ]
    written = [*QTI().write_all(items)]
    assert len(written) > 1
    read = [item for part in written for item in QTI().read("x.zip", part.content).items]
    assert [comparable(item) for item in read] == items


def test_the_admin_gives_several_files_in_a_zip_and_says_so(editor: Client, locale: Locale) -> None:
    import_questions(items=numbered(20), locale=locale)
    seen = editor.get(f"{reverse('harmreduction_lms_exchange:export')}?format=test-small")
    assert "unpack it, and import them one after the other" in seen.text
    response = editor.get(f"{reverse('harmreduction_lms_exchange:export')}?format=test-small&download=1")
    assert response["Content-Disposition"] == 'attachment; filename="questions-test-small.zip"'
    with zipfile.ZipFile(BytesIO(response.content)) as archive:
        entries = [entry for name in archive.namelist() for entry in json.loads(archive.read(name))]
    assert len(entries) == 20


def test_the_command_numbers_several_files(locale: Locale, tmp_path: Path, capsys: Any) -> None:
    import_questions(items=numbered(20), locale=locale)
    output = tmp_path / "bank.small"
    call_command("export_questions", "--format", "test-small", "--output", str(output), "--json")
    report = json.loads(capsys.readouterr().out)
    assert report["written"] == 20
    assert report["files"][:2] == [str(tmp_path / "bank-1.small"), str(tmp_path / "bank-2.small")]
    assert not output.exists()
    entries = [entry for name in report["files"] for entry in json.loads(Path(name).read_text())]
    assert len(entries) == 20
