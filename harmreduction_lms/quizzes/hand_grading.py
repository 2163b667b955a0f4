"""What a person may give for an answer, and what that earns. Exact; reads the frozen item, no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.core.errors import HarmReductionLMSError


DECIMALS = 2
"""Places behind the point that a grader can give. Keeps exact scores within the integers a database has."""


class GradeNotValid(HarmReductionLMSError):
    """Points that the rubric does not have."""

    message = _("Give points for each criterion, from 0 to its maximum, with at most two decimals.")


@dataclass(frozen=True)
class Criterion:
    """A line of the rubric: what to look at, and what it is worth there."""

    name: str
    points: int
    description: str = ""


def criteria_of(item: Mapping[str, Any]) -> list[Criterion]:
    """The rubric frozen with the item; without one, a single line worth the points of the item."""
    rubric = item["key"].get("rubric", ())
    if sum(row["points"] for row in rubric):
        return [Criterion(row["criterion"], row["points"], row["description"]) for row in rubric]
    return [Criterion(gettext("Points"), item["points"])]


def checked_points(criteria: Sequence[Criterion], given: Sequence[Any]) -> list[Decimal]:
    """What was given, as exact numbers; `GradeNotValid` when it does not fit the criteria."""
    try:
        points = [Decimal(str(one)) for one in given]
    except ArithmeticError as error:
        raise GradeNotValid from error
    if len(points) != len(criteria) or not all(map(_fits, points, criteria)):
        raise GradeNotValid
    return points


def earned_points(item: Mapping[str, Any], points: Sequence[Decimal]) -> Fraction:
    """What an answer earns of the item's points: the share of the rubric's points, exactly."""
    possible = sum(criterion.points for criterion in criteria_of(item))
    return Fraction(sum(points, Decimal(0))) / possible * item["points"]


def as_stored(points: Sequence[Decimal]) -> list[str]:
    """Points for `HandGrade.points_by_criterion`: exact text, the same for the same number ("2", "1.5")."""
    return [f"{one.normalize():f}" for one in points]


def _fits(points: Decimal, criterion: Criterion) -> bool:
    if not points.is_finite() or not 0 <= points <= criterion.points:
        return False
    return points == round(points, DECIMALS)


def is_blind(paper: Mapping[str, Any]) -> bool:
    """Whether names are hidden from graders. Papers that do not say it yet count as blind."""
    return bool(paper.get("blind", True))
