"""The words of QTI 2.1, 2.2 and 3.0. Version 3 says the same in other letters, so one reader serves all.

1EdTech QTI 3.0 changed `choiceInteraction` to `qti-choice-interaction` and `maxChoices` to `max-choices`, and
put the HTML of feedback and rubrics into `qti-content-body`. Inside this package everything is written in the
letters of 2.x, without namespaces.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from xml.etree.ElementTree import Element

from harmreduction_lms.quizzes.exchange.safe_xml import local_name


ITEM = "assessmentItem"
NAMESPACES = {
    "2.1": "http://www.imsglobal.org/xsd/imsqti_v2p1",
    "3.0": "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
}
SCHEMAS = {
    "2.1": "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1p2.xsd",
    "3.0": "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
}
TEMPLATES = {
    "2.1": "http://www.imsglobal.org/question/qti_v2p1/rptemplates/{}",
    "3.0": "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/{}.xml",
}

_PREFIX = "qti-"
_CONTENT_BODY = "contentBody"
_WRAPPED = frozenset({"modalFeedback", "feedbackBlock", "rubricBlock", "templateBlock"})
_HTML = frozenset(
    {
        *(
            "a",
            "abbr",
            "b",
            "blockquote",
            "br",
            "cite",
            "code",
            "div",
            "em",
            "h3",
            "h4",
            "hr",
            "i",
            "img",
            "li",
        ),
        *("ol", "p", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul"),
    }
)
_CAPITAL = re.compile(r"(?<!^)([A-Z])")


def is_item(root: Element) -> bool:
    """Whether this is a question of QTI 2.x or 3.0."""
    return _camel(local_name(root)) == ITEM


def classic(root: Element) -> Element:
    """A copy in the words of 2.x, without namespaces."""
    copy = deepcopy(root)
    for element in copy.iter():
        name = local_name(element)
        element.tag = _camel(name)
        if name.startswith(_PREFIX):
            _rename_attributes(element)
        _unwrap(element)
    return copy


def modern(root: Element) -> Element:
    """A copy in the words of 3.0."""
    copy = deepcopy(root)
    for element in [*copy.iter()]:
        if element.tag == "rubricBlock":
            element.set("use", "scoring")
        if element.tag in _WRAPPED:
            _wrap(element)
        if element.tag not in _HTML:
            element.tag = _PREFIX + _kebab(element.tag)
            pairs = [(_kebab(name), value) for name, value in element.attrib.items()]
            element.attrib.clear()
            element.attrib.update(pairs)
    return copy


def children(element: Element | None, name: str) -> list[Element]:
    """The direct children of that name."""
    return [] if element is None else element.findall(name)


def interactions(body: Element) -> Iterator[Element]:
    """Everything that asks for an answer, in the order of reading."""
    return (element for element in body.iter() if element.tag.endswith("Interaction"))


def _camel(name: str) -> str:
    if not name.startswith(_PREFIX):
        return name
    first, *rest = name.removeprefix(_PREFIX).split("-")
    return first + "".join(part.capitalize() for part in rest)


def _kebab(name: str) -> str:
    return name if ":" in name or name.startswith("{") else _CAPITAL.sub(r"-\1", name).lower()


def _rename_attributes(element: Element) -> None:
    pairs = [(_attribute(name), value) for name, value in element.attrib.items()]
    element.attrib.clear()
    element.attrib.update(pairs)


def _attribute(name: str) -> str:
    return name if name.startswith(("data-", "aria-", "{")) else _camel(_PREFIX + name)


def _unwrap(element: Element) -> None:
    """Children in place of a content body; what else stands there (style sheets, catalogues) is no text."""
    body = next((child for child in element if _camel(local_name(child)) == _CONTENT_BODY), None)
    if body is not None:
        element.text = body.text
        element[:] = list(body)


def _wrap(element: Element) -> None:
    body = Element(_PREFIX + _kebab(_CONTENT_BODY))
    body.text, body[:] = element.text, list(element)
    element.text, element[:] = None, [body]
