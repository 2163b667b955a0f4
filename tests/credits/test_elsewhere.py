"""Credit from elsewhere: a learner's own notes, and nothing official."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from harmreduction_lms.credits.actions import save_external_credit
from harmreduction_lms.credits.days import site_today
from harmreduction_lms.credits.models import ExternalCredit
from tests.credits.browsing import signed_in, url
from tests.credits.factories import claimed, make_nurse


pytestmark = pytest.mark.django_db

NOTE = {
    "title": "Wound care with people who inject",
    "provider": "Riverside Clinic",
    "completed_on": "2026-03-05",
    "amount": "1.50",
    "unit": "contact hours",
    "mate_hours": "1",
}


def noted(learner: Any, **values: Any) -> ExternalCredit:
    defaults = {
        "title": "Elsewhere Course",
        "provider": "Riverside Clinic",
        "completed_on": site_today(),
        "amount": Decimal("3.00"),
        "unit": "hours",
        "mate_hours": Decimal("3.00"),
    }
    return save_external_credit(learner=learner, **{**defaults, **values})


def test_a_note_is_made_changed_and_deleted() -> None:
    client = signed_in(make_nurse())
    assert client.post(url("elsewhere"), NOTE).status_code == 302
    note = ExternalCredit.objects.get()
    page = url("elsewhere_entry", note.uuid)
    assert 'value="Riverside Clinic"' in client.get(page).content.decode()
    assert client.post(page, {**NOTE, "amount": "2"}).status_code == 302
    note.refresh_from_db()
    assert note.amount == Decimal("2.00")
    assert client.post(url("delete_elsewhere", note.uuid)).status_code == 302
    assert not ExternalCredit.objects.exists()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"amount": "0"}, "above zero"),
        ({"amount": "-1"}, "above zero"),
        ({"mate_hours": "-1"}, "zero hours or more"),
        ({"completed_on": "2999-01-01"}, "still to come"),
        ({"title": "A\u202e"}, "invisible characters"),
    ],
)
def test_a_note_with_a_mistake_is_refused(data: dict[str, str], message: str) -> None:
    response = signed_in(make_nurse()).post(url("elsewhere"), {**NOTE, **data})
    assert response.status_code == 400
    assert message in response.content.decode()
    assert not ExternalCredit.objects.exists()


def test_somebody_elses_note_is_not_there() -> None:
    note = noted(make_nurse())
    client = signed_in(make_nurse())
    assert client.get(url("elsewhere_entry", note.uuid)).status_code == 404
    assert client.post(url("delete_elsewhere", note.uuid)).status_code == 404
    assert "Elsewhere Course" not in client.get(url("elsewhere")).content.decode()


def test_a_note_is_never_on_the_transcript_nor_in_its_files_nor_in_its_sums() -> None:
    award = claimed(mate_hours=Decimal("1.00"), mate_basis="Decided by the planning group.")
    noted(award.learner, completed_on=award.completed_on - timedelta(days=1))
    client = signed_in(award.learner)
    pages = [
        url("transcript"),
        url("nmc_record"),
        *(url("transcript_file", form) for form in ("csv", "json", "nmc-csv")),
    ]
    for page in pages:
        text = client.get(page).content.decode()
        assert "Elsewhere Course" not in text, page
        assert "Riverside Clinic" not in text, page
    document = json.loads(client.get(url("transcript_file", "json")).content)
    assert document["mate"]["hours_from_this_provider"] == "1.00"


def test_hours_noted_for_mate_are_added_up_apart() -> None:
    learner = make_nurse()
    noted(learner)
    noted(learner, mate_hours=None)
    noted(learner, mate_hours=Decimal("1.50"))
    html = signed_in(learner).get(url("elsewhere")).content.decode()
    assert "that you noted from elsewhere: 4.50." in html
    assert "satisf" not in html
