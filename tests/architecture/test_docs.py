"""What a site may rely on is documented; these tests fail when something is not."""

import re
from pathlib import Path

import pytest
from django.dispatch import Signal

from harmreduction_lms.conf import Settings


ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
PACKAGE = ROOT / "harmreduction_lms"


def names_of_signals() -> list[str]:
    import importlib

    found = []
    for path in sorted(PACKAGE.glob("*/signals.py")):
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        found += [name for name, value in vars(module).items() if isinstance(value, Signal)]
    return found


def names_of_commands() -> list[str]:
    folder = PACKAGE / "management" / "commands"
    return [path.stem for path in sorted(folder.glob("*.py")) if not path.stem.startswith("_")]


def has_entry(page: str, name: str) -> bool:
    return re.search(rf"`{re.escape(name)}`", (REFERENCE / page).read_text()) is not None


@pytest.mark.parametrize("name", [n for n in dir(Settings) if n.isupper()])
def test_every_setting_is_in_the_reference_and_has_a_docstring(name: str) -> None:
    assert has_entry("settings.md", name)
    assert getattr(Settings, name).__doc__


def test_the_settings_page_lists_no_setting_that_does_not_exist() -> None:
    listed = re.findall(r"^\| `([A-Z_]+)`", (REFERENCE / "settings.md").read_text(), flags=re.MULTILINE)
    assert listed
    assert set(listed) == {n for n in dir(Settings) if n.isupper()}


def test_every_signal_is_in_the_reference() -> None:
    signals = names_of_signals()
    assert signals
    assert [name for name in signals if not has_entry("signals.md", name)] == []


def test_every_command_is_in_the_reference() -> None:
    commands = names_of_commands()
    assert commands
    assert [name for name in commands if not has_entry("commands.md", name)] == []


def test_every_import_contract_of_the_conventions_is_in_force() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    for contract in (
        "Domains depend one way",
        "Inside a domain: entry points, then forms, then actions, then selectors, then models",
        "Rules are plain Python",
    ):
        assert f'name = "{contract}"' in text
