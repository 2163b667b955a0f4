"""What in the question bank deserves a second look: questions that are alike, and those with warnings."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

from django.db.models import Case, IntegerField, TextField, Value, When
from django.db.models.functions import Cast

from harmreduction_lms.quizzes.bank_selectors import offered_questions
from harmreduction_lms.quizzes.duplicates import ALIKE, likeness, near_duplicates, shingles, words_of
from harmreduction_lms.quizzes.models import Question
from harmreduction_lms.quizzes.question_checks import CheckedQuestion, longest_is_correct, warnings_for


LONG_WORDS = 6
"""So many of a stem's longest words are looked for to find questions like it."""

LOOKED_AT = 50
"""So many questions that have most of these words are compared."""


@dataclass(frozen=True)
class Finding:
    """A question of the bank and what an editor should look at again."""

    question: Question
    warnings: Sequence[str]


@dataclass(frozen=True)
class AlikePair:
    """Two questions that ask nearly the same; `percent` of their words are shared."""

    first: Question
    second: Question
    percent: int


@dataclass(frozen=True)
class LengthCue:
    """In how many single-choice questions the right answer is the longest, and in how many by chance."""

    longest: int
    questions: int
    by_chance: int


def same_stem(question: Question) -> list[Question]:
    """Other questions in the same language that read the same. One query."""
    if not question.stem_digest:
        return []
    found = Question.objects.filter(stem_digest=question.stem_digest, locale_id=question.locale_id)
    return list(found.exclude(pk=question.pk).order_by("pk")[:LOOKED_AT])


def similar_questions(question: Question) -> list[Question]:
    """Other questions with nearly the same words, the most alike first. One query, bounded work."""
    words = sorted(set(words_of(question.stem)), key=lambda word: (-len(word), word))[:LONG_WORDS]
    if not words:
        return []
    own = shingles(question.stem)
    shared = reduce(add, [_has_word(word) for word in words])
    candidates = (
        Question.objects.filter(locale_id=question.locale_id)
        .exclude(pk=question.pk)
        .annotate(shared_words=shared)
        .filter(shared_words__gte=max(1, len(words) // 2))
        .order_by("-shared_words", "pk")[:LOOKED_AT]
    )
    rated = [(likeness(own, shingles(other.stem)), other) for other in candidates]
    return [other for share, other in sorted(rated, key=lambda one: -one[0]) if share >= ALIKE]


def alike_pairs() -> list[AlikePair]:
    """Questions in one language that ask nearly the same, archived ones aside. Two queries, linear work."""
    stems: dict[int, dict[int, str]] = defaultdict(dict)
    rows = Question.objects.filter(is_archived=False).order_by().values_list("locale_id", "pk", "stem")
    for locale, pk, stem in rows.iterator(chunk_size=2000):
        stems[locale][pk] = stem
    pairs = [pair for one in stems.values() for pair in near_duplicates(one)]
    found = _titles({pk for pair in pairs for pk in pair[:2]})
    return [
        AlikePair(found[pair.first], found[pair.second], int(pair.likeness * 100))
        for pair in sorted(pairs, key=lambda pair: -pair.likeness)
        if pair.first in found and pair.second in found
    ]


def findings() -> list[Finding]:
    """Every question that is not archived and has warnings, by title. One query, linear work."""
    fields = ("pk", "title", "stem", "rationale", "live", "has_unpublished_changes", "locale__language_code")
    rows = (
        Question.objects.filter(is_archived=False)
        .order_by("title")
        .values_list(*fields, Cast("answer", TextField()))
    )
    found = []
    for pk, title, stem, rationale, live, changed, language, answer in rows.iterator(chunk_size=2000):
        kind, value = _first_block(json.loads(answer or "[]"))
        if warnings := warnings_for(CheckedQuestion(kind, stem, rationale, value, language)):
            question = Question(pk=pk, title=title, live=live, has_unpublished_changes=changed)
            found.append(Finding(question, warnings))
    return found


def length_cue() -> LengthCue:
    """How often the one right option is the longest, over all questions that are offered. One query."""
    rows = offered_questions().order_by().values_list(Cast("answer", TextField()), flat=True)
    blocks = (_first_block(json.loads(answer or "[]")) for answer in rows.iterator(chunk_size=2000))
    options = [value["options"] for kind, value in blocks if kind == "single_choice" and value.get("options")]
    return LengthCue(
        longest=sum(longest_is_correct(one) for one in options),
        questions=len(options),
        by_chance=round(sum(1 / len(one) for one in options)),
    )


def checked(question: Question) -> CheckedQuestion:
    """A question, saved or not, as the checks need it."""
    kind, value = _first_block(list(question.answer.raw_data))
    return CheckedQuestion(kind, question.stem, question.rationale, value, question.locale.language_code)


def plain_value(value: Any) -> Any:
    """A block's value as StreamFields store it, its lists without item types and ids."""
    if isinstance(value, Mapping):
        return {name: plain_value(part) for name, part in value.items()}
    if not isinstance(value, list):
        return value
    return [plain_value(part["value"] if _is_list_item(part) else part) for part in value]


def _is_list_item(part: Any) -> bool:
    return isinstance(part, Mapping) and part.get("type") == "item" and "value" in part


def _first_block(stream: Sequence[Mapping[str, Any]]) -> tuple[str, Mapping[str, Any]]:
    if not stream:
        return "", {}
    value = plain_value(stream[0]["value"])
    return stream[0]["type"], value if isinstance(value, Mapping) else {}


def _has_word(word: str) -> Case:
    return Case(When(stem__icontains=word, then=Value(1)), default=Value(0), output_field=IntegerField())


def _titles(pks: Iterable[Any]) -> dict[Any, Question]:
    """By primary key. One query for as many as a database takes in one statement."""
    return Question.objects.only("title", "live", "has_unpublished_changes").in_bulk(list(pks))
