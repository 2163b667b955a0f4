"""What a renderer of statements has to be able to do."""

from abc import ABC, abstractmethod

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.core.registry import Registry
from harmreduction_lms.credits.statements.document import Document


class CannotRender(HarmReductionLMSError):
    """This renderer cannot make this document; the HTML page always can."""

    message = _("The file could not be made. The page you see is the complete document: print it instead.")


class StatementRenderer(ABC):
    """Turns a document into a response."""

    @property
    def is_available(self) -> bool:
        """Whether what this renderer needs is installed."""
        return True

    @abstractmethod
    def response(self, document: Document, request: HttpRequest) -> HttpResponse:
        """The document, or `CannotRender` with a message that says what to do instead."""


renderers: Registry[StatementRenderer] = Registry()
"""By name: "html" is the page itself, "pdf" the download."""
