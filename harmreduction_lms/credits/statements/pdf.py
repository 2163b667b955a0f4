"""The statement as a tagged PDF (PDF/UA-1), set by typst; needs the extra `pdf`.

Data enter as JSON through typst's inputs and are never written into its source, so a name cannot become
markup. Only the shipped fonts and those in `PDF_FONT_PATHS` are used: a server's own fonts would make the
same statement look different elsewhere. With PDF/UA-1 typst refuses a text that no font can show, after
shaping; that refusal, rather than a table of our own, is what tells us that a glyph is missing.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.conf import conf
from harmreduction_lms.credits.statements.base import CannotRender, StatementRenderer
from harmreduction_lms.credits.statements.document import Document, Picture


logger = logging.getLogger(__name__)

FOLDER = Path(__file__).parent
TEMPLATE = FOLDER / "document.typ"
FONTS = FOLDER / "fonts"


class PdfNotInstalled(CannotRender):
    message = _(
        "PDF files are not set up on this site. The page you see is the complete document: print it, or "
        "save it as a PDF from your browser."
    )


class GlyphMissing(CannotRender):
    message = _(
        "The PDF could not be made, because our fonts lack a character of the name or title. The page you "
        "see is the complete document: print it, or save it as a PDF from your browser."
    )


class PdfRenderer(StatementRenderer):
    """One compiler a process, used by one thread at a time: it holds the fonts, which cost most to load."""

    _lock = Lock()

    @property
    def is_available(self) -> bool:
        return find_spec("typst") is not None

    def response(self, document: Document, request: HttpRequest) -> HttpResponse:
        response = HttpResponse(self.render(document), content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="{document.number}.pdf"'
        return response

    def render(self, document: Document) -> bytes:
        """The document as bytes."""
        if not self.is_available:
            raise PdfNotInstalled
        import typst

        data = json.dumps(_typst_data(document), ensure_ascii=False)
        try:
            with self._lock:
                compiled = _compiler(tuple(conf.PDF_FONT_PATHS)).compile(
                    format="pdf", sys_inputs={"data": data}, pdf_standards=["ua-1"]
                )
        except typst.TypstError as error:
            if "could not be displayed" in error.message:
                # Not with the error itself: it quotes the name.
                logger.error("Statement %s has no PDF: no font has a character of it", document.number)
                raise GlyphMissing from None
            raise
        return bytes(compiled)


@lru_cache(maxsize=2)
def _compiler(further_fonts: tuple[str, ...]) -> Any:
    import typst

    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[*(str(path) for path in further_fonts), str(FONTS)],
    )
    return typst.Compiler(str(TEMPLATE), root=str(FOLDER), font_paths=fonts, ignore_system_fonts=True)


def _typst_data(document: Document) -> Mapping[str, Any]:
    data = asdict(document)
    data["qr"] = document.qr.svg
    data["logo"] = _picture(document.logo)
    if document.signature:
        data["signature"]["picture"] = _picture(document.signature.picture)
    data["direction"] = "rtl" if get_language_info(_short(document.language))["bidi"] else "ltr"
    data["language"] = _short(document.language)
    return data


def _picture(picture: Picture | None) -> Mapping[str, Any] | None:
    return {"svg": picture.svg, "alternative": picture.alternative} if picture else None


def _short(language: str) -> str:
    """typst takes the language without its region."""
    return language.split("-")[0]
