"""QTI 1.2: every shape in which Canvas, Common Cartridge and other tools write a question and its key."""

from html import escape
from typing import Any

import pytest

from harmreduction_lms.quizzes.exchange.base import ExchangeItem, Refusal
from harmreduction_lms.quizzes.exchange.qti.media import Media
from harmreduction_lms.quizzes.exchange.qti.v1 import Document, read_document
from harmreduction_lms.quizzes.exchange.safe_xml import parse
from tests.quizzes.exchange.strategies import PNG


STEM = "<p>Which kit?</p>"


def material(html: str) -> str:
    return f'<material><mattext texttype="text/html">{escape(html)}</mattext></material>'


def labels(**texts: str) -> str:
    return "".join(
        f'<response_label ident="{name}">{material(text)}</response_label>' for name, text in texts.items()
    )


def choices(ident: str = "r", prompt: str = "", cardinality: str = "Single", **texts: str) -> str:
    beside = material(prompt) if prompt else ""
    offered = f"<render_choice>{labels(**texts)}</render_choice>"
    return f'<response_lid ident="{ident}" rcardinality="{cardinality}">{beside}{offered}</response_lid>'


def field(ident: str = "r", fibtype: str = "String") -> str:
    inner = f'<render_fib fibtype="{fibtype}"><response_label ident="a"/></render_fib>'
    return f'<response_str ident="{ident}" rcardinality="Single">{inner}</response_str>'


def is_(value: str, slot: str = "r", name: str = "varequal", **attributes: str) -> str:
    extra = "".join(f' {key}="{text}"' for key, text in attributes.items())
    return f'<{name} respident="{slot}"{extra}>{value}</{name}>'


def when(
    test: str, points: object = 100, *, action: str = "Set", feedback: str = "", last: str = "No"
) -> str:
    change = "" if points is None else f'<setvar action="{action}" varname="SCORE">{points}</setvar>'
    shown = f'<displayfeedback linkrefid="{feedback}"/>' if feedback else ""
    return (
        f'<respcondition continue="{last}"><conditionvar>{test}</conditionvar>{change}{shown}</respcondition>'
    )


def said(ident: str, text: str) -> str:
    return f'<itemfeedback ident="{ident}"><flow_mat>{material(text)}</flow_mat></itemfeedback>'


def question(
    shown: str,
    *conditions: str,
    stem: str = STEM,
    kind: str = "",
    comments: str = "",
    title: str = "",
    **fields: str,
) -> str:
    fields = {"question_type": f"{kind}_question" if kind else "", **fields}
    entries = "".join(
        f"<qtimetadatafield><fieldlabel>{name}</fieldlabel><fieldentry>{value}</fieldentry></qtimetadatafield>"
        for name, value in fields.items()
        if value
    )
    metadata = f"<itemmetadata><qtimetadata>{entries}</qtimetadata></itemmetadata>" if entries else ""
    outcomes = '<outcomes><decvar varname="SCORE" vartype="Decimal"/></outcomes>'
    marking = f"<resprocessing>{outcomes}{''.join(conditions)}</resprocessing>"
    presentation = f"<presentation>{material(stem) if stem else ''}{shown}</presentation>"
    return f'<item ident="q1" title="{title or "Kit"}">{metadata}{presentation}{marking}{comments}</item>'


def document(inner: str, media: Media | None = None) -> Document:
    xml = f'<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2">{inner}</questestinterop>'
    return read_document(parse(xml.encode()), name="quiz.xml", media=media or Media())


def read(inner: str, media: Media | None = None) -> ExchangeItem:
    found = document(inner, media).read
    assert len(found) == 1
    assert isinstance(found[0], ExchangeItem), found[0]
    return found[0]


def refusal(inner: str) -> Refusal:
    found = document(inner).read
    assert len(found) == 1
    assert isinstance(found[0], Refusal), found[0]
    return found[0]


def right(item: ExchangeItem) -> list[str]:
    return [option["text"] for option in item.answer["options"] if option["correct"]]


KITS = choices(a="Spray", b="Tape", c="Glue")
ROSES = "<p>Naloxone lasts [minutes] minutes; call [number].</p>"


def test_single_choice_keeps_options_comments_points_and_rationale() -> None:
    conditions = [
        when("<other/>", None, feedback="general_fb", last="Yes"),
        when(is_("b"), None, feedback="b_fb", last="Yes"),
        when(is_("a")),
    ]
    comments = said("general_fb", "<p>Keep it at hand.</p>") + said(
        "b_fb", "<p>Tape does <b>not</b> help.</p>"
    )
    item = read(question(KITS, *conditions, comments=comments, kind="multiple_choice", points_possible="2.0"))
    assert (item.kind, item.title, item.stem, item.points) == ("single_choice", "Kit", STEM, 2)
    assert item.rationale == "<p>Keep it at hand.</p>"
    assert item.answer["options"] == [
        {"text": "Spray", "correct": True, "why": ""},
        {"text": "Tape", "correct": False, "why": "Tape does not help."},
        {"text": "Glue", "correct": False, "why": ""},
    ]
    assert not item.notes


@pytest.mark.parametrize(
    "conditions",
    [
        [when(is_("a"))],
        [when(f"<and>{is_('a')}<not>{is_('b')}</not></and>")],
        [when(is_("a"), 0, last="Yes"), when(is_("b"), -5, action="Add"), when(is_("a"), 10, action="Add")],
        [when(f"<or>{is_('a')}</or>", "SCORE.max")],
        [f'<respcondition title="correct"><conditionvar>{is_("a")}</conditionvar></respcondition>'],
        [when(is_("a"), None, feedback="correct"), when("<other/>", 0, feedback="incorrect")],
        [when(is_("b"), 100, last="Yes"), when(is_("b"), 0, last="Yes"), when(is_("a"))],
    ],
    ids=["set", "and not", "add", "Blackboard maximum", "titled correct", "shown correct", "set again"],
)
def test_the_right_option_is_found_however_the_key_is_written(conditions: list[str]) -> None:
    assert right(read(question(KITS, *conditions))) == ["Spray"]


def test_an_option_that_earns_a_part_of_the_points_is_wrong_and_noted() -> None:
    item = read(question(KITS, when(is_("a"), 10), when(is_("b"), 5)))
    assert right(item) == ["Spray"]
    assert item.notes == ("Answers that earned a part of the points count as wrong here.",)


@pytest.mark.parametrize(("key", "answer"), [("a", "true"), ("b", "false")])
def test_true_and_false_are_recognised_by_their_words(key: str, answer: str) -> None:
    shown = choices(a="True", b="False")
    comments = said("b_fb", "It does wear off.")
    item = read(
        question(shown, when(is_("b"), None, feedback="b_fb", last="Yes"), when(is_(key)), comments=comments)
    )
    assert item.kind == "true_false"
    assert item.answer == {"answer": answer, "why_true": "", "why_false": "It does wear off."}


WHOLE_SET = when(f"<and>{is_('a')}<not>{is_('b')}</not>{is_('c')}</and>")
ONE_BY_ONE = [
    when(is_("a"), 50, action="Add"),
    when(is_("b"), -50, action="Add"),
    when(is_("c"), 50, action="Add"),
]


@pytest.mark.parametrize(
    ("conditions", "fields", "scoring"),
    [
        ([WHOLE_SET], {}, "all_or_nothing"),
        ([WHOLE_SET], {"kind": "multiple_answers"}, "partial"),
        ([WHOLE_SET], {"kind": "multiple_answers", "scoring_algorithm": "AllOrNothing"}, "all_or_nothing"),
        (ONE_BY_ONE, {}, "partial"),
    ],
    ids=["as written", "Canvas marks parts", "New Quizzes says all", "points one by one"],
)
def test_several_answers(conditions: list[str], fields: dict[str, str], scoring: str) -> None:
    conditions = [condition.replace('continue="No"', 'continue="Yes"') for condition in conditions]
    item = read(
        question(choices(cardinality="Multiple", a="Spray", b="Tape", c="Gloves"), *conditions, **fields)
    )
    assert item.kind == "multiple_response"
    assert (right(item), item.answer["scoring"]) == (["Spray", "Gloves"], scoring)


def test_wrong_ticks_that_brightspace_counts_apart_are_wrong() -> None:
    def counted(ident: str, variable: str) -> str:
        change = f'<setvar action="Add" varname="{variable}">1</setvar>'
        return f"<respcondition><conditionvar>{is_(ident)}</conditionvar>{change}</respcondition>"

    conditions = [counted("a", "D2L_Correct"), counted("b", "D2L_Incorrect"), counted("c", "D2L_Correct")]
    final = '<respcondition><conditionvar/><setvar varname="que_score">D2L_Correct</setvar></respcondition>'
    shown = choices(cardinality="Multiple", a="Spray", b="Tape", c="Gloves")
    assert right(read(question(shown, *conditions, final))) == ["Spray", "Gloves"]


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        (is_("2"), ("2", None, None)),
        (is_("2.0"), ("2", None, None)),
        (is_("200", margintype="percent", margin="20"), ("200", None, "40")),
        (is_("0.4", margintype="absolute", margin="0.1"), ("0.4", None, "0.1")),
        (is_("0.4", precisiontype="decimals", precision="1"), ("0.4", None, "0.05")),
        (is_("1234", precisiontype="significantDigits", precision="2"), ("1234", None, "50")),
        (is_("1", name="vargte") + is_("22", name="varlte"), ("1", "22", None)),
        (
            f"<or>{is_('3')}<and>{is_('2', name='vargte')}{is_('4', name='varlte')}</and></or>",
            ("3", None, "1"),
        ),
        (is_("0.30000000000000004"), ("0.3", None, None)),
    ],
)
def test_numbers_are_accepted_as_canvas_writes_them(test: str, expected: tuple[Any, ...]) -> None:
    item = read(question(field(fibtype="Decimal"), when(test), kind="numerical"))
    low, high, tolerance = expected
    assert item.kind == "numeric"
    assert item.answer["ranges"] == [{"low": low, "high": high, "tolerance": tolerance}]


def test_an_open_end_of_a_range_is_noted() -> None:
    test = is_("1", name="vargt") + is_("3", name="varlte")
    item = read(question(field(), when(test)))
    assert item.answer["ranges"] == [{"low": "1", "high": "3", "tolerance": None}]
    assert item.notes == ("A number exactly at the end of an accepted range counts as right here.",)


def test_forms_of_a_short_answer_that_differ_in_case_only_are_one() -> None:
    item = read(
        question(field(), when(is_("Naloxone") + is_("naloxone") + is_("Narcan")), kind="short_answer")
    )
    assert (item.kind, item.answer) == ("short_answer", {"accepted": ["Naloxone", "Narcan"]})


@pytest.mark.parametrize("kind", ["essay", ""])
def test_an_essay_is_marked_by_hand(kind: str) -> None:
    shown = field().replace("rcardinality", 'word_limit_max="200" rcardinality')
    item = read(question(shown, when("<other/>", None), kind=kind, grading_notes="Look for three signs."))
    assert item.kind == "reflection"
    assert item.answer == {"grading": "by_hand", "guidance": "", "rubric": [], "max_words": 200}
    assert item.notes == ("The notes for graders were left out: “Look for three signs.”",)


def test_what_brightspace_keeps_beside_an_essay_is_noted() -> None:
    beside = (
        f"<initial_text>{material('I saw')}</initial_text><answer_key>{material('Three signs')}</answer_key>"
    )
    item = read(question(field(), comments=beside, qmd_questiontype="Long Answer"))
    assert item.notes == (
        "The notes for graders were left out: “Three signs”",
        "The text to begin with was left out: “I saw”",
    )


def test_blanks_in_brackets_become_gaps_with_every_listed_form() -> None:
    first, second = choices("response_minutes", a="30", b="thirty"), choices("response_number", c="911")
    conditions = [when(is_("a", "response_minutes"), 50), when(is_("c", "response_number"), 50)]
    item = read(question(first + second, *conditions, stem=ROSES, kind="fill_in_multiple_blanks"))
    assert (item.kind, item.stem) == ("cloze", "<p>Fill in the gaps.</p>")
    assert item.answer == {
        "text": "<p>Naloxone lasts [[1]] minutes; call [[2]].</p>",
        "gaps": [
            {"type": "text", "value": {"accepted": ["30", "thirty"]}},
            {"type": "text", "value": {"accepted": ["911"]}},
        ],
    }


def test_lists_in_brackets_become_gaps_to_choose_in() -> None:
    first, second = choices("response_minutes", a="30", b="300"), choices("response_number", c="911", d="411")
    conditions = [
        when(is_("b", "response_minutes"), None, feedback="b_fb", last="Yes"),
        when(is_("a", "response_minutes"), 50, action="Add", last="Yes"),
        when(is_("c", "response_number"), 50, action="Add", last="Yes"),
    ]
    comments = said("b_fb", "That is five hours.")
    item = read(
        question(first + second, *conditions, stem=ROSES, kind="multiple_dropdowns", comments=comments)
    )
    assert item.answer["gaps"][0] == {
        "type": "choice",
        "value": {
            "options": [
                {"text": "30", "correct": True, "why": ""},
                {"text": "300", "correct": False, "why": "That is five hours."},
            ]
        },
    }


def test_a_gap_that_the_text_does_not_show_stands_at_its_end() -> None:
    shown = choices("response_minutes", a="30") + choices("response_other", b="x")
    item = read(
        question(shown, when(is_("a")), stem="<p>It lasts [minutes].</p>", kind="fill_in_multiple_blanks")
    )
    assert item.answer["text"] == "<p>It lasts [[1]].</p> [[2]]"
    assert item.notes == ("The text does not show where gap 2 belongs: it stands at the end.",)


def test_fields_between_pieces_of_text_become_gaps() -> None:
    shown = f"{field('x')}{material('and wait')}{field('y', 'Integer')}{material('minutes.')}"
    test = is_("spray", "x") + is_("2", "y", name="vargte") + is_("3", "y", name="varlte")
    item = read(question(shown, when(test), stem="Give one"))
    assert item.answer["text"] == "<p>Give one  [[1]] and wait  [[2]] minutes.</p>"
    number = {"ranges": [{"low": "2", "high": "3", "tolerance": None}], "unit": "", "unit_forms": []}
    assert item.answer["gaps"] == [
        {"type": "text", "value": {"accepted": ["spray"]}},
        {"type": "number", "value": number},
    ]


def test_matching_keeps_pairs_and_distractors_and_drops_empty_lines() -> None:
    offered = {"a": "911", "b": "Nose", "c": "Toe", "d": ""}
    shown = (
        choices("x", "Call", **offered) + choices("y", "Spray into", **offered) + choices("z", "", **offered)
    )
    item = read(question(shown, when(is_("a", "x"), 50), when(is_("b", "y"), 50), kind="matching"))
    assert item.kind == "matching"
    assert item.stem == STEM
    assert item.answer == {
        "pairs": [{"prompt": "Call", "match": "911"}, {"prompt": "Spray into", "match": "Nose"}],
        "distractors": ["Toe"],
    }


def test_matching_of_blackboard_finds_the_words_in_the_other_column() -> None:
    def row(slot: str, prompt: str) -> str:
        offered = "".join(f'<response_label ident="{slot}{place}"/>' for place in range(2))
        listed = f'<response_lid ident="{slot}"><render_choice>{offered}</render_choice></response_lid>'
        return f"<flow>{listed}{column(prompt)}</flow>"

    def column(text: str) -> str:
        return f"<flow>{material(text)}</flow>"

    shown = (
        f'<flow class="QUESTION_BLOCK">{material(STEM)}</flow>'
        f'<flow class="RESPONSE_BLOCK">{row("x", "Call")}{row("y", "Spray into")}</flow>'
        f'<flow class="RIGHT_MATCH_BLOCK">{"".join(map(column, ("Nose", "911")))}</flow>'
    )
    conditions = [when(is_(f"{slot}{place}", slot), None, feedback="correct") for slot, place in ("x1", "y0")]
    item = read(question(shown, *conditions, stem="", bbmd_questiontype="Matching"))
    assert item.stem == STEM
    assert item.answer == {
        "pairs": [{"prompt": "Call", "match": "911"}, {"prompt": "Spray into", "match": "Nose"}],
        "distractors": [],
    }


def test_fields_named_in_the_text_become_gaps_there() -> None:
    test = f"<and><or>{is_('30', 'minutes')}{is_('thirty', 'minutes')}</or>{is_('911', 'number')}</and>"
    item = read(question(field("minutes") + field("number"), when(test, "SCORE.max"), stem=ROSES))
    assert item.answer["text"] == "<p>Naloxone lasts [[1]] minutes; call [[2]].</p>"
    assert item.answer["gaps"][0] == {"type": "text", "value": {"accepted": ["30", "thirty"]}}


def test_categories_become_many_to_one_matching() -> None:
    offered = {"a": "Blue lips", "b": "Shivering", "c": "Hunger"}
    shown = choices("x", "Overdose", "Multiple", **offered) + choices(
        "y", "Withdrawal", "Multiple", **offered
    )
    item = read(question(shown, when(is_("a", "x"), 50), when(is_("b", "y"), 50), kind="categorization"))
    assert item.answer["pairs"] == [
        {"prompt": "Blue lips", "match": "Overdose"},
        {"prompt": "Shivering", "match": "Withdrawal"},
    ]
    assert item.notes == ("“Hunger” was left out, because it belongs to no category.",)


def test_ordering_takes_the_order_of_the_condition() -> None:
    shown = choices(cardinality="Ordered", a="Breathe for them", b="Call", c="Check for a response")
    item = read(question(shown, when(is_("c") + is_("b") + is_("a"))))
    assert item.answer["groups"] == [
        {"items": ["Check for a response"]},
        {"items": ["Call"]},
        {"items": ["Breathe for them"]},
    ]


@pytest.mark.parametrize(
    ("inner", "reason"),
    [
        (question(KITS), "does not say which answer is right"),
        (question(KITS, when(is_("x"))), "does not say which answer is right"),
        (question(field(), kind="short_answer"), "does not say which answer is right"),
        (question("", kind="text_only"), "text without a question"),
        (question(""), "text without a question"),
        (question("", kind="file_upload"), "asks for a file"),
        (question(field(), when(is_("3")), kind="calculated"), "drawn anew"),
        (question(field(), when(is_("3")), qmd_questiontype="Arithmetic"), "drawn anew"),
        (question('<response_xy ident="r"/>'), "point at a picture"),
        (question('<response_grp ident="r"/>'), "matching question"),
        (question(KITS, when(is_("a")), stem="<p> </p>"), "no question text"),
        (question(choices(a='<img src="x.png">', b="No"), when(is_("a"))), "no words"),
        (question(field(), when(is_("5", name="vargte"))), "both ends of the range"),
        (question(field(fibtype="Decimal"), when(is_("1e99999999"))), "not a number"),
        (question(choices(**{f"o{n}": f"Kit {n}" for n in range(41)}), when(is_("o1"))), "more than 40"),
        (question("".join(choices(f"r{n}", "Kit") for n in range(41))), "more than 40"),
        (question(KITS, when(is_("a") * 4_000)), "too complicated"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_reason(inner: str, reason: str) -> None:
    refused = refusal(inner)
    assert reason in refused.reason
    assert refused.where == "quiz.xml › Kit (q1)"


def test_two_different_right_sets_are_refused() -> None:
    tests = [f"<and>{is_('a')}{is_(other)}</and>" for other in "bc"]
    shown = choices(cardinality="Multiple", a="Spray", b="Tape", c="Gloves")
    assert "Only one set" in refusal(question(shown, *map(when, tests))).reason


def test_a_search_pattern_is_refused_and_near_matches_are_noted() -> None:
    shown = choices("response_minutes", a="30")
    regex = shown.replace("response_label ", 'response_label scoring_algorithm="TextRegex" ')
    near = shown.replace("response_label ", 'response_label scoring_algorithm="TextCloseEnough" ')
    kind = "fill_in_multiple_blanks"
    assert "search pattern" in refusal(question(regex, stem="<p>[minutes]?</p>", kind=kind)).reason
    assert "nearly right" in read(question(near, stem="<p>[minutes]?</p>", kind=kind)).notes[0]


def test_an_item_without_a_name_is_told_by_its_number() -> None:
    nameless = question(KITS).replace(' ident="q1"', "").replace(' title="Kit"', "")
    found = document(question(KITS) + nameless).read
    assert [entry.where for entry in found] == ["quiz.xml › Kit (q1)", "quiz.xml › question 2"]


def test_one_bad_item_hides_no_other() -> None:
    found = document(question(KITS) + question(KITS, when(is_("a"))) + question("")).read
    assert [type(entry) for entry in found] == [Refusal, ExchangeItem, Refusal]


def test_comments_without_a_place_are_named() -> None:
    comments = said("correct_fb", "Well done.") + said("general_incorrect_fb", "Look again.")
    item = read(question(KITS, when(is_("a")), comments=comments + said("general_fb", "Carry two.")))
    assert item.rationale == "Carry two."
    assert item.notes == (
        "The comment on a right answer was left out: “Well done.”",
        "The comment on a wrong answer was left out: “Look again.”",
    )


def test_the_comment_on_a_right_answer_is_the_rationale_when_there_is_no_other() -> None:
    item = read(question(KITS, when(is_("a")), comments=said("correct_fb", "<p>It works in minutes.</p>")))
    assert (item.rationale, item.notes) == ("<p>It works in minutes.</p>", ())


def test_a_comment_that_no_condition_mentions_is_for_everybody() -> None:
    item = read(question(KITS, when(is_("a")), comments=said("QUES_1", "<p>Carry two.</p>")))
    assert item.rationale == "<p>Carry two.</p>"


def test_solution_and_hints_are_kept() -> None:
    solution = (
        f"<solution><solutionmaterial>{material('Sprays need no needle.')}</solutionmaterial></solution>"
    )
    hint = f"<hint><hintmaterial>{material('Think of the nose.')}</hintmaterial></hint>"
    comments = (
        f'<itemfeedback ident="s">{solution}</itemfeedback><itemfeedback ident="h">{hint}</itemfeedback>'
    )
    item = read(question(KITS, when(is_("a")), comments=comments))
    assert (item.rationale, item.hints) == ("Sprays need no needle.", ("Think of the nose.",))


@pytest.mark.parametrize(
    "points", ["0.0", "3.5", "nonsense", "1e999999", "NaN", "-4", "99999999999999999999"]
)
def test_points_become_a_whole_number_of_one_at_least(points: str) -> None:
    item = read(question(KITS, when(is_("a")), points_possible=points))
    assert 1 <= item.points <= 1000


def test_lost_points_are_noted() -> None:
    item = read(question(KITS, when(is_("a")), points_possible="3.5"))
    assert (item.points, item.notes) == (4, ("It gave 3.5 points; here it gives 4.",))


@pytest.mark.parametrize("title", ["Question", "Question 12", "question #3", "7", "f76a_1bb6"])
def test_a_title_that_says_nothing_is_replaced_by_the_first_words(title: str) -> None:
    assert read(question(KITS, when(is_("a")), title=title)).title == "Which kit?"


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({}, ""),
        (
            {"assessment_question_identifierref": "i9723da38ef62213190d66c6e49c65b3b"},
            "i9723da38ef62213190d66c6e49c65b3b",
        ),
        ({"qmd_globalid": "1b30c164-3ff3-4c68-a4bc-8ff8f530762c"}, "1b30c164-3ff3-4c68-a4bc-8ff8f530762c"),
    ],
)
def test_only_an_identifier_that_is_unique_everywhere_is_a_source_key(
    fields: dict[str, str], key: str
) -> None:
    assert read(question(KITS, when(is_("a")), **fields)).source_key == key


def test_titles_of_assessments_banks_and_sections_are_the_category() -> None:
    item = question(KITS, when(is_("a")))
    section = f'<section ident="root_section"><section title="Sprays/shots">{item}</section></section>'
    name = "<fieldlabel>bank_title</fieldlabel><fieldentry>Kits</fieldentry>"
    title = f"<qtimetadata><qtimetadatafield>{name}</qtimetadatafield></qtimetadata>"
    bank = f"<objectbank>{title}{item}</objectbank>"
    found = document(f'<assessment title="Naloxone">{section}</assessment>{bank}').read
    assert [entry.category for entry in found if isinstance(entry, ExchangeItem)] == [
        "Naloxone/Sprays-shots",
        "Kits",
    ]


def test_a_passage_stands_before_each_question_about_it() -> None:
    shown = f"<presentation>{material('<p>Sam is blue.</p>')}</presentation>"
    passage = f'<item ident="p1" title="Story">{shown}</item>'
    child = question(KITS, when(is_("a")), parent_stimulus_item_ident="p1")
    refused, item = document(passage + child).read
    assert isinstance(item, ExchangeItem)
    assert isinstance(refused, Refusal)
    assert item.stem == f"<p>Sam is blue.</p>{STEM}"
    assert "before each question about it" in refused.reason


@pytest.mark.parametrize(
    ("texttype", "text", "stem"),
    [
        ("text/plain", "Is 3 &lt; 4?", "<p>Is 3 &lt; 4?</p>"),
        ("text/html", "&lt;b&gt;Which&lt;/b&gt;?", "<p><b>Which</b>?</p>"),
        ("text/html", "<![CDATA[<b>Which</b>?]]>", "<p><b>Which</b>?</p>"),
        ("text/html", "<b>Which</b>?", "<p><b>Which</b>?</p>"),
    ],
)
def test_text_is_plain_unless_it_says_it_is_html(texttype: str, text: str, stem: str) -> None:
    shown = f'<material><mattext texttype="{texttype}">{text}</mattext></material>{KITS}'
    assert read(question(shown, when(is_("a")), stem="")).stem == stem


def test_the_first_picture_is_kept_and_the_others_are_named() -> None:
    media = Media({"web_resources/Kits/Box 1.png": PNG, "b.png": PNG, "c.svg": b"<svg/>"})
    stem = (
        '<p>Look: <img src="%24IMS-CC-FILEBASE%24/kits/box%201.png?canvas_download=1" alt="An open box">'
        '<img src="b.png" alt="A bag"><img src="c.svg"></p>'
    )
    item = read(question(KITS, when(is_("a")), stem=stem), media)
    assert item.picture is not None
    assert (item.picture.name, item.picture.content, item.picture.alt) == ("Box 1.png", PNG, "An open box")
    assert item.stem == "<p>Look: A bag</p>"
    assert len(item.notes) == 2
    assert "b.png" in item.notes[0]
    assert "c.svg" in item.notes[1]


def test_script_in_every_field_stays_data() -> None:
    script = "<script>alert(1)</script>"
    shown = choices(a=f"Spray{script}", b=f"Tape {script}", c="Glue")
    item = read(question(shown, when(is_("a")), comments=said("general_fb", script), title=escape(script)))
    assert item.answer["options"][0]["text"] == "Spray"
    assert item.title == script
    assert any("a script" in note for note in item.notes)
