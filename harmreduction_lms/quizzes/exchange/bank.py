"""The bank's questions as plain values: what is written to a file, and compared with one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.blocks import Block, ChooserBlock, RichTextBlock
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageChooserBlock

from harmreduction_lms.quizzes.exchange.bank_rows import Row, bank_rows, kind_of
from harmreduction_lms.quizzes.exchange.base import ExchangeItem, Picture, Refusal
from harmreduction_lms.quizzes.exchange.pictures import picture
from harmreduction_lms.quizzes.exchange.values import clean_rich_text, plain_value
from harmreduction_lms.quizzes.models import Question, QuestionCategory
from harmreduction_lms.quizzes.paper import frontend_html


MAX_PICTURES_BYTES = 100 * 1024 * 1024
"""All pictures of one export together: they are in memory until the file is written."""


@dataclass(frozen=True)
class BankExport:
    """Questions ready to be written, by primary key, and those that cannot be, with the reason."""

    items: dict[int, ExchangeItem] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)


def read_bank(questions: QuerySet[Question], *, latest: bool = False) -> BankExport:
    """These questions in their order; with `latest` as their editors see them, not as learners do.

    Five queries, and one more each where there are pictures or links to pages.
    """
    export = BankExport()
    rows = bank_rows(questions, latest=latest)
    reader = _Reader([row for row in rows if kind_of(row) in _answer_blocks()])
    for row in rows:
        reason = reader.problem(row)
        if reason:
            export.refused.append(Refusal(row["title"], reason))
        else:
            export.items[row["pk"]] = reader.item(row)
    return export


class _Reader:
    """Makes items of rows; what several rows need is looked up once."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._categories = dict(QuestionCategory.objects.values_list("pk", "path"))
        self._answers = {row["pk"]: _read_answer(row) for row in rows}
        self._html = self._clean_html(rows)
        self._pictures = self._read_pictures(rows)

    def problem(self, row: Row) -> str:
        """Why a question cannot go into a file, in words for an editor."""
        if row["pk"] not in self._answers:
            return _("It has no answer yet. Open it in the bank and choose one.")
        if self._image(row)[0] and row["pk"] not in self._pictures:
            return _("Its picture is missing or cannot be read. Open it in the bank and choose another one.")
        return ""

    def item(self, row: Row) -> ExchangeItem:
        answer = self._answers[row["pk"]]
        return ExchangeItem(
            kind=kind_of(row),
            title=row["title"],
            stem=self._html[row["stem"]],
            answer=answer.with_html(self._html),
            rationale=self._html[row["rationale"]],
            hints=tuple(str(block["value"]) for block in row["hints"]),
            points=row["points"],
            tags=row["tags"],
            category=self._categories.get(row["category_id"], ""),
            source_key=row["source_key"] or str(row["translation_key"]),
            picture=self._pictures.get(row["pk"]),
            where=row["title"],
            notes=self._notes(row),
        )

    def _notes(self, row: Row) -> tuple[str, ...]:
        if row["picture"] and self._answers[row["pk"]].image:
            return (_("Only the picture of the answer went along, not the one below the question."),)
        return ()

    def _image(self, row: Row) -> tuple[int | None, str]:
        """Primary key and text alternative of the picture that goes along."""
        answer = self._answers[row["pk"]]
        shown: dict[str, Any] = next((block["value"] for block in row["picture"]), {})
        return (answer.image, answer.alt) if answer.image else (shown.get("image"), shown.get("alt") or "")

    def _clean_html(self, rows: Sequence[Row]) -> dict[str, str]:
        """Every text by what it was; links to pages of this site become addresses, all at once."""
        texts = {text for row in rows for text in (row["stem"], row["rationale"])}
        texts.update(text for answer in self._answers.values() for text in answer.html)
        linked = [text for text in texts if "linktype=" in text]
        addressed = dict(zip(linked, frontend_html(linked), strict=True)) if linked else {}
        return {text: clean_rich_text(addressed.get(text, text)) for text in texts}

    def _read_pictures(self, rows: Sequence[Row]) -> dict[int, Picture]:
        wanted = {row["pk"]: self._image(row) for row in rows}
        images = get_image_model()._default_manager.in_bulk({pk for pk, _alt in wanted.values() if pk})
        return dict(_opened(wanted, images))


@dataclass
class _Answer:
    """A row's answer as plain values; the texts in it that are HTML, and the picture it asks about."""

    block: Block
    raw: Any
    value: Any = None
    html: list[str] = field(default_factory=list)
    image: int | None = None

    @property
    def alt(self) -> str:
        return str(self.value.get("alt") or "") if isinstance(self.value, dict) else ""

    def collect(self, block: Block, value: Any) -> Any:
        """Leaf of the first reading: notes what needs the database, and names no object of this site."""
        if isinstance(block, RichTextBlock):
            self.html.append(value or "")
        if isinstance(block, ImageChooserBlock):
            self.image = value
        return None if isinstance(block, ChooserBlock) else value

    def with_html(self, cleaned: dict[str, str]) -> Any:
        if not self.html:
            return self.value
        return plain_value(
            self.block,
            self.value,
            lambda block, value: cleaned[value or ""] if isinstance(block, RichTextBlock) else value,
        )


def _read_answer(row: Row) -> _Answer:
    raw = row["answer"][0]
    answer = _Answer(_answer_blocks()[raw["type"]], raw["value"])
    answer.value = plain_value(answer.block, answer.raw, answer.collect)
    return answer


def _answer_blocks() -> dict[str, Block]:
    blocks: dict[str, Block] = Question._meta.get_field("answer").stream_block.child_blocks
    return blocks


def _opened(
    wanted: dict[int, tuple[int | None, str]], images: dict[int, Any]
) -> Iterator[tuple[int, Picture]]:
    """The pictures that can be read, as long as they fit into memory together."""
    left = MAX_PICTURES_BYTES
    for question, (pk, alt) in wanted.items():
        if pk is None or pk not in images:
            continue
        content = _content(images[pk])
        left -= len(content)
        found = picture(images[pk].filename, content, alt)
        if found and left >= 0:
            yield question, found


def _content(image: Any) -> bytes:
    try:
        with image.open_file() as file:
            return bytes(file.read())
    except OSError:
        return b""
