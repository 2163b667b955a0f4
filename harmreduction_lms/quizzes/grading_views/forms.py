"""Forms for grading by hand and for marking again."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from harmreduction_lms.quizzes.hand_grading import DECIMALS, Criterion
from harmreduction_lms.quizzes.models import HandGrade
from harmreduction_lms.quizzes.regrading import RegradeMode, Regrading, live_regrading
from harmreduction_lms.quizzes.selectors import live_versions, questions_to_regrade, quizzes_to_regrade


class GradeForm(forms.Form):
    """One number for each criterion, a comment, and which grade the grader saw when the page was opened."""

    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The learner reads this."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, criteria: Sequence[Criterion], grade: HandGrade, **kwargs: Any) -> None:
        seen = grade.graded_at.isoformat() if grade.graded_at else ""
        given = dict(zip(map(_name, range(len(criteria))), grade.points_by_criterion, strict=False))
        super().__init__(*args, **kwargs)
        self.initial = {**given, "comment": grade.comment, "seen": seen}
        for number, criterion in enumerate(criteria):
            self.fields[_name(number)] = _points_field(criterion)
        self.order_fields([*map(_name, range(len(criteria))), "comment"])

    @property
    def points(self) -> list[Decimal]:
        return [value for name, value in self.cleaned_data.items() if name.startswith("points-")]

    @property
    def seen_at(self) -> datetime | None:
        try:
            return parse_datetime(self.cleaned_data["seen"])
        except ValueError:
            return None


def _name(number: int) -> str:
    return f"points-{number}"


def _points_field(criterion: Criterion) -> forms.DecimalField:
    possible = ngettext("0 to %(points)d point.", "0 to %(points)d points.", criterion.points) % {
        "points": criterion.points
    }
    return forms.DecimalField(
        label=criterion.name,
        min_value=0,
        max_value=criterion.points,
        decimal_places=DECIMALS,
        help_text=f"{criterion.description} {possible}".strip(),
    )


class QuizForm(forms.Form):
    """Which quiz to mark again: any that has marked attempts."""

    quiz = forms.ChoiceField(label=_("Quiz"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quiz"].choices = list(quizzes_to_regrade().items())  # type: ignore[attr-defined]


class RegradeForm(forms.Form):
    """What to mark again, with what, and why."""

    quiz = forms.UUIDField(widget=forms.HiddenInput)
    mode = forms.ChoiceField(label=_("Mark again"), choices=RegradeMode.choices, widget=forms.RadioSelect)
    questions = forms.MultipleChoiceField(label=_("Questions"), widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept with the new marks, e.g. “The key of question 3 was wrong until 4 May”."),
    )

    def __init__(self, *args: Any, quiz_key: UUID, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"quiz": quiz_key}
        choices = [(str(key), title) for key, title in questions_to_regrade(quiz_key).items()]
        self.fields["questions"].choices = choices  # type: ignore[attr-defined]

    @property
    def regrading(self) -> Regrading:
        """What was chosen, with the published versions where they are needed."""
        mode = RegradeMode(self.cleaned_data["mode"])
        keys = frozenset(map(UUID, self.cleaned_data["questions"]))
        return (
            live_regrading(keys, live_versions(keys)) if mode == RegradeMode.LIVE else Regrading(mode, keys)
        )

    def chosen(self) -> dict[str, Any]:
        """What was chosen, in words."""
        titles = {str(key): title for key, title in self.fields["questions"].choices}  # type: ignore[attr-defined]
        return {
            "quiz": quizzes_to_regrade().get(self.cleaned_data["quiz"], ""),
            "mode": RegradeMode(self.cleaned_data["mode"]).label,
            "questions": [titles[key] for key in self.cleaned_data["questions"]],
            "reason": self.cleaned_data["reason"],
        }

    def hidden(self) -> Iterator[tuple[str, str]]:
        """Names and values that carry the choice to the next page."""
        for name, value in self.cleaned_data.items():
            for one in value if isinstance(value, list) else [value]:
                yield name, str(one)


class PickForm(forms.Form):
    """Which of the attempts in the dry run to mark again for good."""

    which = forms.ChoiceField(choices=[("all", ""), ("picked", "")])
    attempt = forms.TypedMultipleChoiceField(coerce=UUID, required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        sent = data.getlist("attempt")
        self.fields["attempt"].choices = [(one, one) for one in sent]  # type: ignore[attr-defined]

    @property
    def attempts(self) -> list[UUID] | None:
        """The picked ones; None for all."""
        return None if self.cleaned_data["which"] == "all" else self.cleaned_data["attempt"]
