"""One GIFT question as an `ExchangeItem`: title, text, the part in braces, and what our own comments add."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange import plain
from harmreduction_lms.quizzes.exchange.base import ExchangeItem
from harmreduction_lms.quizzes.exchange.gift.answers import Parsed, parse_answers
from harmreduction_lms.quizzes.exchange.gift.blocks import MAX_QUESTION, Block
from harmreduction_lms.quizzes.exchange.gift.escapes import TextFormat, protect, restore, split_format
from harmreduction_lms.quizzes.exchange.gift.own import Own
from harmreduction_lms.quizzes.exchange.problems import Unusable


STEM_END = "\n<hr/>\n"
"""Between the question and the text with gaps, which GIFT knows only as one."""

BLANK = " _____ "
GAP_TYPES = {"single_choice": "choice", "numeric": "number", "short_answer": "text"}

_ANSWER_START = re.compile(r"\s*(?:[=~#}]|(?:T|F|TRUE|FALSE)\s*(?:[#}]))", re.IGNORECASE)
_SENTENCE_END = tuple(".?!:;")
_PICTURE = re.compile(r"<img\b", re.IGNORECASE)


@dataclass(frozen=True)
class Split:
    """A question's text before and after the braces, and what stands in them. All still protected."""

    before: str
    answers: str
    after: str


def read_block(block: Block) -> ExchangeItem:
    """Raises `Unusable` with the reason."""
    if block.size > MAX_QUESTION:
        raise Unusable(_("This is longer than a question can be. Look for a missing brace }."))
    own = Own(block.comments)
    title, text = _titled(protect(block.text).strip())
    name, text = split_format(text)
    form = TextFormat(name or "moodle")
    split = split_at_answers(text)
    content, _hashes, rationale = split.answers.partition("####")
    parsed = parse_answers(content, form, own.text("kind"))
    stem, parsed = _arranged(split, parsed, form, own)
    if not plain.to_text(stem)[0] and not _PICTURE.search(stem):
        raise Unusable(_("There is no question in front of the braces { }."))
    return ExchangeItem(
        kind=parsed.kind,
        title=plain.shortened(" ".join(restore(title).split()))
        or plain.title_from(_title_source(stem, parsed)),
        stem=stem,
        answer=parsed.answer,
        rationale=form.html(rationale),
        hints=own.texts("hints"),
        points=own.number("points") or 1,
        tags=tuple(dict.fromkeys([*own.texts("tags"), *own.tags])),
        category=block.category,
        source_key=(own.ids or [own.text("id")])[0],
        notes=(*parsed.notes, *form.notes(), *_missing_picture(stem)),
    )


def split_at_answers(text: str) -> Split:
    """Finds the braces with the answers; others, as in code, belong to the text. Raises `Unusable`."""
    groups = _groups(text)
    if not groups:
        raise Unusable(_("There are no answers in braces { }. A text alone is not a question."))
    starts = [group for group in groups if _ANSWER_START.match(text, group[0] + 1)]
    filled = [group for group in starts if text[group[0] + 1 : group[1]].strip()]
    found = filled or [group for group in groups if not text[group[0] + 1 : group[1]].strip()]
    if not found:
        raise Unusable(_("Begin each answer in the braces with = if it is right, or with ~ if it is wrong."))
    if len(found) > 1:
        raise Unusable(
            _(
                "There is more than one part in braces { }. Leave an empty line between questions; "
                "for several gaps in one text, make a cloze question here."
            )
        )
    ((start, end),) = found
    return Split(text[:start], text[start + 1 : end], text[end + 1 :])


def _groups(text: str) -> list[tuple[int, int]]:
    """Where outermost braces open and close. The last one closes what an unescaped brace left open."""
    groups: list[tuple[int, int]] = []
    depth = start = last = 0
    for found in re.finditer(r"[{}]", text):
        if found[0] == "{":
            start = start if depth else found.start()
            depth += 1
        elif depth:
            depth, last = depth - 1, found.start()
            if not depth:
                groups.append((start, last))
    if depth:
        if last <= start:
            raise Unusable(_("A brace { is never closed. Put } behind the last answer."))
        groups.append((start, last))
    return groups


def _titled(text: str) -> tuple[str, str]:
    end = text.find("::", 2) if text.startswith("::") else -1
    return (text[2:end], text[end + 2 :]) if end > 0 else ("", text)


def _arranged(split: Split, parsed: Parsed, form: TextFormat, own: Own) -> tuple[str, Parsed]:
    """The stem, and the answer with what our comment knows of it."""
    after = split.after.rstrip()
    if not after.strip("".join(_SENTENCE_END)) and split.before.rstrip().endswith(_SENTENCE_END):
        after = ""
    if not after:
        return _with_own(form.html(split.before), parsed, own)
    text = form.html(f"{split.before}[[1]]{after}")
    if parsed.kind not in GAP_TYPES or text.count("[[") != 1:
        return form.html(f"{split.before}{BLANK}{after}"), parsed
    gap = {"type": GAP_TYPES[parsed.kind], "value": parsed.answer}
    return plain.to_html(_("Fill in the gap.")), replace(
        parsed, kind="cloze", answer={"text": text, "gaps": [gap]}
    )


def _title_source(stem: str, parsed: Parsed) -> str:
    return parsed.answer["text"].replace("[[1]]", BLANK) if parsed.kind == "cloze" else stem


def _with_own(stem: str, parsed: Parsed, own: Own) -> tuple[str, Parsed]:
    match parsed.kind:
        case "multiple_response" if own.text("scoring") == "all_or_nothing":
            parsed.answer["scoring"] = "all_or_nothing"
        case "numeric":
            parsed.answer |= _units(own)
        case "reflection" if gaps := own.parts("gaps"):
            stem, _rule, text = stem.rpartition(STEM_END)
            return stem, _cloze(text, gaps)
        case "reflection" if own.text("kind") == "reflection":
            parsed.answer |= _reflection(own)
    return stem, parsed


def _units(own: Own) -> dict[str, Any]:
    unit, *forms = own.texts("units") or ("",)
    return {"unit": unit, "unit_forms": forms}


def _cloze(text: str, gaps: Sequence[Own]) -> Parsed:
    found = []
    for gap in gaps:
        form = TextFormat("html")
        parsed = parse_answers(protect(gap.text("answers")), form, gap.text("kind"))
        if parsed.kind not in GAP_TYPES:
            raise Unusable(_("A gap holds neither a choice nor a number nor a text."))
        value = parsed.answer | (_units(gap) if parsed.kind == "numeric" else {})
        found.append({"type": GAP_TYPES[parsed.kind], "value": value})
    return Parsed("cloze", {"text": text, "gaps": found})


def _reflection(own: Own) -> dict[str, Any]:
    rubric = [
        {
            "criterion": row.text("criterion"),
            "points": row.number("points") or 1,
            "description": row.text("description"),
        }
        for row in own.parts("rubric")
    ]
    return {
        "grading": "by_hand" if own.text("grading") == "by_hand" else "none",
        "guidance": own.text("guidance"),
        "rubric": rubric,
        "max_words": own.number("max_words"),
    }


def _missing_picture(stem: str) -> tuple[str, ...]:
    return (
        (_("A picture belongs to this question. GIFT cannot hold it: add it here."),)
        if _PICTURE.search(stem)
        else ()
    )
