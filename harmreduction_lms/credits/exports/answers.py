"""What a destination answered, read from what staff paste or upload: CSV, XML or JSON (ce-rules F-13).

Answers name the award, or the learner's identifier and the day. A row counts as reported only where its
answer has neither a message nor an error code.
"""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.credits.exports.lines import AwardLine
from harmreduction_lms.quizzes.exchange import safe_xml
from harmreduction_lms.quizzes.exchange.base import UnreadableFile
from harmreduction_lms.quizzes.exchange.text import decode


FIELDS = {
    **dict.fromkeys(("award_number", "number", "creditid", "credit_id"), "number"),
    **dict.fromkeys(("license", "licence", "licensee_number", "epid", "npi", "identifier"), "identifier"),
    **dict.fromkeys(("date_completed", "date_of_participation", "completed_on"), "day"),
    **dict.fromkeys(("status", "result"), "status"),
    **dict.fromkeys(("error_code", "errorcode", "code"), "error_code"),
    **dict.fromkeys(("message", "error_message", "errormessage"), "message"),
    **dict.fromkeys(("remote_id", "tracking_number"), "remote_id"),
}
GOOD = frozenset(["", "accepted", "ok", "success", "valid", "reported"])
DAYS = ("%Y-%m-%d", "%m/%d/%Y")
IDENTIFIERS = ("npi", "nabp_eprofile")


class AnswersUnreadable(HarmReductionLMSError):
    message = _(
        "This could not be read as an answer. Paste or upload CSV with the columns award_number, status, "
        "remote_id, "
        "error_code and message, or the XML or JSON of the destination."
    )


@dataclass(frozen=True)
class Answer:
    """What was said of one line; `place` is where it stands among the answers, from 1."""

    place: int
    number: str = ""
    identifier: str = ""
    day: date | None = None
    status: str = ""
    error_code: str = ""
    message: str = ""
    remote_id: str = ""

    @property
    def is_good(self) -> bool:
        return not (self.message or self.error_code) and self.status.casefold() in GOOD

    @property
    def words(self) -> str:
        return self.message or ("" if self.is_good else self.status)


@dataclass
class Answers:
    """Answers by what they name; each is used by the rows it is about."""

    all: list[Answer]
    by_number: dict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))
    by_identifier: dict[tuple[str, date | None], list[Answer]] = field(
        default_factory=lambda: defaultdict(list)
    )
    used: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        for answer in self.all:
            if answer.number:
                self.by_number[_key(answer.number)].append(answer)
            else:
                self.by_identifier[_key(answer.identifier), answer.day].append(answer)

    def about(self, line: AwardLine) -> list[Answer]:
        """Those about `line`: by the award's number, else by an identifier of the learner on that day."""
        found = list(self.by_number.get(_key(line.award.number), ()))
        for identifier in identifiers(line):
            found += self.by_identifier.get((_key(identifier), line.completed_on), ())
        self.used.update(answer.place for answer in found)
        return found

    @property
    def unused(self) -> list[int]:
        """Places of answers that are about no row."""
        return [answer.place for answer in self.all if answer.place not in self.used]


def identifiers(line: AwardLine) -> list[str]:
    """All by which a destination may name the learner."""
    own = [licence.number for licence in line.licences]
    return [text for text in (*own, *(line.identifier(name) for name in IDENTIFIERS)) if text]


def masked(text: str, line: AwardLine) -> str:
    """A message as it is kept: without the learner's identifiers, which are only ever kept sealed (H-05)."""
    for identifier in identifiers(line):
        text = text.replace(identifier, "…")
    return text


def read_answers(content: bytes) -> Answers:
    """Raises AnswersUnreadable where nothing in it names an award or a learner."""
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    try:
        records = (
            _xml(content) if start == b"<" else _json(content) if start in b"[{" and start else _csv(content)
        )
        answers = [
            answer for place, record in enumerate(records, start=1) if (answer := _answer(place, record))
        ]
    except (UnreadableFile, ValueError, csv.Error) as error:
        raise AnswersUnreadable from error
    if not answers:
        raise AnswersUnreadable
    return Answers(answers)


def _csv(content: bytes) -> Iterator[Mapping[str, Any]]:
    text = decode(content)
    header = text.strip().partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    return iter(csv.DictReader(io.StringIO(text.strip(), newline=""), delimiter=delimiter))


def _json(content: bytes) -> Iterator[Mapping[str, Any]]:
    data = json.loads(decode(content))
    found = (
        data if isinstance(data, list) else [data, *(one for one in data.values() if isinstance(one, list))]
    )
    for one in found:
        yield from (item for item in (one if isinstance(one, list) else [one]) if isinstance(item, dict))


def _xml(content: bytes) -> Iterator[Mapping[str, Any]]:
    """Each element with what its attributes and its children without children say."""
    for element in safe_xml.parse(content).iter():
        leaves = {safe_xml.local_name(child): child.text or "" for child in element if not len(child)}
        yield {**leaves, **element.attrib}


def _answer(place: int, record: Mapping[Any, Any]) -> Answer | None:
    """What a record says, if it names somebody."""
    values: dict[str, Any] = {}
    for name, value in record.items():
        if (
            isinstance(name, str)
            and isinstance(value, str | int)
            and (known := FIELDS.get(name.strip().casefold()))
        ):
            values[known] = str(value).strip()
    if day := values.pop("day", ""):
        values["day"] = _day(day)
    if not (values.get("number") or values.get("identifier")):
        return None
    values["number"] = values.get("number", "").rpartition(":")[2]
    return Answer(place=place, **values)


def _day(text: str) -> date | None:
    for form in DAYS:
        try:
            return datetime.strptime(text[:10], form).date()
        except ValueError:
            continue
    return None


def _key(text: str) -> str:
    return "".join(text.split()).casefold()


def unmatched_places(places: Iterable[int]) -> str:
    """For a message: the first of them."""
    listed = list(places)
    return ", ".join(map(str, listed[:10])) + (" …" if len(listed) > 10 else "")
