"""Reading one `<question>`: what all types share, and which type is read as which kind."""

import re
from collections.abc import Callable
from dataclasses import replace
from xml.etree.ElementTree import Element

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harmreduction_lms.quizzes.exchange.base import ExchangeItem
from harmreduction_lms.quizzes.exchange.moodle_xml import arranged, choices, extra, gaps, typed
from harmreduction_lms.quizzes.exchange.moodle_xml.choices import Read
from harmreduction_lms.quizzes.exchange.moodle_xml.source import CannotBeTaken, Source, raw_text, to_number
from harmreduction_lms.quizzes.exchange.plain import title_from, to_text


READERS: dict[str, Callable[[Source], Read]] = {
    "multichoice": choices.multichoice,
    "oumultiresponse": choices.multichoice,
    "multichoiceset": choices.all_or_nothing,
    "truefalse": choices.truefalse,
    "shortanswer": typed.shortanswer,
    "numerical": typed.numerical,
    "essay": typed.essay,
    "matching": arranged.matching,
    "ddmatch": arranged.matching,
    "ordering": arranged.ordering,
}
GAPPED: dict[str, Callable[[Source, str], Read]] = {
    **dict.fromkeys(("cloze", "multianswer"), gaps.cloze),
    **dict.fromkeys(("gapselect", "ddwtos"), gaps.selected),
}
_FORMULA = gettext_lazy("It draws its numbers at random. Make it a “Numerical” question with fixed numbers.")
_PLACED = gettext_lazy(
    "Things are dragged onto a picture in it, which not everybody can do. Make it a multiple choice about "
    "the picture, or a matching question."
)
_RANDOM = gettext_lazy(
    "It stands for a random draw. Export the questions of its category, and draw them in the quiz."
)
REFUSED: dict[str, str | Promise] = {
    **dict.fromkeys(("calculated", "calculatedmulti", "calculatedsimple"), _FORMULA),
    **dict.fromkeys(("ddmarker", "ddimageortext"), _PLACED),
    **dict.fromkeys(("random", "randomsamatch"), _RANDOM),
    "description": gettext_lazy(
        "It is a text that asks nothing. Put it on a page, or into the next question."
    ),
}
# Moodle puts these under every new question; they say nothing about this one.
_STANDARD_FEEDBACK = re.compile(
    r"(your answer is (partially )?(in)?correct"
    r"|die antwort ist (teilweise )?(richtig|falsch)"
    r"|votre réponse est (partiellement )?(in)?correcte"
    r"|(tu |su )?respuesta (es )?(parcialmente )?(in)?correcta"
    r"|(partially )?(in)?correct)[.!]?",
    re.IGNORECASE,
)
_TAGGED = re.compile(r"<(?:br|p|div|span|img|strong)\b", re.IGNORECASE)
_COURSE = re.compile(r"^\$\w+\$(/|$)")


def read_question(element: Element, *, where: str, category: str) -> ExchangeItem:
    """The question as plain values. Raises `CannotBeTaken`."""
    source = Source(element)
    ours = extra.read(element)
    stem, found_picture = source.stem()
    rationale = source.rich(element.find("generalfeedback"), _("general feedback"))
    item = ExchangeItem(
        kind="",
        title=read_title(element),
        stem=stem,
        answer={},
        rationale=rationale,
        hints=_hints(source),
        points=_points(source, stem),
        tags=tuple(filter(None, (raw_text(tag)[:200] for tag in element.findall("tags/tag")))),
        category=category,
        source_key=source.value("idnumber"),
        picture=found_picture,
        where=where,
    )
    try:
        item = _with_answer(source, item)
    except CannotBeTaken:
        if "answer" not in ours:
            raise
    if extra.is_outdated(element):
        source.note(
            _("The question was changed by another program; what only this site keeps of it was left out.")
        )
    return replace(item, notes=() if ours else source.all_notes(), **ours)


def read_title(element: Element) -> str:
    """The name of a question; some programs put its whole text there, with its tags."""
    name = raw_text(element.find("name"))[:2000]
    return to_text(name)[0] if _TAGGED.search(name) else " ".join(name.split())


def read_category(element: Element) -> str:
    """The path of a category question. The course it was in is left out; `//` is a slash in a name."""
    path = _COURSE.sub("", raw_text(element.find("category"))[:2000]).replace("//", "-")
    names = [name.strip() for name in path.split("/")]
    return "/".join(name for place, name in enumerate(names) if name and (place or name != "top"))


def _with_answer(source: Source, item: ExchangeItem) -> ExchangeItem:
    type_ = source.element.get("type", "").strip()
    if reader := GAPPED.get(type_):
        kind, answer = reader(source, item.stem)
        item = replace(item, stem=f"<p>{_('Fill in the gaps.')}</p>")
    elif type_ in READERS:
        kind, answer = READERS[type_](source)
    else:
        raise CannotBeTaken(_unknown(type_))
    if kind in ("short_answer", "numeric"):
        item = replace(item, rationale=item.rationale or typed.right_reasons(source))
    _note_feedback(source)
    return _with_words(source, replace(item, kind=kind, answer=answer))


def _unknown(type_: str) -> str:
    return str(REFUSED.get(type_, "")) or _(
        "Questions of the type “%(type)s” do not exist here. Make it one of Moodle's own types and try again."
    ) % {"type": type_[:40]}


def _with_words(source: Source, item: ExchangeItem) -> ExchangeItem:
    """With a stem and a title that can be read."""
    if not to_text(item.stem)[0]:
        if not item.picture:
            raise CannotBeTaken(_("It asks nothing: its text is empty."))
        source.note(_("The question was only a picture. Say in words what is asked."))
        item = replace(item, stem=f"<p>{_('Look at the picture.')}</p>")
    return replace(item, title=item.title or title_from(item.stem))


def _hints(source: Source) -> tuple[str, ...]:
    hints = (source.rich(hint, _("hint")) for hint in source.element.findall("hint"))
    return tuple(hint for hint in hints if hint)


def _points(source: Source, stem: str) -> int:
    """Moodle's default mark as a whole number from 1; a cloze that has none is worth the sum of its gaps."""
    grade = to_number(source.value("defaultgrade"))
    if grade is None:
        is_cloze = source.element.get("type") in ("cloze", "multianswer")
        return (gaps.total_weight(stem) if is_cloze else 1) or 1
    points = max(1, int(grade + 0.5))
    if points != grade:
        source.note(
            _("It was worth %(grade)s points; here points are whole numbers, so it is worth %(points)d.")
            % {"grade": f"{grade:g}", "points": points}
        )
    return points


def _note_feedback(source: Source) -> None:
    """What Moodle shows for a right, a partly right and a wrong answer has no place here."""
    names = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
    texts = [to_text(raw_text(source.element.find(name))[:2000])[0] for name in names]
    if any(text and not _STANDARD_FEEDBACK.fullmatch(text) for text in texts):
        source.note(_("The feedback for right, partly right and wrong answers as a whole was left out."))
