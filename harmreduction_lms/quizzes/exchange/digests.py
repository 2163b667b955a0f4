"""How a question is recognised: two texts a reader cannot tell apart give the same digest.

`import_digest` says whether it is the same question, `content_digest` whether anything about it differs.
"""

import hashlib
import json
import re
import unicodedata
from typing import Any

from harmreduction_lms.quizzes.exchange.base import ExchangeItem


# Wagtail's editor writes bold as <b>, others as <strong>; that is no other question.
_SAME_TAGS = {"strong": "b", "em": "i"}
_TAG = re.compile(r"<(/?)(strong|em)>")
_BREAK = re.compile(r"<br\s*/?>")


def import_digest(item: ExchangeItem) -> str:
    """Digest of kind, question, picture and answer: what makes a question the same wherever it came from."""
    return _digest([item.kind, item.stem, _picture(item), item.answer])


def content_digest(item: ExchangeItem) -> str:
    """Digest of everything a file can say about a question."""
    rest = [item.title, item.rationale, list(item.hints), item.points, sorted(item.tags), item.category]
    alt = item.picture.alt if item.picture else ""
    return _digest([import_digest(item), *rest, alt])


def _picture(item: ExchangeItem) -> str:
    return hashlib.sha256(item.picture.content).hexdigest() if item.picture else ""


def _digest(value: Any) -> str:
    text = json.dumps(_normalised(value), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _normalised(value: Any) -> Any:
    match value:
        case str():
            text = _BREAK.sub("<br>", _TAG.sub(lambda found: f"<{found[1]}{_SAME_TAGS[found[2]]}>", value))
            return " ".join(unicodedata.normalize("NFC", text).split())
        case dict():
            return {name: _normalised(part) for name, part in value.items()}
        case list() | tuple():
            return [_normalised(part) for part in value]
        case _:
            return value
