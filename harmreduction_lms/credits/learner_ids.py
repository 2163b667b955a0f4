"""What boards know a learner by: which texts can be such identifiers, and how little of one to show.

Pure functions; nothing here is stored or logged.
"""

from datetime import date


NPI_DIGITS = 10
# The health-industry prefix of the card numbers that NPIs are a part of (45 CFR 162.406; ISO/IEC 7812).
NPI_PREFIX = "80840"
LAST_SHOWN = 4


def is_npi(text: str) -> bool:
    """Ten digits, the first 1 or 2, whose Luhn sum fits once 80840 is put in front (CMS, NPI check digit)."""
    is_shaped = len(text) == NPI_DIGITS and text.isascii() and text.isdecimal() and text[0] in "12"
    return is_shaped and luhn_sum(NPI_PREFIX + text) % 10 == 0


def luhn_sum(digits: str) -> int:
    """The Luhn sum: every second digit from the right doubled, its own digits added up."""
    doubled = (int(digit) * 2 for digit in digits[-2::-2])
    return sum(map(int, digits[-1::-2])) + sum(value - 9 if value > 9 else value for value in doubled)


def is_eprofile(text: str) -> bool:
    """Digits only. NABP publishes no length; 4 to 12 catches what was pasted by mistake."""
    return text.isascii() and text.isdecimal() and 4 <= len(text) <= 12


def is_birth_day(month: int, day: int) -> bool:
    """Whether the day exists in any year: 29 February does."""
    try:
        date(2000, month, day)
    except ValueError:
        return False
    return True


def ending(text: str) -> str:
    """The last characters, to recognise an identifier by without showing it; of a short one nothing."""
    return f"… {text[-LAST_SHOWN:]}" if len(text) > 2 * LAST_SHOWN - 2 else "…" if text else ""
