"""Question kinds: the registry, and the StreamField block that offers an editor every registered kind."""

from typing import Any

from wagtail.blocks import StreamBlock

from harmreduction_lms.core.registry import Registry
from harmreduction_lms.quizzes.kinds.base import (
    AnswerBlock,
    Draw,
    FrozenAnswer,
    QuestionKind,
    Response,
    SeededDraw,
)
from harmreduction_lms.quizzes.kinds.cloze import Cloze
from harmreduction_lms.quizzes.kinds.image_choice import ImageChoice
from harmreduction_lms.quizzes.kinds.likert import Likert
from harmreduction_lms.quizzes.kinds.matching import Matching
from harmreduction_lms.quizzes.kinds.multiple_response import MultipleResponse
from harmreduction_lms.quizzes.kinds.numeric import Numeric
from harmreduction_lms.quizzes.kinds.ordering import Ordering
from harmreduction_lms.quizzes.kinds.reflection import Reflection
from harmreduction_lms.quizzes.kinds.short_answer import ShortAnswer
from harmreduction_lms.quizzes.kinds.single_choice import SingleChoice
from harmreduction_lms.quizzes.kinds.true_false import TrueFalse


__all__ = [
    "AnswerBlock",
    "Draw",
    "FrozenAnswer",
    "KindStreamBlock",
    "QuestionKind",
    "Response",
    "SeededDraw",
    "question_kinds",
]

question_kinds: Registry[QuestionKind] = Registry()
for _kind in (
    SingleChoice(),
    MultipleResponse(),
    TrueFalse(),
    Ordering(),
    Matching(),
    Numeric(),
    ShortAnswer(),
    Cloze(),
    ImageChoice(),
    Likert(),
    Reflection(),
):
    question_kinds.register(_kind.name, _kind)


class KindStreamBlock(StreamBlock):
    """One child block per registered kind. Built when first used, after sites have registered theirs."""

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        kinds = [(kind.name, kind.block()) for kind in question_kinds]
        super().__init__([*kinds, *(local_blocks or [])], **kwargs)
