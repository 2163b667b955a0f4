"""Statements and certificates as documents: what they show, and the renderers that show it.

A site adds or replaces a renderer in `renderers`: `renderers.register("pdf", MyRenderer())`.
"""

from harmreduction_lms.credits.statements.base import CannotRender, StatementRenderer, renderers
from harmreduction_lms.credits.statements.document import Document, document_for
from harmreduction_lms.credits.statements.html import HtmlRenderer
from harmreduction_lms.credits.statements.pdf import PdfRenderer


renderers.register("html", HtmlRenderer())
renderers.register("pdf", PdfRenderer())

__all__ = ["CannotRender", "Document", "StatementRenderer", "document_for", "renderers"]
