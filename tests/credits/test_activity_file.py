"""The activity file of a course: reviews and their clock, hours, what learners are told, what lapses."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.models import ModelLogEntry, PageLogEntry

from harmreduction_lms.credits.actions import (
    activity_for,
    approve_activity,
    assign_role,
    decide_disclosure,
    estimate_hours,
    record_review,
)
from harmreduction_lms.credits.activity_file import computed_amount, course_findings
from harmreduction_lms.credits.components import credit_offer, faculty
from harmreduction_lms.credits.days import site_today
from harmreduction_lms.credits.errors import ReviewInTheFuture, RunsTooLong
from harmreduction_lms.credits.hours import Figures
from harmreduction_lms.credits.lapses import LapseKind, lapses
from harmreduction_lms.credits.models import (
    Activity,
    ActivityReview,
    CommercialSupport,
    CreditAward,
    Disclosure,
    Person,
)
from harmreduction_lms.credits.rules import GateCode
from harmreduction_lms.credits.selectors import offers_for
from harmreduction_lms.credits.text_length import text_length
from tests.credits.factories import (
    complete,
    complete_file,
    make_accreditation,
    make_approval,
    make_credit_type,
    make_enrolment,
    make_nurse,
    make_policy,
)
from tests.factories import make_course, make_learner, make_lesson, make_module, make_quiz


pytestmark = pytest.mark.django_db

TODAY = site_today()


@pytest.fixture
def course() -> Any:
    """Live since a year ago, approved, its file complete."""
    course = make_course(modules=1, lessons=1, quiz="post_test", released_on=TODAY - timedelta(days=365))
    make_approval(
        course,
        valid_to=TODAY + timedelta(days=2000),
        accreditation={"valid_to": TODAY + timedelta(days=2000)},
    )
    return type(course).objects.get(pk=course.pk)


@pytest.fixture
def reviewer() -> Person:
    return Person.objects.create(name="Amara Example", credentials="MD")


def fresh(page: Any) -> Any:
    return type(page).objects.get(pk=page.pk)


def test_f06_a_course_has_one_file_with_an_id_that_stays(course: Any) -> None:
    first = activity_for(course=course)
    Activity.objects.all().delete()
    again = activity_for(course=course)
    assert again.provider_activity_id == first.provider_activity_id
    assert activity_for(course=course).pk == again.pk


@pytest.mark.parametrize("outcome", ["current", "revised"])
def test_d09_a_review_opens_the_clock_again(course: Any, reviewer: Person, outcome: str) -> None:
    actor = make_learner(is_superuser=True)
    ends_on = TODAY + timedelta(days=1000)
    record_review(
        course=course, reviewer=reviewer, reviewed_on=TODAY, outcome=outcome, ends_on=ends_on, actor=actor
    )
    live = fresh(course)
    assert (live.reviewed_on, live.ends_on) == (TODAY, ends_on)
    assert live.live_revision.as_object().reviewed_on == TODAY
    assert not live.has_unpublished_changes
    assert ActivityReview.objects.get().recorded_by == actor
    entry = PageLogEntry.objects.get(action="harmreduction_lms.review_course")
    assert (entry.user, entry.data["ends_on"]) == (actor, ends_on.isoformat())


def test_d09_a_review_publishes_nothing_but_its_dates(course: Any, reviewer: Person) -> None:
    draft = fresh(course)
    draft.title = "Not ready for anybody"
    draft.save_revision()
    record_review(course=course, reviewer=reviewer, reviewed_on=TODAY, outcome="current")
    live = fresh(course)
    assert live.title == course.title
    assert live.reviewed_on == TODAY
    assert live.has_unpublished_changes
    latest = live.get_latest_revision_as_object()
    assert (latest.title, latest.reviewed_on) == ("Not ready for anybody", TODAY)


def test_d09_a_review_of_a_draft_leaves_it_a_draft(reviewer: Person) -> None:
    course = make_course(modules=0, live=False)
    record_review(course=course, reviewer=reviewer, reviewed_on=TODAY, outcome="current")
    assert not fresh(course).live
    assert fresh(course).get_latest_revision_as_object().reviewed_on == TODAY


def test_d09_a_withdrawn_course_earns_no_credit_after_today(course: Any, reviewer: Person) -> None:
    record_review(course=course, reviewer=reviewer, reviewed_on=TODAY, outcome="withdrawn")
    assert fresh(course).ends_on == TODAY
    assert fresh(course).reviewed_on == course.reviewed_on


def test_d08_a_review_cannot_let_a_course_run_too_long(course: Any, reviewer: Person) -> None:
    late = TODAY.replace(year=TODAY.year + 3) + timedelta(days=2)
    with pytest.raises(RunsTooLong):
        record_review(course=course, reviewer=reviewer, reviewed_on=TODAY, outcome="current", ends_on=late)
    tomorrow = TODAY + timedelta(days=1)
    with pytest.raises(ReviewInTheFuture):
        record_review(course=course, reviewer=reviewer, reviewed_on=tomorrow, outcome="current")
    assert not ActivityReview.objects.exists()


def test_recording_a_review_takes_the_right_to_do_so(course: Any, reviewer: Person) -> None:
    with pytest.raises(PermissionDenied):
        record_review(
            course=course, reviewer=reviewer, reviewed_on=TODAY, outcome="current", actor=make_learner()
        )


def test_b03_the_figures_are_kept_and_make_credit_under_each_policy(course: Any) -> None:
    activity = activity_for(course=course)
    figures = Figures(words=3774, questions=16, difficulty=Decimal("2.5"), reviewer="Amara Example")
    actor = make_learner(is_superuser=True)
    estimate_hours(activity=activity, basis="words", figures=figures, actor=actor)
    activity.refresh_from_db()
    assert activity.estimated_minutes == Decimal("61.94")
    assert Figures.from_json(activity.estimate_inputs) == figures
    approval = make_approval(make_course(modules=0), designated_maximum=Decimal("1.00"))
    assert computed_amount(activity, approval) == Decimal("1.00")
    assert ModelLogEntry.objects.get(action="harmreduction_lms.estimate_time").user == actor


def test_b09_words_are_those_of_required_lessons_without_titles_and_references() -> None:
    course = make_course(modules=0)
    module = make_module(parent=course)
    body = [
        {"type": "heading", "value": "Give naloxone"},
        {"type": "rich_text", "value": "<p>Spray once, <b>then</b> wait.</p>"},
        {"type": "callout", "value": {"title": "Not counted", "text": "<p>Three more words.</p>"}},
        {
            "type": "conversation",
            "value": {"title": "No", "turns": [{"speaker": "Nobody", "text": "Two words"}]},
        },
    ]
    make_lesson(parent=module, body=body)
    make_lesson(parent=module, body=[{"type": "heading", "value": "Left out"}], is_required=False)
    make_quiz(parent=module)
    assert (text_length(course).words, text_length(course).questions) == (2 + 4 + 3 + 2, 1)


def test_d02_who_decided_is_kept_and_logged() -> None:
    person, actor = Person.objects.create(name="Ada Okafor"), make_learner(is_superuser=True)
    disclosure = Disclosure.objects.create(person=person, signed_on=date(2026, 1, 1))
    decide_disclosure(disclosure=disclosure, decided_on=date(2026, 1, 5), actor=actor)
    disclosure.refresh_from_db()
    assert (disclosure.decided_on, disclosure.decided_by) == (date(2026, 1, 5), actor)
    assert ModelLogEntry.objects.get(action="harmreduction_lms.decide_disclosure").user == actor
    with pytest.raises(PermissionDenied):
        decide_disclosure(disclosure=disclosure, decided_on=date(2026, 1, 6), actor=make_learner())


# What learners meet


def test_d07_while_something_is_missing_credit_is_not_open_and_is_not_awarded() -> None:
    course = make_course(modules=1, lessons=1)
    make_approval(course, has_file=False, policy={"attestation_required": False})
    enrolment = complete(make_enrolment(make_nurse(), course))
    assert "Credit is not open yet" in credit_offer(fresh(course)).render_html()  # type: ignore[union-attr]
    (offer,) = offers_for(enrolment)
    assert [gate.code for gate in offer.eligibility.unmet] == [GateCode.ACTIVITY_FILE]
    assert not CreditAward.objects.exists()
    complete_file(course)
    assert "Credit is not open yet" not in credit_offer(fresh(course)).render_html()  # type: ignore[union-attr]
    (offer,) = offers_for(enrolment)
    assert offer.eligibility.is_met


def test_d06_d13_d15_d16_a_course_page_says_everything_before_the_start(course: Any) -> None:
    activity = activity_for(course=course)
    activity.off_label_statement = "The nasal route is discussed beyond the label."
    activity.uncertified_parts = "The discussion afterwards."
    activity.fees_and_refunds = "Free of charge."
    activity.grievances = "Write to the board."
    activity.estimated_minutes = Decimal("61.94")
    activity.save()
    CommercialSupport.objects.create(
        course_key=course.translation_key,
        source="Example Foundation",
        amount=5000,
        in_kind="Printed leaflets",
    )
    html = faculty(course).render_html()  # type: ignore[union-attr]
    for text in (
        "Ada Example",
        ", RN",
        "Nobody in control of the content of this course has a relevant financial relationship",
        "Read, answer, evaluate, claim.",
        "Internet, text",
        "62 minutes",
        "Example Foundation (Printed leaflets)",
        activity.off_label_statement,
        activity.uncertified_parts,
        activity.fees_and_refunds,
        activity.grievances,
    ):
        assert text in html
    assert "5000" not in html


def test_d05_a_waiver_is_said_in_place_of_disclosures() -> None:
    course = make_course(modules=0)
    activity = activity_for(course=course)
    activity.disclosure_waiver = "The content is not clinical."
    activity.save()
    assign_role(course=course, person=Person.objects.create(name="Ada Okafor"))
    html = faculty(course).render_html()  # type: ignore[union-attr]
    assert "Disclosures are not needed for this course: The content is not clinical." in html
    assert "No disclosure is on file" not in html


# Readiness, read from the database


def test_what_is_missing_is_read_at_a_constant_number_of_queries(
    course: Any, django_assert_num_queries: Any
) -> None:
    for number in range(3):
        make_approval(course)
        person = Person.objects.create(name=f"Person {number}")
        assign_role(course=course, person=person, role="planner")
    with django_assert_num_queries(6):
        found = course_findings(course)
    assert {finding.code for finding in found if finding.rule == "D-01"} == {"disclosure_missing"}


def test_b03_more_than_the_time_gives_is_found(course: Any) -> None:
    figures = Figures(media_minutes=Decimal(60))
    estimate_hours(activity=activity_for(course=course), basis="media", figures=figures)
    assert "above_computed" in {finding.code for finding in course_findings(course)}


# Approvals


def acpe(number: str, **fields: Any) -> Any:
    credit_type = make_credit_type(kind="acpe", professions=["pharmacist"])
    return approve_activity(
        course=make_course(modules=0),
        accreditation=make_accreditation(credit_type.body, number="0678"),
        credit_type=credit_type,
        policy=make_policy(credit_type, minimum_amount=Decimal("0.25")),
        approval_number=number,
        designated_maximum=fields.pop("designated_maximum", Decimal("1.00")),
        valid_from=date(2026, 1, 1),
        valid_to=date(2028, 12, 31),
        **fields,
    )


@pytest.mark.parametrize(
    ("number", "fields", "field"),
    [
        ("077-999-09-037-H01-P", {}, "approval_number"),
        ("0678-0000-26-014-L08-P", {}, "format"),
        ("0678-0000-26-014-H08-P", {"audience": "T"}, "audience"),
        ("0678-0000-26-014-H08-P", {"joint_provider_name": "Another"}, "joint_provider_name"),
        ("0999-0000-26-014-H08-P", {}, "approval_number"),
        (
            "0678-0000-26-014-H08-P",
            {"mate_hours": Decimal("1.25"), "mate_basis": "Medical director"},
            "mate_hours",
        ),
        ("0678-0000-26-014-H08-P", {"mate_hours": Decimal(1)}, "mate_basis"),
    ],
)
def test_a17_a19_g01_g04_an_approval_that_contradicts_itself_is_refused(
    number: str, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        acpe(number, **fields)
    assert list(refused.value.message_dict) == [field]


def test_a17_a_right_number_is_taken_with_its_particulars() -> None:
    approval = acpe(
        "0678-0000-26-014-H08-P",
        audience="P",
        activity_type="knowledge",
        topic_code="08",
        mate_hours=Decimal("1.00"),
        mate_basis="Medical director, 3 January 2026",
        state_tags=["FL: Opioids"],
    )
    approval.refresh_from_db()
    assert (approval.topic_code, approval.state_tags) == ("08", ["FL: Opioids"])


# What lapses


def test_what_lapses_soon_is_listed_soonest_first(reviewer: Person) -> None:
    course = make_course(
        modules=0,
        reviewed_on=TODAY,
        ends_on=TODAY + timedelta(days=40),
        released_on=TODAY - timedelta(days=100),
    )
    make_approval(
        course,
        valid_to=TODAY + timedelta(days=90),
        accreditation={"valid_to": TODAY + timedelta(days=91)},
    )
    old = Disclosure.objects.create(
        person=reviewer, signed_on=TODAY - timedelta(days=800), none_declared=True
    )
    assign_role(course=course, person=reviewer, role="reviewer", disclosure=old)
    listed = [(lapse.kind, lapse.days_left) for lapse in lapses(days=90)]
    assert [kind for kind, _left in listed] == [LapseKind.DISCLOSURE, LapseKind.REVIEW, LapseKind.APPROVAL]
    assert listed[0][1] < 0
    assert [left for _kind, left in listed[1:]] == [40, 90]
    assert LapseKind.ACCREDITATION in {lapse.kind for lapse in lapses(days=91)}
    assert {lapse.kind for lapse in lapses(days=91, kinds=["accreditation"])} == {LapseKind.ACCREDITATION}


def test_what_lapses_costs_the_same_however_many_courses(django_assert_num_queries: Any) -> None:
    for _number in range(3):
        make_approval(make_course(modules=0))
    lapses(days=5000)
    with django_assert_num_queries(3):
        assert len(lapses(days=5000)) == 12
