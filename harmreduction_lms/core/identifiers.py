"""Public identifiers: unguessable codes and numbers with a check character.

A primary key never leaves the database; what is printed on a document comes from here.
"""

import hashlib
import secrets


# Crockford's base 32: no I, L, O or U, so that a number read aloud or copied by hand survives.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Crockford's check symbols extend the alphabet to 37, a prime; that is what catches swapped neighbours.
CHECK_ALPHABET = ALPHABET + "*~$=U"
LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code() -> str:
    """An unguessable code of 160 random bits (OWASP ASVS 5.0, 11.5.1), safe in a URL."""
    return secrets.token_urlsafe(20)


def code_digest(code: str) -> str:
    """What is stored of a code to find it by. A plain digest will do: 160 random bits cannot be guessed."""
    return hashlib.sha256(code.encode()).hexdigest()


def check_character(text: str) -> str:
    """Check symbol over the base-32 characters of `text` (Crockford 2002, mod 37); others are ignored."""
    value = 0
    for character in text.upper():
        if character in ALPHABET:
            value = (value * 32 + ALPHABET.index(character)) % 37
    return CHECK_ALPHABET[value]


def new_number(prefix: str, year: int) -> str:
    """A document number such as `HR-2026-7K3M9Q2D-4`: prefix, year, eight random characters, check.

    Random rather than counted, so that nobody learns from a number how many were issued. Numbers whose
    check symbol is not a letter or digit are drawn again: `*~$=` do not survive a telephone call.
    """
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(8))
        check = check_character(f"{year}{body}")
        if check in ALPHABET:
            return f"{prefix}-{year}-{body}-{check}"


def normalise_number(text: str) -> str:
    """The number as we store it, from what a person typed: case, spaces and look-alikes forgiven."""
    prefix, _, rest = text.strip().upper().replace(" ", "").partition("-")
    return f"{prefix}-{rest.translate(LOOKALIKES)}" if rest else prefix


def is_valid_number(text: str) -> bool:
    """Whether the check character fits; a mistyped number is told apart from an unknown one."""
    parts = normalise_number(text).split("-")
    if len(parts) != 4 or len(parts[2]) != 8:
        return False
    return check_character(parts[1] + parts[2]) == parts[3]
