"""What every question kind can do. One file a kind; a site registers its own with `question_kinds`."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from wagtail.blocks import Block


Response = Any
"""A learner's answer as JSON: kinds define its shape. `None` means not answered."""


@dataclass(frozen=True)
class FrozenAnswer:
    """A question's answer part as frozen into a paper: what the learner may see, and the key they may not.

    Both are plain JSON. Options carry ids in both halves; answers are keyed by id, never by position.
    """

    body: dict[str, Any]
    key: dict[str, Any]


class QuestionKind(ABC):
    """A kind of question: how it is authored, frozen, answered, graded and reviewed.

    Stateless: one instance serves every question. Methods get the frozen `body` and `key` as stored in the
    paper, never a live question.
    """

    name: str
    label: str | Promise
    icon: str = "help"
    answer_template: str
    review_template: str

    @abstractmethod
    def block(self) -> Block:
        """The StreamField block an editor fills in."""

    @abstractmethod
    def freeze(self, value: Any) -> FrozenAnswer:
        """Body and key from a live block value."""

    @abstractmethod
    def parse(self, data: QueryDict, field: str, body: Mapping[str, Any]) -> Response:
        """The response in a posted form whose inputs are named `field` or `field-<something>`.

        Works the same with and without JavaScript. Unknown ids are dropped; nothing answered gives None.
        """

    @abstractmethod
    def clean(self, response: Response, body: Mapping[str, Any]) -> Response:
        """The response with everything removed that this item does not offer; None when nothing is left."""

    @abstractmethod
    def grade(self, response: Response, body: Mapping[str, Any], key: Mapping[str, Any]) -> Fraction:
        """Share of the item earned, 0 to 1, exact."""

    @abstractmethod
    def answer_context(self, response: Response, body: Mapping[str, Any]) -> dict[str, Any]:
        """Context for `answer_template`. Gets no key: nothing here can leak it."""

    @abstractmethod
    def review_context(
        self, response: Response, body: Mapping[str, Any], key: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Context for `review_template`, after submission."""
