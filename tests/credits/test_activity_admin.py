"""What administrators see of activity files: forms, hours, readiness, the report of what lapses."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from harmreduction_lms.credits.actions import activity_for, assign_role
from harmreduction_lms.credits.days import site_today
from harmreduction_lms.credits.models import (
    Activity,
    ActivityApproval,
    ActivityReview,
    CommercialSupport,
    Disclosure,
    Person,
)
from tests.credits.factories import make_accreditation, make_approval, make_credit_type, make_policy
from tests.credits.test_viewsets import RELATIONSHIP, approval_data, disclosure_data, errors_of, url
from tests.factories import make_course, make_learner, make_lesson


pytestmark = pytest.mark.django_db

TODAY = site_today()


@pytest.fixture
def user() -> Any:
    return make_learner("admin", is_superuser=True, is_staff=True)


@pytest.fixture
def admin(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def course() -> Any:
    course = make_course(title="Safer injecting", modules=1, lessons=1)
    make_approval(course, approval_number="EX-77")
    return type(course).objects.get(pk=course.pk)


def of_course(course: Any) -> str:
    return reverse("harmreduction_lms_activity:of_course", args=[course.translation_key])


def hours_url(course: Any) -> str:
    return reverse("harmreduction_lms_activity:hours", args=[course.translation_key])


def member_with(*codenames: str) -> Client:
    member = make_learner(is_staff=True)
    member.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
    client = Client()
    client.force_login(member)
    return client


# The file


def test_a_file_is_made_when_it_is_first_opened(admin: Client) -> None:
    course = make_course(modules=0)
    response = admin.get(of_course(course), follow=True)
    activity = Activity.objects.get()
    assert activity.course_key == course.translation_key
    assert activity.provider_activity_id in response.content.decode()


def test_a_file_is_opened_by_those_who_may_change_it_and_deleted_by_nobody(
    admin: Client, course: Any
) -> None:
    assert member_with("view_activity").get(of_course(course), follow=True).redirect_chain[-1][
        0
    ] != of_course(course)
    assert (
        member_with("change_activity", "view_activity").get(of_course(course), follow=True).status_code == 200
    )
    activity = activity_for(course=course)
    admin.post(url("activity", "delete", activity.pk))
    admin.post(url("activity", "add"), {"course": course.pk})
    assert list(Activity.objects.all()) == [activity]


def test_a_change_of_the_file_is_logged_and_its_id_stays(admin: Client, user: Any, course: Any) -> None:
    activity = activity_for(course=course)
    data = {
        "medium": "Internet",
        "provider_activity_id": "ANOTHER",
        "planned_professions": ["nurse", "physician"],
    }
    admin.post(url("activity", "edit", activity.pk), data)
    changed = Activity.objects.get()
    assert (changed.medium, changed.provider_activity_id) == ("Internet", activity.provider_activity_id)
    assert changed.planned_professions == ["nurse", "physician"]
    entry = ModelLogEntry.objects.get(action="wagtail.edit")
    assert (entry.user, entry.object_id) == (user, str(activity.pk))


@pytest.mark.parametrize("model", [ActivityApproval, Disclosure, CommercialSupport, Person])
def test_deleting_is_logged(admin: Client, user: Any, model: Any, course: Any) -> None:
    person = Person.objects.create(name="Ada Okafor")
    rows = {
        ActivityApproval: lambda: ActivityApproval.objects.get(),
        Disclosure: lambda: Disclosure.objects.create(person=person, signed_on=TODAY),
        CommercialSupport: lambda: CommercialSupport.objects.create(
            course=course, course_key=course.translation_key, source="Example Foundation"
        ),
        Person: lambda: person,
    }
    row = rows[model]()
    admin.post(url(model._meta.model_name, "delete", row.pk))
    assert not model.objects.filter(pk=row.pk).exists()
    assert ModelLogEntry.objects.get(action="wagtail.delete", object_id=str(row.pk)).user == user


@pytest.mark.parametrize(
    "name",
    ["activity", "activityapproval", "activityreview", "commercialsupport", "activityrole", "disclosure"],
)
def test_lists_cost_the_same_however_many_rows(
    name: str, admin: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        course = make_course(title=f"Course {number}", modules=0)
        make_approval(course)
        person = Person.objects.create(name=f"Person {number}")
        keys = {"course": course, "course_key": course.translation_key}
        ActivityReview.objects.create(**keys, reviewer=person, reviewed_on=TODAY, outcome="current")
        CommercialSupport.objects.create(**keys, source="Example Foundation")
        disclosure = Disclosure.objects.create(person=person, signed_on=TODAY)
        assign_role(course=course, person=person, disclosure=disclosure)
    admin.get(url(name, "index"))
    with django_assert_max_num_queries(18):
        assert "Person 5" in admin.get(url(name, "index")).content.decode() or name in {
            "activity",
            "activityapproval",
            "commercialsupport",
        }


# People


def test_d02_whoever_enters_the_day_has_decided(admin: Client, user: Any) -> None:
    person = Person.objects.create(name="Ada Okafor")
    admin.post(url("disclosure", "add"), disclosure_data(person, RELATIONSHIP, decided_on="2026-01-05"))
    disclosure = Disclosure.objects.get()
    assert disclosure.decided_by == user
    assert ModelLogEntry.objects.filter(action="harmreduction_lms.decide_disclosure").count() == 1


@pytest.mark.parametrize(
    ("relationship", "changes", "field"),
    [
        ({"is_owner_or_employee": "on"}, {}, "relationships"),
        ({}, {"decided_on": "2025-12-31"}, "decided_on"),
        ({}, {"signed_on": (TODAY + timedelta(days=1)).isoformat()}, "signed_on"),
    ],
)
def test_d04_d02_a_disclosure_that_cannot_be_is_refused(
    admin: Client, relationship: dict[str, str], changes: dict[str, str], field: str
) -> None:
    person = Person.objects.create(name="Ada Okafor")
    data = disclosure_data(person, {**RELATIONSHIP, **relationship}, **changes)
    assert field in errors_of(admin.post(url("disclosure", "add"), data))


def test_d04_with_its_exception_an_employee_may_take_part(admin: Client) -> None:
    person = Person.objects.create(name="Ada Okafor")
    relationship = {**RELATIONSHIP, "is_owner_or_employee": "on", "exception": "basic_science"}
    admin.post(url("disclosure", "add"), disclosure_data(person, relationship))
    assert Disclosure.objects.get().relationships[0]["exception"] == "basic_science"


# Approvals


@pytest.fixture
def parts() -> dict[str, Any]:
    credit_type = make_credit_type(kind="acpe")
    return {
        "credit_type": credit_type,
        "policy": make_policy(credit_type, confirmed_by=""),
        "accreditation": make_accreditation(credit_type.body, number="0678"),
    }


def test_a17_the_number_is_checked_at_its_field(admin: Client, parts: dict[str, Any]) -> None:
    data = approval_data(make_course(modules=0), parts, approval_number="077-999-09-037-H01-P")
    assert "Universal Activity Number" in str(errors_of(admin.post(url("activityapproval", "add"), data)))


def test_state_tags_are_typed_one_a_line_and_unconfirmed_rules_are_pointed_out(
    admin: Client, parts: dict[str, Any]
) -> None:
    data = approval_data(
        make_course(modules=0),
        parts,
        approval_number="0678-0000-26-014-H08-P",
        state_tags="FL: Opioids\n\n NY: Pain \n",
    )
    response = admin.post(url("activityapproval", "add"), data, follow=True)
    approval = ActivityApproval.objects.get()
    assert approval.state_tags == ["FL: Opioids", "NY: Pain"]
    assert "Nobody has confirmed the rules" in response.content.decode()
    html = admin.get(url("activityapproval", "edit", approval.pk)).content.decode()
    assert "FL: Opioids\nNY: Pain" in html
    assert f'data-credit-type="{parts["credit_type"].pk}"' in html


def test_a_form_opened_from_a_file_knows_its_course(admin: Client, course: Any) -> None:
    for name in ("activityapproval", "activityrole", "activityreview", "commercialsupport"):
        form = admin.get(url(name, "add") + f"?course={course.pk}").context["form"]
        assert form.initial["course"] == course.pk
        assert admin.get(url(name, "add") + "?course=99999999999999999999").status_code == 200


# Reviews


def test_d09_a_review_is_recorded_from_the_admin(admin: Client, course: Any) -> None:
    person = Person.objects.create(name="Amara Example")
    data = {
        "course": course.pk,
        "reviewer": person.pk,
        "reviewed_on": TODAY.isoformat(),
        "outcome": "current",
    }
    too_late = (TODAY + timedelta(days=2000)).isoformat()
    assert "ends_on" in errors_of(admin.post(url("activityreview", "add"), {**data, "ends_on": too_late}))
    assert not ActivityReview.objects.exists()
    withdrawn = {**data, "outcome": "withdrawn", "ends_on": TODAY.isoformat()}
    assert "ends_on" in errors_of(admin.post(url("activityreview", "add"), withdrawn))
    admin.post(url("activityreview", "add"), data)
    assert ActivityReview.objects.get().course_key == course.translation_key
    assert type(course).objects.get(pk=course.pk).reviewed_on == TODAY


def test_d06_support_without_an_amount_says_what_is_given(admin: Client, course: Any) -> None:
    data = {"course": course.pk, "source": "Example Foundation", "currency": "usd"}
    assert "amount" in errors_of(admin.post(url("commercialsupport", "add"), data))
    admin.post(url("commercialsupport", "add"), {**data, "in_kind": "Leaflets"})
    assert CommercialSupport.objects.get().currency == "USD"


# Hours


def test_b07_the_time_is_worked_out_and_compared_with_what_is_designated(admin: Client, course: Any) -> None:
    data = {
        "basis": "words",
        "words": "3774",
        "questions": "16",
        "difficulty": "2.5",
        "reviewer": "Amara Example",
    }
    html = admin.post(hours_url(course), data, follow=True).content.decode()
    assert Activity.objects.get().estimated_minutes == Decimal("61.94")
    assert "61.94 minutes" in html
    assert "EX-77: 1.00; designated are 2.00." in html
    assert "That is more than the time gives." in html
    assert 'value="3774"' in html


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"basis": "words", "words": "3774"}, "difficulty"),
        ({"basis": "words", "words": "3774", "difficulty": "6", "reviewer": "Amara"}, "difficulty"),
        ({"basis": "words", "words": "3774", "difficulty": "3", "reviewer": "ada author"}, "reviewer"),
        ({"basis": "pilot", "pilot_minutes": "30\nforty"}, "pilot_minutes"),
        ({"basis": "expert", "expert_minutes": "60"}, "expert"),
        ({"basis": "guess"}, "basis"),
    ],
)
def test_b03_b09_an_estimate_without_its_figures_is_refused(
    admin: Client, course: Any, data: dict[str, str], field: str
) -> None:
    assign_role(course=course, person=Person.objects.create(name="Ada Author"), role="author")
    response = admin.post(hours_url(course), data)
    assert field in response.context["form"].errors
    assert Activity.objects.get().estimated_minutes is None


def test_b03_times_of_people_who_tried_it_are_a_list(admin: Client, course: Any) -> None:
    admin.post(hours_url(course), {"basis": "pilot", "pilot_minutes": "48\n62,5\n300"})
    activity = Activity.objects.get()
    assert activity.estimated_minutes == Decimal("62.5")
    assert "48\n62.5\n300" in admin.get(hours_url(course)).content.decode()


def test_counting_fills_the_form_and_keeps_nothing(admin: Client, course: Any) -> None:
    (module,) = course.get_children()
    make_lesson(parent=module, body=[{"type": "rich_text", "value": "<p>Ask before you inject.</p>"}])
    response = admin.get(hours_url(course) + "?count=1")
    assert response.context["form"].initial["words"] == 4
    assert Activity.objects.get().estimate_inputs == {}


# Readiness


def test_the_course_editor_says_at_a_glance_what_is_missing(admin: Client, course: Any) -> None:
    html = admin.get(reverse("wagtailadmin_pages:edit", args=[course.pk])).content.decode()
    assert "Before this course may be published with credit:" in html
    assert "Say what learners will be able to do" in html
    assert hours_url(course) in html


def test_the_course_editor_of_a_course_without_credit_says_so(admin: Client) -> None:
    course = make_course(modules=0)
    html = admin.get(reverse("wagtailadmin_pages:edit", args=[course.pk])).content.decode()
    assert "No approval is valid now or later" in html


# What lapses


def test_the_report_lists_exports_and_asks_for_days(admin: Client, course: Any) -> None:
    report = reverse("harmreduction_lms_lapses:index")
    assert "EX-77" not in admin.get(report).content.decode()
    html = admin.get(report + "?days=3000").content.decode()
    assert "EX-77" in html
    assert of_course(course) in html
    assert "EX-77" not in admin.get(report + "?days=3000&kind=review").content.decode()
    csv = b"".join(admin.get(report + "?days=3000&export=csv")).decode()  # type: ignore[call-overload]
    assert "Safer injecting" in csv
    sheet = admin.get(report + "?days=3000&export=xlsx")
    content = b"".join(sheet) if sheet.streaming else sheet.content  # type: ignore[call-overload]
    assert load_workbook(BytesIO(content)).active.max_row == 5


def test_the_report_defuses_formulas(admin: Client, course: Any) -> None:
    type(course).objects.filter(pk=course.pk).update(title="=1+1")
    export = admin.get(reverse("harmreduction_lms_lapses:index") + "?days=3000&export=csv")
    assert "'=1+1" in b"".join(export).decode()  # type: ignore[call-overload]


def test_the_report_is_for_those_who_may_see_approvals() -> None:
    report = reverse("harmreduction_lms_lapses:index")
    assert member_with("view_activityapproval").get(report).status_code == 200
    assert member_with("view_person").get(report).status_code == 302
