"""Whether a question from a file can stand in the bank, and how it will: cleaned, complete, with its digests.

Reads and writes nothing. An answer passes the same blocks as an editor's typing, published or not: what could
not be graded is refused.
"""

from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.blocks import Block, StructBlockValidationError

from harmreduction_lms.quizzes.exchange.base import ExchangeItem
from harmreduction_lms.quizzes.exchange.cleaning import ItemRefused, cleaned_item
from harmreduction_lms.quizzes.exchange.digests import content_digest, import_digest
from harmreduction_lms.quizzes.exchange.values import cleaned_leaf, described_problems, plain_value
from harmreduction_lms.quizzes.kinds import question_kinds
from harmreduction_lms.quizzes.models import Question


# What blocks raise over values of the wrong shape; a format that a site has written may give any.
_WRONG_SHAPE = (ArithmeticError, AttributeError, KeyError, TypeError, ValueError)


@dataclass(frozen=True)
class CheckedItem:
    """A question that can be taken. `value` is its answer as its block holds it, still without a picture."""

    item: ExchangeItem
    value: Any
    import_digest: str
    content_digest: str


def check_item(item: ExchangeItem) -> CheckedItem:
    """The question as it will stand in the bank, or `ItemRefused`."""
    block = _block_of(item.kind)
    cleaned = cleaned_item(item)
    try:
        value = _answer_value(block, cleaned)
        answer = plain_value(block, block.get_prep_value(value))
    except ValidationError as error:
        raise ItemRefused(" ".join(described_problems(block, error))) from error
    except _WRONG_SHAPE as error:
        raise ItemRefused(_("The answer is not in a form this site understands.")) from error
    final = replace(cleaned, answer=answer)
    return CheckedItem(final, value, import_digest(final), content_digest(final))


def _block_of(kind: str) -> Block:
    blocks: dict[str, Block] = Question._meta.get_field("answer").stream_block.child_blocks
    if kind not in question_kinds or kind not in blocks:
        raise ItemRefused(_("This site has no question kind called “%(name)s”.") % {"name": kind})
    return blocks[kind]


def _answer_value(block: Block, item: ExchangeItem) -> Any:
    """The answer's value after all checks of its block, its HTML cleaned."""
    answer = plain_value(block, item.answer, cleaned_leaf)
    if item.picture and isinstance(answer, dict) and answer.get("alt") == "":
        answer["alt"] = item.picture.alt
    value = block.normalize(block.to_python(answer))
    try:
        return block.clean(value)
    except StructBlockValidationError as error:
        if item.picture is None or not _lacks_only_its_picture(error):
            raise
    # The picture comes with the question and becomes an image of this site when everything else is in order.
    if problems := [*block.problems(value)]:
        raise StructBlockValidationError(non_block_errors=[ValidationError(text) for text in problems])
    return value


def _lacks_only_its_picture(error: StructBlockValidationError) -> bool:
    return {name for name, problem in error.block_errors.items() if problem} == {"image"}
