"""Which reader takes an item, and which items none can take."""

from collections.abc import Callable
from xml.etree.ElementTree import Element

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harmreduction_lms.quizzes.exchange import plain
from harmreduction_lms.quizzes.exchange.base import ExchangeItem, Refusal
from harmreduction_lms.quizzes.exchange.qti import v2_read_choices, v2_read_sets, v2_read_text
from harmreduction_lms.quizzes.exchange.qti.keys import unique
from harmreduction_lms.quizzes.exchange.qti.media import Media
from harmreduction_lms.quizzes.exchange.qti.v2_read_choices import Read, is_scale
from harmreduction_lms.quizzes.exchange.qti.v2_source import Source
from harmreduction_lms.quizzes.exchange.qti.v2_texts import NotTaken


MAX_ELEMENTS = 5_000
MAX_CHARACTERS = 1_000_000
"""Of one item; the longest in the samples of 1EdTech has 300 elements."""

READERS: dict[str, Callable[[Source], Read]] = {
    "choiceInteraction": v2_read_choices.choice,
    "hottextInteraction": v2_read_choices.hottext,
    "hotspotInteraction": v2_read_choices.hotspot,
    "orderInteraction": v2_read_sets.order,
    "matchInteraction": v2_read_sets.match,
    "associateInteraction": v2_read_sets.associate,
    "textEntryInteraction": v2_read_text.gaps,
    "inlineChoiceInteraction": v2_read_text.gaps,
    "gapMatchInteraction": v2_read_text.gap_match,
    "extendedTextInteraction": v2_read_text.essay,
}
_INLINE = {"textEntryInteraction", "inlineChoiceInteraction"}

_POINTING = gettext_lazy(
    "It is answered by pointing into a picture, which not everybody can do. "
    "Make it a question about a picture with lettered options."
)
_BY_TOOL = gettext_lazy("It needs a program of its own to be answered. Write the question anew with options.")
REASONS: dict[str, str | Promise] = {
    **dict.fromkeys(("selectPointInteraction", "positionObjectInteraction"), _POINTING),
    **dict.fromkeys(("graphicOrderInteraction", "graphicAssociateInteraction"), _POINTING),
    "graphicGapMatchInteraction": _POINTING,
    **dict.fromkeys(("customInteraction", "portableCustomInteraction"), _BY_TOOL),
    "sliderInteraction": gettext_lazy(
        "It is answered with a slider. Make it a question that asks for a number."
    ),
    "uploadInteraction": gettext_lazy("It is answered with a file. Ask for a written answer instead."),
    "drawingInteraction": gettext_lazy("It is answered with a drawing. Ask for a written answer instead."),
    "mediaInteraction": gettext_lazy("It only plays a sound or film. Put that into a lesson."),
    "endAttemptInteraction": gettext_lazy("It has only a button, and asks nothing."),
}


def read(root: Element, where: str, media: Media) -> ExchangeItem | Refusal:
    """The question in an item that is already in the words of 2.x, as any program would understand it."""
    title = " ".join((root.get("title") or "").split())
    try:
        _refuse_what_is_too_large(root)
        source = Source(root, media)
        kind, answer, stem = _reader(source)(source)
        rationale = source.rationale()
    except NotTaken as error:
        place = " › ".join(part for part in (where, title or root.get("identifier", "")) if part)
        return Refusal(place, str(error))
    return ExchangeItem(
        kind=kind,
        title=plain.title_from(plain.to_html(title)) or plain.title_from(stem),
        stem=stem,
        answer=answer,
        rationale=rationale,
        points=source.points,
        source_key=unique(root.get("identifier")),
        picture=source.picture,
        where=where,
        notes=source.notes,
    )


def _reader(source: Source) -> Callable[[Source], Read]:
    _refuse_what_changes(source.root)
    _drop_buttons(source)
    tags = {interaction.tag for interaction in source.interactions}
    reasons = [str(REASONS.get(tag, _BY_TOOL)) for tag in sorted(tags - set(READERS))]
    if reasons:
        raise NotTaken(reasons[0])
    if not tags:
        raise NotTaken(_("It is a text without a question. Put it into a lesson."))
    several = len(source.interactions) > 1 and not tags <= _INLINE
    if several and not (tags == {"choiceInteraction"} and is_scale(source)):
        raise NotTaken(
            _("It asks several questions at once (%(number)d). Make a question of each.")
            % {"number": len(source.interactions)}
        )
    return READERS[source.interactions[0].tag]


def _refuse_what_is_too_large(root: Element) -> None:
    texts = (text for part in root.iter() for text in (part.text, part.tail) if text)
    if sum(1 for _part in root.iter()) > MAX_ELEMENTS or sum(map(len, texts)) > MAX_CHARACTERS:
        raise NotTaken(_("It is far longer than a question. Split it, or put its text into a lesson."))


def _refuse_what_changes(root: Element) -> None:
    """Items whose text or key is made anew each time are no single question."""
    if root.get("adaptive") == "true":
        raise NotTaken(
            _("It changes with each try (adaptive). Write the question anew, with hints if need be.")
        )
    if root.find("templateDeclaration") is not None or root.find("templateProcessing") is not None:
        raise NotTaken(_("Its values are drawn anew each time. Write one question for each set of values."))
    if root.find("assessmentStimulusRef") is not None:
        raise NotTaken(_("It refers to a text in another file. Copy that text into the question first."))


def _drop_buttons(source: Source) -> None:
    buttons = [part for part in source.interactions if part.tag == "endAttemptInteraction"]
    source.interactions = [part for part in source.interactions if part not in buttons]
    if buttons and source.interactions:
        source.hide(*buttons)
        source.note(_("A button beside the question (such as “Show hint”) was left out."))
