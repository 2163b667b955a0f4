"""Erasing a learner over all domains: what goes, what stays, and that the ledger holds.

`HRLMS_LEARNERS` says how many learners leave their words; `make nightly` asks for a thousand.
"""

import os
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from harmreduction_lms.credits.actions import (
    erase_learner,
    finish_erasures,
    revoke_award,
)
from harmreduction_lms.credits.audit import audit_awards
from harmreduction_lms.credits.audit_log import ERASE_LEARNER
from harmreduction_lms.credits.errors import AccountHasStaffAccess
from harmreduction_lms.credits.models import (
    Attestation,
    BadgeCredential,
    CompletionCertificate,
    CreditAward,
    CreditClaim,
    ErasureRequest,
    LearnerProfile,
    ReportRow,
)
from harmreduction_lms.credits.retention import AWARD, kept_of
from harmreduction_lms.credits.signals import learner_erased
from harmreduction_lms.learning.models import Enrolment
from harmreduction_lms.quizzes.models import QuizAttempt
from tests import factories
from tests.credits.stories import Story, erase_some, make_place
from tests.factories import make_learner


LEARNERS = int(os.environ.get("HRLMS_LEARNERS", "40"))
ERASED = max(4, LEARNERS // 10)


@pytest.fixture
def story(db: None, settings: Any, tmp_path: Path) -> Story:
    settings.MEDIA_ROOT = tmp_path
    return Story(*make_place())


def test_h04_nothing_of_the_erased_is_left_but_the_award_and_nothing_of_others_is_touched(
    settings: Any, tmp_path: Path, db: None
) -> None:
    settings.MEDIA_ROOT = tmp_path
    erase_some(learners=LEARNERS, erased=ERASED)


def test_h03_the_report_says_what_is_kept_until_when_and_on_what_ground(story: Story) -> None:
    done = erase_learner(learner=story.learner, actor=story.learner)
    award, *rest = kept_of(done)
    assert (award.kind, award.number, award.title) == (
        AWARD,
        story.award.number,
        story.enrolment.course_title,
    )
    assert award.until_day == story.award.retain_until
    assert "17(3)(e)" in award.why
    assert "17(3)(b)" not in "".join(one.why for one in kept_of(done))
    assert all(one.what and one.why for one in rest)
    assert story.canary not in str(done.kept)
    assert done.done_at


def test_h04_a_restricted_award_is_verified_as_before_and_is_in_no_list(story: Story, client: Client) -> None:
    url = reverse("harmreduction_lms:verify_code", args=[story.award.code])
    before = client.get(url)
    erase_learner(learner=story.learner, actor=story.learner)
    award = CreditAward.objects.get(pk=story.award.pk)
    assert (award.status, award.snapshot) == ("valid", story.award.snapshot)
    assert award.restricted_at
    after = client.get(url)
    assert after.status_code == 200
    assert story.enrolment.course_title in after.content.decode()
    assert story.canary not in after.content.decode()
    assert after.content.decode() == before.content.decode()
    client.force_login(make_learner(is_superuser=True, is_staff=True))
    listing = client.get(reverse("harmreduction_lms_creditaward:index")).content.decode()
    assert story.award.number not in listing


def test_nobody_can_sign_in_to_the_account_any_more(story: Story, client: Client) -> None:
    erase_learner(learner=story.learner, actor=story.learner)
    account = get_user_model().objects.get(pk=story.learner.pk)
    assert (account.is_active, account.has_usable_password(), account.email) == (False, False, "")
    assert (account.get_full_name(), account.last_login) == ("", None)
    assert not client.login(username=f"{story.canary}-login", password=factories.PASSWORD)
    assert not Session.objects.exists()


def test_what_rests_on_no_award_is_gone_and_what_the_award_rests_on_stays(story: Story) -> None:
    erase_learner(learner=story.learner, actor=story.learner)
    assert list(Enrolment.objects.filter(learner=story.learner)) == [story.enrolment]
    assert Attestation.objects.filter(enrolment=story.enrolment).exists()
    gone = (LearnerProfile, CreditClaim, CompletionCertificate)
    assert [model.objects.count() for model in gone] == [0, 0, 0]
    assert not QuizAttempt.objects.filter(learner=story.learner).exists()


def test_boards_are_told_of_nothing_more_but_that_an_award_is_taken_back(story: Story) -> None:
    values = {"award": story.award, "destination": "ce_broker", "message": f"{story.canary} unknown"}
    for action, state in (("add", "ready"), ("add", "rejected"), ("delete", "ready")):
        ReportRow.objects.create(action=action, state=state, **values)
    erase_learner(learner=story.learner, actor=story.learner)
    left = ReportRow.objects.order_by("pk").values_list("action", "state", "message")
    assert list(left) == [("add", "rejected", ""), ("delete", "ready", "")]


def test_of_a_badge_only_its_place_in_the_status_list_stays(story: Story) -> None:
    BadgeCredential.objects.create(
        award=story.award,
        identifier=story.award.enrolment_id,
        status_index=7,
        key_id="s1",
        issued_at=timezone.now(),
        document=f"{story.canary} document",
        jwt=f"{story.canary} token",
    )
    erase_learner(learner=story.learner, actor=story.learner)
    badge = BadgeCredential.objects.get()
    assert (badge.status_index, badge.document, badge.jwt) == (7, "", "")


def test_what_staff_wrote_of_a_revocation_goes_and_the_chain_holds(story: Story) -> None:
    staff = make_learner(is_superuser=True)
    revoke_award(award=story.award, reason=f"{story.canary} said so", actor=staff)
    erase_learner(learner=story.learner, actor=story.learner)
    assert [event.reason for event in story.award.events.all()] == ["", "", ""]
    assert CreditAward.objects.get(pk=story.award.pk).status == "revoked"
    assert audit_awards().faults == ()


def test_erasing_twice_answers_the_same_request_and_chains_nothing_more(story: Story) -> None:
    first = erase_learner(learner=story.learner, actor=story.learner)
    links = story.award.events.count()
    second = erase_learner(learner=story.learner)
    assert (second.pk, second.done_at, second.kept) == (first.pk, first.done_at, first.kept)
    assert story.award.events.count() == links
    assert ErasureRequest.objects.count() == 1


def test_the_learner_and_staff_who_may_erase_and_nobody_else(story: Story) -> None:
    staff = make_learner()
    with pytest.raises(PermissionDenied):
        erase_learner(learner=story.learner, actor=staff)
    staff.user_permissions.add(Permission.objects.get(codename="add_erasurerequest"))
    staff = get_user_model().objects.get(pk=staff.pk)
    erase_learner(learner=story.learner, actor=staff)
    entry = ModelLogEntry.objects.get(action=ERASE_LEARNER)
    assert (entry.user_id, entry.label) == (staff.pk, "(erased)")


def test_an_account_that_runs_the_site_is_not_erased(db: None) -> None:
    staff = get_user_model()(username="editor", is_superuser=True)
    with pytest.raises(AccountHasStaffAccess):
        erase_learner(learner=staff, actor=staff)


def test_a_site_erases_its_own_tables_in_the_same_transaction_or_nobody_is_erased(story: Story) -> None:
    def fail(sender: Any, *, learner: Any, **kwargs: Any) -> None:
        assert learner.username == f"{story.canary}-login"
        raise RuntimeError("The site's own table is locked.")

    learner_erased.connect(fail)
    try:
        with pytest.raises(RuntimeError), transaction.atomic():
            erase_learner(learner=story.learner, actor=story.learner)
    finally:
        learner_erased.disconnect(fail)
    assert LearnerProfile.objects.filter(learner=story.learner).exists()
    assert get_user_model().objects.get(pk=story.learner.pk).is_active


def test_a_request_nobody_acted_on_is_finished(story: Story) -> None:
    ErasureRequest.objects.create(learner=story.learner, requested_at=timezone.now())
    assert finish_erasures() == 1
    assert finish_erasures() == 0
    assert ErasureRequest.objects.get().done_at
