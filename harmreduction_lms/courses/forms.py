"""The catalogue's search and filters."""

import re
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
        super().__init__(data, label_suffix="")
        self._offer("audience", audiences, _("Everybody"))
        self._offer("topic", topics, _("All topics"))

    def clean_q(self) -> str:
        """Only letters and digits reach the search: a lone quotation mark breaks SQLite's syntax."""
        return " ".join(re.findall(r"\w+", self.cleaned_data["q"]))

    def _offer(self, name: str, choices: Choices, everything: Any) -> None:
        field = self.fields[name]
        field.choices = [("", everything), *choices]  # type: ignore[attr-defined]
        field.error_messages["invalid_choice"] = _("There is no course for this choice. Pick another one.")

    def criteria(self) -> dict[str, str]:
        """What was asked for and exists."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
