"""Cells of exported lists that a spreadsheet must not run.

Wagtail leaves formulas in CSV on purpose (its security policy says so); boards open our exports in one.
Rule: a text whose first character could start a formula, or is an apostrophe, gets one apostrophe in front.
Taking that one off again gives back exactly what was stored (OWASP ASVS 5.0, 1.2.10).
"""

from typing import Any


# Full-width forms too: spreadsheets set to East Asian languages read them as operators.
STARTERS = frozenset("=+-@\t\r\n＝＋－＠'")


def defuse(value: Any) -> Any:
    """`value` for a CSV cell; anything but text is left as it is."""
    if isinstance(value, str) and value[:1] in STARTERS and value:
        return f"'{value}"
    return value
