"""Whoever adds a model says what personal data it holds; nobody has to guess later."""

import re

import pytest
from django.apps import apps


MODELS = [m for m in apps.get_models() if m.__module__.startswith("harmreduction_lms.")]


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)
def test_the_docstring_ends_with_a_personal_data_line(model: type) -> None:
    last_line = (model.__doc__ or "").strip().splitlines()[-1].strip()
    assert re.fullmatch(r"Personal data: (none|[^;]+(; .+)+)\.", last_line), (
        f"End the docstring of {model.__name__} with 'Personal data: none.' "
        "or 'Personal data: what; how long kept; what happens on erasure.'"
    )


def test_there_are_models_to_look_at() -> None:
    assert len(MODELS) > 20
