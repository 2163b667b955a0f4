"""JSON for people: every value beside the sentence that says what it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


TITLES = {
    "account": gettext_lazy("Your account"),
    "credits": gettext_lazy("Credit"),
    "learning": gettext_lazy("Courses"),
    "quizzes": gettext_lazy("Quizzes"),
}

SECTIONS = {
    "fields": gettext_lazy("Your account itself"),
    "log": gettext_lazy("What you did, by the log"),
    "profile": gettext_lazy("Profile"),
    "licences": gettext_lazy("Licences"),
    "consents": gettext_lazy("Consents to reporting"),
    "credit_from_elsewhere": gettext_lazy("Credit from elsewhere"),
    "claims": gettext_lazy("Claims"),
    "attestations": gettext_lazy("Attestations"),
    "awards": gettext_lazy("Awards"),
    "certificates": gettext_lazy("Certificates of completion"),
    "badges": gettext_lazy("Digital badges"),
    "reports": gettext_lazy("Reports to boards"),
    "erasure_requests": gettext_lazy("Requests to be erased"),
    "enrolments": gettext_lazy("Enrolments"),
    "attempts": gettext_lazy("Attempts at quizzes"),
    "exceptions": gettext_lazy("Exceptions made for you"),
}


@dataclass(frozen=True)
class Readable:
    """A value with its name and what it means. Either it has a text, or parts; or rows, each with parts."""

    name: str
    meaning: str = ""
    text: str = ""
    parts: tuple["Readable", ...] = ()
    rows: tuple["Readable", ...] = ()


def readable(held: Mapping[str, Any], about: Mapping[str, Any]) -> list[Readable]:
    """What is held, domain by domain; of sections without rows it says that there is nothing."""
    return [
        Readable(
            name=str(TITLES.get(domain, domain)),
            parts=tuple(_section(name, rows, about[domain]) for name, rows in sections.items()),
        )
        for domain, sections in held.items()
    ]


def _section(name: str, rows: list[dict[str, Any]], about: Mapping[str, Any]) -> Readable:
    if not rows:
        return Readable(_section_title(name), text=_("Nothing."))
    numbered = (_value(f"{place}", row, about, name) for place, row in enumerate(rows, start=1))
    return Readable(_section_title(name), rows=tuple(numbered))


def _value(name: str, value: Any, about: Mapping[str, Any], section: str, meaning: str = "") -> Readable:
    if isinstance(value, dict) and value:
        meanings = about.get(section, {})
        parts = (_value(_title(k), v, about, k, str(meanings.get(k, ""))) for k, v in value.items())
        return Readable(name, meaning, parts=tuple(parts))
    if isinstance(value, list) and value:
        rows = (_value(f"{place}", row, about, section) for place, row in enumerate(value, start=1))
        return Readable(name, meaning, rows=tuple(rows))
    return Readable(name, meaning, text=_text(value))


def _section_title(name: str) -> str:
    return str(SECTIONS.get(name) or _title(name))


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _text(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
