"""An item of QTI 1.2 as a question of ours, or the reason why not."""

import re
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal, DecimalException
from xml.etree.ElementTree import Element

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harmreduction_lms.quizzes.exchange.base import ExchangeItem, Refusal
from harmreduction_lms.quizzes.exchange.plain import lost_notes, title_from, to_html, to_text
from harmreduction_lms.quizzes.exchange.qti.keys import unique
from harmreduction_lms.quizzes.exchange.qti.media import Media
from harmreduction_lms.quizzes.exchange.qti.v1.choosing import read_several, read_single
from harmreduction_lms.quizzes.exchange.qti.v1.gaps import has_names, read_gaps_in_place, read_named_gaps
from harmreduction_lms.quizzes.exchange.qti.v1.parts import NotTaken
from harmreduction_lms.quizzes.exchange.qti.v1.rows import read_categories, read_matching, read_ordering
from harmreduction_lms.quizzes.exchange.qti.v1.source import Answer, Source
from harmreduction_lms.quizzes.exchange.qti.v1.typing_in import read_essay, read_typed
from harmreduction_lms.quizzes.exchange.safe_xml import local_name


MAX_POINTS = 1_000

NO_SLOT = gettext_lazy("It is a text without a question. Put the text into the lesson, or before a question.")
NOT_HERE: Mapping[str, str | Promise] = {
    "calculated": gettext_lazy(
        "Its numbers are drawn anew for every learner, which there is no kind of question for here. "
        "Write it as a number question with fixed numbers."
    ),
    "file_upload": gettext_lazy("It asks for a file. Ask for a written answer instead."),
    "text_only": NO_SLOT,
    "hot_spot": gettext_lazy(
        "It asks to point at a picture, which not everybody can. Use an image choice with named places."
    ),
}
GROUPING = gettext_lazy("It asks to drag things into groups. Write it as a matching question.")

_POINTS = ("points_possible", "cc_weighting", "qmd_absolutescore_max", "qmd_weighting")
# What Canvas calls every question, and numbers that tools give.
_CALLED_NOTHING = re.compile(r"(question|item|untitled)?[\s#]*\d*|[0-9a-f_-]{8,}", re.IGNORECASE)
_MARKER = re.compile(r"\[\[\d+\]\]")


def read_item(
    item: Element, *, where: str, category: str, media: Media, passage: str = ""
) -> ExchangeItem | Refusal:
    """The question in an `item`. `passage` is the text that several items are about."""
    source = Source(item)
    try:
        answer = _reader(source)(source)
        return _question(source, answer, where=where, category=category, media=media, passage=passage)
    except NotTaken as reason:
        return Refusal(where, str(reason))


def _reader(source: Source) -> Callable[[Source], Answer]:
    if source.type in NOT_HERE:
        raise NotTaken(NOT_HERE[source.type])
    if any(local_name(part) == "calculated" for part in source.element.iter()):
        raise NotTaken(NOT_HERE["calculated"])
    if source.type == "essay":
        return read_essay
    types = {slot.type for slot in source.slots}
    for type_, reason in (("xy", NOT_HERE["hot_spot"]), ("grp", GROUPING)):
        if type_ in types:
            raise NotTaken(reason)
    if not types:
        raise NotTaken(NO_SLOT)
    if has_names(source):
        return read_named_gaps
    if types == {"lid"}:
        return _choosing_reader(source)
    return read_typed if len(source.slots) == 1 and types <= {"str", "num"} else read_gaps_in_place


def _choosing_reader(source: Source) -> Callable[[Source], Answer]:
    cardinalities = {slot.cardinality for slot in source.slots}
    if source.type in {"fill_in_multiple_blanks", "multiple_dropdowns"}:
        return read_named_gaps
    if len(source.slots) > 1:
        return read_categories if cardinalities == {"multiple"} else read_matching
    return {"multiple": read_several, "ordered": read_ordering}.get(cardinalities.pop(), read_single)


def _question(
    source: Source, answer: Answer, *, where: str, category: str, media: Media, passage: str
) -> ExchangeItem:
    stem = passage + (source.text() if answer.stem is None else answer.stem)
    stem, picture, lost = media.illustrate(stem)
    if not to_text(stem)[0]:
        raise NotTaken(_("It has no question text."))
    rationale, _picture, _lost = media.illustrate(source.comments.rationale)
    return ExchangeItem(
        kind=answer.kind,
        title=_title(source, answer.value.get("text", stem)),
        stem=stem,
        answer=answer.value,
        rationale=rationale,
        hints=source.comments.hints,
        points=_points(source),
        category=category,
        source_key=_source_key(source),
        picture=picture,
        where=where,
        notes=(*source.notes, *lost, *lost_notes(source.lost), *source.comments.notes()),
    )


def _title(source: Source, text: str) -> str:
    """Its own title, unless that says nothing: then the first words of the text."""
    title = title_from(to_html(source.element.get("title", "")))
    return title_from(_MARKER.sub("____", text)) if _CALLED_NOTHING.fullmatch(title) else title


def _source_key(source: Source) -> str:
    """The same question has the same reference in a quiz and in the bank it comes from."""
    fields = source.fields
    told = fields.get("assessment_question_identifierref") or fields.get("qmd_globalid")
    return unique(told or source.element.get("ident"))


def _points(source: Source) -> int:
    """Whole points, one at least."""
    text = next(filter(None, map(source.fields.get, _POINTS)), "1")
    try:
        exact = Decimal(text[:20])
        points = int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    except (DecimalException, ValueError):
        return 1
    points = min(max(points, 1), MAX_POINTS)
    if points != exact:
        source.notes.append(
            _("It gave %(points)s points; here it gives %(whole)d.") % {"points": text, "whole": points}
        )
    return points
