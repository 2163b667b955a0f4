"""Comparing a text with a prescribed sentence that has places to fill in, and setting names in italics."""

import difflib
import re
from functools import cache
from typing import Any


# What may stand at a place: the placeholder itself, which is filled in when a statement is printed, or text.
LEARNING_FORMATS = (
    *("live activity", "enduring material", "journal-based CME activity", "test-item writing activity"),
    *("manuscript review activity", "PI CME activity", "internet point-of-care activity", "other activity"),
)
PLACES = {
    "learning_format": "|".join(re.escape(name) for name in LEARNING_FORMATS),
    "amount": r"\d+(?:\.\d+)?",
    "unit": r"AMA PRA Category 1 Credit(?:s|\(s\))?™",
}
# A name: no full stop but that of an abbreviation, or a whole sentence could hide in it.
ABBREVIATIONS = ("St", "Inc", "Dr", "Mt", "Co", "Ltd", "Corp", "No", "U", "S", "A")
ANYTHING = "(?:[^.]|{})".format("|".join(rf"(?<=\b{short})\." for short in ABBREVIATIONS)) + "{1,200}?"
CREDIT_NAME = re.compile(r"AMA PRA Category 1 Credit(?:s|\(s\))?")
LOOKALIKES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "&": "and"})


def plain(text: str) -> str:
    """`text` without what does not matter: white space, the shape of quotation marks, `&` for "and"."""
    return " ".join(text.translate(LOOKALIKES).split())


def contains(pattern: str, text: str) -> bool:
    """Whether words like `pattern` are in `text`, in whatever case."""
    return re.search(pattern, plain(text), re.IGNORECASE) is not None


def says(template: str, text: str) -> bool:
    """Whether `text` is the prescribed sentence, its places filled in or not, and nothing else."""
    return _pattern(template).fullmatch(plain(text)) is not None


def likeness(template: str, text: str) -> float:
    """How much of the words of `template` stand in `text`, from 0 to 1; to suggest the sentence meant."""
    return difflib.SequenceMatcher(None, plain(template).split(), plain(text).split()).ratio()


def credit_runs(text: str) -> list[dict[str, Any]]:
    """`text` in runs with the name of the AMA's credit in italics, as it must be printed (ce-rules A-05)."""
    runs, last = [], 0
    for name in CREDIT_NAME.finditer(text):
        runs += [(text[last : name.start()], False), (name[0], True)]
        last = name.end()
    runs.append((text[last:], False))
    return [{"text": part, "italic": italic, "superscript": False} for part, italic in runs if part]


@cache
def _pattern(template: str) -> re.Pattern[str]:
    """A leading "The" may be missing: some names bring their own, others want none."""
    pattern = re.escape(plain(template))
    for name in set(re.findall(r"\{(\w+)\}", template)):
        filled = PLACES.get(name, ANYTHING)
        pattern = pattern.replace(rf"\{{{name}\}}", rf"(?:\{{{name}\}}|{filled})")
    pattern = re.sub(r"(^|\.\\ )The\\ ", r"\1(?:The\\ )?", pattern)
    return re.compile(pattern)
