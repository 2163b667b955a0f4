"""Forms of the activity file: the file itself, how long the course takes, reviews, commercial support."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from harmreduction_lms.credits import hours
from harmreduction_lms.credits.actions import record_review
from harmreduction_lms.credits.actions.activity import latest_end
from harmreduction_lms.credits.days import site_today
from harmreduction_lms.credits.editor_forms import CourseRowForm
from harmreduction_lms.credits.errors import ReviewInTheFuture, RunsTooLong
from harmreduction_lms.credits.models import EstimateBasis, Profession, ReviewOutcome


class ActivityForm(WagtailAdminModelForm):
    """The file of one course; its ID is not typed, because boards know the course by it."""

    planned_professions = forms.MultipleChoiceField(
        label=_("Planned by and for"),
        choices=Profession.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("At least two for interprofessional credit (A-12)."),
    )


class ReviewForm(CourseRowForm):
    """A review of a course, recorded by the action that also sets the dates of the course page."""

    ends_on = forms.DateField(
        label=_("The course may run to"),
        required=False,
        widget=AdminDateInput,
        help_text=_(
            "Empty leaves the end as it is. For pharmacy credit ask for a new Universal Activity Number: the "
            "old one ends with its approval (D-09)."
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("outcome") == ReviewOutcome.WITHDRAWN and cleaned.get("ends_on"):
            self.add_error(
                "ends_on", _("A course that is withdrawn earns no credit any more: leave this empty.")
            )
        self._check_days(cleaned)
        return cleaned

    def _check_days(self, cleaned: dict[str, Any]) -> None:
        """What the action would refuse, said at the field it is about."""
        course, reviewed_on, ends_on = (cleaned.get(name) for name in ("course", "reviewed_on", "ends_on"))
        if reviewed_on and reviewed_on > site_today():
            self.add_error("reviewed_on", str(ReviewInTheFuture.message))
        latest = latest_end(course.specific, reviewed_on=reviewed_on) if course and ends_on else None
        if latest and ends_on and ends_on > latest:
            self.add_error("ends_on", str(RunsTooLong(latest)))

    def save(self, commit: bool = True) -> Any:
        """The action makes the row and sets the dates of the page; it runs within the view's transaction."""
        names = ("course", "reviewer", "reviewed_on", "outcome", "notes", "ends_on")
        values = {name: self.cleaned_data[name] for name in names}
        values["course"] = values["course"].specific
        self.instance.__dict__.update(vars(record_review(**values, actor=self.for_user)))
        return self.instance


class SupportForm(CourseRowForm):
    """Commercial support is described (D-06; ACCME Standard 4)."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("amount") and not cleaned.get("in_kind"):
            self.add_error("amount", _("Enter an amount, or say what is given in kind."))
        if currency := cleaned.get("currency"):
            cleaned["currency"] = currency.upper()
        return cleaned


class MinutesField(forms.Field):
    """Minutes, one number a line; what is typed and what is kept look the same."""

    widget = forms.Textarea(attrs={"rows": 4})

    def to_python(self, value: Any) -> tuple[Decimal, ...]:
        lines = str(value or "").split()
        try:
            minutes = tuple(Decimal(line.replace(",", ".")) for line in lines)
        except InvalidOperation:
            raise forms.ValidationError(_("Enter one number of minutes a line, nothing else.")) from None
        if any(not one.is_finite() or one <= 0 for one in minutes):
            raise forms.ValidationError(_("Enter minutes above zero."))
        return minutes

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else "\n".join(map(str, value))


class EstimateForm(forms.Form):
    """The figures a course's time is found from. What the chosen way does not need may stay."""

    basis = forms.ChoiceField(
        label=_("How the time was found"), choices=EstimateBasis.choices, widget=forms.RadioSelect
    )
    media_minutes = forms.DecimalField(
        label=_("Minutes of video and audio"),
        required=False,
        min_value=0,
        help_text=_("Breaks, registration and parts that earn no credit do not count (B-05, D-15)."),
    )
    words = forms.IntegerField(
        label=_("Words of required text"),
        required=False,
        min_value=0,
        help_text=_("Without titles, names of authors and references (B-09)."),
    )
    questions = forms.IntegerField(label=_("Questions"), required=False, min_value=0)
    difficulty = forms.DecimalField(
        label=_("Difficulty, 1 to 5"),
        required=False,
        min_value=1,
        max_value=5,
        help_text=_("Judged by an expert reviewer, not by the author (B-09)."),
    )
    reviewer = forms.CharField(label=_("Who judged the difficulty"), required=False, max_length=160)
    pilot_minutes = MinutesField(
        label=_("Times of people who tried it, in minutes"),
        required=False,
        help_text=_("One number a line. The one in the middle counts."),
    )
    expert_minutes = forms.DecimalField(label=_("Minutes an expert estimates"), required=False, min_value=0)
    expert = forms.CharField(label=_("The expert"), required=False, max_length=160)
    evaluation_minutes = forms.DecimalField(
        label=_("Minutes for the evaluation"),
        required=False,
        min_value=0,
        help_text=_("Only where the accreditor counts them, as ANCC does (B-04)."),
    )

    def __init__(self, *args: Any, authors: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.authors = {name.casefold() for name in authors}

    @property
    def figures(self) -> hours.Figures:
        """What was typed; what was left empty is as good as nothing."""
        typed = {name: value for name, value in self.cleaned_data.items() if name != "basis"}
        return hours.Figures(**{name: value for name, value in typed.items() if value not in (None, "")})

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        for name in hours.missing(hours.Basis(cleaned["basis"]), self.figures):
            self.add_error(name, _("This way of finding the time needs this figure."))
        if cleaned.get("reviewer", "").casefold() in self.authors:
            self.add_error("reviewer", _("This person wrote the course: let somebody else judge (B-09)."))
        return cleaned
