"""Editors' aids: what often makes a question worse than it need be. They warn; none keeps it from learners.

What cannot be graded at all is refused by the kinds themselves (`AnswerBlock.problems`). The rules follow
Haladyna, Downing and Rodriguez (2002), "A review of multiple-choice item-writing guidelines".
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext, ngettext

from harmreduction_lms.core.html import plain_text
from harmreduction_lms.core.registry import Registry
from harmreduction_lms.quizzes.grading import normalise


MANY_OPTIONS = 4
STANDS_OUT = 1.25
STANDS_OUT_BY = 10
"""A right answer is conspicuous when it is longer than any wrong one by a quarter and ten characters."""

UNGRADED = frozenset({"likert", "reflection"})

_EMPHASISED = re.compile(r"<(b|strong|i|em)\b[^>]*>.*?</\1>", re.IGNORECASE | re.DOTALL)
_SENTENCE = re.compile(r"[^.?!]+[.?!]*")
_NEGATIVE = {
    "en": re.compile(r"\b(not|except|never|cannot|\w+n['’]t)\b"),
    "es": re.compile(r"\b(no|nunca|jamás|excepto|salvo|menos)\b"),
}
_ABSOLUTE = {
    "en": re.compile(r"\b(always|never|all|every|none|completely|impossible)\b"),
    "es": re.compile(r"\b(siempre|nunca|jamás|tod[oa]s|ningun[oa]|completamente|imposible)\b"),
}
_ALL_OR_NONE = re.compile(
    r"(all|none|both|neither) of (the above|these)|(both|neither) a (and|nor|or) b"
    r"|(tod[oa]s|ningun[oa])( de)? l[oa]s (anteriores|respuestas)"
)


@dataclass(frozen=True)
class CheckedQuestion:
    """A question as plain values; `value` is the answer as JSON holds it, lists without their item ids."""

    kind: str
    stem: str
    rationale: str = ""
    value: Mapping[str, Any] = field(default_factory=dict)
    language: str = "en"

    @property
    def option_lists(self) -> list[Sequence[Mapping[str, Any]]]:
        """The options; of a text with gaps those of each gap."""
        gaps = [gap.get("value") or {} for gap in self.value.get("gaps") or ()]
        return [options for part in (self.value, *gaps) if (options := part.get("options"))]

    @property
    def options(self) -> list[Mapping[str, Any]]:
        return [option for options in self.option_lists for option in options]

    @property
    def texts(self) -> list[str]:
        """What a learner reads before answering, plain."""
        return [plain_text(self.stem), *(_text(option) for option in self.options)]


QuestionCheck = Callable[[CheckedQuestion], Iterable[str]]
StemCheck = Callable[[str], Iterable[str]]

question_checks: Registry[QuestionCheck] = Registry()
"""Each yields sentences for the editor. A site adds its own, or takes one of ours out."""

stem_checks: Registry[StemCheck] = Registry()
"""Checks of wording: they get each text a learner reads before answering, plain, one after the other."""


def warnings_for(question: CheckedQuestion) -> list[str]:
    """What an editor should look at again, in words, each once."""
    found = [text for check in question_checks for text in check(question)]
    found += [text for check in stem_checks for words in question.texts for text in check(words)]
    return list(dict.fromkeys(found))


def longest_is_correct(options: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the one right option is longer than every wrong one: a cue to the test-wise."""
    right, wrong = _lengths(options)
    return right > wrong


def _lengths(options: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
    """Characters of the one right option and of the longest wrong one; 0 and 0 where that is not so."""
    right = [len(_text(option)) for option in options if option.get("correct")]
    wrong = [len(_text(option)) for option in options if not option.get("correct")]
    return (right[0], max(wrong)) if len(right) == 1 and wrong else (0, 0)


@question_checks.add("longest_is_correct")
def _check_length(question: CheckedQuestion) -> Iterator[str]:
    lengths = [_lengths(options) for options in question.option_lists]
    if any(right > STANDS_OUT * wrong and right - wrong > STANDS_OUT_BY for right, wrong in lengths):
        yield gettext("The right answer is clearly the longest. Make the options about the same length.")


@question_checks.add("many_options")
def _check_number(question: CheckedQuestion) -> Iterator[str]:
    most = max((len(options) for options in question.option_lists), default=0)
    if most > MANY_OPTIONS:
        yield ngettext(
            "There is %(count)d option. Three or four good ones are enough.",
            "There are %(count)d options. Three or four good ones are enough.",
            most,
        ) % {"count": most}


@question_checks.add("several_right")
def _check_several_right(question: CheckedQuestion) -> Iterator[str]:
    """Where learners choose one, on purpose or by a slip."""
    chooses_one = question.kind == "single_choice" or question.value.get("choose") == "one"
    right = [option for option in question.options if option.get("correct")]
    if chooses_one and len(right) > 1:
        yield gettext(
            "More than one option is marked right; any of them counts. "
            "If learners should find them all, let them choose several."
        )


@question_checks.add("negative_stem")
def _check_negation(question: CheckedQuestion) -> Iterator[str]:
    """Only in the sentence that asks: "A person does not respond. What do you do first?" is fine."""
    if not _word(_NEGATIVE, question.language, question.stem):
        return
    sentences = _SENTENCE.findall(plain_text(_EMPHASISED.sub(" ", question.stem)))
    asking = [one for one in sentences if one.endswith("?")] or sentences[-1:]
    found = next((_word(_NEGATIVE, question.language, one) for one in asking), "")
    if found:
        yield gettext(
            "“%(word)s” is easily overlooked in a question. Ask the other way round, or make the word bold."
        ) % {"word": found}


@question_checks.add("missing_rationale")
def _check_rationale(question: CheckedQuestion) -> Iterator[str]:
    if question.kind not in UNGRADED and not plain_text(question.rationale):
        yield gettext("There is no rationale. Say why the answer is right, and what that rests on.")


@question_checks.add("missing_why")
def _check_reasons(question: CheckedQuestion) -> Iterator[str]:
    reasons = [option.get("why") for option in question.options]
    if question.kind == "true_false":
        reasons = [question.value.get("why_true"), question.value.get("why_false")]
    if not all(reasons):
        yield gettext("An option has no “why”. People learn most from why their choice was wrong.")


@question_checks.add("all_or_none")
def _check_all_or_none(question: CheckedQuestion) -> Iterator[str]:
    for option in question.options:
        if _ALL_OR_NONE.search(normalise(_text(option))):
            yield gettext(
                "“%(text)s” says little about what somebody knows, and options come in random order. "
                "Write out what is meant, or use multiple response."
            ) % {"text": _text(option)}


@question_checks.add("absolute_words")
def _check_absolutes(question: CheckedQuestion) -> Iterator[str]:
    """Absolute words in wrong options alone give them away."""
    found = {
        bool(option.get("correct")): word
        for option in question.options
        if (word := _word(_ABSOLUTE, question.language, _text(option).casefold()))
    }
    if False in found and True not in found:
        yield gettext(
            "Only wrong options say “%(word)s” or the like, and learners know that trick. Soften the wording."
        ) % {"word": found[False]}


def _word(patterns: Mapping[str, re.Pattern[str]], language: str, text: str) -> str:
    """The first such word; capitals count as emphasis and are not found."""
    pattern = patterns.get(language.partition("-")[0])
    found = pattern.search(text) if pattern else None
    return found[0] if found else ""


def _text(option: Mapping[str, Any]) -> str:
    return str(option.get("text") or "").strip()
