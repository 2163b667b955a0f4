"""Checks and widgets that several forms share."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.credits.learner_ids import is_birth_day


# Zero-width joiners belong to the spelling of some names; other invisible characters can only mislead.
JOINERS = {"\u200c", "\u200d"}


def no_invisible_characters(value: str) -> None:
    """A printed name must be what it looks like: no control, direction or other invisible characters."""
    for character in value:
        if unicodedata.category(character) in {"Cc", "Cf", "Co", "Cn"} and character not in JOINERS:
            raise ValidationError(_("Remove the invisible characters: type the name instead of pasting it."))


class DayInput(forms.DateInput):
    """A date as browsers choose it."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class BirthDayWidget(forms.MultiWidget):
    """Two lists, month and day; there is no third for the year (ce-rules F-03)."""

    use_fieldset = True

    def __init__(self) -> None:
        months = [("", _("Month")), *((f"{number:02}", name) for number, name in MONTHS.items())]
        days = [("", _("Day")), *((f"{number:02}", str(number)) for number in range(1, 32))]
        super().__init__(
            {
                "month": forms.Select(choices=months, attrs={"aria-label": _("Month of birth")}),
                "day": forms.Select(choices=days, attrs={"aria-label": _("Day of birth")}),
            }
        )

    def decompress(self, value: str | None) -> list[str]:
        return [value[:2], value[2:]] if value else ["", ""]


class BirthDayField(forms.MultiValueField):
    """Month and day as `MMDD`, the form in which boards take it."""

    widget = BirthDayWidget
    default_error_messages = {
        "incomplete": _("Choose the month and the day, or neither."),
        "invalid": _("There is no such day. Choose the month and the day again."),
    }

    def __init__(self, **kwargs: Any) -> None:
        parts = (forms.CharField(max_length=2), forms.CharField(max_length=2))
        super().__init__(parts, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> str:
        if not data_list:
            return ""
        month, day = data_list
        if not (month.isdecimal() and day.isdecimal() and is_birth_day(int(month), int(day))):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return f"{int(month):02}{int(day):02}"
