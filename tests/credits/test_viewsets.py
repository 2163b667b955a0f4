"""What editors and administrators see of credits."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text

from harmreduction_lms.credits.models import (
    ActivityApproval,
    ActivityRole,
    CreditAward,
    CreditType,
    Disclosure,
    Person,
)
from harmreduction_lms.credits.viewsets import viewsets
from tests.credits.factories import (
    claimed,
    complete,
    make_accreditation,
    make_approval,
    make_body,
    make_credit_type,
    make_enrolment,
    make_nurse,
    make_policy,
)
from tests.factories import make_course, make_learner


pytestmark = pytest.mark.django_db

BY_NAME = {viewset.model._meta.model_name: viewset for viewset in viewsets if hasattr(viewset, "model")}
RECORDS = {"creditaward", "completioncertificate", "learnerprofile"}


@pytest.fixture
def admin() -> Client:
    client = Client()
    client.force_login(make_learner(is_superuser=True, is_staff=True))
    return client


def url(name: str, view: str, *args: Any) -> str:
    return reverse(BY_NAME[name].get_url_name(view), args=args)


@pytest.fixture
def parts() -> dict[str, Any]:
    credit_type = make_credit_type()
    return {
        "credit_type": credit_type,
        "policy": make_policy(credit_type),
        "accreditation": make_accreditation(credit_type.body),
    }


def approval_data(page: Any, parts: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "course": page.pk,
        "accreditation": parts["accreditation"].pk,
        "credit_type": parts["credit_type"].pk,
        "policy": parts["policy"].pk,
        "approval_number": "EX-1",
        "designated_maximum": "2.00",
        "format": "enduring",
        "valid_from": "2026-01-01",
        "valid_to": "2028-12-31",
        **changes,
    }


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_every_list_opens_with_rows_in_it(name: str, admin: Client) -> None:
    award = claimed()
    response = admin.get(url(name, "index"))
    assert response.status_code == 200
    if name == "creditaward":
        html = response.content.decode()
        assert award.number in html
        assert reverse("harmreduction_lms:statement", args=[award.number]) in html


def test_the_list_of_policies_says_which_are_confirmed(admin: Client) -> None:
    credit_type = make_credit_type()
    make_policy(credit_type, version=1)
    make_policy(credit_type, version=2, confirmed_on=None)
    rows = admin.get(url("creditpolicy", "index")).context["object_list"]
    assert {row.version: row.is_confirmed for row in rows} == {1: True, 2: False}
    html = admin.get(url("creditpolicy", "index")).content.decode()
    assert "Confirmed" in html
    assert "Confirmed by Maria Okonkwo, MD" in html
    assert "Not confirmed" in html


@pytest.mark.parametrize(
    "name", sorted(set(BY_NAME) - RECORDS - {"activity", "erasurerequest", "signedhead"})
)
def test_every_form_opens(name: str, admin: Client) -> None:
    assert admin.get(url(name, "add")).status_code == 200


def test_issued_records_can_be_read_and_not_changed_even_by_a_superuser(admin: Client) -> None:
    award = claimed()
    inspected = admin.get(url("creditaward", "inspect", award.pk))
    assert award.number in inspected.content.decode()
    for view, arguments in (("add", []), ("edit", [award.pk]), ("delete", [award.pk])):
        assert admin.post(url("creditaward", view, *arguments)).status_code in {302, 403}
    assert CreditAward.objects.get() == award


def test_an_approval_is_set_up_and_its_course_key_with_it(admin: Client, parts: dict[str, Any]) -> None:
    course = make_course(modules=1, lessons=1)
    admin.post(url("activityapproval", "add"), approval_data(course, parts))
    approval = ActivityApproval.objects.get()
    assert approval.course_key == course.translation_key
    assert approval.designated_maximum == Decimal("2.00")


def errors_of(response: Any) -> dict[str, Any]:
    assert response.status_code == 200
    return dict(response.context["form"].errors)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"designated_maximum": "2.10"}, "designated_maximum"),
        ({"designated_maximum": "0"}, "designated_maximum"),
        ({"valid_to": "2025-01-01"}, "valid_to"),
        ({"course": ""}, "course"),
    ],
)
def test_a_mistaken_approval_says_what_is_wrong(
    admin: Client, parts: dict[str, Any], changes: dict[str, Any], field: str
) -> None:
    course = make_course(modules=1, lessons=1)
    response = admin.post(url("activityapproval", "add"), approval_data(course, parts, **changes))
    assert field in errors_of(response)
    assert not ActivityApproval.objects.exists()


def test_parts_that_do_not_belong_together_are_refused(admin: Client, parts: dict[str, Any]) -> None:
    course = make_course(modules=1, lessons=1)
    foreign = {
        **parts,
        "policy": make_policy(make_credit_type()),
        "accreditation": make_accreditation(make_body()),
    }
    response = admin.post(url("activityapproval", "add"), approval_data(course, foreign))
    assert {"policy", "accreditation"} <= set(errors_of(response))


def test_the_same_approval_twice_is_refused_without_an_error_page(
    admin: Client, parts: dict[str, Any]
) -> None:
    course = make_course(modules=1, lessons=1)
    admin.post(url("activityapproval", "add"), approval_data(course, parts))
    assert errors_of(admin.post(url("activityapproval", "add"), approval_data(course, parts)))
    assert ActivityApproval.objects.count() == 1


def test_a08_an_approval_for_people_who_completed_before_it_is_refused(
    admin: Client, parts: dict[str, Any]
) -> None:
    course = make_course(modules=1, lessons=1)
    complete(make_enrolment(make_nurse(), course))
    response = admin.post(url("activityapproval", "add"), approval_data(course, parts))
    assert "never afterwards" in str(errors_of(response)["valid_from"])


def test_a08_an_approval_may_not_be_stretched_over_earlier_completions(admin: Client) -> None:
    course = make_course(modules=1, lessons=1)
    approval = make_approval(course, valid_to="2026-10-19")
    complete(make_enrolment(make_nurse(), course))
    parts = {name: getattr(approval, name) for name in ("credit_type", "policy", "accreditation")}
    data = approval_data(course, parts, approval_number=approval.approval_number)
    response = admin.post(url("activityapproval", "edit", approval.pk), data)
    assert "valid_from" in errors_of(response)
    shorter = admin.post(url("activityapproval", "edit", approval.pk), {**data, "valid_to": "2026-10-18"})
    assert shorter.status_code == 302


def test_the_chooser_offers_courses_only(admin: Client) -> None:
    html = admin.get(url("activityapproval", "add")).content.decode()
    course = make_course(modules=1, lessons=1)
    assert course._meta.label_lower in html


def test_professions_are_boxes_to_tick(admin: Client) -> None:
    data = {
        "body": make_body().pk,
        "code": "ancc",
        "kind": "ancc",
        "name": "Contact hours",
        "label": rich_text("<p><i>Contact hours</i></p>"),
        "unit_singular": "contact hour",
        "unit_plural": "contact hours",
        "professions": ["nurse", "pharmacist"],
    }
    admin.post(url("credittype", "add"), data)
    assert CreditType.objects.get().professions == ["nurse", "pharmacist"]
    data["professions"] = ["astronaut"]
    assert "professions" in errors_of(admin.post(url("credittype", "add"), {**data, "code": "other"}))


def disclosure_data(person: Person, *relationships: dict[str, str], **changes: Any) -> dict[str, Any]:
    rows: dict[str, Any] = {"relationships-count": len(relationships)}
    for number, value in enumerate(relationships):
        rows |= {f"relationships-{number}-{key}": text for key, text in (("deleted", ""), ("order", number))}
        rows[f"relationships-{number}-type"] = "item"
        rows |= nested_form_data({f"relationships-{number}-value": value})
    return {"person": person.pk, "signed_on": "2026-01-01", **rows, **changes}


RELATIONSHIP = {"company": "Acme", "nature": "Advisor", "is_relevant": "on", "mitigation": "Peer review"}


def test_relationships_are_rows_to_fill_in_and_stored_plainly(admin: Client) -> None:
    person = Person.objects.create(name="Ada Okafor")
    admin.post(url("disclosure", "add"), disclosure_data(person, RELATIONSHIP))
    disclosure = Disclosure.objects.get()
    employment = {"is_owner_or_employee": False, "exception": ""}
    assert disclosure.relationships == [{**RELATIONSHIP, "is_relevant": True, **employment}]
    html = admin.get(url("disclosure", "edit", disclosure.pk)).content.decode()
    assert "Acme" in html
    assert json.dumps("Peer review")[1:-1] in html


@pytest.mark.parametrize(
    ("relationships", "changes"),
    [
        ([], {}),
        ([RELATIONSHIP], {"none_declared": "on"}),
        ([{**RELATIONSHIP, "mitigation": ""}], {}),
    ],
)
def test_d02_a_disclosure_that_contradicts_itself_is_refused(
    admin: Client, relationships: list[dict[str, str]], changes: dict[str, str]
) -> None:
    person = Person.objects.create(name="Ada Okafor")
    assert errors_of(admin.post(url("disclosure", "add"), disclosure_data(person, *relationships, **changes)))
    assert not Disclosure.objects.exists()


def test_the_same_role_twice_is_refused_without_an_error_page(admin: Client) -> None:
    course, person = make_course(modules=1, lessons=1), Person.objects.create(name="Ada Okafor")
    data = {"course": course.pk, "person": person.pk, "role": "faculty", "sort_order": 0}
    admin.post(url("activityrole", "add"), data)
    assert ActivityRole.objects.get().course_key == course.translation_key
    assert errors_of(admin.post(url("activityrole", "add"), data))


def test_lists_are_closed_to_people_without_the_permission() -> None:
    educator = make_learner(is_staff=True)
    educator.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client = Client()
    client.force_login(educator)
    assert client.get(url("creditaward", "index")).status_code in {302, 403}
