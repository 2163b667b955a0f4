"""Which of several attempts decides. Plain values, exact."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from harmreduction_lms.quizzes.grading import is_pass


@dataclass(frozen=True)
class Result:
    """What an attempt, or several together, came to. `share` is of the points, 0 to 1; None without any."""

    share: Fraction | None
    is_passed: bool | None
    pass_mark: Decimal | None = None


def counting_result(rule: str, results: Sequence[Result]) -> Result:
    """The result that counts, of graded attempts in the order they were begun. At least one is needed.

    With "best" a pass stays a pass, whatever came later; with "average" the average is held against the pass
    mark of the last attempt, without rounding.
    """
    return _RULES.get(rule, _best)(results)


def _best(results: Sequence[Result]) -> Result:
    return max(results, key=lambda one: (one.is_passed is not False, one.share or Fraction(0)))


def _average(results: Sequence[Result]) -> Result:
    shares = [one.share or Fraction(0) for one in results]
    share = sum(shares, Fraction(0)) / len(shares)
    mark = results[-1].pass_mark
    return Result(share, None if mark is None else is_pass(earned=share, possible=1, pass_mark=mark), mark)


_RULES: dict[str, Callable[[Sequence[Result]], Result]] = {
    "best": _best,
    "first": lambda results: results[0],
    "last": lambda results: results[-1],
    "average": _average,
}
