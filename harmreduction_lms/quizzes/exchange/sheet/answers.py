"""How the answer of each kind stands in a row, both ways. One pair of functions a kind."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange.numbers import parse_typed_range, typed_range
from harmreduction_lms.quizzes.exchange.problems import Unusable
from harmreduction_lms.quizzes.exchange.sheet.cells import (
    SEPARATORS,
    Answer,
    Filled,
    all_of,
    filled_options,
    list_cell,
    listed,
    numbered,
    options,
    place_of,
    whole_number,
)
from harmreduction_lms.quizzes.exchange.sheet.columns import Row
from harmreduction_lms.quizzes.exchange.sheet.gaps import parse_gap, written_gap
from harmreduction_lms.quizzes.exchange.sheet.richtext import rich_cell, rich_html


def _choice(row: Row) -> Answer:
    return {"options": options(row)}


def _true_false(row: Row) -> Answer:
    answer = {"t": "true", "f": "false"}.get(row["Right answers"].strip().casefold()[:1], "")
    if not answer:
        raise Unusable(_("Write true or false into “Right answers”."))
    reasons = row.numbered("Why")
    return {"answer": answer, "why_true": reasons.get(1, "").strip(), "why_false": reasons.get(2, "").strip()}


def _ordering(row: Row) -> Answer:
    lines = [text.strip() for text in row.numbered("Answer").values()]
    places = [place_of(word) for word in SEPARATORS.split(row["Right answers"]) if word] or [
        *range(len(lines))
    ]
    if len(places) != len(lines):
        raise Unusable(_("Give each line its place in “Right answers”, e.g. 1, 2, 2, 3, or leave it empty."))
    groups: dict[int, list[str]] = {}
    for place, line in zip(places, lines, strict=True):
        groups.setdefault(place, []).append(line)
    return {"groups": [{"items": groups[place]} for place in sorted(groups)]}


def _filled_ordering(answer: Answer) -> Filled:
    places = [
        (place, line) for place, group in enumerate(answer["groups"], start=1) for line in group["items"]
    ]
    cells = numbered("Answer", [line for _place, line in places])
    if len(places) > len(answer["groups"]):
        cells["Right answers", 0] = ", ".join(str(place) for place, _line in places)
    return cells


def _matching(row: Row) -> Answer:
    prompts, matches = row.numbered("Answer"), row.numbered("Match")
    if missing := prompts.keys() - matches.keys():
        raise Unusable(_("“Match %(number)d” is empty.") % {"number": min(missing)})
    return {
        "pairs": [
            {"prompt": text.strip(), "match": matches[place].strip()} for place, text in prompts.items()
        ],
        "distractors": [text.strip() for place, text in matches.items() if place not in prompts],
    }


def _filled_matching(answer: Answer) -> Filled:
    matches = [*all_of("match", answer["pairs"]), *answer["distractors"]]
    return numbered("Answer", all_of("prompt", answer["pairs"])) | numbered("Match", matches)


def _numeric(row: Row) -> Answer:
    ranges = [parse_typed_range(text) for text in row.numbered("Answer").values()]
    if not ranges:
        raise Unusable(_("Write the right number into “Answer 1”, e.g. 2 or 2 to 3."))
    unit, *forms = listed(row["Unit"]) or [""]
    return {"ranges": ranges, "unit": unit, "unit_forms": forms}


def _filled_numeric(answer: Answer) -> Filled:
    units = [text for text in (answer["unit"], *answer["unit_forms"]) if text]
    return numbered("Answer", map(typed_range, answer["ranges"])) | {("Unit", 0): list_cell(units)}


def _short_answer(row: Row) -> Answer:
    accepted = [text.strip() for text in row.numbered("Answer").values()]
    if not accepted:
        raise Unusable(_("Write each accepted answer into an “Answer” column."))
    return {"accepted": accepted}


def _cloze(row: Row) -> Answer:
    gaps = [parse_gap(cell) for cell in row.numbered("Answer").values()]
    text = rich_html(row["Text with gaps"])
    markers = [f"[[{number}]]" for number in range(1, len(gaps) + 1)]
    if not gaps or not all(marker in text for marker in markers):
        raise Unusable(_("“Text with gaps” needs [[1]] where “Answer 1” belongs, [[2]] for “Answer 2”, …."))
    return {"text": text, "gaps": gaps}


def _filled_cloze(answer: Answer) -> Filled:
    text: Filled = {("Text with gaps", 0): rich_cell(answer["text"])}
    return text | numbered("Answer", map(written_gap, answer["gaps"]))


def _image_choice(row: Row) -> Answer:
    places = row.numbered("Match")
    found = [
        option | _spot(places.get(number, ""))
        for number, option in zip(row.numbered("Answer"), options(row), strict=True)
    ]
    choose = "several" if sum(option["correct"] for option in found) > 1 else "one"
    return {"image": None, "alt": row["Picture description"].strip(), "choose": choose, "options": found}


def _spot(cell: str) -> Answer:
    x, y, *_rest = [*listed(cell), "", ""]
    return {"x": x or None, "y": y or None}


def _filled_image_choice(answer: Answer) -> Filled:
    spots = [f"{option['x']}; {option['y']}" if option["x"] else "" for option in answer["options"]]
    alt: Filled = {("Picture description", 0): answer["alt"]}
    return filled_options(answer["options"]) | numbered("Match", spots) | alt


def _likert(row: Row) -> Answer:
    statements, scale = (
        [text.strip() for text in row.numbered(name).values()] for name in ("Answer", "Match")
    )
    if not statements or len(scale) < 2:
        raise Unusable(
            _("Write statements into “Answer 1”, … and what can be chosen into “Match 1”, “Match 2”, ….")
        )
    return {"statements": statements, "scale": scale}


def _reflection(row: Row) -> Answer:
    points, texts = row.numbered("Match"), row.numbered("Why")
    rubric = [
        {
            "criterion": text.strip(),
            "points": whole_number(points.get(place, "1"), name=f"Match {place}"),
            "description": texts.get(place, "").strip(),
        }
        for place, text in row.numbered("Answer").items()
    ]
    words = row["Most words"]
    return {
        "grading": "by_hand" if rubric else "none",
        "guidance": rich_html(row["Guidance"]),
        "rubric": rubric,
        "max_words": whole_number(words, name="Most words") if words else None,
    }


def _filled_reflection(answer: Answer) -> Filled:
    rubric = answer["rubric"]
    cells = numbered("Answer", all_of("criterion", rubric)) | numbered("Why", all_of("description", rubric))
    words = str(answer["max_words"] or "")
    points = numbered("Match", [str(row["points"]) for row in rubric])
    return cells | points | {("Guidance", 0): rich_cell(answer["guidance"]), ("Most words", 0): words}


READERS: Mapping[str, Callable[[Row], Answer]] = {
    "single_choice": _choice,
    "multiple_response": lambda row: _choice(row) | {"scoring": "partial"},
    "true_false": _true_false,
    "ordering": _ordering,
    "matching": _matching,
    "numeric": _numeric,
    "short_answer": _short_answer,
    "cloze": _cloze,
    "image_choice": _image_choice,
    "likert": _likert,
    "reflection": _reflection,
}
WRITERS: Mapping[str, Callable[[Answer], Filled]] = {
    "single_choice": lambda answer: filled_options(answer["options"]),
    "multiple_response": lambda answer: filled_options(answer["options"]),
    "true_false": lambda answer: {
        ("Right answers", 0): answer["answer"],
        ("Why", 1): answer["why_true"],
        ("Why", 2): answer["why_false"],
    },
    "ordering": _filled_ordering,
    "matching": _filled_matching,
    "numeric": _filled_numeric,
    "short_answer": lambda answer: numbered("Answer", answer["accepted"]),
    "cloze": _filled_cloze,
    "image_choice": _filled_image_choice,
    "likert": lambda answer: numbered("Answer", answer["statements"]) | numbered("Match", answer["scale"]),
    "reflection": _filled_reflection,
}
