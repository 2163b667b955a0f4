"""The statement as a page; what every other renderer falls back to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from harmreduction_lms.credits.badges.json_ld import is_installed
from harmreduction_lms.credits.statements.base import StatementRenderer, renderers
from harmreduction_lms.credits.statements.document import Document


TEMPLATES = {
    "statement_of_credit": "harmreduction_lms/credits/statement.html",
    "certificate_of_completion": "harmreduction_lms/credits/certificate.html",
}


class HtmlRenderer(StatementRenderer):
    """A page with a print style: one landscape sheet."""

    def response(self, document: Document, request: HttpRequest) -> HttpResponse:
        pdf = renderers.get("pdf")
        context = {
            "document": document,
            "has_pdf": pdf is not None and pdf.is_available,
            "has_badge": document.kind == "statement_of_credit" and not document.withdrawn and is_installed(),
        }
        return render(request, TEMPLATES[document.kind], context)
