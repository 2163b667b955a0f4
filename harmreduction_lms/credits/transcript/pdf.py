"""The transcript as a tagged PDF (PDF/UA-1), set by typst as statements are, from the same fonts."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from harmreduction_lms.conf import conf
from harmreduction_lms.credits.days import site_today
from harmreduction_lms.credits.statements.document import day_text, fictional_notice
from harmreduction_lms.credits.statements.pdf import FONTS, GlyphMissing, PdfNotInstalled, PdfRenderer
from harmreduction_lms.credits.transcript.entries import Entry, Group, Transcript, mate_sentence
from harmreduction_lms.credits.transcript.tables import status_text


FOLDER = Path(__file__).parent
TEMPLATE = FOLDER / "transcript.typ"

_lock = Lock()


def transcript_pdf(transcript: Transcript, *, holder: str, narrowed_to: str, verify_url: str) -> bytes:
    """The file. Raises CannotRender, with words for the learner, where typst or a glyph is missing."""
    if not PdfRenderer().is_available:
        raise PdfNotInstalled
    import typst

    data = _data(transcript, holder=holder, narrowed_to=narrowed_to, verify_url=verify_url)
    try:
        with _lock:
            compiled = _compiler(tuple(conf.PDF_FONT_PATHS)).compile(
                format="pdf",
                sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
                pdf_standards=["ua-1"],
            )
    except typst.TypstError as error:
        if "could not be displayed" in error.message:
            raise GlyphMissing from error
        raise
    return bytes(compiled)


@lru_cache(maxsize=2)
def _compiler(further_fonts: tuple[str, ...]) -> Any:
    import typst

    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[*further_fonts, str(FONTS)],
    )
    return typst.Compiler(str(TEMPLATE), root=str(FOLDER), font_paths=fonts, ignore_system_fonts=True)


def _data(transcript: Transcript, *, holder: str, narrowed_to: str, verify_url: str) -> Mapping[str, Any]:
    """Every word of the sheet: typst writes none itself, so that nothing is left untranslated."""
    language = (get_language() or "en").split("-")[0]
    return {
        "title": _("Transcript"),
        "language": language,
        "direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
        "holder": holder,
        "issuer": conf.ISSUER_NAME,
        "made": _("Made on %(day)s.") % {"day": day_text(site_today().isoformat())},
        "narrowed_to": _("Shown: %(what)s.") % {"what": narrowed_to} if narrowed_to else "",
        "fictional_notice": fictional_notice() if transcript.is_fictional else "",
        "groups": [_group(group) for group in transcript.groups],
        "mate": mate_sentence(transcript.mate_hours) if transcript.mate_hours else "",
        "certificates": _certificates(transcript),
        "empty": "" if transcript.groups or transcript.certificates else _("Nothing was awarded."),
        "verify": _("Each number can be checked at %(url)s") % {"url": verify_url},
    }


def _group(group: Group) -> Mapping[str, Any]:
    return {
        "name": group.name,
        "head": [_("Course"), _("Completed on"), _("Approval"), _("Number"), group.unit],
        "rows": [_row(entry) for entry in group.entries],
        "total": [_("Total"), f"{group.total:.2f}"],
        "note": _("Hours, not credits: MAINPORT computes the credits.") if group.is_in_hours else "",
    }


def _row(entry: Entry) -> list[str]:
    """What was revoked is named and shows no amount, which somebody might add up."""
    return [
        entry.title,
        day_text(entry.completed_on.isoformat()),
        entry.snapshot["approval"]["number"],
        entry.number,
        status_text(entry) or f"{entry.amount:.2f}",
    ]


def _certificates(transcript: Transcript) -> Mapping[str, Any]:
    return {
        "name": _("Certificates of completion"),
        "head": [_("Course"), _("Completed on"), _("Number")],
        "rows": [
            [one.snapshot["course"]["title"], day_text(one.completed_on.isoformat()), one.number]
            for one in transcript.certificates
        ],
    }
