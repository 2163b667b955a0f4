"""Question kinds: the registry, and the StreamField block that offers an editor every registered kind."""

from typing import Any

from wagtail.blocks import StreamBlock

from harmreduction_lms.core.registry import Registry
from harmreduction_lms.quizzes.kinds.base import FrozenAnswer, QuestionKind, Response


__all__ = ["FrozenAnswer", "KindStreamBlock", "QuestionKind", "Response", "question_kinds"]

question_kinds: Registry[QuestionKind] = Registry()


class KindStreamBlock(StreamBlock):
    """One child block per registered kind. Built when first used, after sites have registered theirs."""

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        kinds = [(kind.name, kind.block()) for kind in question_kinds]
        super().__init__([*kinds, *(local_blocks or [])], **kwargs)
