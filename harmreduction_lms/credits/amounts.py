"""Amounts of credit as they are printed."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any


def amount_text(amount: Decimal | str) -> str:
    """An amount as printed: 2.75, 2.5, 2.0, never 2."""
    text = f"{Decimal(amount).normalize():f}"
    return text if "." in text else f"{text}.0"


def unit_text(credit: Mapping[str, Any], amount: Decimal | str) -> str:
    """The unit that goes with `amount`: one contact hour, 0.75 contact hours."""
    return str(credit["unit_singular"] if Decimal(amount) == 1 else credit["unit_plural"])


def credit_text(credit: Mapping[str, Any]) -> str:
    """The amount awarded with its unit, as it stands in a snapshot."""
    return f"{amount_text(credit['amount'])} {unit_text(credit, credit['amount'])}"


def ceu_text(amount: Decimal, *, minutes_per_unit: int, hours_per_ceu: Decimal | None) -> str:
    """Continuing education units, counted from hours: 1.25 hours at ten a unit are 0.125 (ce-rules B-11)."""
    if not hours_per_ceu:
        return ""
    return f"{(amount * minutes_per_unit / 60 / hours_per_ceu).normalize():f}"
