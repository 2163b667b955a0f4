"""The answer templates: what they post is what was answered, and closed ones post nothing."""

from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from harmreduction_lms.quizzes.kinds import question_kinds
from tests.factories import ANSWERS
from tests.quizzes.kinds.building import KINDS, frozen, full_response


FIELD = "item-ABC"
SEVERAL = {**ANSWERS["image_choice"], "choose": "several"}


class FormReader(HTMLParser):
    """What a browser would post of a form, and the names and ids a screen reader would look for."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.data = QueryDict(mutable=True)
        self.fields: list[dict[str, Any]] = []
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.wrapped = False
        self._select = self._textarea = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, is_on = given.get("name") or "", "disabled" not in given
        self.ids += [given["id"]] if given.get("id") else []
        if tag == "label":
            self.labelled.add(given.get("for") or "")
            self.wrapped = "for" not in given
        if tag in ("input", "select", "textarea"):
            self.fields.append({**given, "is_wrapped": self.wrapped})
        if tag == "input" and is_on and (given["type"] == "text" or "checked" in given):
            self.data.appendlist(name, given["value"] or "")
        if tag == "select":
            self._select = name if is_on else ""
        if tag == "option" and "selected" in given and self._select:
            self.data.appendlist(self._select, given["value"] or "")
        if tag == "textarea" and is_on:
            self._textarea = name

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self.wrapped = False
        if tag == "textarea":
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            # Browsers drop one line end at the beginning, and send each of the others as two characters.
            self.data[self._textarea] = data.removeprefix("\n").replace("\n", "\r\n")


def form_of(kind: str, answer: Any, response: Any, *, is_closed: bool = False) -> str:
    shown = SimpleNamespace(
        field=FIELD, is_closed=is_closed, data=question_kinds[kind].answer_context(response, answer.body)
    )
    return render_to_string(question_kinds[kind].answer_template, {"item": shown})


def posted(kind: str, answer: Any, response: Any) -> Any:
    reader = FormReader(form_of(kind, answer, response))
    return question_kinds[kind].parse(reader.data, FIELD, answer.body)


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_with_saved_answers_posts_the_same_answers(kind: str) -> None:
    answer = frozen(kind)
    response = full_response(kind, answer)
    assert response is not None
    assert posted(kind, answer, response) == response
    assert posted(kind, answer, None) is None


@given(ticks=st.sets(st.integers(0, 2)))
def test_any_ticks_come_back(ticks: set[int]) -> None:
    for kind, data in (("multiple_response", None), ("image_choice", SEVERAL)):
        answer = frozen(kind, data)
        response = [answer.body["options"][number]["id"] for number in sorted(ticks)] or None
        assert posted(kind, answer, response) == response


@settings(max_examples=50)
@given(text=st.text(alphabet=st.characters(exclude_categories=("Cs",))))
@pytest.mark.parametrize("kind", ["numeric", "short_answer", "reflection"])
def test_any_text_comes_back_as_it_was_cleaned(kind: str, text: str) -> None:
    answer = frozen(kind)
    cleaned = question_kinds[kind].clean(text, answer.body)
    assert posted(kind, answer, cleaned) == cleaned


@pytest.mark.parametrize("kind", KINDS)
def test_closed_questions_post_nothing(kind: str) -> None:
    answer = frozen(kind)
    reader = FormReader(form_of(kind, answer, full_response(kind, answer), is_closed=True))
    assert reader.fields
    assert all("disabled" in field for field in reader.fields)
    assert not reader.data


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_has_a_label_and_every_id_is_there_once(kind: str) -> None:
    reader = FormReader(form_of(kind, frozen(kind), None))
    assert reader.fields
    for field in reader.fields:
        assert field["is_wrapped"] or field["id"] in reader.labelled, field
        assert field["name"].startswith(FIELD)
    assert len(reader.ids) == len({*reader.ids})


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_the_key_is_in_the_form(kind: str) -> None:
    canaries = {
        "single_choice": {"options": [{"text": "a", "correct": True, "why": "Canary"}, {"text": "b"}]},
        "multiple_response": {"options": [{"text": "a", "correct": True, "why": "Canary"}, {"text": "b"}]},
        "true_false": {"answer": "true", "why_true": "Canary", "why_false": "Canary"},
        "numeric": {"ranges": [{"low": "777001"}], "unit": "mg", "unit_forms": ["Canary"]},
        "short_answer": {"accepted": ["Canary"]},
        "cloze": {
            "text": "<p>[[1]] [[2]] [[3]]</p>",
            "gaps": [
                {"type": "text", "value": {"accepted": ["Canary"]}},
                {"type": "number", "value": {"ranges": [{"low": "777001"}], "unit_forms": ["Canary"]}},
                {
                    "type": "choice",
                    "value": {"options": [{"text": "a", "correct": True, "why": "Canary"}, {"text": "b"}]},
                },
            ],
        },
        "image_choice": {
            **ANSWERS["image_choice"],
            "options": [{"text": "a", "correct": True, "why": "Canary"}, {"text": "b"}],
        },
        "reflection": {
            "grading": "by_hand",
            "guidance": "<p>Canary</p>",
            "rubric": [{"criterion": "Canary", "points": 777001, "description": "Canary"}],
        },
    }
    answer = frozen(kind, canaries.get(kind))
    sent = form_of(kind, answer, None) + str(answer.body) + question_kinds[kind].describe(answer.body)
    assert "Canary" not in sent
    assert "777001" not in sent


@pytest.mark.parametrize("kind", ["single_choice", "multiple_response", "image_choice", "cloze"])
def test_right_and_wrong_options_look_alike(kind: str) -> None:
    answer = frozen(kind)
    html = form_of(kind, answer, None)
    key, body = answer.key, answer.body
    if kind == "cloze":
        choice = next(gap for gap in body["gaps"] if gap["type"] == "choice")
        key, body = key["gaps"][choice["id"]], choice["body"]
    assert {option["id"] in key["correct"] for option in body["options"]} == {True, False}
    for option in body["options"]:
        assert option.keys() - {"x", "y"} == {"id", "text"}
        assert html.count(option["id"]) == 1
