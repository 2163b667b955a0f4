"""What an editor does to many questions at once, from the list of the bank."""

from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from harmreduction_lms.quizzes.actions.bank import archive_questions
from harmreduction_lms.quizzes.bulk_actions import bulk_actions
from harmreduction_lms.quizzes.models import Question, QuestionCategory
from harmreduction_lms.quizzes.viewsets import QuestionViewSet
from tests import factories


pytestmark = pytest.mark.django_db

LIST = QuestionViewSet().get_url_name("list")


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(factories.make_learner(is_superuser=True, is_staff=True))
    return client


def address(action: str, questions: Any = (), **query: str) -> str:
    ids = "&".join(f"id={question.pk}" for question in questions) or "id=all"
    more = "".join(f"&{name}={quote(value)}" for name, value in query.items())
    return f"{reverse('wagtail_bulk_action', args=['harmreduction_lms', 'question', action])}?{ids}{more}"


@pytest.mark.parametrize("action", bulk_actions, ids=lambda action: action.action_type)
def test_each_action_stands_below_the_list_and_asks_first(editor: Client, action: Any) -> None:
    question = factories.make_question(title="This one")
    assert str(action.aria_label) in editor.get(reverse(LIST)).text
    asked = editor.get(address(action.action_type, [question])).text
    assert "This one" in asked
    assert str(action.question) in asked
    question.refresh_from_db()
    assert not question.is_archived


def test_questions_are_moved_to_a_category_and_back_to_none(editor: Client) -> None:
    questions = [factories.make_question() for _ in range(2)]
    other = factories.make_question()
    category = QuestionCategory.objects.create(path="Naloxone")
    answer = editor.post(
        address("move", questions, next=reverse(LIST)), {"category": category.pk}, follow=True
    )
    assert "2 questions were changed." in answer.text
    assert set(category.questions.all()) == set(questions)
    assert other.category is None
    editor.post(address("move", questions), {"category": ""})
    assert not category.questions.exists()


def test_questions_are_tagged(editor: Client) -> None:
    questions = [factories.make_question() for _ in range(2)]
    editor.post(address("tag", questions), {"tags": "naloxone, two words"})
    for question in Question.objects.all():
        assert {tag.name for tag in question.tags.all()} == {"naloxone", "two words"}
    assert "required" in editor.post(address("tag", questions), {"tags": ""}).text


def test_questions_are_archived_and_restored(editor: Client) -> None:
    questions = [factories.make_question() for _ in range(2)]
    editor.post(address("archive", questions))
    assert Question.objects.filter(is_archived=True).count() == 2
    editor.post(address("restore", questions))
    assert not Question.objects.filter(is_archived=True).exists()


def test_all_means_what_the_list_showed(editor: Client) -> None:
    """Wagtail itself would take every question of the bank, whatever was filtered."""
    ordering = factories.make_question(kind="ordering", title="In order")
    factories.make_question(kind="ordering", title="Elsewhere")
    factories.make_question(title="In order, but of another kind")
    hidden = factories.make_question(kind="ordering", title="In order once")
    archive_questions(questions=[hidden])
    shown = f"{reverse(LIST)}?kind=ordering&q=in+order"
    answer = editor.post(address("tag", next=shown), {"tags": "chosen"})
    assert answer.headers["Location"] == shown
    assert list(Question.objects.filter(tagged_items__tag__name="chosen")) == [ordering]


@pytest.mark.parametrize(("action", "needed"), [("archive", "publish"), ("tag", "change")])
def test_who_may_not_is_told_and_nothing_changes(client: Client, action: str, needed: str) -> None:
    rights = Permission.objects.filter(codename__in=["access_admin", "view_question", "add_question"])
    somebody = factories.make_learner()
    somebody.user_permissions.add(*rights)
    client.force_login(somebody)
    question = factories.make_question()
    assert "You may not do this to these questions" in client.get(address(action, [question])).text
    client.post(address(action, [question]), {"tags": "x"})
    question = Question.objects.get()
    assert not question.is_archived
    assert not question.tags.exists()
    somebody.user_permissions.add(Permission.objects.get(codename=f"{needed}_question"))
    client.post(address(action, [question]), {"tags": "x"})
    question = Question.objects.get()
    assert question.is_archived or question.tags.exists()
