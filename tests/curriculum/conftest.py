"""A small sound course that tests change one thing of."""

from collections.abc import Callable
from pathlib import Path

import pytest


COURSE = """\
key = "small"
title = "A small course"
slug = "small-course"
lede = "All of it in four minutes."
minutes = 4
audiences = ["clinicians"]
topics = ["naloxone"]
who_for = "Everybody who learns."
level = "Introductory"
objectives = [{key = "small-1", text = "Say what naloxone does."}]
released_on = 2026-11-22
ends_on = 2029-11-21
sources_checked_on = 2026-11-22
licence = "CC BY 4.0"

[audience_names]
clinicians = "Clinicians"

[topic_names]
naloxone = "Naloxone"

[[module]]
title = "The only module"
slug = "only"
summary = "One lesson and one quiz."
steps = ["reading", "post-test"]

[[quiz]]
slug = "post-test"
title = "What you know now"
role = "post_test"
intro = "Two questions."
minutes = 2
pass_mark = 80
items = ["q1", "q2"]
feedback = "full"
"""

QUIZ = """\
[[item]]
key = "q1"
kind = "single_choice"
stem = "What does naloxone do?"
options = [
  {text = "It displaces opioids", correct = true, why = "So breathing returns."},
  {text = "It induces sleep", correct = false, why = "It does not sedate."},
]
rationale = "It sits on the same receptors."
objectives = ["small-1"]
facts = ["E1"]
tags = ["naloxone"]

[[item]]
key = "q2"
kind = "true_false"
stem = "Naloxone is an *opioid antagonist*."
answer = true
why_true = "Yes."
why_false = "It is: it displaces opioids."
rationale = "See the label."
facts = ["E1"]
"""

REFERENCES = """\
[[reference]]
key = "E1"
citation = "A label, 2026."
url = "https://example.org/label"
year = 2026
checked_on = 2026-11-22
status = "S1"
"""

GLOSSARY = """\
[[term]]
key = "naloxone"
term = "Naloxone"
definition = "A medicine that displaces opioids."
"""

LESSON = """\
+++
key = "small-reading"
title = "Reading"
minutes = 2
summary = "What naloxone does."
objectives = ["small-1"]
facts = ["E1"]
author_role = "educator"
review_role = "clinician (outstanding)"
sources_checked_on = 2026-11-22
+++
Naloxone **displaces** opioids & is *safe*. See the [label](https://example.org/label?a=1&b=2).

## In order

:::steps title="Give it"
1. **Open the pack.** It holds "one dose".
2. **Give it.**
:::

:::glossary key="naloxone"
:::

:::references E1
:::
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of the small course."""
    folder = tmp_path / "en" / "clinician" / "small"
    folder.mkdir(parents=True)
    files = {
        "course.toml": COURSE,
        "quiz.toml": QUIZ,
        "references.toml": REFERENCES,
        "glossary.toml": GLOSSARY,
        "reading.md": LESSON,
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def change(folder: Path) -> Callable[[str, str, str], None]:
    """Replaces something in a file of the small course; it has to be there."""

    def replace(name: str, old: str, new: str) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    return replace
