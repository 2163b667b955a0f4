"""What is shown when, and the tick boxes an editor sets it with."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict

from harmreduction_lms.quizzes.review_options import (
    Moment,
    ReviewOptionsField,
    default_options,
    moment_of,
    shown_aspects,
)


NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("submitted", "closes", "moment"),
    [
        (None, None, Moment.DURING),
        (NOON - timedelta(seconds=119), None, Moment.RIGHT_AFTER),
        (NOON - timedelta(minutes=3), None, Moment.WHILE_OPEN),
        (NOON - timedelta(minutes=3), NOON + timedelta(minutes=1), Moment.WHILE_OPEN),
        (NOON - timedelta(minutes=3), NOON, Moment.AFTER_CLOSING),
        (NOON - timedelta(minutes=1), NOON - timedelta(minutes=1), Moment.RIGHT_AFTER),
    ],
)
def test_the_moment_goes_by_handing_in_and_closing(
    submitted: datetime | None, closes: datetime | None, moment: Moment
) -> None:
    assert moment_of(submitted_at=submitted, closes_at=closes, now=NOON) == moment


def test_what_is_not_ticked_is_not_shown() -> None:
    assert shown_aspects({"right_after": ["marks"]}, Moment.RIGHT_AFTER) == {"marks"}
    assert shown_aspects({"right_after": ["marks"]}, Moment.AFTER_CLOSING) == frozenset()


def test_the_tick_boxes_give_the_table_and_the_table_ticks_the_boxes() -> None:
    field = ReviewOptionsField(default=default_options, blank=True).formfield()
    data = QueryDict("review_right_after=marks&review_right_after=rationale&review_after_closing=overall")
    value = field.clean(field.widget.value_from_datadict(data, {}, "review"))
    assert value == {
        "during": [],
        "right_after": ["marks", "rationale"],
        "while_open": [],
        "after_closing": ["overall"],
    }
    html = field.widget.render("review", value, {"id": "id_review"})
    assert html.count("checked") == 3
    assert html.count("<fieldset>") == 4


def test_an_invented_aspect_is_refused() -> None:
    from django.core.exceptions import ValidationError

    field = ReviewOptionsField(default=default_options, blank=True).formfield()
    with pytest.raises(ValidationError):
        field.clean([["answers"], [], [], []])
