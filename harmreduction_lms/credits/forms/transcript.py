"""Narrowing a transcript down, by address alone, so that a page and a file can be bookmarked and repeated."""

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.credits.forms.cleaning import DayInput
from harmreduction_lms.credits.transcript.selection import Period, Selection


class TranscriptForm(forms.Form):
    """What of the transcript to show. Choices are what the learner has."""

    first = forms.DateField(label=_("From"), required=False, widget=DayInput())
    last = forms.DateField(label=_("To"), required=False, widget=DayInput())
    licence = forms.ChoiceField(label=_("Renewal period"), required=False)
    credit_type = forms.ChoiceField(label=_("Credit type"), required=False)
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    mate = forms.BooleanField(label=_("Only MATE hours"), required=False)

    def __init__(
        self, data: Any, *, periods: list[Period], types: dict[str, str], topics: list[str], has_mate: bool
    ) -> None:
        super().__init__(data)
        self.periods = {period.key: period for period in periods}
        self._offer("licence", {period.key: period.name for period in periods}, _("Any time"))
        self._offer("credit_type", types, _("All credit types"))
        self._offer("topic", {topic: topic for topic in topics}, _("All topics"))
        if not has_mate:
            del self.fields["mate"]

    def _offer(self, name: str, choices: dict[str, str], everything: Any) -> None:
        if choices:
            field: Any = self.fields[name]
            field.choices = [("", everything), *choices.items()]
        else:
            del self.fields[name]

    @property
    def selection(self) -> Selection:
        """What was chosen; where days and a licence's period both are, what lies in both."""
        values = self.cleaned_data
        period = self.periods.get(values.get("licence", ""))
        return Selection(
            first=_later(values.get("first"), period.first if period else None),
            last=_earlier(values.get("last"), period.last if period else None),
            credit_type=values.get("credit_type", ""),
            topic=values.get("topic", ""),
            is_mate=values.get("mate", False),
        )

    @property
    def in_words(self) -> str:
        """What was chosen, to be printed: somebody who holds the sheet must see what it leaves out."""
        values, parts = self.cleaned_data, []
        for name, field in self.fields.items():
            if value := values.get(name):
                parts.append(_chosen(field, value))
        return "; ".join(parts)


def _chosen(field: Any, value: Any) -> str:
    """A filter with what was chosen in it, in words."""
    if isinstance(field, forms.BooleanField):
        return str(field.label)
    is_list = hasattr(field, "choices")
    return f"{field.label}: {dict(field.choices)[value] if is_list else date_format(value, 'j F Y')}"


def _later(one: Any, other: Any) -> Any:
    return max(filter(None, (one, other)), default=None)


def _earlier(one: Any, other: Any) -> Any:
    return min(filter(None, (one, other)), default=None)
