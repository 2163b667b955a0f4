"""Choices on a picture."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from PIL import Image as Pillow
from wagtail.admin.compare import get_comparison_class_for_block
from wagtail.images import get_image_model
from wagtail.models import ReferenceIndex

from harmreduction_lms.quizzes.kinds import Draw, question_kinds
from harmreduction_lms.quizzes.kinds.picture import ImageKeyBlock
from harmreduction_lms.quizzes.pictures import SPEC
from tests import factories
from tests.factories import ANSWERS
from tests.quizzes.kinds.building import frozen, full_response, problems, value_of


KIND = question_kinds["image_choice"]
PLAIN = ANSWERS["image_choice"]
SEVERAL = {**PLAIN, "choose": "several", "options": [dict(one, correct=True) for one in PLAIN["options"]]}


@pytest.fixture
def image(db: None, tmp_path: Path, settings: Any) -> Any:
    """With the sizes that are shown already made: Wagtail leaves files open when it makes them."""
    settings.MEDIA_ROOT = tmp_path
    path = tmp_path / "side.png"
    Pillow.new("RGB", (400, 300), "white").save(path)
    file = SimpleUploadedFile("side.png", path.read_bytes())
    image = get_image_model()._default_manager.create(title="Recovery position", file=file)
    for spec in (SPEC, "max-165x165"):
        image.renditions.create(filter_spec=spec, file=file, width=400, height=300, focal_point_key="")
    return image


def shown(answer: Any, response: Any = None, *, review: bool = False) -> str:
    data = (
        KIND.review_context(response, answer.body, answer.key)
        if review
        else KIND.answer_context(response, answer.body)
    )
    template = KIND.review_template if review else KIND.answer_template
    return render_to_string(template, {"item": SimpleNamespace(data=data, field="item-x", is_closed=review)})


def test_a_complete_answer_can_be_published(image: Any) -> None:
    assert problems("image_choice", {**PLAIN, "image": image.pk}) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"image": 4_000_000}, "valid choice"),
        ({"alt": ""}, "required"),
        ({"options": [{"text": "Chin", "correct": True, "x": "5"}, {"text": "Knee"}]}, "half a place"),
        ({"options": [{"text": "Chin", "correct": True, "x": "101", "y": "5"}, {"text": "Knee"}]}, "100"),
        ({"options": [{"text": "Chin"}, {"text": "Knee"}]}, "at least one option"),
    ],
)
def test_what_could_not_be_asked_cannot_be_published(
    image: Any, change: dict[str, Any], message: str
) -> None:
    assert message in " ".join(problems("image_choice", {**PLAIN, "image": image.pk, **change}))


def test_freezing_asks_the_database_nothing(image: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        block = KIND.block()
        [value] = block.bulk_to_python([{**PLAIN, "image": image.pk}])
        answer = KIND.freeze(value, Draw())
        KIND.answer_context(None, answer.body)
    assert answer.body["picture"] == {"image": image.pk, "alt": PLAIN["alt"]}


def test_letters_follow_the_paper_and_stand_on_the_picture(image: Any) -> None:
    answer = frozen("image_choice", {**PLAIN, "image": image.pk})
    html = shown(answer)
    options = KIND.answer_context(None, answer.body)["options"]
    assert [option["letter"] for option in options] == ["A", "B", "C"]
    for option in options:
        assert f"{option['letter']}.</b> {option['text']}" in html
        assert (f">{option['letter']}</text>" in html) == (option["text"] != "Neither")
    assert 'x="22.5%" y="40%"' in html
    assert f'alt="{PLAIN["alt"]}"' in html
    assert "style=" not in html


@pytest.mark.django_db
@pytest.mark.parametrize("pk", [None, 4_000_000])
@pytest.mark.parametrize("review", [True, False])
def test_where_the_picture_is_gone_its_words_stand_in_for_it(pk: int | None, review: bool) -> None:
    html = shown(frozen("image_choice", {**PLAIN, "image": pk}), review=review)
    assert PLAIN["alt"] in html
    assert "<img" not in html


def test_one_or_several_can_be_asked_for() -> None:
    for data, type_ in ((PLAIN, "radio"), (SEVERAL, "checkbox")):
        answer = frozen("image_choice", data)
        response = full_response("image_choice", answer)
        assert KIND.clean(response, answer.body) == response
        assert KIND.grade(response, answer.body, answer.key) == 1
        assert f'type="{type_}"' in shown(answer)
    assert KIND.clean(response[0], answer.body) is None
    assert KIND.clean([*reversed(response)], answer.body) == response


def test_the_review_tells_right_from_chosen(image: Any) -> None:
    answer = frozen("image_choice", {**PLAIN, "image": image.pk})
    html = shown(answer, answer.key["correct"][0], review=True)
    assert "You chose this, and it is right" in html
    assert "It keeps the airway open." in html
    assert 'hr-labelled__letter is-done"' in html


def test_in_plain_text_the_picture_is_its_words() -> None:
    words = KIND.describe(frozen("image_choice").body)
    assert words.splitlines()[0] == f"Picture: {PLAIN['alt']}"
    assert {line[:3] for line in words.splitlines()[1:]} == {"A. ", "B. ", "C. "}


@pytest.mark.parametrize("form", ["key", "text", "image"])
def test_an_image_is_kept_as_its_key_however_it_is_given(image: Any, form: str) -> None:
    block = ImageKeyBlock()
    given = {"key": image.pk, "text": str(image.pk), "image": image}[form]
    assert block.get_prep_value(given) == block.value_from_form(given) == image.pk
    assert block.get_prep_value(block.clean(given)) == image.pk
    assert block.get_form_state(image.pk)["id"] == image.pk


def test_an_empty_choice_is_no_image() -> None:
    assert ImageKeyBlock().value_from_form("") is None


def test_wagtail_knows_where_an_image_is_used(image: Any) -> None:
    question = factories.make_question(kind="image_choice", answer={**PLAIN, "image": image.pk})
    ReferenceIndex.create_or_update_for_object(question)
    assert ReferenceIndex.get_references_to(image).count() == 1


def test_revisions_are_compared_with_their_pictures(image: Any) -> None:
    block = KIND.block()
    one, two = (block.to_python({**PLAIN, "image": pk}) for pk in (image.pk, None))
    comparison = get_comparison_class_for_block(block)(block, True, True, one, two)  # noqa: FBT003
    assert comparison.has_changed()
    assert "<img" in str(comparison.htmldiff())


def test_values_survive_json(image: Any) -> None:
    block = KIND.block()
    stored = block.get_prep_value(value_of("image_choice", {**PLAIN, "image": image.pk}))
    assert json.loads(json.dumps(stored, default=str))["image"] == image.pk
