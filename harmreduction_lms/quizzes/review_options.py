"""What learners are shown of their result, and when: a table of moments and aspects, kept as JSON.

Shape: {"right_after": ["marks", "rationale", ...], ...}. Frozen into the paper when an attempt starts.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _


class Moment(models.TextChoices):
    """When somebody looks."""

    DURING = "during", _("During the attempt")
    RIGHT_AFTER = "right_after", _("Right after handing in")
    WHILE_OPEN = "while_open", _("Later, while the quiz is open")
    AFTER_CLOSING = "after_closing", _("After the quiz has closed")


class Aspect(models.TextChoices):
    """What is shown of each item, and overall."""

    CORRECTNESS = "correctness", _("Whether it is right")
    MARKS = "marks", _("Points")
    RATIONALE = "rationale", _("Why")
    RIGHT_ANSWER = "right_answer", _("The right answer")
    OVERALL = "overall", _("Overall feedback")


RIGHT_AFTER = timedelta(minutes=2)
"""How long "right after" lasts."""

EVERYTHING = {moment.value: [aspect.value for aspect in Aspect] for moment in Moment}
SCORE_ONLY = {
    moment.value: [] if moment == Moment.DURING else [Aspect.MARKS.value, Aspect.OVERALL.value]
    for moment in Moment
}
"""During the attempt the points of an item would say whether it is right."""


def default_options() -> dict[str, list[str]]:
    """Everything, at every moment."""
    return {moment: list(aspects) for moment, aspects in EVERYTHING.items()}


def shown_aspects(options: Mapping[str, Collection[str]], moment: Moment) -> frozenset[str]:
    """The aspects shown at a moment."""
    return frozenset(options.get(moment.value, ()))


def moment_of(*, submitted_at: datetime | None, closes_at: datetime | None, now: datetime) -> Moment:
    """Which moment it is for an attempt. A quiz that never closes is open for ever."""
    if submitted_at is None:
        return Moment.DURING
    if now - submitted_at <= RIGHT_AFTER:
        return Moment.RIGHT_AFTER
    if closes_at is not None and now >= closes_at:
        return Moment.AFTER_CLOSING
    return Moment.WHILE_OPEN


class ReviewOptionsWidget(forms.MultiWidget):
    """One group of tick boxes for each moment."""

    template_name = "harmreduction_lms/admin/quizzes/review_options.html"

    def __init__(self, attrs: Any = None) -> None:
        boxes: dict[str, Any] = {
            moment.value: forms.CheckboxSelectMultiple(choices=Aspect.choices) for moment in Moment
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: Any) -> list[Any]:
        options = value if isinstance(value, dict) else {}
        return [options.get(moment.value, []) for moment in Moment]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        for moment, subwidget in zip(Moment, context["widget"]["subwidgets"], strict=True):
            subwidget["moment"] = moment.label
        return context


class ReviewOptionsFormField(forms.MultiValueField):
    """Reads the tick boxes into the JSON that is kept."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("encoder", None)
        kwargs.pop("decoder", None)
        fields = [forms.MultipleChoiceField(choices=Aspect.choices, required=False) for _moment in Moment]
        super().__init__(fields, require_all_fields=False, **{**kwargs, "widget": ReviewOptionsWidget})

    def compress(self, data_list: Any) -> dict[str, list[str]]:
        ticked = data_list or [[] for _moment in Moment]
        return {moment.value: list(aspects) for moment, aspects in zip(Moment, ticked, strict=True)}

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.compress([sorted(part or []) for part in data or []]) != {
            moment.value: sorted((initial or {}).get(moment.value, [])) for moment in Moment
        }


class ReviewOptionsField(models.JSONField):
    """The table as a model field, edited with tick boxes."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(
            **{"form_class": ReviewOptionsFormField, **kwargs, "widget": ReviewOptionsWidget}
        )
