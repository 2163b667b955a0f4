"""The PDF: what is read back is what was put in, and assistive technology can read it."""

import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from django.test import Client
from django.urls import reverse
from PIL import Image

from harmreduction_lms.credits.actions import claim_credit, issue_certificate
from harmreduction_lms.credits.models import CreditAward, LearnerProfile
from harmreduction_lms.credits.qr import qr_code
from harmreduction_lms.credits.statements import document_for, pdf, renderers
from harmreduction_lms.credits.statements.document import Document
from harmreduction_lms.credits.statements.pdf import GlyphMissing, PdfNotInstalled, PdfRenderer
from tests.credits.factories import complete, make_credit_type, make_enrolment, make_nurse, ready_to_claim
from tests.credits.statement_kinds import KINDS, award_of_kind
from tests.credits.test_statements import FORBIDDEN
from tests.environment import CJK_FONT
from tests.factories import make_course


pytestmark = pytest.mark.django_db

LONG_NAME = (
    "Maria-Magdalena Theodora Alexandrina von Hohenzollern-Nguyễn Okafor-Łukaszewska de la Cruz y Fernández "
    "de Córdoba Żółć"
)
# Bugs 22 and 23 of lms-lessons: sensei-certificates #24, customcert #293 #325 #636, documenso #3044 #2822.
NAMES = [
    "Siobhán Nguyễn-Okafor",
    "Łukasz Żółć",
    "Gŵen Tŷ-ŵyn",
    "محمد عبد الله",
    "अनुराधा श्रीवास्तव",
    "דוד לוי",
    "Ελένη Παπαδοπούλου",
    "Наталія Щербак",
    # Combining marks, as a keyboard may send them: NFC on the way out, whatever came in.
    unicodedata.normalize("NFD", "Nguyễn Thị Żółć-Ÿ"),
    '<b>#strong[x]</b> $x^2$ \\ "q" @x *y*',
    f"{LONG_NAME:x<120}",
]


def awarded(name: str = "Siobhán Nguyễn-Okafor", *, credentials: str = "", **approval: Any) -> CreditAward:
    enrolment, approved = ready_to_claim(**approval)
    LearnerProfile.objects.filter(learner=enrolment.learner).update(name=name, credentials=credentials)
    return claim_credit(enrolment=enrolment, approval=approved, amount=None, has_attested=True)


def document(record: Any) -> Document:
    return document_for(
        record, verification_url="https://learn.example.org/verify/Zk3vQ0a9w2LxT8yRj5nMB1cDfGh/"
    )


def rendered(record: Any) -> bytes:
    return PdfRenderer().render(document(record))


def text_of(file: bytes) -> str:
    """What a browser's PDF reader finds in the file, on one line and without invisible marks.

    It writes a hyphen at the end of a line as U+FFFE.
    """
    with pypdfium2.PdfDocument(file) as opened:
        found = "\n".join(page.get_textpage().get_text_range() for page in opened)
    plain = found.replace("\ufffe", "-")
    return " ".join("".join(c for c in plain if c.isspace() or unicodedata.category(c) != "Cf").split())


@pytest.mark.parametrize("name", NAMES)
def test_the_name_read_back_is_the_name_put_in(name: str) -> None:
    assert len(NAMES[-1]) == 120
    read = unicodedata.normalize("NFC", text_of(rendered(awarded(name))))
    assert unicodedata.normalize("NFC", name) in read


def test_a_long_name_stays_on_one_sheet() -> None:
    with pikepdf.open(io.BytesIO(rendered(awarded(NAMES[-1])))) as file:
        assert len(file.pages) == 1


def test_long_statements_shrink_before_they_take_a_second_sheet() -> None:
    statement = "\n\n".join(["Accredited by nobody at all, for the sake of an example. " * 8] * 3)
    award = awarded(accreditation={"accreditation_statement": statement})
    with pikepdf.open(io.BytesIO(rendered(award))) as file:
        assert len(file.pages) == 1


def test_the_file_is_tagged_and_claims_pdf_ua_1() -> None:
    award = awarded()
    with pikepdf.open(io.BytesIO(rendered(award))) as file:
        assert "/StructTreeRoot" in file.Root
        assert file.Root.MarkInfo.Marked
        assert str(file.Root.Lang) == "en"
        assert file.Root.ViewerPreferences.DisplayDocTitle
        with file.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert award.enrolment.course_title in metadata["dc:title"]


def figures(node: Any) -> Iterator[Any]:
    """The figures of a structure tree."""
    if isinstance(node, pikepdf.Dictionary):
        if node.get("/S") == "/Figure":
            yield node
        children = node.get("/K")
        listed = list(children) if isinstance(children, pikepdf.Array) else [children]
        for child in listed:
            yield from figures(child)


def test_the_code_has_an_alternative_text() -> None:
    with pikepdf.open(io.BytesIO(rendered(awarded()))) as file:
        alternatives = [str(figure.Alt) for figure in figures(file.Root.StructTreeRoot)]
    assert len(alternatives) == 1
    assert "https://learn.example.org/verify/" in alternatives[0]


def test_every_font_is_in_the_file() -> None:
    with pikepdf.open(io.BytesIO(rendered(awarded()))) as file:
        embedded = [key for obj in file.objects if isinstance(obj, pikepdf.Dictionary) for key in obj]
    assert "/FontFile2" in embedded or "/FontFile3" in embedded


def test_the_statement_holds_everything_the_page_does() -> None:
    award = awarded(credentials="RN", credit_type=make_credit_type(label="<p><i>AMA PRA</i>™</p>"))
    text = text_of(rendered(award))
    shown = document(award)
    for expected in (
        shown.learner,
        shown.course,
        shown.amount,
        "AMA PRA",
        "™",
        award.number,
        shown.fictional_notice,
        "Fictional Provider is accredited by nobody at all.",
        *(fact.value for fact in shown.facts),
    ):
        assert expected in text


def test_a_withdrawn_statement_says_so_on_paper_too() -> None:
    shown = replace(document(awarded()), withdrawn="This award was revoked.")
    assert "This award was revoked." in text_of(PdfRenderer().render(shown))


def test_a01_a_certificate_file_holds_no_credit_language() -> None:
    enrolment = complete(make_enrolment(make_nurse(), make_course(modules=1, lessons=1)))
    file = rendered(issue_certificate(enrolment=enrolment))
    with pikepdf.open(io.BytesIO(file)) as opened, opened.open_metadata() as metadata:
        text = f"{text_of(file)} {metadata}".lower()
    assert "certificate of completion" in text
    assert [word for word in FORBIDDEN if word.lower() in text] == []


@pytest.mark.parametrize("name", ["李小龙", "😀 Ada"])
def test_a_character_no_font_has_falls_back_to_the_page_and_says_so(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    award = awarded(name)
    with pytest.raises(GlyphMissing):
        rendered(award)
    errors = [entry.getMessage() for entry in caplog.records if entry.levelname == "ERROR"]
    assert [award.number in line for line in errors] == [True]
    assert name not in caplog.text
    client = Client()
    client.force_login(award.learner)
    response = client.get(reverse("harmreduction_lms:statement_pdf", args=[award.number]), follow=True)
    html = response.content.decode()
    assert "our fonts lack a character" in html
    assert name in html


@pytest.mark.skipif(not CJK_FONT.exists(), reason="needs Debian's fonts-noto-cjk")
def test_a_site_can_add_fonts(settings: Any, tmp_path: Path) -> None:
    (tmp_path / CJK_FONT.name).symlink_to(CJK_FONT)
    settings.HARMREDUCTION_LMS = {**settings.HARMREDUCTION_LMS, "PDF_FONT_PATHS": [tmp_path]}
    assert "李小龙" in text_of(rendered(awarded("李小龙")))


def test_the_download_is_a_private_file_named_by_its_number() -> None:
    award = awarded()
    client = Client()
    client.force_login(award.learner)
    response = client.get(reverse("harmreduction_lms:statement_pdf", args=[award.number]))
    assert response.headers["Content-Type"] == "application/pdf"
    assert f'filename="{award.number}.pdf"' in response.headers["Content-Disposition"]
    assert "no-store" in response.headers["Cache-Control"]
    assert response.content.startswith(b"%PDF-")


def test_without_typst_the_renderer_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "find_spec", lambda name: None)
    assert not renderers["pdf"].is_available
    with pytest.raises(PdfNotInstalled, match="print it"):
        rendered(awarded())


# The code, and each kind of credit


def decoded(file: bytes) -> list[str]:
    """What a real decoder reads in the first page, as a camera would see it."""
    with pypdfium2.PdfDocument(file) as opened:
        page = opened[0].render(scale=2).to_pil()
    return [code.text for code in zxingcpp.read_barcodes(page)]


def test_the_code_in_the_file_is_read_back_by_a_decoder() -> None:
    award = awarded()
    assert decoded(rendered(award)) == [document(award).verification_url]


def test_the_code_on_the_page_is_read_back_by_a_decoder() -> None:
    """The page draws the path of `QrCode`; here it is painted, a square a module, and read."""
    url = "https://learn.example.org/verify/Zk3vQ0a9w2LxT8yRj5nMB1cDfGh/"
    code = qr_code(url)
    picture = Image.new("L", (code.size, code.size), 255)
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1", code.path):
        picture.paste(0, (int(x), int(y), int(x) + int(width), int(y) + 1))
    found = zxingcpp.read_barcodes(picture.resize((code.size * 4, code.size * 4), Image.Resampling.NEAREST))
    assert [one.text for one in found] == [url]


@pytest.mark.parametrize("kind", KINDS)
def test_the_file_of_each_kind_holds_all_that_its_page_does(kind: str) -> None:
    award = award_of_kind(kind)
    shown, file = document(award), rendered(award)
    text = text_of(file)
    for expected in (
        *(shown.learner, shown.course, shown.amount, shown.signature.name if shown.signature else ""),
        *(fact.value for fact in shown.facts),
        *(" ".join(str(words).split()) for words in shown.words),
        *(str(notice) for notice in shown.notices),
    ):
        assert expected in text
    with pikepdf.open(io.BytesIO(file)) as opened:
        assert len(opened.pages) == 1
        alternatives = [str(figure.Alt) for figure in figures(opened.Root.StructTreeRoot)]
    assert "Signature of Maria Okonkwo, MD" in alternatives
