"""Learners in the admin: readable by whoever may, writable by nobody."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from wagtail.admin.viewsets import viewsets as registry

from harmreduction_lms.learning.models import Enrolment
from harmreduction_lms.learning.viewsets import EnrolmentViewSet
from tests.factories import make_course, make_enrolment, make_learner


pytestmark = pytest.mark.django_db

LIST = "/admin/learning/enrolment/"


@pytest.fixture
def admin(client: Any) -> Any:
    client.force_login(make_learner("admin", is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def rows(db: None) -> list[Enrolment]:
    course = make_course(modules=1, lessons=1, title="Overdose basics")
    return [make_enrolment(learner=make_learner(name), course=course) for name in ("amina", "+boris")]


def test_the_list_shows_learner_course_and_percentage(admin: Any, rows: list[Enrolment]) -> None:
    html = admin.get(LIST).content.decode()
    assert all(text in html for text in ("amina", "+boris", "Overdose basics"))


def test_the_list_costs_the_same_for_one_learner_and_for_many(
    admin: Any, rows: list[Enrolment], django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    admin.get(LIST)
    with CaptureQueriesContext(connection) as few:
        admin.get(LIST)
    for _ in range(5):
        make_enrolment(course=rows[0].course.specific)
    with django_assert_max_num_queries(len(few)):
        admin.get(LIST)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"q": "amina"}, {"amina"}),
        ({"state": "current"}, {"amina", "+boris"}),
        ({"state": "completed"}, set()),
    ],
)
def test_it_can_be_searched_and_filtered(
    admin: Any, rows: list[Enrolment], query: dict[str, str], names: set[str]
) -> None:
    found = admin.get(LIST, query).context["object_list"]
    assert {enrolment.learner.username for enrolment in found} == names


def test_it_can_be_filtered_by_course(admin: Any, rows: list[Enrolment]) -> None:
    other = make_enrolment(course=make_course(modules=0, title="Another"))
    found = admin.get(LIST, {"course_key": str(other.course_key)}).context["object_list"]
    assert list(found) == [other]


def test_an_export_cannot_carry_a_formula(admin: Any, rows: list[Enrolment]) -> None:
    response = admin.get(LIST, {"export": "csv"})
    csv = b"".join(response.streaming_content).decode()
    assert "'+boris" in csv
    assert "\n+boris" not in csv
    assert "Overdose basics" in csv


def test_a_learner_can_be_looked_at(admin: Any, rows: list[Enrolment]) -> None:
    html = admin.get(f"{LIST}inspect/{rows[0].pk}/").content.decode()
    assert "amina" in html


@pytest.mark.parametrize("path", ["new/", "edit/{}/", "delete/{}/"])
def test_not_even_an_administrator_can_write_here(admin: Any, rows: list[Enrolment], path: str) -> None:
    address = LIST + path.format(rows[0].pk)
    assert admin.get(address).status_code in {302, 403, 404}
    admin.post(address, {})
    assert Enrolment.objects.count() == 2


def test_who_may_view_enrolments_sees_them_and_others_do_not(client: Any, rows: list[Enrolment]) -> None:
    staff = make_learner("staff")
    client.force_login(staff)
    access = Permission.objects.get(codename="access_admin")
    staff.user_permissions.add(access)
    assert client.get(LIST).status_code == 302
    staff.user_permissions.add(Permission.objects.get(codename="view_enrolment"))
    assert client.get(LIST).status_code == 200


def test_the_viewset_is_registered() -> None:
    assert any(isinstance(viewset, EnrolmentViewSet) for viewset in registry.viewsets)
