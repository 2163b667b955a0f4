"""Every block of a lesson, as it is stored and as a learner gets it."""

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.template import Context, Template
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale

from harmreduction_lms.courses.blocks import LessonStreamBlock
from harmreduction_lms.courses.models import GlossaryTerm, Reference
from tests.courses.support import items


pytestmark = pytest.mark.django_db

TEXT = "<p>Ask <b>first</b>.</p>"


def render(name: str, value: Any) -> str:
    """One block of a lesson as HTML, squeezed."""
    blocks = LessonStreamBlock().to_python([{"type": name, "value": value, "id": "1"}])
    template = Template("{% load wagtailcore_tags %}{% for b in blocks %}{% include_block b %}{% endfor %}")
    return squeezed(template.render(Context({"blocks": blocks})))


def squeezed(html: str) -> str:
    """Without the white space that only lays the template out."""
    return re.sub(r"\s*(</?[a-z][^>]*>)\s*", r"\1", " ".join(html.split()))


def document(name: str, content: bytes = b"x") -> Any:
    file = ContentFile(content, name=name)
    return get_document_model().objects.create(title=name, file=file, file_size=len(content))


@pytest.fixture
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("heading", "What to ask", ["<h2>What to ask</h2>"]),
        ("rich_text", TEXT, [TEXT]),
        ("key_point", TEXT, ['class="hr-key"', "Key point", TEXT]),
        ("callout", {"title": "Why", "text": TEXT}, ['class="hr-callout"', "<h3>Why</h3>", TEXT]),
        ("case", {"title": "Tomás", "text": TEXT}, ['class="hr-case"', "Case", "<h3>Tomás</h3>", TEXT]),
        ("differs", {"title": "on order", "text": TEXT}, ["Guidance differs: on order", TEXT]),
        (
            "steps",
            {"title": "Do", "steps": items({"lead": "Wake.", "detail": "<p>Shout.</p>"})},
            ["<h3>Do</h3> <ol> <li> <strong>Wake.</strong> <p>Shout.</p> </li> </ol>"],
        ),
        (
            "conversation",
            {
                "title": "",
                "turns": items(
                    {"speaker": "You", "is_clinician": True, "text": "May I ask?"},
                    {"speaker": "Client", "is_clinician": False, "text": "Yes."},
                ),
            },
            [
                '<figcaption class="hr-visually-hidden"> A conversation </figcaption>',
                '<p class="hr-say__turn hr-say__turn--me"> <b>You</b> May I ask? </p>',
                '<p class="hr-say__turn"> <b>Client</b> Yes. </p>',
            ],
        ),
        (
            "quote",
            {"text": "Nobody asked.", "source": "A person, 2024"},
            ["<blockquote><p>Nobody asked.</p></blockquote>", "<figcaption>A person, 2024</figcaption>"],
        ),
        (
            "table",
            {
                "caption": "Products",
                "columns": [{"type": "text", "heading": "Product"}, {"type": "text", "heading": "Dose"}],
                "rows": [{"values": ["Spray", "<b>4 mg</b>"]}],
            },
            [
                "<caption>Products</caption>",
                '<th scope="col">Product</th><th scope="col">Dose</th>',
                '<th scope="row">Spray</th>',
                '<td data-label="Dose"><b>4 mg</b></td>',
            ],
        ),
    ],
)
def test_block_renders(name: str, value: Any, expected: list[str]) -> None:
    html = render(name, value)
    for part in expected:
        assert squeezed(part) in html


def test_plain_text_in_blocks_is_escaped() -> None:
    html = render("quote", {"text": "<script>alert(1)</script>", "source": "<b>"})
    assert "<script>" not in html
    assert "&lt;b&gt;" in html


# Wagtail leaves the temporary file of a rendition for the garbage collector to close.
UNCLOSED = pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")


@UNCLOSED
@pytest.mark.usefixtures("_media")
def test_image_has_alternative_text_size_and_caption() -> None:
    image = get_image_model().objects.create(title="Box", file=get_test_image_file())
    value = {"image": image.pk, "alt_text": "An open box", "decorative": False}
    html = render("image", {"image": value, "caption": "The box"})
    assert 'alt="An open box"' in html
    assert 'width="640" height="480"' in html
    assert "<figcaption>The box</figcaption>" in html


@UNCLOSED
@pytest.mark.usefixtures("_media")
def test_decorative_image_has_empty_alternative_text() -> None:
    image = get_image_model().objects.create(title="Box", file=get_test_image_file())
    html = render("image", {"image": {"image": image.pk, "alt_text": "", "decorative": True}, "caption": ""})
    assert 'alt=""' in html


@pytest.mark.usefixtures("_media")
def test_video_has_captions_and_transcript() -> None:
    value = {
        "title": "How to spray",
        "document": None,
        "url": "/media/spray.mp4",
        "captions": document("spray.vtt").pk,
        "captions_language": "en",
        "transcript": TEXT,
    }
    html = render("video", value)
    assert '<source src="/media/spray.mp4">' in html
    assert 'kind="captions"' in html
    assert 'srclang="en"' in html
    assert squeezed(TEXT) in html


@pytest.mark.usefixtures("_media")
@pytest.mark.parametrize("url", ["https://video.example/x", "//video.example/x", "/\\video.example", "x.mp4"])
def test_video_from_another_site_is_refused(url: str) -> None:
    block = LessonStreamBlock().child_blocks["video"].child_blocks["url"]
    with pytest.raises(ValidationError, match="address on this site"):
        block.clean(url)


@pytest.mark.usefixtures("_media")
@pytest.mark.parametrize("both", [True, False])
def test_video_needs_a_file_or_an_address_and_not_both(both: bool) -> None:
    block = LessonStreamBlock().child_blocks["video"]
    film = document("spray.mp4")
    value = block.normalize(
        {
            "title": "How to spray",
            "document": film if both else None,
            "url": "/media/spray.mp4" if both else "",
            "captions": document("spray.vtt"),
            "captions_language": "en",
            "transcript": TEXT,
        }
    )
    with pytest.raises(ValidationError):
        block.clean(value)


@pytest.mark.parametrize(("caption", "heading"), [("", "Dose"), ("Products", "")])
def test_table_needs_a_caption_and_headings(caption: str, heading: str) -> None:
    block = LessonStreamBlock().child_blocks["table"]
    columns = [{"type": "text", "heading": heading}]
    table = block.to_python({"caption": caption, "columns": columns, "rows": []})
    with pytest.raises(ValidationError):
        block.clean(table)
    assert block.clean_deferred(table).caption == caption


@pytest.mark.usefixtures("_media")
def test_download_says_what_it_is_and_how_large() -> None:
    html = render(
        "download", {"document": document("card.pdf", b"x" * 2048).pk, "description": "Pocket card"}
    )
    assert "Pocket card (PDF, 2.0 KB)" in html
    assert 'href="/documents/' in html


def test_references_are_numbered_and_deleted_ones_left_out() -> None:
    kept = Reference.objects.create(key="E4", citation="Guidance, 2024.", url="https://example.org/g")
    html = render("references", items(kept.pk, 999_999))
    assert html.count("<li>") == 1
    assert 'href="https://example.org/g"' in html
    assert ">example.org/g</a>" in html


def test_glossary_term_shows_its_definition() -> None:
    locale = Locale.get_default()
    term = GlossaryTerm.objects.create(key="t", term="Tolerance", definition="It falls.", locale=locale)
    html = render("glossary", term.pk)
    assert "<dt>Tolerance</dt><dd>It falls.</dd>" in html
    term.delete()
    assert render("glossary", term.pk or 999_999) == ""


@pytest.mark.parametrize("name", sorted(LessonStreamBlock().child_blocks))
def test_block_has_a_label_an_icon_and_a_template(name: str) -> None:
    block = LessonStreamBlock().child_blocks[name]
    assert block.meta.label
    assert block.meta.icon != "placeholder"
    assert block.meta.template.startswith("harmreduction_lms/courses/blocks/")
    assert block.meta.group


@pytest.mark.parametrize(
    "name", [n for n, b in LessonStreamBlock().child_blocks.items() if hasattr(b.meta, "preview_value")]
)
def test_block_preview_value_is_valid_and_renders(name: str) -> None:
    block = LessonStreamBlock().child_blocks[name]
    value = block.get_preview_value()
    block.clean(value)
    assert str(block.render(value)).strip()
