"""Items of an import as an editor sees them before deciding: as learners will, then the right answer.

Everything here comes from `planning`, so all of it has been cleaned; pictures are drawn anew and small, and
sent within the page, because nothing is stored before the import.
"""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO

from django.utils.safestring import SafeString
from wagtail.blocks import StreamValue
from willow.image import Image

from harmreduction_lms.core.html import clean_html
from harmreduction_lms.quizzes.asked import from_question
from harmreduction_lms.quizzes.exchange.base import ExchangeItem, Picture
from harmreduction_lms.quizzes.exchange.planning import PlannedItem, Step
from harmreduction_lms.quizzes.kinds import Draw, question_kinds
from harmreduction_lms.quizzes.models import Question
from harmreduction_lms.quizzes.pictures import ShownPicture
from harmreduction_lms.quizzes.presentation import ShownItem, preview_items


THUMBNAIL = (640, 480)


@dataclass(frozen=True)
class Card:
    """One item. `number` is its place in the import, from 0; `shown` is empty for what is refused."""

    number: int
    file: str
    planned: PlannedItem
    is_ticked: bool
    shown: ShownItem | None = None
    right_answer: str = ""
    rationale: SafeString | str = ""

    @property
    def is_refused(self) -> bool:
        return self.planned.step == Step.REFUSED

    @property
    def is_known(self) -> bool:
        return self.planned.known is not None or self.planned.step == Step.REPEATED


def cards(
    plan: Sequence[PlannedItem], *, first: int, files: Sequence[str], left_out: Iterable[int]
) -> list[Card]:
    """A card an item; `first` is the place of the first of them in the import."""
    out = frozenset(left_out)
    bare = [
        Card(number, file, planned, number not in out)
        for number, (planned, file) in enumerate(zip(plan, files, strict=True), start=first)
    ]
    usable = [card for card in bare if not card.is_refused]
    shown = preview_items(from_question(_unsaved(card.planned)) for card in usable)
    filled = {card.number: _filled(card, item) for card, item in zip(usable, shown, strict=True)}
    return [filled.get(card.number, card) for card in bare]


def _filled(card: Card, shown: ShownItem) -> Card:
    item = card.planned.item
    kind = question_kinds[item.kind]
    frozen = kind.freeze(card.planned.value, Draw())
    return replace(
        card,
        shown=_with_picture(replace(shown, position=card.number + 1), item),
        right_answer=kind.right_answer_text(frozen.body, frozen.key),
        rationale=clean_html(item.rationale),
    )


def _unsaved(planned: PlannedItem) -> Question:
    """The question in memory, without its picture, which is no image of the site yet."""
    item = planned.item
    question = Question(title=item.title, stem=item.stem, rationale=item.rationale, points=item.points)
    question.answer = StreamValue(question.answer.stream_block, [(item.kind, planned.value)])
    return question


def _with_picture(shown: ShownItem, item: ExchangeItem) -> ShownItem:
    if item.picture is None:
        return shown
    picture = _thumbnail(item.picture)
    if "picture" in shown.data:
        return replace(shown, data={**shown.data, "picture": picture})
    return replace(shown, picture=picture)


def _thumbnail(picture: Picture) -> ShownPicture:
    """A small PNG: whatever else was in the file stays behind."""
    image = Image.open(BytesIO(picture.content))
    width, height = image.get_size()
    share = min(1.0, THUMBNAIL[0] / width, THUMBNAIL[1] / height)
    size = max(1, round(width * share)), max(1, round(height * share))
    drawn = BytesIO()
    image.resize(size).save_as_png(drawn)
    url = f"data:image/png;base64,{b64encode(drawn.getvalue()).decode()}"
    return ShownPicture(picture.alt, url, *size)
