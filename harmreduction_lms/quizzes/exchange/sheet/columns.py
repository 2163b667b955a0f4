"""The columns of the sheet. Names are English in every language, so that files can be passed on.

Read in any order, capitals and signs make no difference. `Answer 1`, `Why 1`, `Match 1` belong together.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange.base import UnreadableFile


Cells = dict[str, str]
Key = tuple[str, int]

PLAIN = (
    *("Kind", "Title", "Question", "Text with gaps", "Right answers", "Unit", "Guidance", "Most words"),
    *("Picture description", "Explanation", "Points", "Tags", "Topic", "ID"),
)
NUMBERED = ("Answer", "Why", "Match", "Hint")
# In written sheets the answers stand right behind the question.
BEFORE_ANSWERS = PLAIN[:4]
AFTER_ANSWERS = PLAIN[4:]
USUAL_ANSWERS = 4
MAX_NUMBER = 40
"""Twenty pairs and twenty matches that belong to nothing."""

_ALIASES = {
    **dict.fromkeys(("question text", "stem", "question"), "Question"),
    **dict.fromkeys(("type", "question type", "kind"), "Kind"),
    **dict.fromkeys(("name", "question name", "title"), "Title"),
    **dict.fromkeys(("right", "right answer", "right answers", "correct"), "Right answers"),
    **dict.fromkeys(("correct answer", "correct answers", "correct answer s"), "Right answers"),
    **dict.fromkeys(("rationale", "general feedback", "explanation"), "Explanation"),
    **dict.fromkeys(("category", "topic"), "Topic"),
    **dict.fromkeys(("marks", "score", "points"), "Points"),
    **dict.fromkeys(("tag", "keywords", "tags"), "Tags"),
    **{name.casefold(): name for name in PLAIN},
}
_NUMBERED_ALIASES = {
    **dict.fromkeys(("answer", "option", "choice", "answer option"), "Answer"),
    **dict.fromkeys(("why", "reason", "feedback"), "Why"),
    **dict.fromkeys(("match", "place", "scale"), "Match"),
    "hint": "Hint",
}
_SIGNS = re.compile(r"[\W_]+")
_NUMBERED_NAME = re.compile(r"([a-z][a-z ]*?) ?(\d{1,2})")


@dataclass
class Row:
    """One line of the sheet: what stands in named columns, by name and number (0: has none)."""

    number: int
    cells: dict[Key, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.cells.get((name, 0), "")

    def numbered(self, name: str) -> dict[int, str]:
        """Filled cells of a numbered column, in order."""
        found = {number: text for (column, number), text in self.cells.items() if column == name and number}
        return dict(sorted(found.items()))


@dataclass
class Header:
    """Which column stands where."""

    keys: Sequence[Key | None]
    unknown: Mapping[int, str]

    def row(self, number: int, cells: Sequence[str]) -> Row:
        pairs = zip(self.keys, cells, strict=False)
        return Row(number, {key: text for key, text in pairs if key and text.strip()})

    def lost(self, cells: Sequence[str]) -> list[str]:
        """Names, or places, of the columns not known in which something stands."""
        known = {place for place, key in enumerate(self.keys) if key}
        places = [place for place, cell in enumerate(cells) if cell.strip() and place not in known]
        return [self.unknown.get(place) or str(place + 1) for place in places]


def read_header(names: Sequence[str]) -> Header:
    """Raises `UnreadableFile` if there is no column for questions, or two for the same thing."""
    keys = [_key(name) for name in names]
    known = [key for key in keys if key]
    if ("Question", 0) not in known:
        raise UnreadableFile(
            _(
                "The first row must name the columns, one of them “Question”. "
                "Export a few questions to get a sheet to fill in."
            )
        )
    for key in known:
        if known.count(key) > 1:
            raise UnreadableFile(_("Two columns are called “%(name)s”. Rename one.") % {"name": heading(key)})
    unknown = {place: name for place, name in enumerate(names) if name.strip() and not keys[place]}
    return Header(keys, unknown)


def heading(key: Key) -> str:
    name, number = key
    return f"{name} {number}" if number else name


def headings(rows: Iterable[Row]) -> list[Key]:
    """The columns that a sheet with these rows needs, in the order people fill them in."""
    most = {"Answer": USUAL_ANSWERS, "Why": USUAL_ANSWERS, "Match": 0, "Hint": 1}
    for row in rows:
        for name, number in row.cells:
            most[name] = max(most.get(name, 0), number)
    numbered = [(name, number) for name in NUMBERED for number in range(1, most[name] + 1)]
    answers = [key for key in numbered if key[0] == "Answer"]
    others = [key for key in numbered if key[0] != "Answer"]
    plain = [[(name, 0) for name in names] for names in (BEFORE_ANSWERS, AFTER_ANSWERS)]
    return [*plain[0], *answers, plain[1][0], *others, *plain[1][1:]]


def _key(name: str) -> Key | None:
    words = _SIGNS.sub(" ", name.casefold()).strip()
    if words in _ALIASES:
        return _ALIASES[words], 0
    found = _NUMBERED_NAME.fullmatch(words) if len(words) < 40 else None
    if found and found[1] in _NUMBERED_ALIASES and 0 < int(found[2]) <= MAX_NUMBER:
        return _NUMBERED_ALIASES[found[1]], int(found[2])
    return None
