"""QTI items as other programs write them: what is taken, what is noted, and what is refused."""

import re
import time
from typing import Any

import pytest

from harmreduction_lms.quizzes.exchange.base import ExchangeItem, Refusal
from harmreduction_lms.quizzes.exchange.qti.items import is_item, read_item
from harmreduction_lms.quizzes.exchange.qti.media import Media
from harmreduction_lms.quizzes.exchange.safe_xml import parse
from tests.quizzes.exchange.strategies import PNG


SPRAY_OR_COFFEE = """
<simpleChoice identifier="A">Naloxone</simpleChoice><simpleChoice identifier="B">Coffee</simpleChoice>
"""
CHOICE = f"""<choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="1">
<prompt>What reverses an opioid overdose?</prompt>{SPRAY_OR_COFFEE}</choiceInteraction>"""
MATCH_CORRECT = '<responseProcessing template="http://x/rptemplates/match_correct"/>'
MAP_RESPONSE = '<responseProcessing template="http://x/rptemplates/map_response"/>'
ENTRY = '<p>How many minutes? <textEntryInteraction responseIdentifier="RESPONSE"/></p>'


def declared(
    *values: str, cardinality: str = "single", base_type: str = "identifier", mapping: str = ""
) -> str:
    correct = "".join(f"<value>{value}</value>" for value in values)
    return f"""<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" baseType="{base_type}">
        {f"<correctResponse>{correct}</correctResponse>" if values else ""}{mapping}</responseDeclaration>"""


def mapped(points: dict[str, float], **attributes: object) -> str:
    entries = "".join(f'<mapEntry mapKey="{key}" mappedValue="{value}"/>' for key, value in points.items())
    extra = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f'<mapping defaultValue="0"{extra}>{entries}</mapping>'


def scored(*tests: str) -> str:
    rules = "".join(
        f"""<responseCondition><responseIf>{test}<setOutcomeValue identifier="SCORE">
        <baseValue baseType="float">1</baseValue></setOutcomeValue></responseIf></responseCondition>"""
        for test in tests
    )
    return f"<responseProcessing>{rules}</responseProcessing>"


def xml(body: str = CHOICE, before: str = "", after: str = "", attributes: str = "") -> bytes:
    return f"""<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="q1"
        title="Naloxone" adaptive="false" timeDependent="false" {attributes}>{before or declared("A")}
        <outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>
        <itemBody>{body}</itemBody>{after}</assessmentItem>""".encode()


def read(content: bytes, files: dict[str, bytes] | None = None) -> ExchangeItem | Refusal:
    return read_item(parse(content), "items/q1.xml", Media(files))


def taken(content: bytes, files: dict[str, bytes] | None = None) -> ExchangeItem:
    found = read(content, files)
    assert isinstance(found, ExchangeItem), found
    return found


def refused(content: bytes) -> Refusal:
    found = read(content)
    assert isinstance(found, Refusal), found
    return found


def modern(content: bytes) -> bytes:
    """The same item in the words of QTI 3.0, by plain substitution."""
    text = content.decode().replace("imsqti_v2p1", "imsqtiasi_v3p0")

    def tag(found: re.Match[str]) -> str:
        slash, name, attributes = found.groups()
        if name not in {"p", "b", "br", "img", "div", "span", "sup", "math", "msup", "mi", "mn"}:
            name = "qti-" + kebab(name)
            attributes = re.sub(r"([a-zA-Z]+)=", lambda part: kebab(part[1]) + "=", attributes)
        return f"<{slash}{name}{attributes}>"

    def kebab(name: str) -> str:
        return re.sub("([A-Z])", r"-\1", name).lower()

    return re.sub(r"<(/?)([a-zA-Z]+)((?:[^>\"]|\"[^\"]*\")*)>", tag, text).encode()


def options(*texts: str, right: str = "A") -> list[dict[str, Any]]:
    letters = "ABCDEFGH"
    return [{"text": text, "correct": letters[place] in right, "why": ""} for place, text in enumerate(texts)]


TWO = options("Naloxone", "Coffee")
SEVERAL = CHOICE.replace('maxChoices="1"', 'maxChoices="0"')
GAP_MATCH = """<gapMatchInteraction responseIdentifier="RESPONSE" shuffle="false"><prompt>Fill in.</prompt>
<gapText identifier="A" matchMax="1">naloxone</gapText><gapText identifier="B" matchMax="1">coffee</gapText>
<p>Give <gap identifier="G1"/>, not <gap identifier="G2"/>.</p></gapMatchInteraction>"""
MATCH = """<matchInteraction responseIdentifier="RESPONSE" shuffle="true" maxAssociations="2"><simpleMatchSet>
<simpleAssociableChoice identifier="A" matchMax="1">Opioids</simpleAssociableChoice>
<simpleAssociableChoice identifier="B" matchMax="1">Stimulants</simpleAssociableChoice></simpleMatchSet>
<simpleMatchSet><simpleAssociableChoice identifier="S" matchMax="2">Slow breathing</simpleAssociableChoice>
<simpleAssociableChoice identifier="F" matchMax="2">Fast heart</simpleAssociableChoice>
<simpleAssociableChoice identifier="N" matchMax="2">None</simpleAssociableChoice></simpleMatchSet>
</matchInteraction>"""
ASSOCIATE = """<associateInteraction responseIdentifier="RESPONSE" shuffle="true" maxAssociations="1">
<simpleAssociableChoice identifier="A" matchMax="1">Opioids</simpleAssociableChoice>
<simpleAssociableChoice identifier="S" matchMax="1">Slow breathing</simpleAssociableChoice>
<simpleAssociableChoice identifier="F" matchMax="1">Fever</simpleAssociableChoice></associateInteraction>"""
ORDER = """<orderInteraction responseIdentifier="RESPONSE" shuffle="true">
<simpleChoice identifier="A">Call</simpleChoice><simpleChoice identifier="B">Wake</simpleChoice>
</orderInteraction>"""
INLINE = f"""<p>Give <inlineChoiceInteraction responseIdentifier="RESPONSE" shuffle="false">
{SPRAY_OR_COFFEE.replace("simpleChoice", "inlineChoice")}</inlineChoiceInteraction> first.</p>"""
PAIR = {"cardinality": "multiple", "base_type": "directedPair"}
OPIOIDS = {"prompt": "Opioids", "match": "Slow breathing"}

ITEMS: list[tuple[str, bytes, str, dict[str, Any]]] = [
    ("one option", xml(after=MATCH_CORRECT), "single_choice", {"options": TWO}),
    ("no processing at all", xml(), "single_choice", {"options": TWO}),
    (
        "any of several, by points",
        xml(before=declared(mapping=mapped({"A": 1, "B": 1})), after=MAP_RESPONSE),
        "single_choice",
        {"options": options("Naloxone", "Coffee", right="AB")},
    ),
    (
        "right answer in a rule only",
        xml(
            before=declared(),
            after=scored('<match><variable identifier="RESPONSE"/><baseValue>B</baseValue></match>'),
        ),
        "single_choice",
        {"options": options("Naloxone", "Coffee", right="B")},
    ),
    (
        "several, all or nothing",
        xml(SEVERAL, declared("A", "B", cardinality="multiple"), MATCH_CORRECT),
        "multiple_response",
        {"options": options("Naloxone", "Coffee", right="AB"), "scoring": "all_or_nothing"},
    ),
    (
        "several, with points taken off",
        xml(SEVERAL, declared("A", cardinality="multiple", mapping=mapped({"A": 1, "B": -1})), MAP_RESPONSE),
        "multiple_response",
        {"options": TWO, "scoring": "partial"},
    ),
    (
        "true or false",
        xml(CHOICE.replace("Naloxone", "True").replace("Coffee", "False.")),
        "true_false",
        {"answer": "true", "why_true": "", "why_false": ""},
    ),
    (
        "an order",
        xml(ORDER, declared("B", "A", cardinality="ordered"), MATCH_CORRECT),
        "ordering",
        {"groups": [{"items": ["Wake"]}, {"items": ["Call"]}]},
    ),
    (
        "a match with two that mislead",
        xml(MATCH.replace("Stimulants", "Opiates"), declared("A S", "B S", **PAIR), MATCH_CORRECT),
        "matching",
        {
            "pairs": [OPIOIDS, {"prompt": "Opiates", "match": "Slow breathing"}],
            "distractors": ["Fast heart", "None"],
        },
    ),
    (
        "a match whose prompts stand on the right",
        xml(MATCH, declared("A S", "B F", "B N", **PAIR), MATCH_CORRECT),
        "matching",
        {
            "pairs": [
                {"prompt": "Slow breathing", "match": "Opioids"},
                {"prompt": "Fast heart", "match": "Stimulants"},
                {"prompt": "None", "match": "Stimulants"},
            ],
            "distractors": [],
        },
    ),
    (
        "pairs out of one list",
        xml(ASSOCIATE, declared("A S", cardinality="multiple", base_type="pair")),
        "matching",
        {"pairs": [OPIOIDS], "distractors": ["Fever"]},
    ),
    (
        "a word, whatever its case",
        xml(ENTRY, declared("Naloxone", base_type="string", mapping=mapped({"Naloxone": 1, "naloxone": 1}))),
        "short_answer",
        {"accepted": ["Naloxone"]},
    ),
    (
        "a list in the text",
        xml(INLINE),
        "cloze",
        {"text": "<p>Give [[1]] first.</p>", "gaps": [{"type": "choice", "value": {"options": TWO}}]},
    ),
    (
        "words to put into gaps",
        xml(GAP_MATCH, declared("A G1", "B G2", **PAIR), MATCH_CORRECT),
        "cloze",
        {
            "text": "<p>Give [[1]], not [[2]].</p>",
            "gaps": [
                {"type": "choice", "value": {"options": options("naloxone", "coffee", right=right)}}
                for right in "AB"
            ],
        },
    ),
    (
        "words of the text to choose",
        xml(
            '<hottextInteraction responseIdentifier="RESPONSE"><p><hottext identifier="A">Naloxone</hottext>'
            ' or <hottext identifier="B">Coffee</hottext></p></hottextInteraction>'
        ),
        "single_choice",
        {"options": TWO},
    ),
    (
        "an essay",
        xml(
            '<extendedTextInteraction responseIdentifier="RESPONSE"/>'
            '<rubricBlock view="scorer"><p>Names one local service.</p></rubricBlock>',
            declared("Go and ask.", base_type="string"),
        ),
        "reflection",
        {
            "grading": "by_hand",
            "guidance": "<p>Go and ask.</p>",
            "rubric": [{"criterion": "How to score", "points": 1, "description": "Names one local service."}],
            "max_words": None,
        },
    ),
    (
        "a scale without a right answer",
        xml(CHOICE.replace("shuffle=", 'class="likert" shuffle='), declared()),
        "likert",
        {"statements": ["What reverses an opioid overdose?"], "scale": ["Naloxone", "Coffee"]},
    ),
]


@pytest.mark.parametrize("write", [bytes, modern], ids=["2.1", "3.0"])
@pytest.mark.parametrize(("content", "kind", "answer"), [row[1:] for row in ITEMS], ids=[r[0] for r in ITEMS])
def test_items_of_other_programs_become_questions(
    write: Any, content: bytes, kind: str, answer: dict[str, Any]
) -> None:
    item = taken(write(content))
    assert (item.kind, item.answer) == (kind, answer)
    assert (item.title, item.source_key, item.where) == ("Naloxone", "", "items/q1.xml")


UUID = "1b30c164-3ff3-4c68-a4bc-8ff8f530762c"


@pytest.mark.parametrize("write", [bytes, modern], ids=["2.1", "3.0"])
@pytest.mark.parametrize(
    ("identifier", "key"),
    [
        ("i", ""),
        ("QUE_1003", ""),
        ("RESPONSE", ""),
        ("q-0123456789abcdef", ""),
        ("i9723da38ef62213190d66c6e49c65b3b", "i9723da38ef62213190d66c6e49c65b3b"),
        (f"item-{UUID}", f"item-{UUID}"),
        (f"_{UUID}", UUID),
    ],
)
def test_only_an_identifier_that_is_unique_everywhere_is_a_source_key(
    write: Any, identifier: str, key: str
) -> None:
    content = xml().replace(b'identifier="q1"', f'identifier="{identifier}"'.encode())
    assert taken(write(content)).source_key == key


def number(value: str, **others: str) -> dict[str, Any]:
    return {"low": value, "high": None, "tolerance": None} | others


EQUAL = '<equal {}><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></equal>'
BETWEEN = """<and><gte><variable identifier="RESPONSE"/><baseValue baseType="float">2</baseValue></gte>
<{0}><variable identifier="RESPONSE"/><baseValue baseType="float">3</baseValue></{0}></and>"""
ROUNDED = """<equalRounded roundingMode="{}" figures="{}"><variable identifier="RESPONSE"/>
<correct identifier="RESPONSE"/></equalRounded>"""


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("", [number("2.5")]),
        (MATCH_CORRECT, [number("2.5")]),
        (scored(EQUAL.format('toleranceMode="exact"')), [number("2.5")]),
        (scored(EQUAL.format('toleranceMode="absolute" tolerance="0.5"')), [number("2.5", tolerance="0.5")]),
        (
            scored(EQUAL.format('toleranceMode="absolute" tolerance="1 0.5"')),
            [{"low": "1.5", "high": "3", "tolerance": None}],
        ),
        (scored(EQUAL.format('toleranceMode="relative" tolerance="10"')), [number("2.5", tolerance="0.25")]),
        (scored(ROUNDED.format("decimalPlaces", 1)), [number("2.5", tolerance="0.05")]),
        (scored(ROUNDED.format("significantFigures", 1)), [number("2.5", tolerance="0.5")]),
        (scored(BETWEEN.format("lte")), [{"low": "2", "high": "3", "tolerance": None}]),
        (
            scored(f"<or>{BETWEEN.format('lte')}{EQUAL.format('')}</or>"),
            [{"low": "2", "high": "3", "tolerance": None}, number("2.5")],
        ),
    ],
)
def test_accepted_numbers_are_found_in_the_rules(after: str, expected: list[dict[str, Any]]) -> None:
    item = taken(xml(ENTRY, declared("2.50", base_type="float"), after))
    assert item.answer == {"ranges": expected, "unit": "", "unit_forms": []}
    assert item.stem == "<p>How many minutes?</p>"


def test_several_fields_are_one_text_with_gaps() -> None:
    fields = ENTRY + ENTRY.replace('"RESPONSE"', '"RESPONSE2"')
    other = declared("naloxone", base_type="string").replace('"RESPONSE"', '"RESPONSE2"')
    item = taken(xml(f"<p>Read.</p>{fields}", declared("2", base_type="integer") + other))
    assert item.stem == "<p>Read.</p>"
    assert item.answer["text"] == "<p>How many minutes? [[1]]</p><p>How many minutes? [[2]]</p>"
    assert [gap["type"] for gap in item.answer["gaps"]] == ["number", "text"]


def test_a_field_in_the_middle_of_a_sentence_leaves_a_blank() -> None:
    body = ENTRY.replace("</p>", " or fewer.</p>")
    assert (
        taken(xml(body, declared("2", base_type="float"))).stem == "<p>How many minutes? _____ or fewer.</p>"
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (xml(before=declared()), "No right answer"),
        (xml(before=declared("C")), "none of the options"),
        (xml(attributes='toolName="x"').replace(b'adaptive="false"', b'adaptive="true"'), "each try"),
        (xml(after="<templateProcessing><exitTemplate/></templateProcessing>"), "drawn anew"),
        (xml(CHOICE + CHOICE), "several questions at once \\(2\\)"),
        (xml("<p>Read the leaflet.</p>"), "without a question"),
        (xml('<sliderInteraction responseIdentifier="RESPONSE"/>'), "slider"),
        (xml('<uploadInteraction responseIdentifier="RESPONSE"/>'), "file"),
        (xml('<drawingInteraction responseIdentifier="RESPONSE"/>'), "drawing"),
        (xml('<selectPointInteraction responseIdentifier="RESPONSE"/>'), "pointing"),
        (xml('<customInteraction responseIdentifier="RESPONSE"/>'), "program of its own"),
        (xml('<unheardOfInteraction responseIdentifier="RESPONSE"/>'), "program of its own"),
        (xml(CHOICE.replace("Coffee", '<img src="c.png" alt=""/>')), "no words"),
        (xml(CHOICE.replace("Coffee", "Coffee " * 200)), "longer than 1000"),
        (xml(CHOICE.replace("RESPONSE", "OTHER")), "responseDeclaration"),
        (xml(ORDER, declared("A", cardinality="ordered")), "place in the right order"),
        (xml(MATCH, declared("A S", "A F", "B F", "B N", **PAIR)), "exactly one match"),
        (xml(GAP_MATCH, declared("A G1", **PAIR)), "no right answer"),
        (xml(ENTRY, declared("two", base_type="float")), "not a number"),
        (xml(GAP_MATCH.replace('<gap identifier="G2"/>', '<gap identifier="G2"/>' * 2)), "more gaps"),
        (xml(re.sub("<gap id[^>]*/>", "", GAP_MATCH), declared("A G1", **PAIR)), "no gap"),
        (xml(f'<rubricBlock view="author">{INLINE}</rubricBlock>'), "outside the text"),
        (
            xml(MATCH.replace("shuffle", 'class="likert" shuffle').replace("simpleMatchSet", "b")),
            "two sides|right answer",
        ),
        (xml(ENTRY, declared("1 2", base_type="point")), "neither text nor a number"),
        (
            xml(
                ENTRY,
                declared(base_type="float"),
                scored('<gt><variable identifier="RESPONSE"/><baseValue>2</baseValue></gt>'),
            ),
            "No right answer",
        ),
        (xml("<p>x</p>" * 6000 + CHOICE), "far longer"),
    ],
)
def test_what_cannot_be_a_question_is_refused_with_a_reason(content: bytes, reason: str) -> None:
    found = refused(content)
    assert re.search(reason, found.reason)
    assert found.where == "items/q1.xml › Naloxone"


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (
            xml(before=declared(mapping=mapped({"A": 1, "B": 0.5})), after=MAP_RESPONSE),
            "part of the points",
        ),
        (
            xml(SEVERAL, declared(cardinality="multiple", mapping=mapped({"A": 2, "B": 1})), MAP_RESPONSE),
            "different points",
        ),
        (
            xml(SEVERAL, declared(cardinality="multiple", mapping=mapped({"A": 1})), MAP_RESPONSE),
            "took nothing off",
        ),
        (xml(f'<p><img src="gone.png" alt="A kit"/></p>{CHOICE}'), "“gone.png” is missing"),
        (xml(f'<p><audio src="a.mp3"/></p>{CHOICE}'), "sound, film or drawing"),
        (xml(CHOICE.replace("Coffee", "<b>Coffee</b>")), "formatting"),
        (xml(ENTRY, declared("2", base_type="float"), scored(BETWEEN.format("lt"))), "ends of the accepted"),
        (xml(f'<endAttemptInteraction responseIdentifier="H" title="Hint"/>{CHOICE}'), "button"),
        (
            xml(after=scored('<match><variable identifier="RESPONSE"/><null/></match>')),
            "rules of its own",
        ),
        (xml(GAP_MATCH, declared("A G1", "B G2", **PAIR)), "more than once"),
    ],
)
def test_what_gets_lost_is_noted(content: bytes, note: str) -> None:
    assert any(note in text for text in taken(content).notes)


def test_a_missing_picture_leaves_its_description() -> None:
    assert "<p>[A kit]</p>" in taken(xml(f'<p><img src="gone.png" alt="A kit"/></p>{CHOICE}')).stem


def test_the_first_picture_of_the_text_is_that_of_the_question() -> None:
    item = taken(xml(f'<p>Look. <img src="kit.png" alt="A kit"/></p>{CHOICE}'), {"kit.png": PNG})
    assert item.picture is not None
    assert (item.picture.name, item.picture.content, item.picture.alt) == ("kit.png", PNG, "A kit")
    assert item.stem == "<p>Look.</p><p>What reverses an opioid overdose?</p>"
    assert not item.notes


def test_options_may_be_called_what_we_call_occasions() -> None:
    body = CHOICE.replace('"A"', '"right"').replace('"B"', '"wrong"')
    item = taken(xml(body, FEEDBACK + declared("right"), FOLLOWS + said("wrong", "It does not.")))
    assert [option["why"] for option in item.answer["options"]] == ["", "It does not."]


def test_named_places_in_a_picture_become_lettered_options() -> None:
    body = """<hotspotInteraction responseIdentifier="RESPONSE" maxChoices="1"><prompt>Where?</prompt>
    <object type="image/png" data="kit.png" width="200" height="100">A kit</object>
    <hotspotChoice identifier="A" shape="circle" coords="50,25,8" hotspotLabel="Spray"/>
    <hotspotChoice identifier="B" shape="rect" coords="100,0,200,100" hotspotLabel="Mask"/>
    </hotspotInteraction>"""
    item = taken(xml(body), {"kit.png": PNG})
    assert item.kind == "image_choice"
    assert (item.answer["choose"], item.answer["alt"], item.stem) == ("one", "A kit", "<p>Where?</p>")
    assert [(part["text"], part["x"], part["y"]) for part in item.answer["options"]] == [
        ("Spray", "25.0", "25.0"),
        ("Mask", "75.0", "50.0"),
    ]


FEEDBACK = '<outcomeDeclaration identifier="FEEDBACK" cardinality="single" baseType="identifier"/>'
FOLLOWS = """<responseProcessing><setOutcomeValue identifier="FEEDBACK"><variable identifier="RESPONSE"/>
</setOutcomeValue></responseProcessing>"""
RIGHT_OR_WRONG = """<responseProcessing><responseCondition><responseIf><match>
<variable identifier="RESPONSE"/>
<correct identifier="RESPONSE"/></match><setOutcomeValue identifier="FEEDBACK"><baseValue>yes</baseValue>
</setOutcomeValue></responseIf><responseElse><setOutcomeValue identifier="FEEDBACK"><baseValue>no</baseValue>
</setOutcomeValue></responseElse></responseCondition></responseProcessing>"""


def said(name: str, text: str) -> str:
    return f'<modalFeedback outcomeIdentifier="FEEDBACK" identifier="{name}">{text}</modalFeedback>'


def test_feedback_on_an_option_is_its_reason() -> None:
    inline = CHOICE.replace(
        "Naloxone",
        'Naloxone<feedbackInline outcomeIdentifier="FEEDBACK" identifier="A">It does.</feedbackInline>',
    )
    item = taken(xml(inline, FEEDBACK + declared("A"), FOLLOWS + said("B", "It does not.")))
    assert [option["why"] for option in item.answer["options"]] == ["It does.", "It does not."]
    assert [option["text"] for option in item.answer["options"]] == ["Naloxone", "Coffee"]
    assert not item.rationale


def test_feedback_on_the_right_answer_is_the_rationale_and_on_wrong_ones_is_noted() -> None:
    after = RIGHT_OR_WRONG + said("yes", "It does.") + said("no", "Read on.")
    item = taken(xml(before=FEEDBACK + declared("A"), after=after))
    assert item.rationale == "<p>It does.</p>"
    assert any("“Read on.”" in note for note in item.notes)


def test_feedback_on_right_and_wrong_says_it_all_of_true_or_false() -> None:
    body = CHOICE.replace("Naloxone", "True").replace("Coffee", "False")
    after = RIGHT_OR_WRONG + said("yes", "Indeed.") + said("no", "It is.")
    item = taken(xml(body, FEEDBACK + declared("A"), after))
    assert item.answer == {"answer": "true", "why_true": "Indeed.", "why_false": "It is."}
    assert (item.rationale, item.notes) == ("", ())


@pytest.mark.parametrize(
    ("before", "points"),
    [
        ("", 1),
        ('<outcomeDeclaration identifier="SCORE" normalMaximum="5.0"/>', 5),
        (
            '<outcomeDeclaration identifier="MAXSCORE"><defaultValue><value>3</value></defaultValue>'
            "</outcomeDeclaration>",
            3,
        ),
        ('<outcomeDeclaration identifier="SCORE" normalMaximum="2.5"/>', 3),
        ('<outcomeDeclaration identifier="SCORE" normalMaximum="1e400"/>', 1),
        ('<outcomeDeclaration identifier="SCORE" normalMaximum="100000"/>', 100),
    ],
)
def test_points_are_whole(before: str, points: int) -> None:
    content = xml(before=declared("A") + before).decode()
    plain = '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>'
    item = taken((content.replace(plain, "") if before else content).encode())
    assert item.points == points
    assert bool(item.notes) == ("2.5" in before or "100000" in before)


def test_a_formula_reads_as_text() -> None:
    formula = "<math><msup><mi>10</mi><mn>3</mn></msup></math>"
    item = taken(xml(f"<p>How much is {formula}?</p>{CHOICE.replace('Coffee', formula)}"))
    assert "<p>How much is 10<sup>3</sup>?</p>" in item.stem
    assert item.answer["options"][1]["text"] == "10³"


def test_only_items_are_items() -> None:
    assert is_item(parse(xml()))
    assert is_item(parse(modern(xml())))
    assert not is_item(parse(b"<questestinterop/>"))


def deep(depth: int) -> str:
    return "<div>" * depth + "<br/>" * 4000 + "</div>" * depth


@pytest.mark.parametrize(
    "content",
    [
        xml(deep(90) + CHOICE),
        xml(after=scored(*[EQUAL.format("")] * 700) + said("yes", "x") * 500),
        xml(CHOICE.replace(SPRAY_OR_COFFEE, SPRAY_OR_COFFEE * 1200)),
        xml(f"<p>{'&lt;b ' * 200_000}</p>{CHOICE}"),
    ],
)
def test_hostile_items_take_no_time(content: bytes) -> None:
    root, start = parse(content), time.perf_counter()
    read_item(root, "", Media())
    assert time.perf_counter() - start < 2


def test_script_is_only_ever_text() -> None:
    item = taken(xml(CHOICE.replace("Coffee", "&lt;script&gt;alert(1)&lt;/script&gt;")))
    assert item.answer["options"][1]["text"] == "<script>alert(1)</script>"
    item = taken(xml(f"<p onclick='x()'>a<script>alert(1)</script></p>{CHOICE}"))
    assert "alert" not in item.stem
    assert "onclick" not in item.stem
