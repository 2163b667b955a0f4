"""QTI items: what is written comes back, and what others cannot keep is said."""

import json
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harmreduction_lms.quizzes.exchange.base import ExchangeItem, Picture, Refusal
from harmreduction_lms.quizzes.exchange.qti.items import MEDIA, WrittenItem, read_item, write_item
from harmreduction_lms.quizzes.exchange.qti.media import Media
from harmreduction_lms.quizzes.exchange.qti.names import NAMESPACES, classic
from harmreduction_lms.quizzes.exchange.safe_xml import local_name, parse
from harmreduction_lms.quizzes.grading import grade_multiple_response
from tests.quizzes.exchange.strategies import KINDS, PNG, comparable, items_of


VERSIONS = ["2.1", "3.0"]
KEY = "1b30c164-3ff3-4c68-a4bc-8ff8f530762c"


def written(item: ExchangeItem, version: str = "2.1") -> WrittenItem:
    found = write_item(item, version)
    assert isinstance(found, WrittenItem), found
    return found


def taken(file: WrittenItem) -> ExchangeItem:
    files = {f"{MEDIA}/{picture.name}": picture.content for picture in file.media}
    found = read_item(parse(file.xml), "q.xml", Media(files))
    assert isinstance(found, ExchangeItem), found
    return found


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_kind_comes_back_as_it_was(kind: str, data: Any) -> None:
    item = data.draw(items_of(kind, pictures=True))
    for version in VERSIONS:
        assert comparable(taken(written(item, version))) == comparable(item)


TIED = {"groups": [{"items": ["Wake"]}, {"items": ["Call", "Give naloxone"]}]}
ANSWERS: dict[str, Any] = {
    "single_choice": {
        "options": [
            {"text": "Naloxone", "correct": True, "why": "It reverses opioids."},
            {"text": "Coffee", "correct": False, "why": ""},
        ]
    },
    "true_false": {"answer": "false", "why_true": "It is not.", "why_false": "Right."},
    "ordering": TIED,
    "numeric": {
        "ranges": [{"low": "2", "high": "3", "tolerance": None}],
        "unit": "minutes",
        "unit_forms": ["min"],
    },
    "short_answer": {"accepted": ["naloxone", "Narcan"]},
    "likert": {"statements": ["I feel ready."], "scale": ["No", "Yes"]},
    "reflection": {
        "grading": "by_hand",
        "guidance": "<p>Ask a peer.</p>",
        "rubric": [{"criterion": "Names a service", "points": 2, "description": ""}],
        "max_words": 100,
    },
}


def question(kind: str = "single_choice", **fields: Any) -> ExchangeItem:
    fields = {"title": "Naloxone", "stem": "<p>What helps?</p>", "source_key": KEY} | fields
    return ExchangeItem(kind=kind, answer=ANSWERS[kind], **fields)


@pytest.mark.parametrize(
    ("item", "notes"),
    [
        (question(), []),
        (question("true_false", rationale="<p>It is safe.</p>"), []),
        (question("short_answer", points=3), []),
        (question("likert"), []),
        (question(hints=("<p>A spray.</p>",), tags=("kit",)), ["hints", "tags"]),
        (question("ordering"), ["one order only"]),
        (question("numeric"), ["without its unit"]),
        (question("reflection"), ["rubric", "number of words"]),
    ],
)
def test_what_other_programs_will_miss_is_said(item: ExchangeItem, notes: list[str]) -> None:
    found = written(item).notes
    assert len(found) == len(notes)
    assert all(any(note in text for text in found) for note in notes)


@pytest.mark.parametrize("kind", ["single_choice", "true_false", "short_answer", "likert"])
def test_what_the_standard_can_say_is_said_in_its_words_alone(kind: str) -> None:
    assert b"HRLMS" not in written(question(kind, rationale="<p>Because.</p>")).xml


@pytest.mark.parametrize("version", VERSIONS)
def test_a_question_edited_elsewhere_is_taken_for_what_it_says_now(version: str) -> None:
    file = written(question("ordering", hints=("<p>A hint</p>",)), version)
    edited = taken(file._replace(xml=file.xml.replace(b">Call<", b">Call 999<")))
    assert edited.answer == {
        "groups": [{"items": ["Wake"]}, {"items": ["Call 999"]}, {"items": ["Give naloxone"]}]
    }
    assert not edited.hints
    assert any("changed in another program" in note for note in edited.notes)


@pytest.mark.parametrize(
    "harm",
    [
        {"answer": {"groups": "x"}},
        {"answer": {"groups": [{"items": [1]}]}},
        {"answer": {"groups": [], "more": []}},
        {"kind": "cloze", "answer": {"text": "", "gaps": [{"type": "x", "value": {"y": 1}}]}},
        {"kind": "nonsense", "answer": {}},
        {"kind": ["x"], "hints": "x", "tags": {}, "points": "x", "title": 3},
    ],
)
def test_what_travels_with_an_item_is_trusted_no_more_than_the_item(harm: dict[str, Any]) -> None:
    root = parse(written(question("ordering")).xml)
    value = next(element for element in root.iter() if (element.text or "").startswith("{"))
    value.text = json.dumps({"of": json.loads(value.text or "")["of"], **harm})
    found = read_item(root, "", Media())
    assert isinstance(found, ExchangeItem)
    assert (found.kind, found.title, found.points) == ("ordering", "Naloxone", 1)
    assert [group["items"] for group in found.answer["groups"]] == [["Wake"], ["Call"], ["Give naloxone"]]


@pytest.mark.parametrize("text", ["{", "[]", "[" * 100_000, "null", '{"of": 1}'])
def test_broken_extras_leave_the_question(text: str) -> None:
    root = parse(written(question("ordering")).xml)
    next(element for element in root.iter() if (element.text or "").startswith("{")).text = text
    assert isinstance(read_item(root, "", Media()), ExchangeItem)


ITEM_PARTS = ["responseDeclaration", "outcomeDeclaration", "itemBody", "responseProcessing", "modalFeedback"]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", ANSWERS)
def test_parts_stand_in_the_order_of_the_schema(kind: str, version: str) -> None:
    root = parse(written(question(kind, rationale="<p>Because.</p>", hints=("x",)), version).xml)
    assert {element.tag.startswith(f"{{{NAMESPACES[version]}}}") for element in root.iter()} == {True}
    places = [ITEM_PARTS.index(part.tag) for part in classic(root)]
    assert places == sorted(places)
    if version == "3.0":
        inline = {"p", "b", "i", "li", "ul", "span", "div"}
        assert all(local_name(part).startswith("qti-") or local_name(part) in inline for part in root.iter())
        names = {name for part in root.iter() for name in part.attrib if "}" not in name}
        assert names == {name.lower() for name in names}


def test_pictures_are_named_for_what_they_hold() -> None:
    first, second = (written(question(picture=Picture("kit.png", PNG + more))).media for more in (b"", b"x"))
    assert first[0].name != second[0].name
    assert first[0].name.endswith(".png")


def test_a_kind_that_a_site_added_is_refused() -> None:
    found = write_item(replace(question(), kind="crossword"))
    assert isinstance(found, Refusal)
    assert "crossword" in found.reason


def test_characters_that_xml_cannot_hold_come_back_all_the_same() -> None:
    item = question(stem="<p>a\x0bb\ufffe</p>")
    assert taken(written(item)).stem == item.stem


def ticked(item: ExchangeItem, right: set[str], wrong: set[str], version: str) -> Fraction:
    """What a program that knows nothing but QTI gives for these ticks, as a share of the points."""
    root = classic(parse(written(item, version).xml))
    chosen = {
        choice.get("identifier", "")
        for choice in root.iter("simpleChoice")
        if (choice.text or "") in right | wrong
    }
    processing = root.find("responseProcessing")
    assert processing is not None
    scores = [rule for rule in processing.iter("setOutcomeValue") if rule.get("identifier") == "SCORE"]
    if processing.get("template"):
        return mapped(root, chosen) / item.points
    condition = processing.find("responseCondition/responseIf")
    if condition is not None and not (len(chosen) < Fraction(condition.findtext("lt/baseValue") or "")):
        return Fraction(0)
    return value_of(scores[0][0], root, chosen) / item.points


def mapped(root: Element, chosen: set[str]) -> Fraction:
    points = [
        Fraction(entry.get("mappedValue", ""))
        for entry in root.iter("mapEntry")
        if entry.get("mapKey") in chosen
    ]
    return max(sum(points, Fraction(0)), Fraction(0))


def value_of(rule: Element, root: Element, chosen: set[str]) -> Fraction:
    """Of the expressions that we write."""
    match rule.tag:
        case "mapResponse":
            return mapped(root, chosen)
        case "baseValue":
            return Fraction(rule.text or "")
        case "product":
            return value_of(rule[0], root, chosen) * value_of(rule[1], root, chosen)
    assert rule.tag == "divide"
    return value_of(rule[0], root, chosen) / value_of(rule[1], root, chosen)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("right", "wrong"), [("abc", "x"), ("ab", "xy"), ("a", "xyz"), ("abcd", "x")])
@pytest.mark.parametrize("points", [1, 3])
@pytest.mark.parametrize("why", ["", "It is kept in every kit."])
def test_other_programs_give_the_marks_that_we_give(
    version: str, right: str, wrong: str, points: int, why: str
) -> None:
    options = [{"text": text, "correct": text in right, "why": why} for text in right + wrong]
    answer = {"options": options, "scoring": "partial"}
    item = ExchangeItem("multiple_response", "Kit", "<p>What is in it?</p>", answer, points=points)
    offered = set(right + wrong)
    for number in range(len(offered) + 1):
        for chosen in combinations(right + wrong, number):
            ours = grade_multiple_response(chosen, correct=set(right), offered=offered)
            assert ticked(item, set(chosen) & set(right), set(chosen) & set(wrong), version) == ours
    assert comparable(taken(written(item, version))) == comparable(replace(item, source_key=""))
