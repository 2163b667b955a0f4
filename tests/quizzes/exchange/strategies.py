"""Hypothesis strategies for questions of every kind, valid as an editor could have saved them.

Texts are as a browser and Wagtail hand them over: no control characters, one space between words, `why` with
breaks. They lean towards what the formats use themselves: braces, markers, tags, formulas, Arabic and emoji.
"""

import html
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from harmreduction_lms.quizzes.exchange.base import ExchangeItem, Picture
from harmreduction_lms.quizzes.grading import normalise


Answer = dict[str, Any]

# A red pixel.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
AWKWARD = (
    *(
        "{T}",
        "}",
        "{",
        "~%50%half",
        "%-100%wrong",
        "=right",
        "#feedback",
        "####general",
        "a -> b",
        "->",
        "\\",
    ),
    *(
        "::title::",
        "$CATEGORY: x",
        "// no comment",
        "[html]",
        "[tag:x]",
        "\\n",
        "\\=",
        "TRUE",
        "F",
        "1..2",
        "3:1",
    ),
    *(
        "<b>",
        "</p>",
        "<script>alert(1)</script>",
        "&amp;",
        "&lt;",
        "]]>",
        "<!--",
        "-->",
        "[[1]]",
        "{1:SA:=x}",
    ),
    *(
        "=1+1",
        "-5",
        "+3",
        "@SUM(A1)",
        "'",
        '"',
        "'=x",
        "|",
        "*",
        ";",
        ",",
        "ANSWER: B",
        "A. spray",
        "B) call",
    ),
    *(
        "0.4 mg",
        "4 mg",
        "نالوكسون",
        "ナロキソン",
        "é",
        "e\u0301",
        "🚑",
        "naloxone",
        "%",
        "_____",
        "nan",
        "1e5",
    ),
)
_LETTERS = st.characters(
    codec="utf-8",
    exclude_categories=("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"),
)
_WORDS = st.one_of(st.text(_LETTERS, min_size=1, max_size=8), st.sampled_from(AWKWARD))


def texts(max_words: int = 4) -> st.SearchStrategy[str]:
    """One line of plain text that does not vanish when normalised."""
    lines = st.lists(_WORDS, min_size=1, max_size=max_words).map(lambda words: " ".join(words)[:160].strip())
    return lines.filter(lambda text: bool(normalise(text)))


def optional(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(st.just(""), strategy)


def reasons() -> st.SearchStrategy[str]:
    """A `why`: nothing, a line, or several lines."""
    several = st.lists(texts(), min_size=2, max_size=3)
    return st.one_of(st.just(""), texts(), several.map("\n".join), several.map("\n\n".join))


def distinct(min_size: int, max_size: int = 5) -> st.SearchStrategy[list[str]]:
    """Texts a reader can tell apart."""
    return st.lists(texts(), min_size=min_size, max_size=max_size, unique_by=normalise)


@st.composite
def rich_texts(draw: st.DrawFn, *, words: st.SearchStrategy[str] | None = None) -> str:
    """HTML as the rich text editor stores it."""
    words = texts() if words is None else words
    line = st.one_of(words.map(_escaped), st.builds(_marked, _TAGS, words), words.map(_link))
    lines = st.lists(line, min_size=1, max_size=3).map(" ".join)
    block = st.one_of(
        lines.map("<p>{}</p>".format),
        st.lists(lines, min_size=2, max_size=2).map("<br/>".join).map("<p>{}</p>".format),
        st.lists(lines.map("<li>{}</li>".format), min_size=1, max_size=2)
        .map("".join)
        .map("<ul>{}</ul>".format),
    )
    return "".join(draw(st.lists(block, min_size=1, max_size=2)))


_TAGS = st.sampled_from(["b", "i", "em", "strong", "sub", "sup"])


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


def _marked(tag: str, text: str) -> str:
    return f"<{tag}>{_escaped(text)}</{tag}>"


def _link(text: str) -> str:
    return f'<a href="https://example.org/?a=1&amp;b=2">{_escaped(text)}</a>'


@st.composite
def options(draw: st.DrawFn, *, max_right: int = 5) -> list[Answer]:
    found = draw(distinct(2))
    right = draw(st.sets(st.integers(0, len(found) - 1), min_size=1, max_size=min(max_right, len(found))))
    return [
        {"text": text, "correct": place in right, "why": draw(reasons())} for place, text in enumerate(found)
    ]


def single_choice() -> st.SearchStrategy[Answer]:
    return st.one_of(options(max_right=1), options()).map(lambda found: {"options": found})


def multiple_response() -> st.SearchStrategy[Answer]:
    scoring = st.sampled_from(["partial", "all_or_nothing"])
    return st.fixed_dictionaries({"options": options(), "scoring": scoring})


def true_false() -> st.SearchStrategy[Answer]:
    answer = st.sampled_from(["true", "false"])
    return st.fixed_dictionaries({"answer": answer, "why_true": reasons(), "why_false": reasons()})


@st.composite
def ordering(draw: st.DrawFn) -> Answer:
    lines = draw(distinct(2, 6))
    cuts = draw(st.sets(st.integers(1, len(lines) - 1), min_size=1))
    ends = [*sorted(cuts), len(lines)]
    return {"groups": [{"items": lines[start:end]} for start, end in zip([0, *ends], ends, strict=False)]}


@st.composite
def matching(draw: st.DrawFn) -> Answer:
    prompts, matches = draw(distinct(2)), draw(distinct(2, 6))
    chosen = [draw(st.sampled_from(matches)) for _ in prompts]
    distractors = [text for text in matches if text not in chosen]
    if len(set(chosen)) + len(distractors) < 2:
        chosen[0] = distractors.pop()
    pairs = [{"prompt": prompt, "match": match} for prompt, match in zip(prompts, chosen, strict=True)]
    return {"pairs": pairs, "distractors": distractors}


def _plain_number(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@st.composite
def ranges(draw: st.DrawFn) -> Answer:
    low, more = (
        Decimal(draw(st.integers(first, 99_999))).scaleb(-draw(st.integers(0, 4))) for first in (-99_999, 1)
    )
    high, tolerance = draw(st.sampled_from([(None, None), (low + more, None), (None, more)]))
    ends = {
        "low": low or Decimal(0),
        "high": high if high is None else high or Decimal(0),
        "tolerance": tolerance,
    }
    return {name: None if end is None else _plain_number(end) for name, end in ends.items()}


@st.composite
def numeric(draw: st.DrawFn) -> Answer:
    found = draw(st.lists(ranges(), min_size=1, max_size=3, unique_by=str))
    units = [text[:40].strip() for text in draw(distinct(0, 3))]
    units = list({normalise(unit): unit for unit in units}.values())
    return {"ranges": found, "unit": units[0] if units else "", "unit_forms": units[1:]}


def short_answer() -> st.SearchStrategy[Answer]:
    return distinct(1).map(lambda found: {"accepted": found})


@st.composite
def cloze(draw: st.DrawFn) -> Answer:
    kinds = {
        "choice": options(max_right=1).map(lambda found: {"options": found}),
        "number": numeric(),
        "text": short_answer(),
    }
    types = draw(st.lists(st.sampled_from([*kinds]), min_size=1, max_size=3))
    gaps = [{"type": type_, "value": draw(kinds[type_])} for type_ in types]
    words = texts().filter(lambda text: "[[" not in text and "]]" not in text).map(_escaped)
    parts = [f"{draw(words)} [[{number}]]" for number in range(1, len(gaps) + 1)]
    return {"text": f"<p>{' '.join(parts)} {draw(words)}</p>", "gaps": gaps}


@st.composite
def image_choice(draw: st.DrawFn) -> Answer:
    choose = draw(st.sampled_from(["one", "several"]))
    places = st.decimals(0, 100, places=1).map(lambda number: _plain_number(abs(number)))
    found = []
    for option in draw(options(max_right=1 if choose == "one" else 5)):
        is_placed = draw(st.booleans())
        x, y = (draw(places), draw(places)) if is_placed else (None, None)
        found.append({**option, "x": x, "y": y})
    return {"image": None, "alt": draw(texts()), "choose": choose, "options": found}


def likert() -> st.SearchStrategy[Answer]:
    return st.fixed_dictionaries({"statements": distinct(1), "scale": distinct(2)})


def reflection() -> st.SearchStrategy[Answer]:
    row = st.fixed_dictionaries(
        {"criterion": texts(), "points": st.integers(1, 20), "description": reasons()}
    )
    rubric = st.lists(row, min_size=1, max_size=3, unique_by=lambda found: normalise(found["criterion"]))
    ungraded = {"grading": st.just("none"), "rubric": st.just([])}
    graded = {"grading": st.just("by_hand"), "rubric": rubric}
    common = {"guidance": optional(rich_texts()), "max_words": st.none() | st.integers(1, 2000)}
    return st.one_of(st.fixed_dictionaries(ungraded | common), st.fixed_dictionaries(graded | common))


ANSWERS: dict[str, st.SearchStrategy[Answer]] = {
    "single_choice": single_choice(),
    "multiple_response": multiple_response(),
    "true_false": true_false(),
    "ordering": ordering(),
    "matching": matching(),
    "numeric": numeric(),
    "short_answer": short_answer(),
    "cloze": cloze(),
    "image_choice": image_choice(),
    "likert": likert(),
    "reflection": reflection(),
}
KINDS = tuple(ANSWERS)

_SEGMENTS = texts(2).map(lambda text: text.replace("/", "-")[:60].strip())
_TAG_NAMES = texts(2).map(lambda text: text.replace(",", " ").replace('"', "")).map(str.split).map(" ".join)


def items_of(kind: str, *, pictures: bool = False) -> st.SearchStrategy[ExchangeItem]:
    """Questions of one kind. An image choice has a picture if `pictures`; others may have one."""
    picture = st.builds(Picture, name=st.just("kit.png"), content=st.just(PNG), alt=texts())
    maybe = st.none() | picture if pictures else st.none()
    if kind == "image_choice" and pictures:
        maybe = picture
    built = st.builds(
        ExchangeItem,
        kind=st.just(kind),
        title=texts(),
        stem=rich_texts(),
        answer=ANSWERS[kind],
        rationale=optional(rich_texts()),
        hints=st.lists(rich_texts(), max_size=2).map(tuple),
        points=st.integers(1, 20),
        tags=st.lists(_TAG_NAMES.filter(bool), max_size=3, unique_by=normalise).map(tuple),
        category=st.lists(_SEGMENTS, max_size=3).map("/".join),
        source_key=st.from_regex(r"\A(?:[a-zA-Z0-9][a-zA-Z0-9._-]{0,19})?\Z"),
        picture=maybe,
    )
    return built.map(_one_alt) if kind == "image_choice" else built


def items(kinds: tuple[str, ...] = KINDS, *, pictures: bool = False) -> st.SearchStrategy[ExchangeItem]:
    return st.sampled_from(kinds).flatmap(lambda kind: items_of(kind, pictures=pictures))


def _one_alt(item: ExchangeItem) -> ExchangeItem:
    """The picture an image choice asks about is described once."""
    return replace(item, picture=replace(item.picture, alt=item.answer["alt"])) if item.picture else item


def comparable(item: ExchangeItem) -> ExchangeItem:
    """Without what is said about this reading of this file."""
    return replace(item, where="", notes=())
