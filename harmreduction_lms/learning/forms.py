"""The evaluation as a form."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.learning.evaluation import CHOICES, AnswerForm, EvaluationQuestion, sheet


LONGEST_TEXT = 4000


class EvaluationForm(forms.Form):
    """One field a question; radio buttons and text boxes, nothing that needs JavaScript."""

    error_css_class = "is-error"

    def __init__(self, *args: Any, questions: Sequence[EvaluationQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            self.fields[question.id] = _field(question)

    def answers(self) -> dict[str, dict[str, str]]:
        """The cleaned answers as a sheet to hand in."""
        return sheet(self.questions, self.cleaned_data)


def _field(question: EvaluationQuestion) -> forms.Field:
    common: dict[str, Any] = {
        "label": question.text,
        "help_text": question.hint,
        "required": question.is_required,
    }
    if question.is_required:
        common["error_messages"] = {"required": _("Choose one answer.")}
    if question.form is AnswerForm.TEXT:
        widget = forms.Textarea(attrs={"rows": 4})
        return forms.CharField(max_length=LONGEST_TEXT, widget=widget, **common)
    return forms.ChoiceField(choices=CHOICES[question.form], widget=forms.RadioSelect, **common)
