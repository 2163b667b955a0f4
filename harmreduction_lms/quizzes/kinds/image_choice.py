"""Image choice: labelled places on a picture, each an ordinary option: it needs neither eyes nor mouse."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import partial
from string import ascii_uppercase
from typing import Any

from django.http import QueryDict
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import Block, CharBlock, ChoiceBlock, DecimalBlock, ListBlock

from harmreduction_lms.quizzes.kinds.base import MAX_PARTS, Draw, FrozenAnswer, Response, lines
from harmreduction_lms.quizzes.kinds.options import (
    BLANK_OPTION,
    OptionBlock,
    OptionsBlock,
    OptionsKind,
    PickOne,
    PickSeveral,
)
from harmreduction_lms.quizzes.kinds.picture import ImageKeyBlock
from harmreduction_lms.quizzes.pictures import ShownPicture, find_picture, shown_pictures


ONE = "one"
SEVERAL = "several"


class PlacedOptionBlock(OptionBlock):
    """An option and where its letter stands on the picture."""

    x = DecimalBlock(
        label=_("From the left"),
        required=False,
        min_value=0,
        max_value=100,
        max_digits=5,
        help_text=_("Per cent of the picture's width. Empty: no letter on the picture."),
    )
    y = DecimalBlock(
        label=_("From the top"),
        required=False,
        min_value=0,
        max_value=100,
        max_digits=5,
        help_text=_("Per cent of the picture's height."),
    )


class ImageChoiceBlock(OptionsBlock):
    """The picture, the words for it, and its options."""

    image = ImageKeyBlock(label=_("Picture"))
    alt = CharBlock(
        label=_("What it shows"),
        max_length=500,
        help_text=_("Read out to those who do not see it. Say all that is needed to answer, not the answer."),
    )
    choose = ChoiceBlock(
        label=_("Learners choose"), default=ONE, choices=[(ONE, _("One")), (SEVERAL, _("All that apply"))]
    )
    options = ListBlock(
        PlacedOptionBlock(),
        label=_("Options"),
        default=[{**BLANK_OPTION, "x": None, "y": None}] * 2,
        min_num=2,
        max_num=MAX_PARTS,
    )

    def problems(self, value: Any) -> Iterable[str]:
        yield from super().problems(value)
        for option in value["options"]:
            if (option["x"] is None) != (option["y"] is None):
                yield gettext("“%(text)s” has only half a place on the picture: fill in both numbers.") % {
                    "text": option["text"]
                }


class ImageChoice(OptionsKind):
    """The response is the id of the chosen option, or a list of ids where several are to be chosen."""

    name = "image_choice"
    label = _("Image choice")
    icon = "image"
    classname = "hr-options hr-image-choice"

    def block(self) -> Block:
        return ImageChoiceBlock(label=self.label, icon=self.icon)

    def freeze(self, value: Any, draw: Draw) -> FrozenAnswer:
        frozen = super().freeze(value, draw)
        picture = {"image": value["image"], "alt": value["alt"] or ""}
        return FrozenAnswer(
            {"choose": value["choose"] or ONE, "picture": picture, **frozen.body}, dict(frozen.key)
        )

    def shown(self, option: Any) -> dict[str, Any]:
        is_placed = option["x"] is not None and option["y"] is not None
        place = {"x": str(option["x"]), "y": str(option["y"])} if is_placed else {}
        return {**super().shown(option), **place}

    def parse(self, data: QueryDict, field: str, body: Mapping[str, Any]) -> Response:
        return _pick(body).parse(data, field, body)

    def clean(self, response: Response, body: Mapping[str, Any]) -> Response:
        return _pick(body).clean(response, body)

    def grade(self, response: Response, body: Mapping[str, Any], key: Mapping[str, Any]) -> Fraction:
        return _pick(body).grade(response, body, key)

    def guess_share(self, body: Mapping[str, Any], key: Mapping[str, Any]) -> Fraction | None:
        return PickOne().guess_share(body, key) if body["choose"] == ONE else None

    def answered(self, response: Response, body: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The options with their letters, given in the order of the paper."""
        options = super().answered(response, body)
        return [
            {**option, "letter": letter} for option, letter in zip(options, ascii_uppercase, strict=False)
        ]

    def answer_context(self, response: Response, body: Mapping[str, Any]) -> dict[str, Any]:
        """`picture` asks the database when it is first used; a page of many puts its own in its place."""
        return {
            **super().answer_context(response, body),
            "is_single": body["choose"] == ONE,
            "picture": SimpleLazyObject(partial(_shown_picture, body["picture"])),
        }

    def describe(self, body: Mapping[str, Any], response: Response = None) -> str:
        picture = gettext("Picture: %(alt)s") % {"alt": body["picture"]["alt"]}
        return lines(picture, super().describe(body, response))


def _pick(body: Mapping[str, Any]) -> PickOne | PickSeveral:
    return PickOne() if body["choose"] == ONE else PickSeveral()


def _shown_picture(picture: Mapping[str, Any]) -> ShownPicture | None:
    return find_picture(shown_pictures([picture]), picture)
