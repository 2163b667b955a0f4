"""Forms of import and export."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from harmreduction_lms.quizzes.exchange.base import UnreadableFile, exchange_formats
from harmreduction_lms.quizzes.exchange.files import check_size
from harmreduction_lms.quizzes.models import QuestionCategory


MAX_FILES = 20


class FilesInput(forms.FileInput):
    """A browser's own field for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files, none larger than an import takes."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = [super(FilesField, self).clean(one, initial) for one in data or [None]]
        if len(files) > MAX_FILES:
            raise forms.ValidationError(_("Choose at most %(number)d files.") % {"number": MAX_FILES})
        for one in files:
            try:
                check_size(one.size)
            except UnreadableFile as error:
                raise forms.ValidationError(f"{one.name}: {error}") from error
        return files


def format_choices() -> list[tuple[str, Any]]:
    return [(one.name, one.label) for one in exchange_formats]


class UploadForm(forms.Form):
    """Where the questions come from and where they go."""

    uploads = FilesField(
        label=_("Files"), help_text=_("You can choose several at once. Nothing is imported yet.")
    )
    format_name = forms.ChoiceField(
        label=_("Format"),
        required=False,
        choices=lambda: [("", _("Recognise it by the file")), *format_choices()],
    )
    locale = forms.ModelChoiceField(
        label=_("Language"), queryset=Locale.objects.all(), empty_label=None, initial=Locale.get_default
    )
    category = forms.ModelChoiceField(
        label=_("Category"),
        queryset=QuestionCategory.objects.all(),
        required=False,
        help_text=_("For questions that come without a category of their own."),
    )


class ExportForm(forms.Form):
    """Which format to write."""

    format = forms.ChoiceField(label=_("Format"), choices=format_choices)
