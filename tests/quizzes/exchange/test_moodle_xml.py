"""Moodle XML: what is read as what, what is said about the rest, and that nothing changes on the way."""

import json
import time
from base64 import b64encode
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harmreduction_lms.quizzes.exchange.base import ExchangeItem, UnreadableFile
from harmreduction_lms.quizzes.exchange.moodle_xml import MoodleXML
from tests.quizzes.exchange.strategies import KINDS, PNG, comparable, items


FORMAT = MoodleXML()
HELD = tuple(kind for kind in KINDS if kind != "likert")
SCRIPT = "<script>alert(1)</script>"


def question(type_: str, body: str = "", stem: str = "<p>What comes first?</p>", name: str = "First") -> str:
    return (
        f'<question type="{type_}"><name><text>{name}</text></name>'
        f'<questiontext format="html"><text><![CDATA[{stem}]]></text></questiontext>{body}</question>'
    )


def category(path: str) -> str:
    return f'<question type="category"><category><text><![CDATA[{path}]]></text></category></question>'


def answer(fraction: float, text: str, why: str = "", more: str = "") -> str:
    return (
        f'<answer fraction="{fraction}" format="html"><text><![CDATA[{text}]]></text>'
        f'<feedback format="html"><text><![CDATA[{why}]]></text></feedback>{more}</answer>'
    )


def read(*questions: str) -> Any:
    return FORMAT.read("bank.xml", f"<quiz>{''.join(questions)}</quiz>".encode())


def one(*questions: str) -> ExchangeItem:
    result = read(*questions)
    assert not result.refused
    (item,) = result.items
    return item


def reason(*questions: str) -> str:
    result = read(*questions)
    assert not result.items
    (refusal,) = result.refused
    return refusal.reason


CHOICES = answer(100, "Call for help", "It takes time to come") + answer(0, "Leave")


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(items(HELD, pictures=True), min_size=1, max_size=2))
def test_export_then_import_gives_the_same_questions(found: list[ExchangeItem]) -> None:
    written = FORMAT.write(found)
    result = FORMAT.read("bank.xml", written.content)
    assert not written.refused
    assert not result.refused
    assert [comparable(item) for item in result.items] == found


@pytest.mark.parametrize("kind", ["single_choice", "true_false", "matching", "short_answer"])
def test_what_moodle_has_is_written_with_nothing_but_moodles_elements(kind: str) -> None:
    @settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(items((kind,)))
    def nothing_extra(item: ExchangeItem) -> None:
        assert b"<hrlms" not in FORMAT.write([item]).content

    nothing_extra()


OPTIONS = [{"text": "Call", "correct": True, "why": "Yes"}, {"text": "Leave", "correct": False, "why": ""}]


@pytest.mark.parametrize(
    ("element", "kind", "expected"),
    [
        (
            question(
                "multichoice",
                "<single>true</single>" + answer(100, "<p>Call</p>", "<p>Yes</p>") + answer(0, "Leave"),
            ),
            "single_choice",
            {"options": OPTIONS},
        ),
        (
            question("multichoice", answer(99.99999, "Call", "Yes") + answer(-50, "Leave")),
            "single_choice",
            {"options": OPTIONS},
        ),
        (
            question(
                "multichoice", "<single>false</single>" + answer(100, "Call", "Yes") + answer(-100, "Leave")
            ),
            "multiple_response",
            {"options": OPTIONS, "scoring": "partial"},
        ),
        (
            question("multichoiceset", answer(100, "Call", "Yes") + answer(0, "Leave")),
            "multiple_response",
            {"options": OPTIONS, "scoring": "all_or_nothing"},
        ),
        (
            question("truefalse", answer(0, "true", "It is not") + answer(100, "false", "Right<br>you are")),
            "true_false",
            {"answer": "false", "why_true": "It is not", "why_false": "Right\nyou are"},
        ),
        (
            question("shortanswer", answer(100, "naloxone") + answer(100, "4\\*2 < 9") + answer(0, "*")),
            "short_answer",
            {"accepted": ["naloxone", "4*2 < 9"]},
        ),
        (
            question(
                "numerical",
                answer(100, "2,5", more="<tolerance>0.1</tolerance>")
                + answer(100, "1e1", more="<tolerance>0</tolerance>")
                + "<units><unit><multiplier>1</multiplier><unit_name>mg</unit_name></unit>"
                "<unit><multiplier>1</multiplier><unit_name>milligram</unit_name></unit></units>",
            ),
            "numeric",
            {
                "ranges": [
                    {"low": "2.5", "high": None, "tolerance": "0.1"},
                    {"low": "10", "high": None, "tolerance": None},
                ],
                "unit": "mg",
                "unit_forms": ["milligram"],
            },
        ),
        (
            question(
                "matching",
                "".join(
                    f"<subquestion><text>{prompt}</text><answer><text>{match}</text></answer></subquestion>"
                    for prompt, match in [
                        ("Spray", "nose"),
                        ("Needle", "muscle"),
                        ("", "mouth"),
                        ("", "nose"),
                    ]
                ),
            ),
            "matching",
            {
                "pairs": [
                    {"prompt": "Spray", "match": "nose"},
                    {"prompt": "Needle", "match": "muscle"},
                ],
                "distractors": ["mouth"],
            },
        ),
        (
            question("ordering", answer(2, "Breathe for them") + answer(1, "Call")),
            "ordering",
            {"groups": [{"items": ["Call"]}, {"items": ["Breathe for them"]}]},
        ),
        (
            question(
                "essay",
                "<responseformat>editor</responseformat><maxwordlimit>200</maxwordlimit>"
                '<graderinfo format="html"><text>&lt;p&gt;Look for respect.&lt;/p&gt;</text></graderinfo>',
            ),
            "reflection",
            {"grading": "by_hand", "guidance": "<p>Look for respect.</p>", "rubric": [], "max_words": 200},
        ),
        (
            question(
                "gapselect",
                "<selectoption><text>nose</text><group>1</group></selectoption>"
                "<selectoption><text>ten</text><group>2</group></selectoption>"
                "<selectoption><text>ear</text><group>1</group></selectoption>"
                "<selectoption><text>two</text><group>2</group></selectoption>",
                stem="<p>Into the [[1]]; wait [[4]] minutes.</p>",
            ),
            "cloze",
            {
                "text": "<p>Into the [[1]]; wait [[2]] minutes.</p>",
                "gaps": [
                    {
                        "type": "choice",
                        "value": {
                            "options": [
                                {"text": "nose", "correct": True, "why": ""},
                                {"text": "ear", "correct": False, "why": ""},
                            ]
                        },
                    },
                    {
                        "type": "choice",
                        "value": {
                            "options": [
                                {"text": "ten", "correct": False, "why": ""},
                                {"text": "two", "correct": True, "why": ""},
                            ]
                        },
                    },
                ],
            },
        ),
    ],
)
def test_each_type_is_read_as_its_kind(element: str, kind: str, expected: dict[str, Any]) -> None:
    item = one(element)
    assert (item.kind, item.answer) == (kind, expected)


def gap(text: str) -> Any:
    item = one(question("cloze", stem=f"<p>It is {text}.</p>"))
    assert item.answer["text"] == "<p>It is [[1]].</p>"
    (found,) = item.answer["gaps"]
    return found["type"], found["value"]


@pytest.mark.parametrize("name", ["MULTICHOICE", "MC", "MCV", "MCHS", "MULTICHOICE_VS", "MULTICHOICE_H"])
@pytest.mark.parametrize("body", ["=Call#Yes~Leave", "%100%Call#Yes~%0%Leave", "Leave~=Call#Yes"])
def test_choice_gaps_are_read_in_every_spelling(name: str, body: str) -> None:
    type_, value = gap(f"{{1:{name}:{body}}}")
    assert type_ == "choice"
    assert sorted(value["options"], key=lambda option: not option["correct"]) == OPTIONS


@pytest.mark.parametrize(
    ("text", "accepted"),
    [
        ("{1:SHORTANSWER:=naloxone~%50%Narcan~*#No}", ["naloxone"]),
        ("{:SA:=naloxone}", ["naloxone"]),
        ("{1:SAC:%100%naloxone#Right~%100%naloxon}", ["naloxone", "naloxon"]),
        ("{1:MW:=a \\} b \\~ c \\# d}", ["a } b ~ c # d"]),
        ("{1:SA:=&lt; 4 &amp;&#35;}", ["< 4 &#"]),
        ("{1:SA:=<b>naloxone</b>}", ["naloxone"]),
        ("{1:SA:=2\\*2}", ["2*2"]),
    ],
)
def test_typed_gaps_are_read(text: str, accepted: list[str]) -> None:
    assert gap(text) == ("text", {"accepted": accepted})


@pytest.mark.parametrize(
    ("text", "low", "tolerance"), [("{1:NUMERICAL:=4:0.5}", "4", "0.5"), ("{2:NM:%100%-0,4#x}", "-0.4", None)]
)
def test_number_gaps_are_read(text: str, low: str, tolerance: str | None) -> None:
    type_, value = gap(text)
    assert type_ == "number"
    assert value["ranges"] == [{"low": low, "high": None, "tolerance": tolerance}]


def test_a_cloze_is_worth_the_sum_of_its_gaps_and_says_that_they_count_the_same() -> None:
    item = one(question("cloze", stem="{2:SA:=a} {1:NM:=1} [[3]]"))
    assert item.points == 3
    assert item.answer["text"] == "[[1]] [[2]] [&#91;3]]"
    assert any("weighted" in note for note in item.notes)


@pytest.mark.parametrize(
    ("element", "word"),
    [
        (question("description"), "asks nothing"),
        (question("calculated", CHOICES), "at random"),
        (question("calculatedmulti", CHOICES), "at random"),
        (question("ddmarker"), "dragged"),
        (question("ddimageortext"), "dragged"),
        (question("random"), "random draw"),
        (question("coderunner"), "coderunner"),
        (question(""), "do not exist"),
        (question("multichoice"), "fewer than two"),
        (question("multichoice", answer(50, "a") + answer(50, "b")), "full marks"),
        (question("multichoice", "<single>0</single>" + answer(0, "a") + answer(0, "b")), "No option"),
        (question("multichoice", answer(100, '<img src="a.png">') + answer(0, "b")), "no words"),
        (question("multichoice", CHOICES, stem=""), "empty"),
        (question("truefalse", answer(0, "true") + answer(0, "false")), "“true” or “false”"),
        (question("shortanswer", answer(100, "nal*") + answer(0, "x")), "“*”"),
        (question("numerical", answer(100, "lots")), "“lots”"),
        (question("numerical", answer(100, "1e999999999")), "not a number"),
        (question("numerical", answer(100, "1") + "<tolerancetype>1</tolerancetype>"), "relative"),
        (question("numerical", answer(0, "*")), "full marks"),
        (question("matching", "<subquestion><text>a</text></subquestion>"), "two pairs"),
        (question("ordering", answer(1, "a")), "two lines"),
        (question("essay", "<responseformat>noinline</responseformat>"), "uploading"),
        (question("cloze"), "no gap"),
        (question("cloze", stem="{1:MULTIRESPONSE:=a~=b~c}"), "MULTIRESPONSE"),
        (question("cloze", stem="{1:MC:=a}"), "fewer than two"),
        (question("cloze", stem="{1:SA:=a}" * 51), "more than 50"),
        (question("gapselect", stem="[[1]]"), "Gap 1"),
        (question("multichoice", CHOICES, stem="x" * 200_000), "longer than"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_reason(element: str, word: str) -> None:
    assert word in reason(element)


@pytest.mark.parametrize(
    ("element", "word"),
    [
        (question("multichoice", CHOICES + answer(50, "Half")), "part of the marks"),
        (question("multichoice", "<single>false</single>" + CHOICES), "weighted"),
        (question("multichoice", "<shuffleanswers>0</shuffleanswers>" + CHOICES), "fixed order"),
        (question("multichoice", answer(100, "Call <b>now</b>") + answer(0, "b")), "formatting"),
        (question("multichoice", "<defaultgrade>1.5</defaultgrade>" + CHOICES), "1.5 points"),
        (question("multichoice", "<defaultgrade>0</defaultgrade>" + CHOICES), "0 points"),
        (question("multichoice", CHOICES, stem="$$x^2$$"), "TeX"),
        (question("multichoice", CHOICES, stem="<iframe src='x'></iframe>Look"), "video"),
        (question("multichoice", CHOICES, stem='See <img src="http://example.org/a.png">'), "a.png"),
        (
            question(
                "multichoice",
                CHOICES + '<generalfeedback><text>&lt;img src="x.png"&gt; See</text></generalfeedback>',
            ),
            "general feedback",
        ),
        (
            question("multichoice", CHOICES + "<correctfeedback><text>Read unit 2</text></correctfeedback>"),
            "as a whole",
        ),
        (question("shortanswer", "<usecase>1</usecase>" + answer(100, "a")), "Capitals"),
        (question("shortanswer", answer(100, "a") + answer(50, "b")), "“b”"),
        (question("shortanswer", answer(100, "a") + answer(100, "b*")), "“b*”"),
        (question("shortanswer", answer(100, "a") + answer(0, "b", "Not b")), "wrong typed answers"),
        (
            question(
                "numerical",
                answer(100, "1") + "<units><unit><multiplier>1</multiplier><unit_name>g</unit_name></unit>"
                "<unit><multiplier>1000</multiplier><unit_name>mg</unit_name></unit></units>",
            ),
            "“mg”",
        ),
        (question("ordering", "<selecttype>1</selecttype>" + answer(1, "a") + answer(2, "b")), "some of"),
        (question("ordering", "<gradingtype>-1</gradingtype>" + answer(1, "a") + answer(2, "b")), "nothing"),
        (question("essay", "<attachments>1</attachments>"), "Files"),
        (question("essay", "<responsetemplate><text>Dear</text></responsetemplate>"), "template"),
    ],
)
def test_what_is_lost_of_a_question_is_noted(element: str, word: str) -> None:
    assert word in " ".join(one(element).notes)


@pytest.mark.parametrize(
    "feedback", ["Your answer is partially correct.", "Die Antwort ist falsch.", "", "<p>Correct!</p>"]
)
def test_the_feedback_that_moodle_puts_under_every_question_is_not_worth_a_note(feedback: str) -> None:
    more = f'<incorrectfeedback format="html"><text><![CDATA[{feedback}]]></text></incorrectfeedback>'
    assert one(question("multichoice", CHOICES + more)).notes == ()


@pytest.mark.parametrize(
    ("format_", "text", "expected"),
    [
        ("html", "<p>4 &lt; 5</p>", "<p>4 &lt; 5</p>"),
        ("plain_text", "4 < 5\n\nAnd?", "<p>4 &lt; 5</p><p>And?</p>"),
        ("moodle_auto_format", "One\ntwo &amp; three", "One<br/>two &amp; three"),
        ("markdown", "What _is_ it?", "<p>What _is_ it?</p>"),
    ],
)
def test_a_text_is_read_in_its_format(format_: str, text: str, expected: str) -> None:
    element = question("multichoice", CHOICES, stem=text).replace(
        'questiontext format="html"', f'questiontext format="{format_}"'
    )
    assert one(element).stem == expected


def test_what_belongs_to_every_question_is_kept() -> None:
    item = one(
        category("$course$/top/Naloxone/ Devices/Nose//mouth"),
        question(
            "multichoice",
            CHOICES + "<defaultgrade>2.0000000</defaultgrade><idnumber>nal-1</idnumber><penalty>0.3</penalty>"
            "<tags><tag><text>naloxone</text></tag><tag><text>overdose</text></tag></tags>"
            '<generalfeedback format="html"><text>&lt;p&gt;Air first.&lt;/p&gt;</text></generalfeedback>'
            '<hint format="html"><text>Think of breath</text></hint><hint><text> </text></hint>',
        ),
    )
    assert item == ExchangeItem(
        kind="single_choice",
        title="First",
        stem="<p>What comes first?</p>",
        answer=item.answer,
        rationale="<p>Air first.</p>",
        hints=("Think of breath",),
        points=2,
        tags=("naloxone", "overdose"),
        category="Naloxone/Devices/Nose-mouth",
        source_key="nal-1",
        where="question 1",
    )


def test_feedback_on_the_right_typed_answer_becomes_the_rationale() -> None:
    assert one(question("shortanswer", answer(100, "a", "Because"))).rationale == "Because"


def test_a_question_without_a_name_is_called_by_its_first_words() -> None:
    assert one(question("multichoice", CHOICES, name="")).title == "What comes first?"


def picture_question(*images: str, files: str = "") -> str:
    stem = f"<p>{''.join(images)}</p><p>What is it?</p>"
    return question("multichoice", CHOICES, stem=stem).replace("</questiontext>", f"{files}</questiontext>")


FILE = f'<file name="my kit.png" path="/" encoding="base64">{b64encode(PNG).decode()}</file>'
IMAGE = '<img class="x" alt="A kit &amp; gloves" src="@@PLUGINFILE@@/my%20kit.png" />'
INLINE = f'<img src="data:image/png;base64,{b64encode(PNG).decode()}" alt="A dot">'


@pytest.mark.parametrize(
    ("images", "name", "alt"),
    [
        ([IMAGE], "my kit.png", "A kit & gloves"),
        ([INLINE], "picture.png", "A dot"),
        ([IMAGE, INLINE], "my kit.png", "A kit & gloves"),
    ],
)
def test_the_first_picture_of_the_text_is_taken_with_its_description(
    images: list[str], name: str, alt: str
) -> None:
    item = one(picture_question(*images, files=FILE))
    assert item.picture is not None
    assert (item.picture.name, item.picture.content, item.picture.alt) == (name, PNG, alt)
    assert item.stem == "<p>What is it?</p>"
    assert len(item.notes) == len(images) - 1


def test_a_picture_of_moodle_1_is_taken() -> None:
    body = f"<image>kit.png</image><image_base64>\n{b64encode(PNG).decode()}\n</image_base64>{CHOICES}"
    item = one(question("multichoice", body))
    assert item.picture is not None
    assert item.picture.content == PNG
    assert "no description" in " ".join(item.notes)


@pytest.mark.parametrize(
    "file",
    [
        "",
        '<file name="my kit.png" encoding="base64">not base64!</file>',
        '<file name="my kit.png" encoding="base64">'
        + b64encode(b"<svg onload='alert(1)'/>").decode()
        + "</file>",
    ],
)
def test_a_file_that_is_no_picture_is_left_out_and_named(file: str) -> None:
    item = one(picture_question(IMAGE, files=file))
    assert item.picture is None
    assert "my kit.png" in " ".join(item.notes)
    assert "<img" not in item.stem


def test_one_bad_question_hides_no_other() -> None:
    result = read(question("random", name="Draw"), question("multichoice", CHOICES), "<question/>")
    assert [item.where for item in result.items] == ["question 2"]
    assert [refusal.where for refusal in result.refused] == ["question 1: Draw", "question 3"]


@pytest.mark.parametrize(
    ("content", "is_ours"),
    [
        (b'<?xml version="1.0"?><quiz>', True),
        (b"<quiz/>", True),
        ("<quiz>".encode("utf-16"), True),
        (b'<questestinterop xmlns="x">', False),
        (b"<assessmentItem>", False),
        (b"<quizzes>", False),
        (b"::A:: quiz {T}", False),
    ],
)
def test_a_moodle_file_is_recognised_by_its_root(content: bytes, is_ours: bool) -> None:
    assert FORMAT.recognises("bank.xml", content) is is_ours


@pytest.mark.parametrize("content", [b"<questestinterop/>", b"<html><quiz/></html>", b"", b"GIF89a"])
def test_another_kind_of_file_is_refused_as_a_whole(content: bytes) -> None:
    with pytest.raises(UnreadableFile):
        FORMAT.read("bank.xml", content)


REFLECTION = ExchangeItem(
    kind="reflection",
    title="Words",
    stem="<p>Which words would you use?</p>",
    answer={
        "grading": "by_hand",
        "guidance": "",
        "rubric": [{"criterion": "Respect", "points": 2, "description": "Person first"}],
        "max_words": None,
    },
)


def test_what_moodle_will_not_see_is_said_when_writing() -> None:
    (note,) = FORMAT.write([REFLECTION]).notes
    assert note.where == "Words"
    assert "rubric" in note.reason


def test_an_opinion_scale_is_refused_when_writing_and_the_rest_is_written() -> None:
    likert = replace(
        REFLECTION, kind="likert", title="Views", answer={"statements": ["a"], "scale": ["b", "c"]}
    )
    written = FORMAT.write([likert, REFLECTION])
    assert [refusal.where for refusal in written.refused] == ["Views"]
    assert len(FORMAT.read("bank.xml", written.content).items) == 1


def test_a_question_edited_by_another_program_is_read_as_it_is_now() -> None:
    content = FORMAT.write([REFLECTION]).content.replace(b"Which words", b"Which other words")
    (item,) = FORMAT.read("bank.xml", content).items
    assert item.stem == "<p>Which other words would you use?</p>"
    assert item.answer["rubric"] == []
    assert "changed by another program" in " ".join(item.notes)


def test_indenting_the_file_anew_changes_nothing() -> None:
    content = FORMAT.write([REFLECTION]).content.replace(b"\n", b"\r\n\t\t\t")
    (item,) = FORMAT.read("bank.xml", content).items
    assert comparable(item) == REFLECTION


@pytest.mark.parametrize(
    "fields",
    [
        "[",
        "[" * 100_000,
        "[]",
        '"x"',
        "{}",
        json.dumps({"kind": "reflection", "answer": {"rubric": "x"}}),
        json.dumps({"kind": "likert", "answer": {}}),
        json.dumps({"kind": "single_choice", "answer": {"options": [{"text": 1, "correct": 1, "why": []}]}}),
        json.dumps({"title": 1, "stem": [], "points": True, "hints": "x", "tags": [1], "where": "x"}),
    ],
)
def test_a_forged_part_of_ours_is_passed_over(fields: str) -> None:
    root = fromstring(FORMAT.write([REFLECTION]).content)  # noqa: S314  what we wrote ourselves
    (mark,) = root.iter("hrlms")
    content = question("multichoice", CHOICES)
    plain = one(content)
    forged = content.replace(
        "</question>", f'<hrlms of="{mark.get("of")}"><![CDATA[{fields}]]></hrlms></question>'
    )
    assert comparable(one(forged)) == comparable(plain)
    matching = FORMAT.write([REFLECTION]).content
    start, end = matching.index(b">", matching.index(b"<hrlms")) + 1, matching.index(b"</hrlms>")
    inside = fields.replace("&", "&amp;").replace("<", "&lt;").encode()
    (item,) = FORMAT.read("bank.xml", matching[:start] + inside + matching[end:]).items
    assert item == replace(REFLECTION, answer=item.answer, where="question 1", notes=item.notes)
    assert item.answer["rubric"] == []


def test_script_in_every_field_is_only_ever_text() -> None:
    fields = (
        f"<idnumber><![CDATA[{SCRIPT}]]></idnumber><tags><tag><text><![CDATA[{SCRIPT}]]></text></tag></tags>"
    )
    options = answer(100, f"a{SCRIPT}", f"c{SCRIPT}") + answer(0, f"b{SCRIPT}", SCRIPT)
    name = f"<![CDATA[{SCRIPT}]]>"
    item = one(category(SCRIPT), question("multichoice", options + fields, stem=SCRIPT + "Q", name=name))
    assert item.answer["options"] == [
        {"text": "a", "correct": True, "why": "c"},
        {"text": "b", "correct": False, "why": ""},
    ]
    assert (item.title, item.source_key, item.tags) == (SCRIPT, SCRIPT, (SCRIPT,))
    assert "programs" in " ".join(item.notes)


MEGABYTES = 19 * 1024 * 1024
HOSTILE = {
    "unclosed pictures": question("multichoice", CHOICES, stem="<img" * (MEGABYTES // 4)),
    "pictures": question("multichoice", CHOICES, stem='<img src="a.png">' * (MEGABYTES // 17)),
    "quotes": question("multichoice", CHOICES, stem="<img '\"" * (MEGABYTES // 7)),
    "unclosed gaps": question("cloze", stem="{1:SA:" * (MEGABYTES // 6)),
    "gaps": question("cloze", stem="{1:SA:=x}" * (MEGABYTES // 9)),
    "alternatives": question("cloze", stem="{1:MC:" + "~=a" * (MEGABYTES // 3) + "}"),
    "markers": question("gapselect", stem="[[1]]" * (MEGABYTES // 5)),
    "empty paragraphs": question("multichoice", CHOICES, stem="<p> " * (MEGABYTES // 4)),
    "digits": question("numerical", answer(100, "1" * MEGABYTES)),
    "a name": question("multichoice", CHOICES, name="x " * (MEGABYTES // 2)),
    "a category": category("/a" * (MEGABYTES // 2)),
    "our own part": question("multichoice", CHOICES + f'<hrlms of="x">{"[" * MEGABYTES}</hrlms>'),
    "depth": "<a>" * 200_000,
    "questions": "<question/>" * 300_000,
}


@pytest.mark.parametrize("inside", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_is_done_with_within_two_seconds(inside: str) -> None:
    content = f"<quiz>{inside}</quiz>".encode()
    started = time.process_time()
    try:
        result = FORMAT.read("bank.xml", content)
    except UnreadableFile:
        result = None
    assert time.process_time() - started < 2
    assert result is None or len(str(result)) < 300_000


@pytest.mark.parametrize("place", range(50, 1500, 97))
def test_a_file_that_was_cut_off_is_refused_as_a_whole(place: int) -> None:
    content = FORMAT.write([REFLECTION, replace(REFLECTION, title="Again")]).content
    with pytest.raises(UnreadableFile, match="not complete"):
        FORMAT.read("bank.xml", content[:place])
