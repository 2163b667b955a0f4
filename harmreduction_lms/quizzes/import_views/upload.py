"""First step of an import: the files."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from harmreduction_lms.quizzes.exchange.base import MAX_FILE_BYTES, UnreadableFile, exchange_formats
from harmreduction_lms.quizzes.exchange.files import read_files
from harmreduction_lms.quizzes.import_views import stash
from harmreduction_lms.quizzes.import_views.base import BankPage
from harmreduction_lms.quizzes.import_views.forms import MAX_FILES, UploadForm


MAX_UPLOAD_BYTES = 2 * MAX_FILE_BYTES
"""All files of one upload together."""


# Django's CSRF middleware would read the whole upload before the view could refuse it by its size. So the
# view looks at the size first, and the form is protected right after.
@method_decorator(csrf_exempt, name="dispatch")
class UploadView(BankPage):
    """Choose files, their format, where they go. Nothing is written to the bank."""

    rights = ("add",)
    template_name = "harmreduction_lms/admin/quizzes/import_upload.html"
    page_title = gettext_lazy("Import questions")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_UPLOAD_BYTES:
            return self._too_large()
        protected: Any = csrf_protect(super().dispatch)
        response: HttpResponseBase = protected(request, *args, **kwargs)
        return response

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._shown(UploadForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._shown(form, status=422)
        chosen = form.cleaned_data
        choices = stash.Choices(
            format_name=chosen["format_name"],
            locale=chosen["locale"].pk,
            category=chosen["category"].path if chosen["category"] else "",
        )
        files = ((file.name, file.read()) for file in chosen["uploads"])
        try:
            stash.keep(request, read_files(files, format_name=choices.format_name), choices)
        except UnreadableFile as error:
            form.add_error("uploads", str(error))
            return self._shown(form, status=422)
        return redirect("harmreduction_lms_exchange:check")

    def _too_large(self) -> HttpResponse:
        # An unbound form: nothing of what was sent is read.
        message = _("Together these files are larger than %(number)d MB. Import them one after the other.")
        number = MAX_UPLOAD_BYTES // 1024 // 1024
        return self._shown(UploadForm(), status=413, problem=message % {"number": number})

    def _shown(self, form: UploadForm, *, status: int = 200, problem: str = "") -> HttpResponse:
        context = self.get_context_data(
            form=form,
            problem=problem,
            formats=[one.label for one in exchange_formats],
            max_files=MAX_FILES,
            max_megabytes=MAX_FILE_BYTES // 1024 // 1024,
        )
        return self.render_to_response(context, status=status)
