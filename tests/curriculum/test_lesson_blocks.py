"""Text of lessons becomes blocks, in Wagtail's own spelling of rich text."""

from pathlib import Path
from typing import Any

import pytest
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from harmreduction_lms.courses.blocks import LessonStreamBlock
from harmreduction_lms.curriculum.comparison import content_of
from harmreduction_lms.curriculum.lesson_blocks import lesson_blocks
from harmreduction_lms.curriculum.passages import Passage
from harmreduction_lms.curriculum.problems import Problems


def blocks(text: str) -> list[tuple[str, Any]]:
    problems = Problems()
    found = list(lesson_blocks(Passage(Path("lesson.md"), 1, tuple(text.splitlines())), problems))
    assert problems.sorted() == []
    return [(block.type, block.value) for block in found]


def problems_in(text: str) -> list[str]:
    problems = Problems()
    list(lesson_blocks(Passage(Path("lesson.md"), 1, tuple(text.splitlines())), problems))
    return [f"{problem.line}: {problem.message}" for problem in problems.sorted()]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One\ntwo.", "<p>One two.</p>"),
        ("**Bold** and *italic*.", "<p><b>Bold</b> and <i>italic</i>.</p>"),
        ("2 < 3 & 4", "<p>2 &lt; 3 &amp; 4</p>"),
        ('She said "stay".', '<p>She said "stay".</p>'),
        ("Break  \nhere", "<p>Break<br/>here</p>"),
        ("### Smaller", "<h3>Smaller</h3>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("- a\n\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("[CDC](https://www.cdc.gov/?a=1&b=2)", '<p><a href="https://www.cdc.gov/?a=1&amp;b=2">CDC</a></p>'),
        ("One.\n\nTwo.", "<p>One.</p><p>Two.</p>"),
    ],
)
def test_markdown_becomes_rich_text(text: str, html: str) -> None:
    assert blocks(text) == [("rich_text", html)]


def test_headings_divide_the_text() -> None:
    assert blocks("a\n\n## B\n\nc") == [
        ("rich_text", "<p>a</p>"),
        ("heading", "B"),
        ("rich_text", "<p>c</p>"),
    ]


def test_directives_become_blocks() -> None:
    text = """\
:::key
Look at the **breathing**.
:::
:::case title="Noor"
A text.
:::
:::steps title="In order"
1. **Call.** On speaker,
   at once.
2. **Stay.**
:::
:::conversation title="Asking"
You: May I ask?
Client: You may.
And: you did.
:::
:::quote source="A person who uses drugs"
Nobody had asked
before.
:::
:::table caption="Products"
| Name | Dose |
|---|---|
| A & B | **4** mg |
:::
:::glossary key="tolerance"
:::
:::references E1 E2
:::"""
    item = "item"
    assert blocks(text) == [
        ("key_point", "<p>Look at the <b>breathing</b>.</p>"),
        ("case", {"title": "Noor", "text": "<p>A text.</p>"}),
        (
            "steps",
            {
                "title": "In order",
                "steps": [
                    {"type": item, "value": {"lead": "Call.", "detail": "<p>On speaker, at once.</p>"}},
                    {"type": item, "value": {"lead": "Stay.", "detail": ""}},
                ],
            },
        ),
        (
            "conversation",
            {
                "title": "Asking",
                "turns": [
                    {"type": item, "value": {"speaker": "You", "is_clinician": True, "text": "May I ask?"}},
                    {"type": item, "value": {"speaker": "Client", "is_clinician": False, "text": "You may."}},
                    {"type": item, "value": {"speaker": "And", "is_clinician": False, "text": "you did."}},
                ],
            },
        ),
        ("quote", {"text": "Nobody had asked before.", "source": "A person who uses drugs"}),
        (
            "table",
            {
                "columns": [{"type": "text", "heading": "Name"}, {"type": "text", "heading": "Dose"}],
                "rows": [{"values": ["A &amp; B", "<b>4</b> mg"]}],
                "caption": "Products",
            },
        ),
        ("glossary", "tolerance"),
        ("references", ["E1", "E2"]),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n:::key\n:::", "2: :::key is empty"),
        (":::key loud\na\n:::", "1: :::key: cannot read 'loud'"),
        (":::steps title='x'\n1. **a** b\n:::", "1: :::steps: cannot read"),
        (':::steps title="x"\ntext\n:::', "2: only a numbered list may stand here"),
        (':::conversation title="x"\nno speaker\n:::', "2: write a turn as Speaker: what is said"),
        (':::table caption="x"\nno table\n:::', "2: only a Markdown table may stand here"),
        (':::table caption="x"\n:::', "1: :::table has no Markdown table"),
        (':::glossary key="a"\nbody\n:::', "1: :::glossary takes no text"),
        (":::references\n:::", "1: :::references names no reference"),
        ("![picture](https://example.org/a.png)", "1: images are not supported"),
        ("a\n\n    code", "3: this is indented by four spaces"),
        ("> words", "1: write quotations as :::quote"),
        ("a\nb [c](d)", "2: link to 'd': write the full address"),
        ("[c](javascript:alert)", "1: link to"),
    ],
)
def test_what_the_editor_could_not_show_is_refused(text: str, expected: str) -> None:
    assert any(problem.startswith(expected) for problem in problems_in(text)), problems_in(text)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        'She said "stay" & it\'s *fine*, **really**: 2 < 3.',
        "- one\n- **two**\n\n### Smaller\n\nSee [this](https://example.org/?a=1&b=2).",
        "1. one\n2. two\n\nBreak  \nhere",
    ],
)
def test_opening_and_saving_in_the_editor_is_not_taken_for_an_edit(text: str) -> None:
    [(_type, html)] = blocks(text)
    features = ["h3", "bold", "italic", "superscript", "subscript", "link", "ul", "ol", "document-link"]
    converter = ContentstateConverter(features)
    saved = converter.to_database_format(converter.from_database_format(html))
    assert saved != html, "the editor no longer marks its paragraphs: comparison.py can be simpler"

    class Holder:
        def __init__(self, value: str) -> None:
            self.body = LessonStreamBlock().to_python([{"type": "rich_text", "value": value}])

    assert content_of(Holder(saved), ["body"]) == content_of(Holder(html), ["body"])
    assert content_of(Holder(html + "<p>More.</p>"), ["body"]) != content_of(Holder(html), ["body"])
