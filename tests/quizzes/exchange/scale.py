"""A bank as large as may be imported, out and in again: `python -m tests.quizzes.exchange.scale`.

Takes some minutes, so it is no part of the ordinary run. Prints for each format what was written, whether it
came back as it was, the seconds, and the most memory that a process of its own needed for each way.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import django


FORMATS = ("gift", "aiken", "sheet", "moodle-xml", "qti")
NUMBER = 20_000
WORDS = (
    *("breathing", "naloxone", "overdose", "stimulant", "fentanyl", "consent", "housing", "syringe"),
    *("outreach", "wound", "methadone", "buprenorphine", "peer", "stigma", "testing", "strip"),
    *("tolerance", "relapse", "safer", "supply", "consumption", "site", "referral", "listening"),
)


def bank(number: int) -> list[Any]:
    """Questions of every kind that needs no picture, with texts as long as people write them."""
    from harmreduction_lms.quizzes.exchange.base import ExchangeItem
    from tests import factories

    kinds = [kind for kind in factories.ANSWERS if kind != "image_choice"]
    # Most questions of most banks offer four options.
    turns = ["single_choice"] * 10 + ["multiple_response"] * 3 + kinds
    return [_question(ExchangeItem, turns[place % len(turns)], place) for place in range(number)]


def _question(make: Any, kind: str, place: int) -> Any:
    return make(
        kind=kind,
        title=f"{_words(place, 4)} {place}",
        stem=f"<p>{_words(place, 14)}, number {place}: what helps <b>first</b>?</p>",
        answer=_answer(kind, place),
        rationale=f"<p>{_words(place + 3, 24)}.</p>",
        points=1 + place % 3,
        tags=(WORDS[place % 7], WORDS[7 + place % 5]),
        category=f"Naloxone/{WORDS[place % 9]}",
        source_key=f"00000000-0000-4000-8000-{place:012x}",
    )


def _answer(kind: str, place: int) -> Any:
    from harmreduction_lms.quizzes.exchange.values import plain_value
    from harmreduction_lms.quizzes.models import Question
    from tests import factories

    if kind in {"single_choice", "multiple_response"}:
        right = {0} if kind == "single_choice" else {0, 2}
        options = [
            {"text": f"{_words(place + n, 6)} {n}", "correct": n in right, "why": _words(place + 2 * n, 9)}
            for n in range(4)
        ]
        return {"options": options} | ({"scoring": "partial"} if kind == "multiple_response" else {})
    block = Question._meta.get_field("answer").stream_block.child_blocks[kind]
    return plain_value(block, factories.ANSWERS[kind])


def _words(start: int, number: int) -> str:
    return " ".join(WORDS[(start * 5 + 3 * n) % len(WORDS)] for n in range(number))


def step(name: str, way: str, folder: Path) -> dict[str, Any]:
    """One way of one format, measured from within: seconds, megabytes, and what came of it."""
    from harmreduction_lms.quizzes.exchange.base import exchange_formats
    from harmreduction_lms.quizzes.exchange.files import read_files

    format_, refused = exchange_formats[name], folder / f"{name}.refused"
    items = bank(NUMBER) if way == "write" else []
    start = time.process_time()
    if way == "write":
        sizes, named = [], []
        for number, written in enumerate(format_.write_all(items)):
            (folder / f"{name}-{number}.{format_.extensions[0]}").write_bytes(written.content)
            sizes.append(round(len(written.content) / 1e6, 1))
            named += [one.where for one in written.refused]
        seconds, memory = time.process_time() - start, _peak()
        refused.write_text(json.dumps(named))
        found: dict[str, Any] = {"megabytes": sizes}
    else:
        files = sorted(folder.glob(f"{name}-*"))
        read = read_files(((path.name, path.read_bytes()) for path in files), format_name=name)
        seconds, memory = time.process_time() - start, _peak()
        found = _compared(read, json.loads(refused.read_text()))
    return {"format": name, "way": way, "seconds": round(seconds, 1), "peak_mb": memory, **found}


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _compared(read: Any, refused: list[str]) -> dict[str, Any]:
    from dataclasses import replace

    expected = [item for item in bank(NUMBER) if item.title not in set(refused)]
    got = [replace(item, where="", notes=()) for item in read.items]
    differing = [item.title for item, other in zip(expected, got, strict=False) if item != other]
    return {
        "written": len(expected),
        "read": len(got),
        "differing": len(differing),
        "for example": differing[:2],
        "not read": [one.reason for one in (*read.unreadable, *read.refused)][:2],
    }


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.projects.default.settings")
    if len(sys.argv) > 3:
        django.setup()
        sys.stdout.write(json.dumps(step(sys.argv[1], sys.argv[2], Path(sys.argv[3]))) + "\n")
        return
    with tempfile.TemporaryDirectory() as folder:
        for name in sys.argv[1:] or FORMATS:
            for way in ("write", "read"):
                subprocess.run([sys.executable, "-m", __spec__.name, name, way, folder], check=False)


if __name__ == "__main__":
    main()
