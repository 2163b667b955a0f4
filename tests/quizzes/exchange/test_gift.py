"""GIFT as Moodle's documentation has it, as real banks have it, and as nobody should have it."""

import time
from contextlib import suppress
from typing import Any

import pytest

from harmreduction_lms.quizzes.exchange.base import ExchangeItem, UnreadableFile
from harmreduction_lms.quizzes.exchange.gift import GIFT


def read(text: str) -> list[ExchangeItem]:
    result = GIFT().read("bank.gift", text.encode())
    assert result.refused == []
    return result.items


def one(text: str) -> ExchangeItem:
    (item,) = read(text)
    return item


def rights(item: ExchangeItem) -> list[str]:
    return [option["text"] for option in item.answer["options"] if option["correct"]]


def reasons(text: str) -> list[str]:
    return [
        f"{refusal.where}: {refusal.reason}" for refusal in GIFT().read("bank.gift", text.encode()).refused
    ]


@pytest.mark.parametrize(
    ("text", "kind", "answer"),
    [
        ("Naloxone reverses opioids. {T}", "true_false", {"answer": "true"}),
        ("Naloxone reverses alcohol. { false }", "true_false", {"answer": "false"}),
        ("It is safe.{F#no#yes}", "true_false", {"answer": "false", "why_true": "no", "why_false": "yes"}),
        ("It is safe.{TRUE#no#yes}", "true_false", {"answer": "true", "why_true": "yes", "why_false": "no"}),
        ("Which reverses? {=naloxone =Narcan}", "short_answer", {"accepted": ["naloxone", "Narcan"]}),
        ("Which? {=one\n=One}", "short_answer", {"accepted": ["one"]}),
        ("Minutes? {#3}", "numeric", {"ranges": [{"low": "3", "high": None, "tolerance": None}]}),
        ("Minutes? {#3:0.5}", "numeric", {"ranges": [{"low": "3", "high": None, "tolerance": "0.5"}]}),
        ("Minutes? {#2..3}", "numeric", {"ranges": [{"low": "2", "high": "3", "tolerance": None}]}),
        ("Minutes? {#=2:0 =-3..-1}", "numeric", {"ranges": [
            {"low": "2", "high": None, "tolerance": None}, {"low": "-3", "high": "-1", "tolerance": None}]}),
        ("Match. {=a->1 =b -> 2 = -> 3}", "matching", {
            "pairs": [{"prompt": "a", "match": "1"}, {"prompt": "b", "match": "2"}], "distractors": ["3"]}),
        ("Tell us. {}", "reflection", {"grading": "by_hand"}),
    ],
)  # fmt: skip
def test_every_documented_kind_is_read(text: str, kind: str, answer: dict[str, Any]) -> None:
    item = one(text)
    assert item.kind == kind
    assert item.answer.items() >= answer.items()
    assert item.notes == ()


@pytest.mark.parametrize(
    ("answers", "kind", "right"),
    [
        ("{~a =b ~c}", "single_choice", ["b"]),
        ("{\n=b#well done\n~a#not so\n}", "single_choice", ["b"]),
        ("{~%50%a ~%50%b ~%-50%c ~%-50%d}", "multiple_response", ["a", "b"]),
        ("{~%33.33333%a ~%33.33333%b ~%33.33333%c ~%-100%d}", "multiple_response", ["a", "b", "c"]),
        ("{=~%50% a =~%50% b ~%-50% c ~%-50% d}", "multiple_response", ["a", "b"]),
        ("{=#ff0000 ~#00ff00}", "single_choice", ["#ff0000"]),
        ("{\n=Use {{ name }} here\n~Use <% name %>\n}", "single_choice", ["Use {{ name }} here"]),
        ('{\n=a href="x"\n~b=c\n}', "single_choice", ['a href="x"']),
    ],
)
def test_choices_are_read(answers: str, kind: str, right: list[str]) -> None:
    item = one(f"Which? {answers}")
    assert (item.kind, rights(item), item.notes) == (kind, right, ())


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ("{~%50%half =full ~none}", "counts as wrong"),
        ("{~%-25%a =b ~c}", "took points off"),
        ("{=a =b ~c}", "any of them counts"),
        ("{~%70%a ~%30%b ~c}", "weight of its own"),
        ("{=right =%50%nearly}", "“nearly” gave part of the points"),
        ("{=nal* =naloxone}", "stands for many answers"),
        ("{=one#yes}", "Feedback"),
        ("{#=1822:0 =%50%1822:2}", "“1822:2” gave part of the points"),
        ("{=<b>bold</b> ~plain}", "formatting"),
    ],
)
def test_what_changes_is_said(answers: str, words: str) -> None:
    (note,) = one(f"Which? {answers}").notes
    assert words in note


def test_half_credit_is_not_counted_as_right() -> None:
    assert rights(one("Which? {~%50%half =full ~none}")) == ["full"]
    assert one("Who? {=right =%50%nearly =nal*}").answer == {"accepted": ["right"]}


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        (r"1+1\=2 {T}", "<p>1+1=2</p>"),  # csev/gift2qti #7
        ("Ratio 1:2, dose = 4 mg, is it [right]? {T}", "<p>Ratio 1:2, dose = 4 mg, is it [right]?</p>"),
        ("[html]<p>Give <b>now</b></p>{T}", "<p>Give <b>now</b></p>"),
        ("[plain]Is <b> a tag? {T}", "<p>Is &lt;b&gt; a tag?</p>"),
        ("Is <b> a tag? {T}", "<p>Is &lt;b&gt; a tag?</p>"),
        ("Give <b>now</b>. {T}", "<p>Give <b>now</b>.</p>"),
        (r"One\nTwo \{ \} \~ \# \: \\n {T}", "<p>One<br/>Two { } ~ # : \\n</p>"),
        ("::Title: with \\:\\: colons::Text {T}", "<p>Text</p>"),
        ("if (a) { go(); } // is it code?\n{T}", "<p>if (a) { go(); } // is it code?</p>"),
    ],
)
def test_stems_of_real_banks_are_read(text: str, stem: str) -> None:
    assert one(text).stem == stem


def test_titles_comments_categories_and_general_feedback_are_kept() -> None:
    item = one(
        "$CATEGORY: $course$/top/Naloxone: basics/Devices\n\n"
        "// question: 7\n// [id:n-7] [tag:opioid] [tag:a\\]b]\n"
        "::Nasal spray::[html]<p>Where?</p>{=Nose ~Arm####Into <b>one</b> nostril.}"
    )
    assert (item.title, item.category) == ("Nasal spray", "Naloxone: basics/Devices")
    assert (item.source_key, item.tags) == ("n-7", ("opioid", "a]b"))
    assert (item.rationale, item.where) == ("Into <b>one</b> nostril.", "line 5")


@pytest.mark.parametrize(
    ("text", "type_", "html"),
    [
        ("Give {=naloxone ~caffeine} first.", "choice", "<p>Give [[1]] first.</p>"),
        ("Wait {#2..3} minutes.", "number", "<p>Wait [[1]] minutes.</p>"),
        ("Call {=112 =999} now.", "text", "<p>Call [[1]] now.</p>"),
    ],
)
def test_a_missing_word_becomes_a_gap(text: str, type_: str, html: str) -> None:
    item = one(text)
    assert (item.kind, item.answer["text"], item.answer["gaps"][0]["type"]) == ("cloze", html, type_)
    assert "_____" in item.title


def test_a_full_stop_behind_a_finished_question_is_no_missing_word() -> None:
    assert one("What is pi? {#3.14}.").kind == "numeric"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Only a text.", "no answers in braces"),
        ("Which? {=a ~b", "never closed"),
        ("Which? {~a ~b}", "No answer is marked as right"),
        ("Which? {yes}", "Begin each answer"),
        ("Water is {=1} oxygen and {=2} hydrogen.", "more than one part"),
        ("How many? {#three}", "not a number"),
        ("How many? {#1,000}", "not a number"),
        ("How many? {#3..2}", "from the smaller"),
        ("Match. {=a -> b}", "at least two pairs"),
        ("Who? {=nal*}", "No accepted answer is left"),
        ("{=a ~b}", "no question in front"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_what_to_do(text: str, words: str) -> None:
    (refusal,) = reasons(f"\n{text}")
    assert refusal.startswith("line 2: ")
    assert words in refusal


@pytest.mark.parametrize("broken", ["Which? {=a ~b", "Which? =a ~b}", "Which? {{{", "}}}", "::", "[html]"])
def test_one_broken_question_hides_no_other(broken: str) -> None:
    result = GIFT().read("bank.gift", f"One {{T}}\n\n{broken}\n\nTwo {{F}}\n\n::Three::Three {{T}}".encode())
    assert [item.title for item in result.items] == ["One", "Two", "Three"]
    assert [refusal.where for refusal in result.refused] == ["line 3"]


def test_empty_lines_between_answers_and_titles_without_one_are_read() -> None:
    items = read("::One::Which? {\n\n=a\n\n~b\n}\n::Two::Which? {T}\n// comment\nThree {F}")
    assert [item.title for item in items] == ["One", "Two", "Three"]


def test_a_comment_with_anything_in_it_does_no_harm() -> None:
    for data in (
        "[" * 15_000,
        '{"points": "x", "hints": {"a": 1}, "tags": [[]], "gaps": 3, "units": [1]}',
        "nan",
    ):
        item = one(f"// hrlms: {data}\nTell us. {{}}")
        assert (item.kind, item.points, item.hints, item.tags) == ("reflection", 1, (), ())


def test_what_gift_cannot_hold_is_refused_or_said() -> None:
    likert = ExchangeItem("likert", "Views", "<p>?</p>", {"statements": ["a"], "scale": ["1", "2"]})
    answer = {"groups": [{"items": ["call"]}, {"items": ["spray"]}]}
    written = GIFT().write([likert, ExchangeItem("ordering", "Steps", "<p>?</p>", answer)])
    assert [refusal.where for refusal in written.refused] == ["Views"]
    assert [note.where for note in written.notes] == ["Steps"]
    assert b"=call -> 1" in written.content


HOSTILE = {
    "open braces": "q " + "{" * 200_000,
    "nested braces": "q " + "{" * 200_000 + "=a" + "}" * 200_000,
    "braces in a row": "q " + "{}" * 200_000,
    "one long line": "q {=" + "a" * 1_000_000 + " ~b}",
    "answers": "q {" + "~" * 500_000 + "=" * 500_000 + "}",
    "hashes": "q {" + "#" * 1_000_000 + "}",
    "backslashes": "q {=" + "\\" * 1_000_000 + "~b}",
    "colons": ":" * 1_000_000 + "{T}",
    "marks": "//" + "[id:" * 250_000 + "\nq {T}",
    "categories": "$CATEGORY: x\n" * 50_000,
    "unclosed tags": "[html]" + "<a " * 300_000 + "{T}",
    "a tag of attributes": "[html]<p " + "a='" * 30_000 + ">x {T}",
    "a reference": "[html]&#" + "1" * 50_000 + "; {T}",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_over_quickly(name: str) -> None:
    started = time.process_time()
    with suppress(UnreadableFile):
        GIFT().read("bank.gift", HOSTILE[name].encode())
    assert time.process_time() - started < 2


def test_too_many_questions_are_refused_as_a_file() -> None:
    with pytest.raises(UnreadableFile, match="too many questions"):
        GIFT().read("bank.gift", b"q\n\n" * 20_001)
