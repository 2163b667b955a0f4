"""What a report says about questions besides their figures."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from wagtail.models import Locale

from harmreduction_lms.quizzes.asked import COLUMNS, AskedQuestion
from harmreduction_lms.quizzes.item_analysis.options import KnownOption
from harmreduction_lms.quizzes.kinds import Draw, question_kinds
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
    columns = (*COLUMNS, "title", "locale_id")
    rows = Question.objects.filter(translation_key__in=keys).order_by("-pk").values_list(*columns)
    active = Locale.get_active().pk
    # The last one stays: of several translations the active language's, otherwise the oldest.
    rows = sorted(rows, key=lambda row: row[-1] == active)
    found = {str(one.translation_key): (one, title) for one, title in map(_asked, rows)}
    objectives = _objectives([one.pk for one, _title in found.values()])
    return {key: _facts(one, title, objectives.get(one.pk, [])) for key, (one, title) in found.items()}


def _asked(row: tuple[Any, ...]) -> tuple[AskedQuestion, str]:
    *columns, title, _locale = row
    return AskedQuestion(*columns), title


def _objectives(ids: Collection[int | None]) -> dict[int | None, list[str]]:
    """Names of the learning objectives by question. One query."""
    found: dict[int | None, list[str]] = {}
    links = Question.objects.filter(pk__in=ids, objectives__isnull=False)
    for pk, code, text in links.order_by().values_list("pk", "objectives__code", "objectives__text"):
        found.setdefault(pk, []).append(f"{code}: {text}")
    return found


def _facts(question: AskedQuestion, title: str, objectives: list[str]) -> QuestionFacts:
    key, kind = str(question.translation_key), question.kind
    if not kind:
        return QuestionFacts(key, title, objectives=objectives)
    value = json.loads(question.answer)[0]["value"]
    return QuestionFacts(key, title, kind, _options(kind, value), _random_guess(question), objectives)


def _options(kind: str, value: Mapping[str, Any]) -> list[KnownOption]:
    if kind == "true_false":
        return [KnownOption(id_, str(text), id_ == value["answer"]) for id_, text in LABELS.items()]
    if kind not in CHOICE_KINDS:
        return []
    # An option that an editor never saved has no id yet, and nobody can have chosen it.
    blocks = [(child.get("id", ""), child.get("value", child)) for child in value["options"]]
    return [KnownOption(id_, one["text"] or "", bool(one["correct"])) for id_, one in blocks if id_]


def _random_guess(question: AskedQuestion) -> Fraction | None:
    """What choosing blindly earns; None where its kind cannot say."""
    kind = question_kinds[question.kind]
    frozen = kind.freeze(question.value, Draw())
    return kind.guess_share(frozen.body, frozen.key)
