"""What editors see: the question bank, attempts, and the quiz page's form and preview."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.panels import ObjectList
from wagtail.admin.widgets.button import Button
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import (
    GroupApprovalTask,
    ReferenceIndex,
    Site,
    Workflow,
    WorkflowContentType,
    WorkflowTask,
)
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from harmreduction_lms.quizzes.actions import start_attempt, submit_attempt
from harmreduction_lms.quizzes.actions.bank import archive_questions
from harmreduction_lms.quizzes.errors import QuestionNotReady
from harmreduction_lms.quizzes.mixins import QuizPageMixin
from harmreduction_lms.quizzes.models import (
    LearningObjective,
    Question,
    QuestionCategory,
    QuestionTag,
    QuizAttempt,
    QuizOverride,
)
from harmreduction_lms.quizzes.slots import question_list_buttons
from harmreduction_lms.quizzes.viewsets import (
    LearningObjectiveViewSet,
    QuestionCategoryViewSet,
    QuestionViewSet,
    QuizAttemptViewSet,
    QuizOverrideViewSet,
)
from tests import factories


QUESTIONS = QuestionViewSet()
ATTEMPTS = QuizAttemptViewSet()
OVERRIDES = QuizOverrideViewSet()


@pytest.fixture
def editor(client: Client, db: None) -> Client:
    client.force_login(factories.make_learner(is_superuser=True, is_staff=True))
    return client


def question_form(answer: dict[str, Any] | None, **extra: Any) -> dict[str, str]:
    """What Wagtail's form posts for a true-or-false question."""
    blocks = [] if answer is None else [("true_false", answer)]
    form: dict[str, str] = nested_form_data(
        {
            "title": "Naloxone and nitazenes",
            "stem": rich_text("<p>Naloxone has no effect on nitazenes.</p>"),
            "picture": streamfield([]),
            "answer": streamfield(blocks),
            "hints": streamfield([]),
            "points": "1",
            "rationale": rich_text("<p>It has.</p>"),
            "source_note": "X3",
            "tags": "naloxone",
            **extra,
        }
    )
    return form


COMPLETE = {"answer": "false", "why_true": "It does work.", "why_false": "Right."}
BROKEN = {"answer": "", "why_true": "", "why_false": ""}


def test_an_editor_writes_and_publishes_a_question(editor: Client) -> None:
    form = question_form(COMPLETE, **{"action-publish": "action-publish"})
    assert editor.post(reverse(QUESTIONS.get_url_name("add")), form).status_code == 302
    question = Question.objects.get()
    assert (question.live, question.kind) == (True, "true_false")
    assert [tag.name for tag in question.tags.all()] == ["naloxone"]


@pytest.mark.parametrize("answer", [BROKEN, None], ids=["broken", "missing"])
def test_a_draft_may_be_half_done(editor: Client, answer: dict[str, Any] | None) -> None:
    assert editor.post(reverse(QUESTIONS.get_url_name("add")), question_form(answer)).status_code == 302
    assert not Question.objects.get().live


@pytest.mark.parametrize(
    ("answer", "message"),
    [(BROKEN, "This field is required"), (None, "The minimum number of items is 1")],
    ids=["broken", "missing"],
)
def test_publishing_a_broken_question_is_refused_with_a_message(
    editor: Client, answer: dict[str, Any] | None, message: str
) -> None:
    form = question_form(answer, **{"action-publish": "action-publish"})
    response = editor.post(reverse(QUESTIONS.get_url_name("add")), form)
    assert response.status_code == 200
    assert message in response.text
    assert not Question.objects.exists()


def test_no_other_way_leads_a_broken_question_to_learners(db: None) -> None:
    """Workflows, scheduled publishing and loaders publish revisions without a form."""
    question = factories.make_question(kind="single_choice")
    options = {"options": [{"text": "A", "correct": False}, {"text": "a", "correct": False}]}
    question.answer = [
        ("single_choice", question.answer.stream_block.child_blocks["single_choice"].to_python(options))
    ]
    revision = question.save_revision()
    with pytest.raises(QuestionNotReady) as caught:
        revision.publish()
    assert "Mark at least one option as the right answer." in str(caught.value)
    assert "Two options read the same" in str(caught.value)
    question.refresh_from_db()
    assert question.answer[0].value["options"][0]["text"] == "Naloxone"


def test_the_bank_is_listed_filtered_and_searched(editor: Client) -> None:
    texts = {"ordering": "Sequence of steps", "numeric": "Minutes to wait"}
    for kind, title in texts.items():
        factories.make_question(kind=kind, title=title)
    first, second = Question.objects.order_by("pk")
    second.tags.add("repeat interval")
    second.save()
    Question.objects.filter(pk=first.pk).update(live=False)
    url = reverse(QUESTIONS.get_url_name("list"))
    tag = QuestionTag.objects.get()

    everything = editor.get(url).text
    for words in (*texts.values(), "Ordering", "Number", "repeat interval", "Draft", "Live"):
        assert words in everything
    for query, found in (
        ("kind=ordering", {first}),
        (f"tag={tag.pk}", {second}),
        ("status=live", {second}),
        ("status=draft", {first}),
        ("q=Minutes", {second}),
        (f"q=wait+minutes&kind=numeric&tag={tag.pk}", {second}),
        ("q=wait+elsewhere", set()),
    ):
        assert set(editor.get(f"{url}?{query}").context["page_obj"].object_list) == found, query


def test_the_tags_of_a_whole_list_come_at_once(editor: Client) -> None:
    for _question in range(4):
        question = factories.make_question()
        question.tags.add("tag")
        question.save()
    with CaptureQueriesContext(connection) as captured:
        assert editor.get(reverse(QUESTIONS.get_url_name("list"))).status_code == 200
    tags = [query["sql"] for query in captured if 'FROM "harmreduction_lms_taggedquestion' in query["sql"]]
    assert len(tags) == 1


def test_questions_are_chosen_for_quizzes(editor: Client) -> None:
    question = factories.make_question(title="Chosen one")
    chooser = QUESTIONS.chooser_viewset
    assert "Chosen one" in editor.get(reverse(chooser.get_url_name("choose"))).text
    chosen = editor.get(reverse(chooser.get_url_name("chosen"), args=[question.pk]))
    assert chosen.json()["result"]["string"] == "Chosen one"


def test_a_quiz_page_is_edited_with_the_mixins_panels(editor: Client, make_quiz: Callable[..., Any]) -> None:
    page = make_quiz(questions=[factories.make_question(title="In the quiz")])
    panels = ObjectList(QuizPageMixin.quiz_panels).bind_to_model(type(page))
    rules = {"role", "pass_mark", "attempts_allowed", "time_limit_minutes", "feedback"}
    assert {"intro", "questions", *rules} <= set(panels.get_form_class().base_fields)
    assert editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200


def test_a_question_is_previewed_as_a_learner_sees_it(editor: Client) -> None:
    question = factories.make_question(kind="ordering", stem="<p>Put in order</p>")
    question.save_revision()
    html = editor.get(
        reverse(QUESTIONS.get_url_name("revisions_view"), args=[question.pk, question.latest_revision_id])
    ).text
    assert "Put in order" in html
    assert "<select" in html
    assert "Because." not in html


def test_a_quiz_preview_shows_the_paper_and_what_will_be_left_out(
    editor: Client, make_quiz: Callable[..., Any]
) -> None:
    asked, draft = (
        factories.make_question(stem="<p>Asked</p>"),
        factories.make_question(stem="<p>Not yet</p>"),
    )
    Question.objects.filter(pk=draft.pk).update(live=False)
    page = make_quiz(questions=[asked, draft])
    page.save_revision()
    html = editor.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).text
    assert "Asked" in html
    assert "Not yet" not in html
    assert "One question on this quiz is not published." in html
    assert not QuizAttempt.objects.exists()


def test_attempts_can_be_read_and_filtered(editor: Client, quiz: Any) -> None:
    one, other = factories.make_learner("anna"), factories.make_learner("bo")
    attempt = submit_attempt(attempt=start_attempt(learner=one, page=quiz))
    start_attempt(learner=other, page=quiz)
    url = reverse(ATTEMPTS.get_url_name("index"))
    everything = editor.get(url).text
    for name in ("anna", "bo"):
        assert name in everything
    found = editor.get(f"{url}?state=submitted").context["page_obj"].object_list
    assert list(found) == [attempt]
    inspected = editor.get(reverse(ATTEMPTS.get_url_name("inspect"), args=[attempt.pk]))
    assert inspected.status_code == 200
    assert quiz.title in inspected.text


def test_attempts_can_be_neither_added_changed_nor_deleted(editor: Client, quiz: Any) -> None:
    attempt = start_attempt(learner=factories.make_learner(), page=quiz)
    for name, args in (("add", []), ("edit", [attempt.pk]), ("delete", [attempt.pk])):
        for send in (editor.get, editor.post):
            response = send(reverse(ATTEMPTS.get_url_name(name), args=args))
            assert response.status_code in {302, 403}
            assert response.status_code == 403 or response.url == reverse("wagtailadmin_home")
    assert QuizAttempt.objects.count() == 1


def listed(editor: Client, query: str) -> set[Any]:
    response = editor.get(f"{reverse(QUESTIONS.get_url_name('list'))}?{query}")
    return set(response.context["page_obj"].object_list)


def test_the_bank_is_filtered_by_place_purpose_review_and_use(
    editor: Client, make_quiz: Callable[..., Any]
) -> None:
    kept = factories.make_question(category=QuestionCategory.objects.create(path="Naloxone"))
    aimed, due, used = (factories.make_question() for _ in range(3))
    objective = LearningObjective.objects.create(code="c5-1", text="Describe the steps")
    aimed.objectives.add(objective)
    aimed.save()
    Question.objects.filter(pk=due.pk).update(review_by=timezone.localdate())
    ReferenceIndex.create_or_update_for_object(make_quiz(questions=[used]))
    everything = {kept, aimed, due, used}
    for query, found in (
        ("", everything),
        (f"category={kept.category_id}", {kept}),
        ("category=null", everything - {kept}),
        (f"objective={objective.pk}", {aimed}),
        ("due=on", {due}),
        ("used=never", everything - {used}),
        ("used=some", {used}),
    ):
        assert listed(editor, query) == found, query


def test_archived_questions_are_hidden_unless_asked_for(editor: Client) -> None:
    kept, archived = factories.make_question(), factories.make_question()
    archive_questions(questions=[archived])
    assert listed(editor, "") == listed(editor, "status=live") == {kept}
    assert listed(editor, "status=archived") == {archived}
    assert listed(editor, "status=all") == {kept, archived}
    assert listed(editor, "q=Question") == {kept}


def queries_of(action: Callable[[], Any]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert action().status_code == 200
    return [query["sql"] for query in captured]


def fill_bank(count: int) -> None:
    """Rows as a large import leaves them; saving each by itself would take minutes."""
    model = factories.make_question(kind="single_choice")
    columns = {
        field.attname: getattr(model, field.attname)
        for field in Question._meta.concrete_fields
        if field.name not in {"id", "translation_key", "title"}
    }
    Question.objects.bulk_create(
        [Question(title=f"Bulk {n}", translation_key=uuid4(), **columns) for n in range(count)],
        batch_size=500,
    )


@pytest.mark.parametrize("place", ["list", "choose", "edit"])
def test_list_chooser_and_editor_ask_the_same_for_a_few_and_for_many_questions(
    editor: Client, place: str
) -> None:
    question = factories.make_question(title="A first one")
    urls = {
        "list": reverse(QUESTIONS.get_url_name("list")),
        "choose": reverse(QUESTIONS.chooser_viewset.get_url_name("choose")),
        "edit": reverse(QUESTIONS.get_url_name("edit"), args=[question.pk]),
    }
    fill_bank(30)
    editor.get(urls[place])
    few = queries_of(lambda: editor.get(urls[place]))
    fill_bank(2000)
    many = queries_of(lambda: editor.get(urls[place]))
    assert len(many) == len(few), many


def test_the_chooser_offers_live_questions_only_and_filters_them(editor: Client) -> None:
    ordering = factories.make_question(kind="ordering", title="In order")
    numeric = factories.make_question(kind="numeric", title="A number")
    factories.make_question(title="A draft", live=False)
    archive_questions(questions=[factories.make_question(title="Archived one")])
    tagged = factories.make_question(title="Tagged one")
    tagged.tags.add("naloxone")
    tagged.save()
    url = reverse(QUESTIONS.chooser_viewset.get_url_name("choose_results"))

    def shown(query: str) -> set[Any]:
        return set(editor.get(f"{url}?{query}").context["results"].object_list)

    assert shown("") == {ordering, numeric, tagged}
    assert shown("kind=ordering") == {ordering}
    assert shown(f"tag={QuestionTag.objects.get().pk}") == {tagged}
    assert shown("q=number") == {numeric}
    assert shown("q=number&kind=ordering") == set()
    assert "Ordering" in editor.get(url).text


def test_where_a_question_is_used_is_shown(editor: Client, make_quiz: Callable[..., Any]) -> None:
    question = factories.make_question()
    page = make_quiz(questions=[question])
    ReferenceIndex.create_or_update_for_object(page)
    assert page.title in editor.get(reverse(QUESTIONS.get_url_name("usage"), args=[question.pk])).text
    assert "On 1 page." in editor.get(reverse(QUESTIONS.get_url_name("edit"), args=[question.pk])).text


@pytest.mark.parametrize("is_bulk", [False, True])
def test_a_used_question_is_not_deleted(editor: Client, make_quiz: Callable[..., Any], is_bulk: bool) -> None:
    used, unused = factories.make_question(title="In a quiz"), factories.make_question()
    ReferenceIndex.create_or_update_for_object(make_quiz(questions=[used]))

    def delete(question: Question) -> Any:
        bulk = reverse("wagtail_bulk_action", args=["harmreduction_lms", "question", "delete"])
        single = reverse(QUESTIONS.get_url_name("delete"), args=[question.pk])
        return editor.post(f"{bulk}?id={question.pk}" if is_bulk else single, follow=True)

    assert "“In a quiz” cannot be deleted" in delete(used).text
    delete(unused)
    assert list(Question.objects.all()) == [used]


def test_publishing_says_what_is_worth_another_look(editor: Client) -> None:
    form = question_form(COMPLETE, rationale=rich_text(""), **{"action-publish": "action-publish"})
    shown = editor.post(reverse(QUESTIONS.get_url_name("add")), form, follow=True)
    assert Question.objects.get().live
    assert "There is no rationale." in shown.text


def test_the_editor_shows_what_is_missing_and_what_is_alike(editor: Client) -> None:
    stem = "<p>What do you do first when somebody does not answer?</p>"
    other = factories.make_question(stem=stem, title="The same again")
    question = factories.make_question(stem=stem, rationale="")
    html = editor.get(reverse(QUESTIONS.get_url_name("edit"), args=[question.pk])).text
    assert "There is no rationale." in html
    assert reverse(QUESTIONS.get_url_name("edit"), args=[other.pk]) in html
    assert "the same words" in html


@pytest.mark.parametrize(
    ("name", "words"), [("findings", "There is no rationale."), ("duplicates", "Shared words")]
)
def test_the_bank_reports_open_and_name_questions(editor: Client, name: str, words: str) -> None:
    for title in ("One", "Other"):
        factories.make_question(title=title, stem="<p>How long does naloxone last?</p>", rationale="")
    html = editor.get(reverse(QUESTIONS.get_url_name(name))).text
    for text in ("One", "Other", words):
        assert text in html


# Django 6.1 warns of how Wagtail 8 opens its mail connection.
MAIL_OF_WAGTAIL = "ignore:(get_connection|Django 2028)"


@pytest.fixture
def in_moderation(editor: Client) -> Question:
    """A question that was submitted complete and made unfinished before anybody approved it."""
    workflow = Workflow.objects.create(name="Two eyes")
    task = GroupApprovalTask.objects.create(name="Look")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowContentType.objects.create(
        workflow=workflow, content_type=ContentType.objects.get_for_model(Question)
    )
    question = factories.make_question(live=False)
    question.save_revision()
    workflow.start(question, None)
    question.answer = [("true_false", {"answer": "", "why_true": "", "why_false": ""})]
    question.save_revision()
    return Question.objects.get()


@pytest.mark.filterwarnings(MAIL_OF_WAGTAIL)
def test_approving_an_unfinished_question_leads_to_the_editor_with_a_message(
    editor: Client, in_moderation: Question
) -> None:
    state = in_moderation.current_workflow_task_state
    url = reverse(QUESTIONS.get_url_name("workflow_action"), args=[in_moderation.pk, "approve", state.pk])
    response = editor.post(url, {"comment": ""}, follow=True)
    assert response.redirect_chain[-1][0] == reverse(QUESTIONS.get_url_name("edit"), args=[in_moderation.pk])
    assert "cannot be published yet" in response.text
    in_moderation.refresh_from_db()
    assert not in_moderation.live
    assert in_moderation.current_workflow_task_state == state


@pytest.mark.filterwarnings(MAIL_OF_WAGTAIL)
def test_approving_in_the_editor_shows_the_error_and_keeps_what_was_typed(
    editor: Client, in_moderation: Question
) -> None:
    form = question_form(
        BROKEN,
        title="Typed just now",
        **{"action-workflow-action": "true", "workflow-action-name": "approve"},
    )
    response = editor.post(reverse(QUESTIONS.get_url_name("edit"), args=[in_moderation.pk]), form)
    assert response.status_code == 200
    assert "This field is required" in response.text
    assert "Typed just now" in response.text
    assert not Question.objects.get().live


def test_versions_are_compared_field_by_field(editor: Client) -> None:
    objective = LearningObjective.objects.create(code="c5-1", text="Describe the steps")
    question = factories.make_question(kind="single_choice", title="Before")
    old = question.save_revision()
    question.title = "After"
    question.stem = "<p>Asked anew</p>"
    question.hints = [("hint", "Think of the lungs")]
    question.points = 3
    question.author_note = "Rewritten after a pilot"
    question.objectives.add(objective)
    question.tags.add("naloxone")
    value = question.answer[0].value
    value["options"][0]["text"] = "Another option"
    new = question.save_revision()
    url = reverse(QUESTIONS.get_url_name("revisions_compare"), args=[question.pk, old.pk, new.pk])
    html = editor.get(url).text
    for words in ("After", "Asked anew", "Think of the lungs", "Another", "pilot", "c5-1", "naloxone"):
        assert words in html, words


@pytest.fixture
def _media(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


# Wagtail leaves the temporary file of a rendition for the garbage collector to close.
@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")
@pytest.mark.usefixtures("_media")
def test_a_picture_that_was_added_shows_in_the_comparison(editor: Client) -> None:
    picture = get_image_model().objects.create(title="Recovery position", file=get_test_image_file())
    question = factories.make_question()
    old = question.save_revision()
    question.picture = [("picture", {"image": picture, "alt": "Somebody on their side"})]
    new = question.save_revision()
    url = reverse(QUESTIONS.get_url_name("revisions_compare"), args=[question.pk, old.pk, new.pk])
    assert "Somebody on their side" in editor.get(url).text


def preview_of(client: Client, question: Question) -> str:
    question.save_revision()
    names = [question.pk, question.latest_revision_id]
    return client.get(reverse(QUESTIONS.get_url_name("revisions_view"), args=names)).text


def hidden(html: str, name: str) -> str:
    return unescape(re.search(rf'name="{name}" value="([^"]*)"', html)[1])


@pytest.mark.parametrize(
    ("answer", "verdict"), [("false", "Right"), ("true", "Next time"), (None, "Not answered")]
)
def test_a_question_is_tried_in_its_preview_and_nothing_is_stored(
    editor: Client, answer: str | None, verdict: str
) -> None:
    html = preview_of(editor, factories.make_question())
    field = re.search(r'name="(item-[^"]+)"', html)[1]
    assert "Because." not in html
    data = {"signed": hidden(html, "signed"), **({} if answer is None else {field: answer})}
    response = editor.post(reverse(QUESTIONS.get_url_name("try_it")), data)
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in response.headers["Cache-Control"]
    for words in (verdict, "Because.", "Try again"):
        assert words in response.text
    again = editor.post(reverse(QUESTIONS.get_url_name("try_it")), {**data, "again": "1"}).text
    assert "Because." not in again
    assert field in again
    assert not QuizAttempt.objects.exists()


@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")
@pytest.mark.parametrize("kind", list(factories.ANSWERS))
def test_every_kind_can_be_tried_and_left_empty(editor: Client, kind: str) -> None:
    html = preview_of(editor, factories.make_question(kind=kind))
    tried = editor.post(reverse(QUESTIONS.get_url_name("try_it")), {"signed": hidden(html, "signed")})
    assert tried.status_code == 200
    assert "Because." in tried.text
    assert "Because." not in html


def test_a_question_that_was_never_saved_can_be_tried(editor: Client) -> None:
    url = reverse(QUESTIONS.get_url_name("preview_on_add"))
    assert editor.post(url, question_form(COMPLETE)).json()["is_valid"]
    html = editor.get(f"{url}?mode=").text
    data = {"signed": hidden(html, "signed"), re.search(r'name="(item-[^"]+)"', html)[1]: "false"}
    assert "It has." in editor.post(reverse(QUESTIONS.get_url_name("try_it")), data).text
    assert not Question.objects.exists()


def test_the_preview_form_carries_a_token_that_is_accepted(db: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(factories.make_learner(is_superuser=True, is_staff=True))
    strict.get(reverse(QUESTIONS.get_url_name("add")))
    html = preview_of(strict, factories.make_question())
    data = {"signed": hidden(html, "signed")}
    url = reverse(QUESTIONS.get_url_name("try_it"))
    assert strict.post(url, data).status_code == 403
    data["csrfmiddlewaretoken"] = hidden(html, "csrfmiddlewaretoken")
    assert strict.post(url, data).status_code == 200


@pytest.mark.parametrize("signed", ["", "forged", "eyJpdGVtcyI6W119:1abcde:forged"])
def test_only_what_the_preview_signed_is_graded(editor: Client, signed: str) -> None:
    assert editor.post(reverse(QUESTIONS.get_url_name("try_it")), {"signed": signed}).status_code == 400


@pytest.mark.parametrize("name", ["try_it", "findings", "duplicates"])
def test_who_may_not_edit_questions_gets_no_views_of_the_bank(client: Client, db: None, name: str) -> None:
    visitor = factories.make_learner()
    visitor.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(visitor)
    send = client.post if name == "try_it" else client.get
    response = send(reverse(QUESTIONS.get_url_name(name)))
    assert (response.status_code, response.headers.get("Location")) == (302, reverse("wagtailadmin_home"))


def test_registered_buttons_stand_in_the_menu_above_the_bank(editor: Client) -> None:
    question_list_buttons.register("test", lambda request: Button("Import questions", url="/import/"))
    question_list_buttons.register("hidden", lambda request: None)
    try:
        html = editor.get(reverse(QUESTIONS.get_url_name("list"))).text
    finally:
        question_list_buttons.unregister("test")
        question_list_buttons.unregister("hidden")
    assert "Import questions" in html
    assert "Worth another look" in html


@pytest.mark.parametrize(
    ("viewset", "form"),
    [
        (QuestionCategoryViewSet(), {"path": "Naloxone/Devices"}),
        (LearningObjectiveViewSet(), {"code": "c5-1", "text": "Describe the order of steps"}),
    ],
    ids=["category", "objective"],
)
def test_categories_and_objectives_are_kept_and_counted(
    editor: Client, viewset: Any, form: dict[str, str]
) -> None:
    assert editor.post(reverse(viewset.get_url_name("add")), form).status_code == 302
    row = viewset.model.objects.get()
    question = factories.make_question()
    row.questions.add(question)
    response = editor.get(reverse(viewset.get_url_name("index")))
    assert [one.question_count for one in response.context["page_obj"].object_list] == [1]
    assert next(iter(form.values())) in response.text


OVERRIDE = {"time_factor": "1.5", "quiz_key": "", "learner": "", "group": "", "note": "Agreed in spring"}


def test_a_learner_gets_more_time_by_name_at_one_quiz(editor: Client, quiz: Any) -> None:
    learner = factories.make_learner("anna")
    url = reverse(OVERRIDES.get_url_name("add"))
    assert quiz.title in editor.get(url).text
    form = {**OVERRIDE, "quiz_key": str(quiz.translation_key), "learner": "ANNA@example.org"}
    assert editor.post(url, form).status_code == 302
    override = QuizOverride.objects.get()
    assert (override.learner, override.quiz_key) == (learner, quiz.translation_key)
    html = editor.get(reverse(OVERRIDES.get_url_name("index"))).text
    assert "anna" in html
    assert quiz.title in html
    edit = reverse(OVERRIDES.get_url_name("edit"), args=[override.pk])
    assert 'value="anna"' in editor.get(edit).text
    assert editor.post(edit, {**form, "learner": "anna", "time_factor": "2"}).status_code == 302
    assert QuizOverride.objects.get().time_factor == 2


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"learner": "nobody"}, "Nobody, or more than one person, has this name or address."),
        ({}, "Choose a learner or a group, not both."),
        ({"learner": "anna", "time_factor": "0.5"}, "greater than or equal to 1"),
    ],
)
def test_an_exception_that_makes_no_sense_is_refused_with_a_message(
    editor: Client, changes: dict[str, str], message: str
) -> None:
    factories.make_learner("anna")
    response = editor.post(reverse(OVERRIDES.get_url_name("add")), {**OVERRIDE, **changes})
    assert response.status_code == 200
    assert message in unescape(response.text)
    assert not QuizOverride.objects.exists()


def test_there_is_one_accommodation_a_learner(editor: Client) -> None:
    factories.make_learner("anna")
    url = reverse(OVERRIDES.get_url_name("add"))
    statuses = [editor.post(url, {**OVERRIDE, "learner": "anna"}).status_code for _ in range(2)]
    assert statuses == [302, 200]


@pytest.mark.parametrize("name", ["findings", "duplicates"])
def test_a_report_over_the_bank_is_worked_out_once_until_the_bank_changes(editor: Client, name: str) -> None:
    url = reverse(QUESTIONS.get_url_name(name))
    question = factories.make_question(
        title="First one", rationale="", stem="<p>What helps a person wake?</p>"
    )
    factories.make_question(title="Other one", rationale="", stem="<p>What helps a person wake?</p>")
    costs = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert "First one" in editor.get(url).text
        costs.append(len([one for one in captured if "harmreduction_lms_question" in one["sql"]]))
    assert costs[1] == (3 if name == "findings" else 2), "the state of the bank, then what the page shows"
    assert costs[0] > costs[1]

    archive_questions(questions=[question])
    assert "First one" not in editor.get(url).text


def test_nothing_is_filtered_before_somebody_filters(editor: Client) -> None:
    factories.make_question()
    text = editor.get(reverse(QUESTIONS.get_url_name("list"))).text
    assert "There is 1 match" not in text
    due = editor.get(reverse(QUESTIONS.get_url_name("list")), {"due": "on"}).text
    assert "No questions match your query" in due


def test_an_attempt_that_waits_for_a_grader_shows_no_score_yet(editor: Client) -> None:
    answer = {**factories.ANSWERS["reflection"], "grading": "by_hand"}
    home = Site.objects.get(is_default_site=True).root_page
    quiz = factories.make_quiz(
        parent=home, questions=[factories.make_question(kind="reflection", answer=answer)]
    )
    attempt = start_attempt(learner=factories.make_learner(), page=quiz)
    submit_attempt(attempt=attempt, responses={item["id"]: "I ask first." for item in attempt.paper["items"]})
    listed = editor.get(
        reverse("harmreduction_lms_quizattempt:index"), {"quiz_key": str(attempt.quiz_key)}
    ).text
    inspected = editor.get(reverse("harmreduction_lms_quizattempt:inspect", args=[attempt.pk])).text
    for text in (listed, inspected):
        assert "Waits to be graded" in text
    assert "None" not in inspected.partition("<dl>")[2]
