"""The order of the files in a QTI package, and what is missing, by its manifest and its tests."""

from posixpath import basename, dirname, join, normpath
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange.base import Refusal
from harmreduction_lms.quizzes.exchange.qti.media import Media
from harmreduction_lms.quizzes.exchange.qti.v1 import category
from harmreduction_lms.quizzes.exchange.safe_xml import local_name


_QUESTIONS = ("imsqti_item", "imsqti_xml", "imsqti_test")
"""How the types of resources with questions begin; the rest of the type is a version."""
_BASE = "{http://www.w3.org/XML/1998/namespace}base"


class Contents:
    """Files by the order in which they are named, and the categories that tests put them in."""

    def __init__(self, media: Media) -> None:
        self.media = media
        self.names: list[str] = []
        self.categories: dict[str, str] = {}
        self._missing: dict[str, str] = {}

    @property
    def missing(self) -> list[Refusal]:
        """Files of questions that are named and not there."""
        reason = _("“%(name)s” lists this file, but it is not in the package. Export the questions again.")
        return [Refusal(path, reason % {"name": source}) for path, source in self._missing.items()]

    def add_manifest(self, name: str, root: Element) -> None:
        """Adds what the list of contents names. Pictures and settings in it may be missing."""
        for resources in (part for part in root if local_name(part) == "resources"):
            for resource in (part for part in resources if local_name(part) == "resource"):
                folder = join(*(part.get(_BASE, "") for part in (root, resources, resource)))
                self._add_resource(join(dirname(name), folder, "imsmanifest.xml"), resource)

    def add_test(self, name: str, section: Element, titles: tuple[str, ...] = ()) -> None:
        """Adds the questions of a test in its order; the titles above them are their category."""
        title = section.get("title")
        titles = (*titles, title) if title else titles
        for part in section:
            kind = local_name(part).removeprefix("qti-").replace("-", "").lower()
            if kind == "assessmentitemref":
                found = self._add(name, part.get("href", ""), is_expected=True)
                self.categories.setdefault(found, category(titles))
            elif kind in {"testpart", "assessmentsection"}:
                self.add_test(name, part, titles)

    def _add_resource(self, place: str, resource: Element) -> None:
        hrefs = [part.get("href", "") for part in (resource, *resource)]
        main, *others = dict.fromkeys(filter(None, hrefs)) or [""]
        has_questions = resource.get("type", "").lower().startswith(_QUESTIONS)
        self._add(place, main, is_expected=has_questions and bool(main))
        for href in others:
            self._add(place, href, is_expected=False)

    def _add(self, source: str, href: str, *, is_expected: bool) -> str:
        path = normpath(join(dirname(source), unquote(href.split("?")[0])))
        name = self.media.named(path) or ""
        if name:
            self.names.append(name)
        elif is_expected:
            self._missing.setdefault(path, basename(source))
        return name
