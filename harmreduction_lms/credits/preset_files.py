"""The rules of credit types as shipped: one file a credit type in `presets/`, each value with its source.

Nothing here is in force. `actions.load_preset` makes rows of a file, unconfirmed; only a named person in the
organisation makes them count.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


FOLDER = Path(__file__).parent / "presets"


@dataclass(frozen=True)
class Preset:
    """One file. `code` is its name, and what `load_credit_presets --only` takes."""

    code: str
    version: int
    body: Mapping[str, Any]
    credit_type: Mapping[str, Any]
    values: Mapping[str, Any]
    sources: Mapping[str, str]

    @property
    def key(self) -> str:
        """What `CreditPolicy.preset` says of a row that was made from this version of the file."""
        return f"{self.code}-{self.version}"

    @property
    def source_note(self) -> str:
        """The sources of all values, a line for each."""
        return "\n".join(f"{name}: {source}" for name, source in self.sources.items())

    def source_of(self, name: str) -> str:
        """Where a value is from; a value the file does not have is the package's own default."""
        return self.sources.get(name, "House default.")


@cache
def presets() -> tuple[Preset, ...]:
    """Every preset that is shipped, by code. The files do not change while the site runs."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.toml")))


def preset_with_key(key: str) -> Preset | None:
    """The preset a policy was made from, if this version of it is still shipped."""
    return next((preset for preset in presets() if preset.key == key), None)


def _read(path: Path) -> Preset:
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    rules = content["policy"]
    return Preset(
        code=path.stem,
        version=content["version"],
        body=content["body"],
        credit_type=content["credit_type"],
        values={name: rule["is"] for name, rule in rules.items()},
        sources={name: rule["source"] for name, rule in rules.items()},
    )
