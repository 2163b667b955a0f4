"""A course that offers credit is not published before its file is complete, whichever way it is tried."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import GroupApprovalTask, PageLogEntry, Workflow, WorkflowTask
from wagtail.test.utils.form_data import nested_form_data, streamfield

from harmreduction_lms.courses.publication import PublicationStopped
from tests.credits.factories import make_approval
from tests.factories import make_course, make_learner


pytestmark = pytest.mark.django_db

UNREADY = "Name everybody who is in control of the content."


@pytest.fixture
def admin() -> Client:
    client = Client()
    client.force_login(make_learner("admin", is_superuser=True, is_staff=True))
    return client


@pytest.fixture
def course() -> Any:
    """Live, with an approval and nothing else; a new title waits in a draft."""
    course = make_course(title="Course", modules=1, lessons=1)
    make_approval(course, has_file=False)
    course = type(course).objects.get(pk=course.pk)
    course.title = "Safer injecting"
    course.save_revision()
    return type(course).objects.get(pk=course.pk)


def live_title(course: Any) -> str:
    return str(type(course).objects.get(pk=course.pk).title)


def form_data(course: Any, **changes: Any) -> dict[str, Any]:
    data = {
        "title": "Safer injecting",
        "slug": course.slug,
        "lede": "",
        "objectives": streamfield([]),
        "references": streamfield([]),
        "minutes": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        **changes,
    }
    return nested_form_data(data)


def messages_of(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_d01_the_editor_keeps_a_draft_and_says_why(admin: Client, course: Any) -> None:
    url = reverse("wagtailadmin_pages:edit", args=[course.pk])
    data = form_data(course, lede="With a lede", **{"action-publish": "1"})
    response = admin.post(url, data, follow=True)
    assert UNREADY in messages_of(response)
    assert live_title(course) == "Course"
    assert type(course).objects.get(pk=course.pk).get_latest_revision_as_object().lede == "With a lede"


def test_d01_drafts_may_be_saved(admin: Client, course: Any) -> None:
    url = reverse("wagtailadmin_pages:edit", args=[course.pk])
    response = admin.post(url, form_data(course, lede="Unfinished"), follow=True)
    assert UNREADY not in messages_of(response)
    assert type(course).objects.get(pk=course.pk).get_latest_revision_as_object().lede == "Unfinished"


def test_d01_a_bulk_action_publishes_none_of_the_pages(admin: Client, course: Any) -> None:
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = admin.post(f"{url}?id={course.pk}&next=/admin/", {"include_descendants": ""}, follow=True)
    assert UNREADY in messages_of(response)
    assert live_title(course) == "Course"


def test_d01_code_is_told(course: Any) -> None:
    with pytest.raises(PublicationStopped, match=r"cannot be published yet.*in control of the content"):
        course.get_latest_revision().publish()
    assert live_title(course) == "Course"


def test_d01_not_even_wagtails_own_action_gets_past(course: Any) -> None:
    """What Wagtail's API uses."""
    with pytest.raises(PublicationStopped):
        PublishPageRevisionAction(course.get_latest_revision()).execute()
    assert live_title(course) == "Course"


def test_d01_when_a_schedule_comes_due_the_page_stays_and_others_go_live(course: Any) -> None:
    other = make_course(parent=course.get_parent(), modules=0)
    other.title = "Another course"
    past = timezone.now() - timedelta(minutes=1)
    course.get_latest_revision().content_object.save_revision(approved_go_live_at=past)
    other.save_revision(approved_go_live_at=past)
    call_command("publish_scheduled")
    assert (live_title(course), live_title(other)) == ("Course", "Another course")
    entry = PageLogEntry.objects.get(action="harmreduction_lms.not_published")
    assert UNREADY in entry.message
    call_command("publish_scheduled")
    assert PageLogEntry.objects.filter(action="harmreduction_lms.not_published").count() == 1


@pytest.mark.filterwarnings(
    "ignore:(get_connection|Django 2028 will not)"
)  # Wagtail tells moderators by mail.
def test_d01_the_last_approval_of_a_workflow_is_refused(admin: Client, course: Any) -> None:
    workflow = Workflow.objects.create(name="Review", active=True)
    WorkflowTask.objects.create(
        workflow=workflow, task=GroupApprovalTask.objects.create(name="Check"), sort_order=1
    )
    state = workflow.start(course, make_learner("editor"))
    url = reverse("wagtailadmin_pages:edit", args=[course.pk])
    action = {"action-workflow-action": "true", "workflow-action-name": "approve"}
    response = admin.post(url, form_data(course, **action), follow=True)
    assert UNREADY in messages_of(response)
    assert live_title(course) == "Course"
    state.refresh_from_db()
    assert state.status == "in_progress"


def test_a_course_without_credit_is_published_as_ever(course: Any) -> None:
    free = make_course(parent=course.get_parent(), modules=0)
    free.title = "Free"
    free.save_revision().publish()
    assert live_title(free) == "Free"


def test_unpublishing_is_never_stopped(course: Any) -> None:
    course.unpublish()
    assert not type(course).objects.get(pk=course.pk).live


def test_d12_d14_the_page_to_be_published_is_judged_and_not_the_one_that_is(course: Any) -> None:
    course.lede = "Contact hours: approval pending."
    with pytest.raises(PublicationStopped, match="“pending”"):
        course.save_revision().publish()
