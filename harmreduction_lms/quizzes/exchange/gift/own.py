"""What GIFT has no place for, in a comment above the question that other programs skip.

`// hrlms: {"points": 2, …}` holds only what the question itself does not say, so a file edited by hand never
disagrees with its comment. It comes from strangers like the rest of the file: every value is looked at.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any


_MARK = "hrlms:"
_ID = re.compile(r"\[id:([^\]\\\n]{1,255})\]")
_TAG = re.compile(r"\[tag:((?:\\\]|[^\]\n]){1,255})\]")
_PLAIN_NAME = re.compile(r"[^\[\]\\]{1,255}")


class Own:
    """The comments above one question."""

    def __init__(self, comments: Iterable[str] = (), data: Mapping[str, Any] | None = None) -> None:
        said = [comment for comment in comments if not comment.startswith(_MARK)]
        ours = [comment.removeprefix(_MARK) for comment in comments if comment.startswith(_MARK)]
        self.data = _json_object(ours[-1]) if ours else dict(data or {})
        self.ids = [found for comment in said for found in _ID.findall(comment)]
        self.tags = [found.replace("\\]", "]").strip() for comment in said for found in _TAG.findall(comment)]

    def text(self, name: str) -> str:
        value = self.data.get(name)
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> int | None:
        value = self.data.get(name)
        return value if isinstance(value, int) and 0 < value < 10_000 and value is not True else None

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(value for value in self._list(name) if isinstance(value, str))

    def parts(self, name: str) -> list["Own"]:
        return [Own(data=value) for value in self._list(name) if isinstance(value, dict)]

    def _list(self, name: str) -> list[Any]:
        value = self.data.get(name)
        return value[:1000] if isinstance(value, list) else []


def comment_lines(data: Mapping[str, Any], *, source_key: str, tags: Sequence[str]) -> list[str]:
    """The comments that `Own` reads. Names that Moodle's marks cannot hold go into ours."""
    plain = [tag for tag in tags if _PLAIN_NAME.fullmatch(tag)]
    data = {**data, "tags": list(tags) if plain != list(tags) else [], "id": ""}
    marks = [f"[tag:{tag}]" for tag in plain]
    if _PLAIN_NAME.fullmatch(source_key):
        marks.insert(0, f"[id:{source_key}]")
    else:
        data["id"] = source_key
    data = {name: value for name, value in data.items() if value}
    lines = [f"// {' '.join(marks)}"] if marks else []
    return [*lines, f"// {_MARK} {json.dumps(data, ensure_ascii=False)}"] if data else lines


def _json_object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
