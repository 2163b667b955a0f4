"""A `questestinterop` file: its assessments, question banks, sections and items."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange.base import ExchangeItem, Refusal
from harmreduction_lms.quizzes.exchange.qti.media import Media
from harmreduction_lms.quizzes.exchange.qti.v1.item import read_item
from harmreduction_lms.quizzes.exchange.qti.v1.parts import all_material, child
from harmreduction_lms.quizzes.exchange.qti.v1.source import metadata, paragraph
from harmreduction_lms.quizzes.exchange.safe_xml import local_name


_GROUPS = frozenset({"assessment", "objectbank", "section"})
# What tools call a section that nobody gave a name.
_NAMELESS = frozenset({"", "main", "root_section", "section"})


@dataclass
class Document:
    """What one file holds. `banks` are those in it, `references` the questions it takes from elsewhere."""

    read: list[ExchangeItem | Refusal] = field(default_factory=list)
    banks: set[str] = field(default_factory=set)
    references: list[tuple[str, str]] = field(default_factory=list)
    """The bank's identifier, and where the question is asked for."""


def read_document(root: Element, *, name: str, media: Media) -> Document:
    """Everything in a file that stands at `name`."""
    reader = _Reader(root, name, media)
    reader.read_group(root, _Place())
    return reader.document


@dataclass(frozen=True)
class _Place:
    """Where an item stands: the titles above it, and the text its group is about."""

    titles: tuple[str, ...] = ()
    passage: str = ""


class _Reader:
    def __init__(self, root: Element, name: str, media: Media) -> None:
        self.document = Document()
        self.name, self.media = name, media
        self.passages = dict(_passages(root))

    def read_group(self, group: Element, place: _Place) -> None:
        for part in group:
            kind = local_name(part)
            if kind == "item":
                self.document.read.append(self._item(part, place))
            elif kind in _GROUPS:
                self._open(part, kind, place)
            elif kind == "bankentry_item":
                where = f"{self.name} › {part.get('item_ref', '')}"
                self.document.references.append((part.get("sourcebank_ref", ""), where))
            elif kind == "selection_ordering":
                self._selection(part, place)

    def _open(self, group: Element, kind: str, place: _Place) -> None:
        if kind == "objectbank":
            self.document.banks.add(group.get("ident", ""))
        title = metadata(group).get("bank_title") or group.get("title") or ""
        titles = (*place.titles, title) if title.strip().lower() not in _NAMELESS else place.titles
        self.read_group(group, _Place(titles, self.passages.get(_passage_of(group), place.passage)))

    def _item(self, item: Element, place: _Place) -> ExchangeItem | Refusal:
        title, ident = item.get("title", "").strip(), item.get("ident", "")
        number = _("question %(number)d") % {"number": len(self.document.read) + 1}
        named = f"{title} ({ident})" if title and ident else title or ident or number
        where = f"{self.name} › {named}"
        if ident in self.passages:
            return Refusal(
                where, _("It is a text without a question. It now stands before each question about it.")
            )
        passage = self.passages.get(_passage_of(item), place.passage)
        return read_item(
            item, where=where, category=category(place.titles), media=self.media, passage=passage
        )

    def _selection(self, ordering: Element, place: _Place) -> None:
        """A draw from a bank. Questions listed in the section itself are read like all others."""
        where = " › ".join([self.name, *place.titles])
        for part in ordering.iter():
            if local_name(part) == "sourcebank_ref" and part.text:
                self.document.references.append((part.text.strip(), where))


def category(path: tuple[str, ...]) -> str:
    """A category path; a slash in a title would make two levels of it."""
    return "/".join(title.strip().replace("/", "-") for title in path)


def missing_bank(where: str) -> Refusal:
    """A question that is only named in a file."""
    return Refusal(
        where, _("It comes from a question bank that is not in this file. Export the bank as well.")
    )


def _passage_of(element: Element) -> str:
    """The identifier of the item whose text an item or section is about (New Quizzes: "stimulus")."""
    name = "parent_stimulus_item_ident"
    return element.get(name) or metadata(element).get(name, "")


def _passages(root: Element) -> Iterator[tuple[str, str]]:
    """The texts that others refer to, by the identifier of the item that holds them."""
    parts = [part for part in root.iter() if local_name(part) in {"item", "section"}]
    wanted = {_passage_of(part) for part in parts} - {""}
    for part in parts:
        presentation = child(part, "presentation")
        if part.get("ident") in wanted and presentation is not None:
            yield part.get("ident", ""), paragraph(all_material(presentation))
