"""What a linter cannot see in templates."""

import re
from pathlib import Path

import pytest


ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "harmreduction_lms" / "templates" / "harmreduction_lms"
# Low to high. `pages` is the composition of the domains and may include any of them.
ORDER = ["quizzes", "practice", "courses", "learning", "credits", "organisations", "pages"]
USE = re.compile(r"""{%\s*(?:include|extends)\s+["']harmreduction_lms/(\w+)/""")
FILES = sorted(TEMPLATES.rglob("*.html"))
PYTHON = sorted((ROOT / "harmreduction_lms").rglob("*.py"))


def domain_of(path: Path) -> str:
    parts = path.relative_to(TEMPLATES).parts
    if parts[0] == "admin":
        parts = parts[1:]
    return parts[0] if len(parts) > 1 else ""


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(TEMPLATES)))
def test_no_template_uses_one_of_a_higher_domain(path: Path) -> None:
    own = domain_of(path)
    for used in USE.findall(path.read_text()):
        if used in ORDER:
            assert own in ORDER, f"{path.name} belongs to no domain and must not use {used}/"
            assert ORDER.index(used) <= ORDER.index(own), f"{own}/{path.name} uses {used}/"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(TEMPLATES)))
def test_templates_hold_no_inline_script_style_or_handler(path: Path) -> None:
    text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.DOTALL)
    assert not re.search(r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", text)
    for attributes, content in re.findall(r"<script([^>]*)>(.*?)</script>", text, flags=re.DOTALL):
        assert "src=" in attributes, "Scripts are files."
        assert not content.strip()


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(TEMPLATES)))
def test_templates_never_call_other_hosts_or_mark_anything_safe(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"""(?:src|srcset|action|poster)\s*=\s*["'](?:https?:)?//""", text)
    assert not re.search(r"""<link[^>]+href\s*=\s*["'](?:https?:)?//""", text)
    assert not re.search(r"\|\s*safe\b|{%\s*autoescape\s+off", text)


def test_only_the_cleaner_marks_html_as_safe() -> None:
    users = [
        str(path.relative_to(ROOT))
        for path in PYTHON
        if re.search(r"\bmark_safe\b|\bSafeString\(", path.read_text())
    ]
    assert users == ["harmreduction_lms/core/html.py"]


def test_one_module_imports_a_sanitiser() -> None:
    users = [
        str(path.relative_to(ROOT))
        for path in PYTHON
        if re.search(r"^\s*(?:import|from)\s+(?:bleach|nh3)\b", path.read_text(), flags=re.MULTILINE)
    ]
    assert users == ["harmreduction_lms/core/html.py"]
