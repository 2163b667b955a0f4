"""Universal Activity Numbers of ACPE."""

from decimal import Decimal

import pytest

from harmreduction_lms.credits.uan import Uan, are_pair, faults, least_hours, parse, without_partner


NUMBER = "0678-0000-26-014-H08-P"


def read(text: str) -> Uan:
    uan = parse(text)
    assert uan is not None
    return uan


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        "0678-9999-26-1234-L01-T",
        "0022-0000-25-014-H99-P",
        "JA4008092-9999-26-014-L05-P",
        "0678-0000-26-014-B08-T",
    ],
)
def test_a17_numbers_in_the_current_form_are_read_and_written_as_they_were(text: str) -> None:
    assert str(read(f" {text} ")) == text


@pytest.mark.parametrize(
    "text",
    [
        "077-999-09-037-H01-P",  # the form before 2010, seen in old data
        "0678-1234-26-014-H08-P",  # neither one provider nor several
        "0678-0000-2026-014-H08-P",
        "0678-0000-26-14-H08-P",
        "0678-0000-26-014-H09-P",
        "0678-0000-26-014-X08-P",
        "0678-0000-26-014-H08-N",
        "0678-0000-26-014-H08",
        "0678-0000-26-014-H08-P\n0678",
        "٠٦٧٨-0000-26-014-H08-P",
        "",
    ],
)
def test_a17_anything_else_is_not_a_number(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    ("number", "fields", "wrong"),
    [
        (NUMBER, {"approval_format": "home_study"}, []),
        (NUMBER, {"approval_format": "enduring"}, []),
        (NUMBER, {"approval_format": "live"}, ["format"]),
        ("0678-0000-26-014-L08-P", {"approval_format": "live"}, []),
        ("0678-0000-26-014-L08-P", {"approval_format": "enduring"}, ["format"]),
        ("0678-0000-26-014-B08-P", {"approval_format": "blended"}, []),
        (NUMBER, {"audience": "P", "topic_code": "08"}, []),
        (NUMBER, {"audience": "T"}, ["audience"]),
        (NUMBER, {"topic_code": "05"}, ["topic_code"]),
        (NUMBER, {"joint_provider_name": "Riverside Clinic"}, ["joint_provider_name"]),
        ("0678-9999-26-014-H08-P", {}, ["joint_provider_name"]),
        (NUMBER, {"provider_number": "0678"}, []),
        (NUMBER, {"provider_number": "0679"}, ["approval_number"]),
    ],
)
def test_a17_a19_the_number_agrees_with_the_approval(
    number: str, fields: dict[str, str], wrong: list[str]
) -> None:
    found = faults(read(number), **{"approval_format": "other", **fields})
    assert [fault.field for fault in found] == wrong
    assert all(str(fault.message) for fault in found)


def test_a18_two_numbers_of_a_course_differ_in_the_last_letter_only() -> None:
    pharmacists, technicians = read(NUMBER), read("0678-0000-26-014-H08-T")
    other = read("0678-0000-26-015-H08-T")
    assert are_pair(pharmacists, technicians)
    assert not are_pair(pharmacists, pharmacists)
    assert not are_pair(pharmacists, other)
    assert without_partner([pharmacists, technicians]) == []
    assert without_partner([pharmacists]) == []
    assert without_partner([pharmacists, other]) == [pharmacists, other]


@pytest.mark.parametrize(
    ("activity_type", "hours"),
    [("knowledge", "0.25"), ("application", "1"), ("certificate", "15"), ("", None)],
)
def test_b12_least_hours_by_type_of_activity(activity_type: str, hours: str | None) -> None:
    """RECALL: a warning, never a refusal."""
    assert least_hours(activity_type) == (Decimal(hours) if hours else None)
