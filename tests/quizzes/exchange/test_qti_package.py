"""QTI files and packages: what is found in them, in which order, and what is said about what is not there."""

import re
import zipfile
from io import BytesIO
from time import perf_counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harmreduction_lms.quizzes.exchange.base import ExchangeItem, Picture, ReadResult, UnreadableFile
from harmreduction_lms.quizzes.exchange.qti import QTI, QTI3
from harmreduction_lms.quizzes.exchange.safe_xml import local_name, parse
from tests.quizzes.exchange.strategies import PNG, comparable, items


CANVAS = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
V2 = "http://www.imsglobal.org/xsd/imsqti_v2p1"
V3 = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"


def item_1(stem: str, picture: str = "") -> str:
    """A question of version 1.2."""
    shown = f"&lt;p&gt;{stem}&lt;/p&gt;{f'&lt;img src=&quot;{picture}&quot;&gt;' if picture else ''}"
    options = "".join(
        f'<response_label ident="{text}"><material><mattext>{text}</mattext></material></response_label>'
        for text in ("Spray", "Tape")
    )
    text = f'<material><mattext texttype="text/html">{shown}</mattext></material>'
    asked = f'<response_lid ident="r"><render_choice>{options}</render_choice></response_lid>'
    test = '<conditionvar><varequal respident="r">Spray</varequal></conditionvar>'
    marking = f'<respcondition>{test}<setvar action="Set">100</setvar></respcondition>'
    shape = "<presentation>{}{}</presentation><resprocessing>{}</resprocessing>"
    return f'<item ident="{stem}" title="{stem}">{shape.format(text, asked, marking)}</item>'


def file_1(*parts: str) -> bytes:
    return f'<questestinterop xmlns="{CANVAS}">{"".join(parts)}</questestinterop>'.encode()


def item_2(title: str) -> bytes:
    """A question of version 2.1."""
    declared = "<responseDeclaration identifier='R' cardinality='single' baseType='identifier'>"
    return (
        f"<assessmentItem xmlns='{V2}' identifier='i' title='{title}' adaptive='false' timeDependent='false'>"
        f"{declared}<correctResponse><value>A</value></correctResponse></responseDeclaration>"
        f"<itemBody><p>{title}</p><choiceInteraction responseIdentifier='R' maxChoices='1'>"
        "<simpleChoice identifier='A'>Spray</simpleChoice><simpleChoice identifier='B'>Tape</simpleChoice>"
        "</choiceInteraction></itemBody></assessmentItem>"
    ).encode()


def item_3(title: str) -> bytes:
    """The same of version 3.0."""
    text = item_2(title).decode().replace(V2, V3)
    kebab = {"assessmentItem": "qti-assessment-item", "responseDeclaration": "qti-response-declaration"}
    kebab |= {"correctResponse": "qti-correct-response", "itemBody": "qti-item-body", "value>": "qti-value>"}
    kebab |= {"choiceInteraction": "qti-choice-interaction", "simpleChoice": "qti-simple-choice"}
    kebab |= {
        "responseIdentifier": "response-identifier",
        "maxChoices": "max-choices",
        "baseType": "base-type",
    }
    return re.sub("|".join(kebab), lambda found: kebab[found[0]], text).encode()


def manifest(*resources: tuple[str, str], identifier: str = "") -> bytes:
    listed = "".join(
        f'<resource identifier="r{number}" type="{type_}" href="{href}"><file href="{href}"/></resource>'
        for number, (type_, href) in enumerate(resources)
    )
    named = f'identifier="{identifier}" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"'
    return f"<manifest {named}><resources>{listed}</resources></manifest>".encode()


def packed(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def read(files: dict[str, bytes]) -> ReadResult:
    return QTI().read("bank.zip", packed(files))


def titles(result: ReadResult) -> list[str]:
    return [item.title for item in result.items]


ONE = {"imsmanifest.xml": manifest(("imsqti_xmlv1p2", "quiz.xml")), "quiz.xml": file_1(item_1("Which kit?"))}


@pytest.mark.parametrize(
    ("name", "content", "is_ours"),
    [
        ("bank.zip", packed(ONE), True),
        ("bank.imscc", packed(ONE), True),
        ("quiz.xml", file_1(), True),
        ("quiz.xml", b'<?xml version="1.0"?><!-- by hand -->' + item_2("Kit"), True),
        ("quiz.xml", item_3("Kit"), True),
        ("quiz.xml", file_1().decode().encode("utf-16"), True),
        ("quiz.xml", b"<quiz><question/></quiz>", False),
        ("sheet.xlsx", packed({"[Content_Types].xml": b"<Types/>"}), False),
        ("quiz.txt", b"Which kit? {=Spray ~Tape}", False),
    ],
)
def test_a_file_is_recognised_by_what_is_in_it(name: str, content: bytes, is_ours: bool) -> None:
    assert QTI().recognises(name, content) is is_ours


@pytest.mark.parametrize(
    "content", [file_1(item_1("Kit")), item_2("Kit"), item_3("Kit")], ids=["1.2", "2.1", "3.0"]
)
def test_a_single_file_is_read_whatever_its_version(content: bytes) -> None:
    result = QTI().read("kit.xml", content)
    assert titles(result) == ["Kit"]
    assert result.items[0].where.startswith("kit.xml")
    assert [option["correct"] for option in result.items[0].answer["options"]] == [True, False]


def test_a_package_may_hold_every_version_at_once() -> None:
    files = {"a.xml": file_1(item_1("One")), "b.xml": item_2("Two"), "c.xml": item_3("Three")}
    listed = [("imsqti_xmlv1p2", "a.xml"), ("imsqti_item_xmlv2p1", "b.xml"), ("imsqti_item_xmlv3p0", "c.xml")]
    assert titles(read({"imsmanifest.xml": manifest(*listed), **files})) == ["One", "Two", "Three"]


@pytest.mark.parametrize(
    "files",
    [
        {"quiz.xml": ONE["quiz.xml"]},
        {"my export/imsmanifest.xml": ONE["imsmanifest.xml"], "my export/quiz.xml": ONE["quiz.xml"]},
        {"imsmanifest.xml": manifest(("webcontent", "quiz.xml")), "quiz.xml": ONE["quiz.xml"]},
        {"imsmanifest.xml": manifest(("imsqti_xmlv1p2", "Quiz.XML")), "quiz.xml": ONE["quiz.xml"]},
        {"imsmanifest.xml": manifest(), "quiz.xml": ONE["quiz.xml"]},
        {"imsmanifest.xml": manifest(), "non_cc_assessments/q.xml.qti": ONE["quiz.xml"]},
        {"imsmanifest.xml": manifest(), "res00001.dat": ONE["quiz.xml"]},
        {**ONE, "quiz.xml": ONE["quiz.xml"].decode().encode("utf-16")},
        {**ONE, "course_settings/notes.xml": b"<notes/>", "page.html": b"<questestinterop>"},
    ],
    ids=[
        "no list",
        "folder",
        "wrong type",
        "case",
        "left out",
        "Canvas",
        "Blackboard",
        "UTF-16",
        "other files",
    ],
)
def test_questions_are_found_though_the_list_of_contents_is_wrong(files: dict[str, bytes]) -> None:
    result = read(files)
    assert (titles(result), result.refused) == (["Which kit?"], [])


def test_a_broken_list_of_contents_is_said_and_the_questions_are_read() -> None:
    result = read({**ONE, "imsmanifest.xml": b"<manifest>"})
    assert titles(result) == ["Which kit?"]
    assert [refusal.where for refusal in result.refused] == ["imsmanifest.xml"]


def test_files_that_are_listed_and_missing_are_named() -> None:
    listed = manifest(
        ("imsqti_item_xmlv2p1", "gone.xml"), ("webcontent", "style.css"), ("imsqti_xmlv1p2", "quiz.xml")
    )
    result = read({**ONE, "imsmanifest.xml": listed})
    assert titles(result) == ["Which kit?"]
    assert [refusal.where for refusal in result.refused] == ["gone.xml"]


def test_the_test_gives_order_and_category() -> None:
    def refs(*names: str) -> str:
        return "".join(f'<assessmentItemRef identifier="x" href="../items/{name}.xml"/>' for name in names)

    sections = (
        f'<assessmentSection title="Kits">{refs("b")}<assessmentSection title="Sprays">{refs("a")}'
        f"</assessmentSection></assessmentSection>"
    )
    part = f"<testPart>{sections}{refs('gone')}</testPart>"
    test = f'<assessmentTest xmlns="{V2}" title="Naloxone">{part}</assessmentTest>'
    files = {f"items/{name}.xml": item_2(name.upper()) for name in "abc"}
    result = read({"imsmanifest.xml": manifest(), "tests/test.xml": test.encode(), **files})
    assert [(item.title, item.category) for item in result.items] == [
        ("B", "Naloxone/Kits"),
        ("A", "Naloxone/Kits/Sprays"),
        ("C", ""),
    ]
    assert [refusal.where for refusal in result.refused] == ["items/gone.xml"]


def test_a_test_without_its_package_asks_for_the_package() -> None:
    with pytest.raises(UnreadableFile, match="whole package"):
        QTI().read("test.xml", f'<assessmentTest xmlns="{V2}"/>'.encode())


def test_a_quiz_that_canvas_wrote_twice_is_read_once() -> None:
    files = {"imsmanifest.xml": manifest(), "q1/assessment_qti.xml": file_1(item_1("Plain"), item_1("Other"))}
    assert titles(read({**files, "non_cc_assessments/q1.xml.qti": file_1(item_1("Rich"))})) == ["Rich"]
    assert titles(read(files)) == ["Plain", "Other"]


@pytest.mark.parametrize(
    "asked",
    ['<bankentry_item sourcebank_ref="b1" item_ref="x"/>', "<selection_ordering><selection><sourcebank_ref>b1"
     "</sourcebank_ref></selection></selection_ordering>"],
)  # fmt: skip
def test_questions_drawn_from_a_bank_are_refused_only_when_the_bank_is_missing(asked: str) -> None:
    quiz = file_1(f'<assessment title="Kits"><section>{asked}</section></assessment>')
    bank = file_1(f'<objectbank ident="b1">{item_1("Which kit?")}</objectbank>')
    alone, together = read({"quiz.xml": quiz}), read({"quiz.xml": quiz, "bank.xml": bank})
    assert "not in this file" in alone.refused[0].reason
    assert (titles(together), together.refused) == (["Which kit?"], [])


def test_pictures_are_found_beside_the_question_and_in_the_files_of_the_course() -> None:
    quiz = file_1(item_1("Beside", "../kits/Box.png"), item_1("Course", "%24IMS-CC-FILEBASE%24/bag.png"))
    files = {"q/quiz.xml": quiz, "kits/Box.png": PNG, "web_resources/bag.png": PNG}
    result = read(files)
    assert [item.picture for item in result.items] == [Picture("Box.png", PNG), Picture("bag.png", PNG)]


def test_a_picture_that_is_none_is_left_out_and_named() -> None:
    result = read({"quiz.xml": file_1(item_1("Kit", "kit.png")), "kit.png": b"<script>alert(1)</script>"})
    assert result.items[0].picture is None
    assert "kit.png" in result.items[0].notes[0]


BOMB = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><questestinterop>&b;</questestinterop>'


@pytest.mark.parametrize(
    "content",
    [BOMB, file_1()[:-5], b"<questestinterop>" + b"<s>" * 200_000, b"<questestinterop>\xff\xfe\x00"],
    ids=["entities", "cut off", "nested", "no text"],
)
def test_one_bad_file_hides_no_other(content: bytes) -> None:
    result = read({**ONE, "bad.xml": content})
    assert titles(result) == ["Which kit?"]
    assert [refusal.where for refusal in result.refused] == ["bad.xml"]
    with pytest.raises(UnreadableFile):
        QTI().read("bad.xml", content)


def test_a_damaged_member_is_named_and_the_others_are_read() -> None:
    content = bytearray(packed({**ONE, "worse.xml": file_1(item_1("x" * 500))}))
    place = content.index(b"worse.xml") + len("worse.xml") + 20
    content[place : place + 20] = bytes(20)
    result = QTI().read("bank.zip", bytes(content))
    assert titles(result) == ["Which kit?"]
    assert [refusal.where for refusal in result.refused] == ["worse.xml"]


@pytest.mark.parametrize(
    "files",
    [{}, {"imsmanifest.xml": manifest()}, {"page.html": b"<p>Naloxone</p>"}, {"quiz.xml": file_1()}],
    ids=["empty", "only a list", "no QTI", "no questions"],
)
def test_a_package_without_questions_is_refused_in_words(files: dict[str, bytes]) -> None:
    with pytest.raises(UnreadableFile, match="no questions"):
        read(files)


@pytest.mark.parametrize("name", ["../quiz.xml", "/etc/quiz.xml", "..\\quiz.xml", "C:/quiz.xml"])
def test_a_name_that_leads_out_of_the_package_is_refused(name: str) -> None:
    with pytest.raises(UnreadableFile, match="safety"):
        QTI().read("bank.zip", packed({name: ONE["quiz.xml"]}))


def test_an_href_that_leads_out_of_the_package_finds_nothing() -> None:
    listed = manifest(("imsqti_xmlv1p2", "../../etc/passwd"), ("imsqti_xmlv1p2", "/etc/passwd"))
    result = read({**ONE, "imsmanifest.xml": listed})
    assert titles(result) == ["Which kit?"]
    assert len(result.refused) == 2


def test_more_xml_than_can_be_read_in_time_is_refused_file_by_file(monkeypatch: pytest.MonkeyPatch) -> None:
    one = file_1(item_1("Kit"))
    monkeypatch.setattr("harmreduction_lms.quizzes.exchange.qti.package.MAX_QUESTION_BYTES", 2 * len(one))
    result = read({f"{name}.xml": one for name in "abc"})
    assert titles(result) == ["Kit", "Kit"]
    assert [refusal.where for refusal in result.refused] == ["c.xml"]
    assert "several packages" in result.refused[0].reason


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=40)
@given(st.lists(items(pictures=True), min_size=1, max_size=4), st.sampled_from([QTI(), QTI3()]))
def test_export_then_import_gives_the_same_questions(found: list[ExchangeItem], qti: QTI) -> None:
    written = qti.write(found)
    assert not written.refused
    result = QTI().read("bank.zip", written.content)
    assert not result.refused
    assert [comparable(item) for item in result.items] == found


KIT = ExchangeItem(
    kind="single_choice",
    title="Kit",
    stem="<p>Which kit?</p>",
    answer={"options": [{"text": text, "correct": text == "Spray", "why": ""} for text in ("Spray", "Tape")]},
)


def test_the_same_questions_give_the_same_bytes() -> None:
    assert QTI().write([KIT, KIT]).content == QTI().write([KIT, KIT]).content


@pytest.mark.parametrize(("qti", "type_"), [(QTI(), "imsqti_item_xmlv2p1"), (QTI3(), "imsqti_item_xmlv3p0")])
def test_the_list_of_contents_names_every_file(qti: QTI, type_: str) -> None:
    illustrated = ExchangeItem(**{**vars(KIT), "picture": Picture("kit.png", PNG, "A kit")})
    with zipfile.ZipFile(BytesIO(qti.write([KIT, illustrated]).content)) as archive:
        names = set(archive.namelist()) - {"imsmanifest.xml"}
        root = parse(archive.read("imsmanifest.xml"))
        assert archive.namelist()[0] == "imsmanifest.xml"
    resources = [part for part in root.iter() if local_name(part) == "resource"]
    assert {part.get("type") for part in resources} == {type_}
    assert {part.get("href") for part in root.iter() if local_name(part) == "file"} == names
    assert len(names) == 3


def test_what_qti_cannot_hold_is_refused_and_the_rest_is_written() -> None:
    written = QTI().write([ExchangeItem(**{**vars(KIT), "kind": "telepathy", "title": "Guess"}), KIT])
    assert [refusal.where for refusal in written.refused] == ["Guess"]
    assert titles(QTI().read("bank.zip", written.content)) == ["Kit"]


def test_a_thousand_questions_are_read_in_reasonable_time() -> None:
    files = {f"items/{number}.xml": item_2(f"Kit {number}") for number in range(1_000)}
    content = packed({"imsmanifest.xml": manifest(), **files})
    start = perf_counter()
    assert len(QTI().read("bank.zip", content).items) == 1_000
    assert perf_counter() - start < 20


PACKAGE = "i0d5f8a3c6b1e4f7290a8c7d6e5b4f3a2"


@pytest.mark.parametrize("item", [item_2, item_3], ids=["2", "3"])
@pytest.mark.parametrize(
    ("identifier", "key"), [("", ""), ("MANIFEST-1", ""), (PACKAGE, f"{PACKAGE}:RESPONSE-1")]
)
def test_a_bare_name_is_a_key_within_a_package_that_has_a_name_of_its_own(
    item: Any, identifier: str, key: str
) -> None:
    resource = ("imsqti_item_xmlv2p1", "q.xml")
    content = re.sub(rb'(?<= )identifier=["\']i["\']', b'identifier="RESPONSE-1"', item("Kits"), count=1)
    found = read({"imsmanifest.xml": manifest(resource, identifier=identifier), "q.xml": content})
    assert [one.source_key for one in found.items] == [key]
