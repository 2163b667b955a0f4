"""What every question kind can do. One file a kind; a site registers its own with `question_kinds`."""

import re
import secrets
from abc import ABC, abstractmethod
from base64 import b32encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol, TypeVar

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext
from wagtail.blocks import Block, StructBlock, StructBlockValidationError
from wagtail.blocks.base import get_error_json_data

from harmreduction_lms.quizzes.grading import normalise


T = TypeVar("T")

Response = Any
"""A learner's answer as JSON: kinds define its shape. `None` means not answered."""

MAX_PARTS = 20
"""Options, lines or pairs in one question. Keeps exact scores within the integers a database has."""

MAX_PART_TEXT = 1000
"""Characters of an option, line, prompt or statement."""

MAX_TEXT = 300
"""Characters of a typed answer that are kept, unless its kind allows more."""

# PostgreSQL cannot store these in JSON; nobody types them.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class FrozenAnswer:
    """A question's answer part as frozen into a paper: what the learner may see, and the key they may not.

    Both are plain JSON. Options carry ids in both halves; answers are keyed by id, never by position.
    """

    body: dict[str, Any]
    key: dict[str, Any]


class HasDigest(Protocol):
    """Something that can tell whether it is still the same."""

    @property
    def digest(self) -> str: ...


class Draw:
    """Where the ids and orders of a paper come from: chance, so that neither says anything about the key."""

    def id(self) -> str:
        """Eight random letters and digits."""
        return b32encode(self.bytes(5)).decode()

    def shuffled(self, items: Iterable[T]) -> list[T]:
        """A new list in random order. Never sort instead: an order can tell the key."""
        listed = list(items)
        chance = self.bytes(8 * len(listed))
        order = sorted(range(len(listed)), key=lambda place: chance[8 * place : 8 * place + 8])
        return [listed[place] for place in order]

    def bytes(self, number: int) -> bytes:
        return secrets.token_bytes(number)

    def within(self, part: HasDigest) -> "Draw":
        """A draw for one part of a paper, which no other part can put out of step."""
        return self


class SeededDraw(Draw):
    """The same ids and orders for the same seed, told by nobody who does not know the site's secret key.

    For quizzes that are graded without storing a paper: it is drawn again when the answers arrive.
    """

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._drawn = 0

    def bytes(self, number: int) -> bytes:
        drawn = b""
        while len(drawn) < number:
            self._drawn += 1
            value = f"{self._seed}:{self._drawn}"
            drawn += salted_hmac("harmreduction_lms.SeededDraw", value, algorithm="sha256").digest()
        return drawn[:number]

    def within(self, part: HasDigest) -> Draw:
        return SeededDraw(f"{self._seed}:{part.digest}")


class AnswerBlock(StructBlock):
    """What an editor fills in. `problems` are looked for when publishing; a draft may be half done."""

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        problems = [] if self.is_deferred_validation else [*self.problems(cleaned)]
        if problems:
            raise StructBlockValidationError(non_block_errors=[ValidationError(text) for text in problems])
        return cleaned

    def problems(self, value: Any) -> Iterable[str]:
        """What keeps this answer from being graded, in words for the editor."""
        return ()


class QuestionKind(ABC):
    """A kind of question: how it is authored, frozen, answered, graded, reviewed and put into plain words.

    Stateless: one instance serves every question. Methods get the frozen `body` and `key` as stored in the
    paper, never a live question.
    """

    name: str
    label: str | Promise
    icon: str = "help"
    hint: str | Promise = ""
    classname: str = "hr-options"

    @property
    def answer_template(self) -> str:
        return f"harmreduction_lms/quizzes/answers/{self.name}.html"

    @property
    def review_template(self) -> str:
        return f"harmreduction_lms/quizzes/reviews/{self.name}.html"

    @abstractmethod
    def block(self) -> Block:
        """The StreamField block an editor fills in."""

    @abstractmethod
    def freeze(self, value: Any, draw: Draw) -> FrozenAnswer:
        """Body and key from a live block value, shuffled where order could tell. Drafts may be half done.

        Ids and orders come from `draw` alone, in the same sequence for the same value: a seeded draw must
        give the same paper twice.
        """

    @abstractmethod
    def parse(self, data: QueryDict, field: str, body: Mapping[str, Any]) -> Response:
        """The response in a posted form whose inputs are named `field` or `field-<something>`.

        Works the same with and without JavaScript. Unknown ids are dropped; nothing answered gives None.
        """

    @abstractmethod
    def clean(self, response: Response, body: Mapping[str, Any]) -> Response:
        """The response with everything removed that this item does not offer; None when nothing is left.

        `response` is any JSON whatever: it may come straight from a request.
        """

    @abstractmethod
    def grade(self, response: Response, body: Mapping[str, Any], key: Mapping[str, Any]) -> Fraction:
        """Share of the item earned, 0 to 1, exact."""

    def is_graded(self, key: Mapping[str, Any]) -> bool:
        """Whether answers earn points at all. What is not graded weighs nothing in a quiz."""
        return True

    def is_graded_by_hand(self, key: Mapping[str, Any]) -> bool:
        """Whether a person grades the answers; until then they have earned nothing."""
        return False

    @abstractmethod
    def answer_context(self, response: Response, body: Mapping[str, Any]) -> dict[str, Any]:
        """Context for `answer_template`. Gets no key: nothing here can leak it."""

    @abstractmethod
    def review_context(
        self, response: Response, body: Mapping[str, Any], key: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Context for `review_template`, after submission."""

    @abstractmethod
    def describe(self, body: Mapping[str, Any], response: Response = None) -> str:
        """What there is to answer, in plain text of one or more lines, with what was answered if it was.

        As somebody would read it out. Gets no key: nothing here can leak it.
        """

    @abstractmethod
    def answer_text(self, response: Response, body: Mapping[str, Any]) -> str:
        """What was answered, in words; empty when nothing was."""

    @abstractmethod
    def right_answer_text(self, body: Mapping[str, Any], key: Mapping[str, Any]) -> str:
        """What would have been right, in words; empty where nothing is."""

    def guess_share(self, body: Mapping[str, Any], key: Mapping[str, Any]) -> Fraction | None:
        """What somebody earns on average who chooses blindly; None where that cannot be said."""
        return None


class TextKind(QuestionKind):
    """A kind answered by typing into one field."""

    classname = "hr-field"
    max_length = MAX_TEXT

    def parse(self, data: QueryDict, field: str, body: Mapping[str, Any]) -> Response:
        return self.clean(data.get(field), body)

    def clean(self, response: Response, body: Mapping[str, Any]) -> Response:
        """Line ends as one character each, whoever sends them: browsers send two and count one."""
        if not isinstance(response, str):
            return None
        text = _UNSTORABLE.sub("", response).replace("\r\n", "\n").replace("\r", "\n")
        return text[: self.max_length].strip() or None

    def answer_context(self, response: Response, body: Mapping[str, Any]) -> dict[str, Any]:
        return {"text": response or "", "max_length": self.max_length}

    def describe(self, body: Mapping[str, Any], response: Response = None) -> str:
        return lines(self.hint, with_answer(self.answer_text(response, body)))

    def answer_text(self, response: Response, body: Mapping[str, Any]) -> str:
        return response or ""


def lines(*texts: str | Promise) -> str:
    """The texts below one another, without empty ones."""
    return "\n".join(str(text) for text in texts if text)


def with_answer(text: str) -> str:
    """The line that says what was answered; empty when nothing was."""
    return gettext("Answered: %(answer)s") % {"answer": text} if text else ""


def repeated(texts: Iterable[str]) -> list[str]:
    """Texts that a reader cannot tell from an earlier one."""
    seen: set[str] = set()
    doubles = []
    for text in texts:
        if normalise(text) in seen:
            doubles.append(text)
        seen.add(normalise(text))
    return doubles


def block_messages(error: ValidationError) -> list[str]:
    """Every message in an error from a block, however deep it lies."""

    def walk(data: Mapping[str, Any]) -> Iterator[str]:
        yield from data.get("messages", ())
        for child in data.get("blockErrors", {}).values():
            yield from walk(child)

    return [*walk(get_error_json_data(error))]
