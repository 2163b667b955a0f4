"""Aiken, with its few rules, and every way to break them."""

import pytest

from harmreduction_lms.quizzes.exchange.aiken import Aiken
from harmreduction_lms.quizzes.exchange.base import ExchangeItem, UnreadableFile


BANK = """How is nasal naloxone given?
A. Into one nostril
B. Under the tongue
ANSWER: A

Who should carry it?
A) Only doctors
B) Anybody near people who use opioids
C) Nobody
ANSWER: B
"""


def test_both_ways_of_lettering_are_read() -> None:
    result = Aiken().read("bank.txt", BANK.replace("\n", "\r\n").encode())
    assert result.refused == []
    assert [item.where for item in result.items] == ["line 1", "line 6"]
    assert result.items[1].stem == "<p>Who should carry it?</p>"
    assert [option["correct"] for option in result.items[1].answer["options"]] == [False, True, False]


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("Q?\nA. a\nB. b\n", "line 3", "no line such as"),
        ("Q?\nA. a\nB. b\nANSWER: C\n", "line 3", "must name one of the letters"),
        ("Q?\nA. a\nB. b\nANSWER: A, B\n", "line 3", "only one"),
        ("Q?\nA. a\nC. c\nANSWER: A\n", "line 3", "lettered A, B, C"),
        ("Q?\nA. a\nANSWER: A\n", "line 3", "two at least"),
        ("A chapter heading\n", "line 3", "no answers such as"),
        ("ANSWER: A\n", "line 3", "without a question"),
    ],
)
def test_a_broken_question_is_named_and_hides_no_other(text: str, where: str, words: str) -> None:
    result = Aiken().read("bank.txt", f"\n\n{text}\n{BANK}".encode())
    assert len(result.items) == 2
    (refusal,) = result.refused
    assert refusal.where == where
    assert words in refusal.reason


def test_a_question_on_two_lines_keeps_both() -> None:
    (item,) = Aiken().read("bank.txt", b"A person is blue.\nWhat first?\nA. Call\nB. Leave\nANSWER: A").items
    assert item.stem == "<p>A person is blue.<br/>What first?</p>"


@pytest.mark.parametrize("content", [b"", b"\n\n"])
def test_a_file_without_questions_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableFile):
        Aiken().read("bank.txt", content)


def test_only_text_with_an_answer_line_is_taken_for_aiken() -> None:
    assert Aiken().recognises("bank.txt", BANK.encode())
    assert not Aiken().recognises("bank.txt", b"Is it? {T}")
    assert not Aiken().recognises("bank.gift", BANK.encode())


def test_what_aiken_cannot_hold_is_refused_or_said() -> None:
    options = [{"text": "Nose", "correct": True, "why": "yes"}, {"text": "Arm", "correct": False, "why": ""}]
    items = [
        ExchangeItem("single_choice", "Spray", "<p>Where?</p>", {"options": options}, tags=("a",)),
        ExchangeItem("multiple_response", "All", "<p>Where?</p>", {"options": options, "scoring": "partial"}),
        ExchangeItem("single_choice", "Mark", "<p>ANSWER: A</p>", {"options": options}),
    ]
    written = Aiken().write(items)
    assert written.content == b"Where?\nA. Nose\nB. Arm\nANSWER: A\n"
    assert [refusal.where for refusal in written.refused] == ["All", "Mark"]
    (note,) = written.notes
    assert all(word in note.reason for word in ("title", "reasons", "tags"))
