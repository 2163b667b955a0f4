"""What a report says about questions besides their figures."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast
from wagtail.models import Locale

from harmreduction_lms.quizzes.item_analysis.options import KnownOption
from harmreduction_lms.quizzes.kinds.true_false import LABELS
from harmreduction_lms.quizzes.models import Question


CHOICE_KINDS = ("single_choice", "multiple_response", "image_choice")
"""Kinds answered by option ids, which are the same in every attempt."""


@dataclass(frozen=True)
class QuestionFacts:
    """As the question is today; an attempt may have had an earlier version."""

    key: str
    title: str
    kind: str = ""
    options: list[KnownOption] = field(default_factory=list)
    random_guess: Fraction | None = None
    objectives: list[str] = field(default_factory=list)


def question_facts(keys: Collection[str]) -> dict[str, QuestionFacts]:
    """The questions with these translation keys that still exist. Three queries, whatever their number."""
    rows = Question.objects.filter(translation_key__in=keys).order_by("-pk")
    columns = rows.annotate(answer_text=Cast("answer", TextField())).values_list(
        "pk", "translation_key", "title", "answer_text", "locale_id"
    )
    active = Locale.get_active().pk
    # The last one stays: of several translations the active language's, otherwise the oldest.
    found = {str(row[1]): row for row in sorted(columns, key=lambda row: row[4] == active)}
    objectives = _objectives([row[0] for row in found.values()])
    return {
        key: _facts(key, title, answer, objectives.get(pk, []))
        for key, (pk, _key, title, answer, _locale) in found.items()
    }


def _objectives(ids: Collection[int]) -> dict[int, list[str]]:
    """Names of the learning objectives by question. One query."""
    found: dict[int, list[str]] = {}
    links = Question.objects.filter(pk__in=ids, objectives__isnull=False)
    for pk, code, text in links.order_by().values_list("pk", "objectives__code", "objectives__text"):
        found.setdefault(pk, []).append(f"{code}: {text}")
    return found


def _facts(key: str, title: str, answer: str, objectives: list[str]) -> QuestionFacts:
    stream = json.loads(answer or "[]")
    if not stream:
        return QuestionFacts(key, title, objectives=objectives)
    kind, value = stream[0]["type"], stream[0]["value"]
    options = _options(kind, value)
    return QuestionFacts(key, title, kind, options, _random_guess(kind, value, options), objectives)


def _options(kind: str, value: Mapping[str, Any]) -> list[KnownOption]:
    if kind == "true_false":
        return [KnownOption(id_, str(text), id_ == value["answer"]) for id_, text in LABELS.items()]
    if kind not in CHOICE_KINDS:
        return []
    # An option that an editor never saved has no id yet, and nobody can have chosen it.
    blocks = [(child.get("id", ""), child.get("value", child)) for child in value["options"]]
    return [KnownOption(id_, one["text"] or "", bool(one["correct"])) for id_, one in blocks if id_]


def _random_guess(kind: str, value: Mapping[str, Any], options: list[KnownOption]) -> Fraction | None:
    """What choosing blindly earns: the mean of the options. Not defined where several are to be chosen."""
    chooses_one = kind in ("single_choice", "true_false") or value.get("choose") == "one"
    if not chooses_one or not options:
        return None
    return Fraction(sum(option.is_correct for option in options), len(options))
