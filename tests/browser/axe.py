"""Accessibility checks with axe-core, injected without touching the page's content security policy."""

from functools import cache
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page


RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def _axe_source() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text()


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it is now, one line each; empty is what we want."""
    page.evaluate(_axe_source())
    found: Any = page.evaluate("(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}})", RULES)
    return [
        f"{v['id']} ({v['impact']}): {v['help']} at {[node['target'] for node in v['nodes']][:3]}"
        for v in found["violations"]
    ]
