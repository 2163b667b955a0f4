"""The reports in the admin."""

import csv
import re
from collections.abc import Callable
from io import BytesIO, StringIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from harmreduction_lms.quizzes.models import QuizAttempt
from tests import factories


QUIZ, PRE = uuid4(), uuid4()
LIST, QUIZ_VIEW, QUESTION_VIEW = (
    f"harmreduction_lms_quiz_statistics:{name}" for name in ("index", "quiz", "question")
)


@pytest.fixture
def educator(client: Client, db: None) -> Client:
    """Somebody who may view attempts, and no more."""
    user = factories.make_learner()
    names = ["access_admin", "view_quizattempt"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    return client


@pytest.fixture
def questions(record: Callable[..., Any]) -> list[Any]:
    """Six learners took a pre-test and a quiz of two questions; the key of the second is wrong."""
    questions = [
        factories.make_question(title=title) for title in ("=Naloxone <b>works</b>", "Recovery position")
    ]
    first, second = (question.translation_key for question in questions)
    for mark in (0, 1, 1, 1, 0, 1):
        attempt = record(PRE, {first: (0, True), second: (0, True)}, role="pre_test", quiz_title="Before")
        marks = {first: (mark, not mark), second: (1 - mark, bool(mark))}
        record(QUIZ, marks, learner=attempt.learner)
    return questions


def page(client: Client, name: str, *args: UUID, query: str = "") -> str:
    response = client.get(reverse(name, args=args) + query)
    assert response.status_code == 200
    return response.text


def test_the_list_names_quizzes_with_their_figures(educator: Client, questions: list[Any]) -> None:
    text = page(educator, LIST)
    assert reverse(QUIZ_VIEW, args=[QUIZ]) in text
    assert "50.0" in text


def test_the_menu_leads_there(educator: Client, questions: list[Any]) -> None:
    assert reverse(LIST) in page(educator, "wagtailadmin_home")


def test_a_quiz_is_described_in_words_plots_and_tables(educator: Client, questions: list[Any]) -> None:
    text = page(educator, QUIZ_VIEW, QUIZ)
    assert "Only 6 attempts count here" in text
    assert "The key may be wrong" not in text, "six attempts prove nothing"
    assert "rather worse" in text
    assert "=Naloxone &lt;b&gt;works&lt;/b&gt;" in text
    assert text.count('<svg class="hr-report-chart"') == 2
    assert len(re.findall(r"<rect class=\"hr-report-bar", text)) == 10


def test_every_plot_has_a_text_alternative(educator: Client, questions: list[Any]) -> None:
    key = questions[0].translation_key
    for text in (page(educator, QUIZ_VIEW, QUIZ), page(educator, QUESTION_VIEW, QUIZ, key)):
        for label in re.findall(r'role="img" aria-labelledby="([^"]+)"', text):
            assert re.search(rf'<title id="{label}">[^<]+', text)


def test_nothing_is_styled_or_scripted_inline(educator: Client, questions: list[Any]) -> None:
    key = questions[0].translation_key
    for text in (page(educator, QUIZ_VIEW, QUIZ), page(educator, QUESTION_VIEW, QUIZ, key)):
        ours = text[text.index("hr-report") : text.rindex("hr-report")]
        assert "style=" not in ours
        assert "onclick" not in ours


def test_a_question_has_a_row_for_each_option(educator: Client, questions: list[Any]) -> None:
    text = page(educator, QUESTION_VIEW, QUIZ, questions[0].translation_key)
    assert "Random guess" in text
    assert "No answer" in text
    assert "Right answer" in text


def test_questions_stand_in_the_order_of_the_paper(educator: Client, record: Callable[..., Any]) -> None:
    keys = [factories.make_question(title=f"Place {place}").translation_key for place in range(6)]
    attempt = record(QUIZ, dict.fromkeys(reversed(keys), (1, True)))
    attempt.paper = {"version": 1, "items": [{"question": str(key)} for key in keys]}
    attempt.save(update_fields=["paper"])
    text = page(educator, QUIZ_VIEW, QUIZ)
    assert re.findall(r">(Place \d)</a>", text) == [f"Place {place}" for place in range(6)]


def test_a_quiz_says_how_many_attempts_wait_for_a_grade(
    educator: Client, questions: list[Any], record: Callable[..., Any]
) -> None:
    assert "do not count yet" not in page(educator, QUIZ_VIEW, QUIZ)
    for _number in range(2):
        attempt = record(QUIZ, {questions[0].translation_key: (0, True)})
        QuizAttempt.objects.filter(pk=attempt.pk).update(awaiting_grading=1)
    assert "2 attempts do not count yet" in page(educator, QUIZ_VIEW, QUIZ)


def test_a_question_is_shown_with_its_words_and_leads_to_the_bank(
    educator: Client, questions: list[Any]
) -> None:
    first = questions[0]
    text = page(educator, QUESTION_VIEW, QUIZ, first.translation_key)
    assert first.stem in text
    assert "Open it in the question bank" not in text, "somebody who may not change it"
    first.delete()
    assert "deleted since" in page(educator, QUESTION_VIEW, QUIZ, first.translation_key)


def test_gain_is_shown_when_a_pre_test_is_chosen(educator: Client, questions: list[Any]) -> None:
    assert "From pre-test to this quiz" not in page(educator, QUIZ_VIEW, QUIZ)
    text = page(educator, QUIZ_VIEW, QUIZ, query=f"?pre={PRE}")
    assert "From pre-test to this quiz" in text
    assert "Whole quiz" in text


@pytest.mark.parametrize(
    "query", ["?attempts=best", "?attempts=nonsense", "?pre=nonsense", "?attempts=all&pre="]
)
def test_any_query_string_gives_a_page(educator: Client, questions: list[Any], query: str) -> None:
    assert "hr-report" in page(educator, QUIZ_VIEW, QUIZ, query=query)


def test_what_nobody_took_is_not_found(educator: Client, questions: list[Any]) -> None:
    assert educator.get(reverse(QUIZ_VIEW, args=[uuid4()])).status_code == 404
    assert educator.get(reverse(QUESTION_VIEW, args=[QUIZ, uuid4()])).status_code == 404


def test_only_those_who_may_view_attempts_see_reports(client: Client, questions: list[Any]) -> None:
    user = factories.make_learner()
    user.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    client.force_login(user)
    key = questions[0].translation_key
    for url in (reverse(LIST), reverse(QUIZ_VIEW, args=[QUIZ]), reverse(QUESTION_VIEW, args=[QUIZ, key])):
        assert client.get(url).status_code == 302
        assert client.get(url + "?export=csv").status_code == 302
    assert reverse(LIST) not in client.get(reverse("wagtailadmin_home")).text


def test_a_csv_file_runs_no_formula(educator: Client, questions: list[Any]) -> None:
    response: Any = educator.get(reverse(QUIZ_VIEW, args=[QUIZ]) + "?export=csv")
    rows = list(csv.DictReader(StringIO(response.getvalue().decode())))
    assert {row["Question"] for row in rows} == {"'=Naloxone <b>works</b>", "Recovery position"}
    assert {float(row["Discrimination (%)"]) for row in rows} == {-100}


def test_a_workbook_has_numbers_and_texts(educator: Client, questions: list[Any]) -> None:
    response: Any = educator.get(reverse(QUIZ_VIEW, args=[QUIZ]) + "?export=xlsx")
    header, *rows = load_workbook(BytesIO(response.getvalue())).active.values
    facility = header.index("Facility (%)")
    assert all(isinstance(row[facility], float) for row in rows)


def test_the_list_can_be_downloaded(educator: Client, questions: list[Any]) -> None:
    response: Any = educator.get(reverse(LIST) + "?export=csv")
    rows = list(csv.DictReader(StringIO(response.getvalue().decode())))
    assert {row["Quiz"] for row in rows} == {"Naloxone", "Before"}


def test_more_questions_cost_no_more_queries(educator: Client, record: Callable[..., Any]) -> None:
    def cost(number: int) -> int:
        quiz, keys = uuid4(), [factories.make_question().translation_key for _ in range(number)]
        record(quiz, {key: (place % 2, True) for place, key in enumerate(keys)})
        page(educator, QUIZ_VIEW, quiz)
        with CaptureQueriesContext(connection) as captured:
            page(educator, QUIZ_VIEW, quiz)
        return len(captured)

    assert cost(2) == cost(15)
