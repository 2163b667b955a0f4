"""The catalogue's search and filters."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


Choices = list[tuple[str, str]]


class CatalogueForm(forms.Form):
    """Filters offer only what is in use. What does not fit is named and left out, never an error page."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100, widget=forms.SearchInput)
    audience = forms.ChoiceField(label=_("For whom"), required=False)
    topic = forms.ChoiceField(label=_("Topic"), required=False)

    def __init__(self, data: Any, *, audiences: Choices, topics: Choices) -> None:
        super().__init__(data)
        self._offer("audience", audiences, _("Everybody"))
        self._offer("topic", topics, _("All topics"))

    def _offer(self, name: str, choices: Choices, everything: Any) -> None:
        field = self.fields[name]
        field.choices = [("", everything), *choices]  # type: ignore[attr-defined]
        field.error_messages["invalid_choice"] = _("There is no course for this choice. Pick another one.")

    def criteria(self) -> dict[str, str]:
        """What to look for; empty where nothing, or nothing that exists, was asked for."""
        self.full_clean() if self._errors is None else None
        return {name: self.cleaned_data.get(name, "") for name in self.fields}
