import re

import pytest

from harmreduction_lms.core.identifiers import (
    ALPHABET,
    check_character,
    is_valid_number,
    new_code,
    new_number,
    normalise_number,
)


def test_a_code_carries_at_least_128_bits_and_never_repeats() -> None:
    codes = {new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert all(len(code) >= 22 for code in codes)  # 22 base64 characters = 132 bits


def test_numbers_have_the_printed_shape() -> None:
    assert re.fullmatch(r"HR-2026-[0-9A-Z]{8}-[0-9A-Z]", new_number("HR", 2026))


# Worked out by hand from Crockford's definition (value mod 37): "32" is 3 * 32 + 2 = 98, 98 - 2 * 37 = 24.
@pytest.mark.parametrize(
    ("text", "expected"), [("0", "0"), ("Z", "Z"), ("10", "*"), ("32", "R"), ("15", "0")]
)
def test_the_check_character_is_the_value_mod_37(text: str, expected: str) -> None:
    assert check_character(text) == expected


def test_every_single_wrong_character_is_caught() -> None:
    number = new_number("HR", 2026)
    prefix, year, body, check = number.split("-")
    for position in range(8):
        for other in set(ALPHABET) - {body[position]}:
            wrong = body[:position] + other + body[position + 1 :]
            assert not is_valid_number(f"{prefix}-{year}-{wrong}-{check}")


def test_two_neighbours_swapped_are_caught() -> None:
    number = new_number("HR", 2026)
    prefix, year, body, check = number.split("-")
    for i in range(7):
        swapped = body[:i] + body[i + 1] + body[i] + body[i + 2 :]
        if swapped != body:
            assert not is_valid_number(f"{prefix}-{year}-{swapped}-{check}")


def test_a_number_survives_small_letters_spaces_and_lookalikes() -> None:
    number = next(n for n in iter(lambda: new_number("HR", 2026), None) if "0" in n.split("-")[2])
    typed = " " + number.replace("0", "o").lower() + " "
    assert normalise_number(typed) == number
    assert is_valid_number(typed)


@pytest.mark.parametrize("text", ["", "HR", "HR-2026", "HR-2026-ABC-1", "x" * 500, "HR-2026-UUUUUUUU-1"])
def test_malformed_numbers_are_simply_invalid(text: str) -> None:
    assert not is_valid_number(text)
