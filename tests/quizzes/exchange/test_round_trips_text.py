"""Export, then import, gives the same questions back: GIFT for all it can hold, the sheet for every kind."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harmreduction_lms.quizzes.exchange import exchange_formats, plain
from harmreduction_lms.quizzes.exchange.aiken import Aiken
from harmreduction_lms.quizzes.exchange.base import ExchangeItem, UnreadableFile, WrittenFile
from harmreduction_lms.quizzes.exchange.gift import GIFT
from harmreduction_lms.quizzes.exchange.gift.writer import WRITERS
from harmreduction_lms.quizzes.exchange.sheet import Sheet
from harmreduction_lms.quizzes.exchange.text import decode
from tests.quizzes.exchange.strategies import KINDS, comparable, items, items_of, reasons, texts


unhurried = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def assert_same(written: WrittenFile, format_: type[GIFT | Sheet], items: list[ExchangeItem]) -> None:
    result = format_().read("", written.content)
    assert result.refused == []
    assert [comparable(item) for item in result.items] == items


@pytest.mark.parametrize("kind", WRITERS)
@unhurried
@given(data=st.data())
def test_gift_gives_back_what_it_was_given(kind: str, data: st.DataObject) -> None:
    found = data.draw(st.lists(items_of(kind), min_size=1, max_size=2))
    assert_same(GIFT().write(found), GIFT, found)


@pytest.mark.parametrize("kind", KINDS)
@unhurried
@given(data=st.data())
def test_the_workbook_gives_back_what_it_was_given(kind: str, data: st.DataObject) -> None:
    found = data.draw(st.lists(items_of(kind), min_size=1, max_size=2))
    assert_same(Sheet().write(found), Sheet, found)


@unhurried
@given(st.lists(items(), min_size=1, max_size=5))
def test_csv_gives_back_what_it_was_given(found: list[ExchangeItem]) -> None:
    assert_same(Sheet().write_csv(found), Sheet, found)


@unhurried
@given(items_of("single_choice"))
def test_aiken_gives_back_the_question_and_its_answers(item: ExchangeItem) -> None:
    written = Aiken().write([item])
    if written.refused:
        return
    (found,) = Aiken().read("", written.content).items
    wanted = [(option["text"], option["correct"]) for option in item.answer["options"]]
    assert plain.to_text(found.stem)[0] == plain.to_text(item.stem)[0]
    assert [(option["text"], option["correct"]) for option in found.answer["options"]] == wanted


@given(reasons())
def test_plain_text_survives_html(text: str) -> None:
    assert plain.to_lines(plain.to_html(text)) == (text, ())


@given(texts())
def test_one_line_of_plain_text_survives_html(text: str) -> None:
    assert plain.to_text(plain.to_html(text)) == (text, ())


@pytest.mark.parametrize("format_", [GIFT(), Aiken(), Sheet()], ids=lambda one: one.name)
@settings(max_examples=150, deadline=None)
@given(
    content=st.binary(max_size=200)
    | st.text("{}~=#:\\n\n/%->[]T,\"'ABQuestionAnswer1 ANSWER").map(str.encode)
)
def test_no_bytes_whatever_crash_a_reader(format_: GIFT | Aiken | Sheet, content: bytes) -> None:
    with suppress(UnreadableFile):
        format_.read("file", content)


@pytest.mark.parametrize(
    ("html", "text", "lost"),
    [
        ("<p>Give <b>now</b></p>", "Give now", ("formatting",)),
        ("10<sup>3</sup> H<sub>2</sub>O", "10³ H₂O", ()),
        ("x<sup>ab</sup>", "x^ab", ()),
        ("one<br>two", "one two", ("line breaks",)),
        ('<img src="a" alt="a kit">', "a kit", ("a picture",)),
        ("<script>alert(1)</script>a &lt; b &amp;amp;", "a < b &amp;", ("a script",)),
        ("a < b and c > d<!-- <b> -->", "a < b and c > d", ()),
    ],
)
def test_what_html_loses_as_plain_text_is_named(html: str, text: str, lost: tuple[str, ...]) -> None:
    assert plain.to_text(html) == (text, lost)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_text_is_read_in_every_usual_encoding(encoding: str) -> None:
    assert decode("50 µg – “né”\r\nnext\r".encode(encoding)) == "50 µg – “né”\nnext\n"


@pytest.mark.parametrize("content", [b"a\0b", b"\xff\xfea", b"\x81\x8d", b"\x1b[0m", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableFile):
        decode(content)


def test_formats_are_offered_in_this_order() -> None:
    assert exchange_formats.names()[:3] == ("gift", "aiken", "sheet")
