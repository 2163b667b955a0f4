"""Export: the list as it is filtered, or ticked questions, in any format; first what it cannot hold."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harmreduction_lms.quizzes.exchange.base import ExchangeFormat, Refusal, exchange_formats
from harmreduction_lms.quizzes.exchange.export import Export, export_questions
from harmreduction_lms.quizzes.import_views.base import BankPage
from harmreduction_lms.quizzes.import_views.forms import ExportForm
from harmreduction_lms.quizzes.models import Question


LONGEST_ID = 19
"""Digits of a number that no database column holds any more."""


class ExportView(BankPage):
    """Takes the list's filters, or `id`s; `format` shows what would be lost, `download` gives the file.

    Reading keys takes the right to change questions: who may only add them may not read those of others.
    """

    rights = ("change",)
    template_name = "harmreduction_lms/admin/quizzes/export.html"
    page_title = gettext_lazy("Export questions")

    def get(self, request: HttpRequest) -> HttpResponse:
        questions = chosen_questions(request)
        form = ExportForm(request.GET if "format" in request.GET else None)
        if not form.is_valid():
            return self._shown(request, questions, form=form)
        format_ = exchange_formats[form.cleaned_data["format"]]
        export = export_questions(questions, format_)
        if "download" in request.GET and export.number:
            return download(export, format_)
        if len(export.parts) > 1:
            export.notes.append(_in_parts(export))
        groups = {"refused": by_reason(export.refused), "notes": by_reason(export.notes)}
        return self._shown(request, questions, form=form, export=export, **groups)

    def _shown(self, request: HttpRequest, questions: QuerySet[Question], **context: Any) -> HttpResponse:
        own = {"format", "download"}
        kept = [(name, value) for name, values in request.GET.lists() for value in values if name not in own]
        return self.render_to_response(self.get_context_data(number=questions.count(), kept=kept, **context))


def by_reason(refusals: Iterable[Refusal]) -> list[tuple[str, list[str]]]:
    """Each reason once, with the titles it is about; what concerns most questions first."""
    titles: dict[str, list[str]] = {}
    for one in refusals:
        titles.setdefault(str(one.reason), []).append(one.where)
    return sorted(titles.items(), key=lambda group: -len(group[1]))


def chosen_questions(request: HttpRequest) -> QuerySet[Question]:
    """The questions with these ids, or else those that the list of questions shows with these filters."""
    ids = [id_ for id_ in request.GET.getlist("id") if id_.isdecimal() and len(id_) < LONGEST_ID]
    questions = Question.objects.order_by("title", "pk")
    if ids:
        return questions.filter(pk__in=ids)
    return questions.filter(pk__in=_listed(request))


def _listed(request: HttpRequest) -> Any:
    """What the list shows, asked of the list itself: filters and search are its business."""
    index = Question.snippet_viewset.index_view
    view = index.view_class(**index.view_initkwargs)
    view.setup(request)
    listed = view.get_queryset()
    if isinstance(listed, QuerySet):
        return listed.order_by().values("pk")
    return [question.pk for question in listed]


def download(export: Export, format_: ExchangeFormat) -> HttpResponse:
    """The file, or several in a ZIP; to be saved and never shown: it may hold what a browser would run."""
    name = f"questions.{format_.extensions[0]}"
    files = export.named(name)
    if len(files) == 1:
        return _saved(name, files[name], format_.content_type)
    return _saved(f"questions-{format_.name}.zip", _zipped(files), "application/zip")


def _saved(name: str, content: bytes, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _zipped(files: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def _in_parts(export: Export) -> Refusal:
    reason = _(
        "They are too many for one file. You get a ZIP with %(number)d files: unpack it, and import them one "
        "after the other."
    )
    return Refusal(_("All questions"), reason % {"number": len(export.parts)})
