"""One QTI 1.2 item taken apart, as the readers of the kinds get it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import Element

from harmreduction_lms.quizzes.exchange.qti.v1.comments import Comments, comments
from harmreduction_lms.quizzes.exchange.qti.v1.parts import Slot, child, line, presented
from harmreduction_lms.quizzes.exchange.qti.v1.scoring import Scoring
from harmreduction_lms.quizzes.exchange.safe_xml import local_name


_BLOCK = re.compile(r"<(p|div|ul|ol|table|h[1-6])\b", re.IGNORECASE)
_CANVAS = re.compile(r"^(?P<name>\w{1,40})_question$")
_COMMON_CARTRIDGE = re.compile(r"^cc\.(?P<name>\w{1,40})\.v\dp\d$")
_LINE = "____"
# Brightspace and Blackboard, where the structure alone would mislead.
_OTHER_NAMES = {
    **dict.fromkeys(("arithmetic", "significant figures", "calculated", "calculated formula"), "calculated"),
    **dict.fromkeys(("long answer", "essay", "short response"), "essay"),
    **dict.fromkeys(("file upload", "file response"), "file_upload"),
}


@dataclass(frozen=True)
class Answer:
    """What an item becomes. `stem` replaces the item's own text where the kind takes that for itself."""

    kind: str
    value: dict[str, Any]
    stem: str | None = None


@dataclass
class Source:
    """An item, its parts, and what is noted while it is read."""

    element: Element
    notes: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    """What answer texts lose when they become plain."""

    @cached_property
    def fields(self) -> Mapping[str, str]:
        """The item's metadata by label; the first of a name counts."""
        return metadata(self.element)

    @cached_property
    def pieces(self) -> list[str | Slot]:
        return presented(self.element)

    @cached_property
    def slots(self) -> list[Slot]:
        return [piece for piece in self.pieces if isinstance(piece, Slot)]

    @cached_property
    def scoring(self) -> Scoring:
        return Scoring(self.element)

    @cached_property
    def comments(self) -> Comments:
        return comments(self.element, self.scoring.conditions)

    @cached_property
    def type(self) -> str:
        """As Canvas calls it ("matching"), whoever made the item; empty when it is told by its structure."""
        canvas = _CANVAS.match(self.fields.get("question_type", ""))
        if canvas:
            return canvas["name"]
        cartridge = _COMMON_CARTRIDGE.match(self.fields.get("cc_profile", ""))
        other = self.fields.get("qmd_questiontype") or self.fields.get("bbmd_questiontype") or ""
        return cartridge["name"] if cartridge else _OTHER_NAMES.get(other.lower(), "")

    @property
    def is_canvas(self) -> bool:
        return "question_type" in self.fields

    def text(self) -> str:
        """The item's whole text as HTML, with a line for an answer typed in the middle of it."""
        html = " ".join(piece if isinstance(piece, str) else _beside(piece) for piece in self.pieces).strip()
        ends_in_slot = bool(self.pieces) and isinstance(self.pieces[-1], Slot)
        return paragraph(html.removesuffix(_LINE) if ends_in_slot else html)

    def text_without_slots(self) -> str:
        """The same without what stands beside the slots."""
        return paragraph(" ".join(piece for piece in self.pieces if isinstance(piece, str)))

    def line(self, html: str) -> str:
        return line(html, self.lost)


def _beside(slot: Slot) -> str:
    return f"{slot.prompt} {_LINE}".strip() if slot.type in {"str", "num"} else slot.prompt


def metadata(element: Element) -> dict[str, str]:
    """The `qtimetadatafield`s of an element, not those of elements below an item or a section."""
    found: dict[str, str] = {}
    holders = [part for part in element if local_name(part) in {"itemmetadata", "qtimetadata"}]
    for holder in holders:
        for part in holder.iter():
            label, entry = child(part, "fieldlabel"), child(part, "fieldentry")
            if label is not None and entry is not None:
                found.setdefault((label.text or "").strip().lower(), (entry.text or "").strip())
            elif local_name(part).startswith(("qmd_", "bbmd_")):
                found.setdefault(local_name(part).lower(), (part.text or "").strip())
    return found


def paragraph(html: str) -> str:
    """Text that has no paragraphs of its own, as one."""
    html = html.strip()
    return html if _BLOCK.search(html) or not html else f"<p>{html}</p>"
