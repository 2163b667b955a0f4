"""The keys a table may have, and what their values must be. No mistake stops the reading of the others."""

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from harmreduction_lms.core.html import is_allowed_url
from harmreduction_lms.curriculum.problems import Problems
from harmreduction_lms.curriculum.toml import Table


Check = Callable[[Any], str]
"""Returns what is wrong with a value, or nothing."""


@dataclass(frozen=True)
class Field:
    """A key: how its value is checked, whether it may be left out, and what it is then."""

    check: Check
    default: Any = None
    is_required: bool = True


def text(longest: int | None = None) -> Check:
    def check(value: Any) -> str:
        if not isinstance(value, str) or not value.strip():
            return "must be text and not empty"
        if longest is not None and len(value) > longest:
            return f"must be at most {longest} characters long; it has {len(value)}"
        return ""

    return check


def optional_text(value: Any) -> str:
    return "" if isinstance(value, str) else "must be text"


def slug(value: Any) -> str:
    is_slug = isinstance(value, str) and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value)
    return "" if is_slug else "must be lower-case letters, digits and hyphens"


def key(value: Any) -> str:
    is_key = (
        isinstance(value, str) and len(value) <= 40 and re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", value)
    )
    return "" if is_key else "must be letters, digits, dots and hyphens, at most 40"


def whole(least: int = 0, most: int = 32767) -> Check:
    def check(value: Any) -> str:
        is_whole = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
        return "" if is_whole else f"must be a whole number from {least} to {most}"

    return check


def boolean(value: Any) -> str:
    return "" if isinstance(value, bool) else "must be true or false"


def day(value: Any) -> str:
    is_day = isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)
    return "" if is_day else "must be a date such as 2026-11-22, without quotes"


def address(value: Any) -> str:
    is_address = (
        isinstance(value, str) and value.startswith(("https://", "http://")) and is_allowed_url(value)
    )
    return "" if is_address and len(value) <= 500 else "must be a web address that begins with https://"


def one_of(*choices: str) -> Check:
    return lambda value: "" if value in choices else f"must be one of {', '.join(choices)}"


def list_of(check: Check, least: int = 0, most: int | None = None) -> Check:
    def check_all(value: Any) -> str:
        if not isinstance(value, list):
            return "must be a list"
        if len(value) < least:
            return f"must have at least {least} entr{'y' if least == 1 else 'ies'}"
        if most is not None and len(value) > most:
            return f"must have at most {most} entries; it has {len(value)}"
        wrong = [f"entry {number} {check(entry)}" for number, entry in enumerate(value, 1) if check(entry)]
        if not wrong and len({str(entry) for entry in value}) < len(value):
            return "has the same entry twice"
        return "; ".join(wrong)

    return check_all


def anything(value: Any) -> str:
    """For values that are checked elsewhere."""
    return ""


def read_fields(
    table: Table, fields: Mapping[str, Field], problems: Problems, *, what: str
) -> dict[str, Any]:
    """The table's values by key, with defaults filled in; unknown, missing and wrong keys are reported.

    What was wrong is given its default, so that reading can go on; it is never written to the site.
    """
    for name in table.values.keys() - fields.keys():
        problems.add(
            table.path, table.line_of(name), f"{what}: unknown key {name!r}{_suggestion(name, fields)}"
        )
    return {name: _read(table, name, field, problems, what) for name, field in fields.items()}


def _read(table: Table, name: str, field: Field, problems: Problems, what: str) -> Any:
    if name not in table.values:
        if field.is_required:
            problems.add(table.path, table.line, f"{what}: {name} is missing")
        return field.default
    value = table.values[name]
    if complaint := field.check(value):
        problems.add(table.path, table.line_of(name), f"{what}: {name} {complaint}")
        return field.default
    return value


def _suggestion(name: str, fields: Mapping[str, Field]) -> str:
    close = get_close_matches(name, fields, n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
