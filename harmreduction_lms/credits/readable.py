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


@dataclass(frozen=True)
class Readable:
    """A value with its name and what it means. Either it has a text, or parts; or rows, each with parts."""

    name: str
    meaning: str = ""
    text: str = ""
    parts: tuple["Readable", ...] = ()
    rows: tuple["Readable", ...] = ()


def readable(held: Mapping[str, Any], about: Mapping[str, Any]) -> list[Readable]:
    """What is held, domain by domain; sections without rows are left out, and said to be empty."""
    return [
        Readable(
            name=str(TITLES.get(domain, domain)),
            parts=tuple(_section(name, rows, about[domain]) for name, rows in sections.items()),
        )
        for domain, sections in held.items()
    ]


def _section(name: str, rows: list[dict[str, Any]], about: Mapping[str, Any]) -> Readable:
    if not rows:
        return Readable(_title(name), text=_("Nothing."))
    numbered = (_value(f"{place}", row, about, name) for place, row in enumerate(rows, start=1))
    return Readable(_title(name), rows=tuple(numbered))


def _value(name: str, value: Any, about: Mapping[str, Any], section: str, meaning: str = "") -> Readable:
    if isinstance(value, dict) and value:
        meanings = about.get(section, {})
        parts = (_value(_title(k), v, about, k, str(meanings.get(k, ""))) for k, v in value.items())
        return Readable(name, meaning, parts=tuple(parts))
    if isinstance(value, list) and value:
        rows = (_value(f"{place}", row, about, section) for place, row in enumerate(value, start=1))
        return Readable(name, meaning, rows=tuple(rows))
    return Readable(name, meaning, text=_text(value))


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _text(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
