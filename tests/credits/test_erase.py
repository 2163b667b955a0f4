"""Erasing a learner over all domains: what goes, what stays, and that the ledger holds (ce-rules H-03, H-04)."""

import json
import os
from datetime import date
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from harmreduction_lms.core.accounts import has_staff_access
from harmreduction_lms.credits.actions import (
    claim_credit,
    erase_learner,
    finish_erasures,
    give_consent,
    issue_certificate,
    revoke_award,
    save_external_credit,
    save_licence,
    save_profile,
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
from harmreduction_lms.learning.actions import complete_step
from harmreduction_lms.learning.models import Enrolment
from harmreduction_lms.quizzes.actions import start_attempt, submit_attempt
from harmreduction_lms.quizzes.models import QuizAttempt
from tests import factories
from tests.credits.factories import (
    certified,
    claimed,
    complete,
    make_approval,
    make_enrolment,
    make_nurse,
)
from tests.database_dump import dump_database
from tests.factories import make_course, make_learner


LEARNERS = int(os.environ.get("HRLMS_LEARNERS", "40"))
ERASED = max(4, LEARNERS // 10)

_numbers = count(1)


class Story:
    """One learner who leaves a word of their own wherever a learner can type or upload."""

    def __init__(self, course: Any, quiz: Any, approval: Any, lone_course: Any) -> None:
        self.canary = f"canary{next(_numbers):04d}q"
        self.learner = make_learner(
            f"{self.canary}-login",
            first_name=f"{self.canary} first",
            last_name=f"{self.canary} last",
            email=f"{self.canary}@example.org",
        )
        self._tell()
        self._learn(course, quiz)
        self._earn(course, approval, lone_course)
        self._look_around()

    def _tell(self) -> None:
        learner, canary = self.learner, self.canary
        save_profile(
            learner=learner,
            name=f"{canary} Printed",
            credentials=f"RN {canary}",
            profession="nurse",
            given_name=f"{canary} given",
            family_name=f"{canary} family",
        )
        place = {"profession": "nurse", "jurisdiction": "US-FL", "number": f"RN{canary}"}
        save_licence(learner=learner, **place)
        give_consent(learner=learner, destination="ce_broker", text=f"{canary} agreed", version="1")
        save_external_credit(
            learner=learner,
            title=f"{canary} title",
            provider=f"{canary} provider",
            completed_on=date(2026, 1, 5),
            amount=Decimal("1.00"),
            unit=f"{canary} unit",
            topic=f"{canary} topic",
            note=f"{canary} note",
        )

    def _learn(self, course: Any, quiz: Any) -> None:
        self.enrolment = make_enrolment(self.learner, course)
        complete_step(enrolment=self.enrolment, step=factories.steps_of(course)[0])
        attempt = start_attempt(learner=self.learner, page=quiz)
        items = [item["id"] for item in attempt.paper["items"]]
        submit_attempt(attempt=attempt, responses=dict.fromkeys(items, f"{self.canary} typed"))

    def _earn(self, course: Any, approval: Any, lone_course: Any) -> None:
        complete(self.enrolment)
        self.award = claim_credit(
            enrolment=self.enrolment, approval=approval, amount=None, has_attested=True
        )
        lone = complete(make_enrolment(self.learner, lone_course))
        self.certificate = issue_certificate(enrolment=lone)

    def _look_around(self) -> None:
        """Signs in, has a picture, and is named in the logs of two admins."""
        client = Client()
        client.force_login(self.learner)
        session = client.session
        session["draft"] = f"{self.canary} half written"
        session.save()
        profile = UserProfile.get_for_user(self.learner)
        profile.avatar.save(f"{self.canary}.png", ContentFile(get_test_image_file().file.getvalue()))
        content_type = ContentType.objects.get_for_model(self.learner)
        LogEntry.objects.create(
            user_id=self.learner.pk,
            content_type=content_type,
            object_id=str(self.learner.pk),
            object_repr=f"{self.canary}-login",
            action_flag=CHANGE,
            change_message=f"{self.canary} changed",
        )
        ModelLogEntry.objects.create(
            content_type=content_type,
            object_id=str(self.learner.pk),
            label=f"{self.canary}-login",
            action="wagtail.edit",
            timestamp=timezone.now(),
            data={"old": f"{self.canary}"},
        )


@pytest.fixture
def place(db: None) -> tuple[Any, Any, Any, Any]:
    """A course with credit and a typed quiz in it, and one without credit."""
    course = make_course(modules=1, lessons=1)
    module = course.get_children().first().specific
    quiz = factories.make_quiz(parent=module, questions=[factories.make_question(kind="short_answer")])
    return course, quiz, make_approval(course), make_course(modules=1, lessons=1)


@pytest.fixture
def story(place: Any) -> Story:
    return Story(*place)


def media_files() -> str:
    """Names and bytes of every file that was uploaded."""
    files = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    return "\n".join(f"{path}" for path in files)


def lines_with(canary: str) -> set[str]:
    return {line for line in dump_database().splitlines() if canary in line}


def test_h04_nothing_of_the_erased_is_left_but_the_award_and_nothing_of_others_is_touched(
    settings: Any, tmp_path: Path, place: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    stories = [Story(*place) for _one in range(LEARNERS)]
    erased, others = stories[::LEARNERS // ERASED][:ERASED], []
    others = [one for one in stories if one not in erased]
    before = {line for one in others for line in lines_of(one.canary)}
    with django_capture_on_commit_callbacks(execute=True):
        for one in erased:
            erase_learner(learner=one.learner, actor=one.learner)
    left = dump_database().splitlines()
    for one in erased:
        lines = [line for line in left if one.canary in line]
        assert [line.split(":")[0] for line in lines] == ["harmreduction_lms_creditaward"], lines
        assert one.canary not in media_files()
        kept = json.loads(json.dumps(CreditAward.objects.get(pk=one.award.pk).snapshot))
        assert strings_with(one.canary, kept) == PRINTED
    assert {line for one in others for line in lines_of(one.canary)} == before
    assert all(one.canary in media_files() for one in others)
    assert audit_awards().faults == ()


PRINTED = {"learner.name", "learner.credentials", "learner.given_name", "learner.family_name"}


_dumped: dict[str, list[str]] = {}


def lines_of(canary: str) -> list[str]:
    return [line for line in dump_database().splitlines() if canary in line]


def strings_with(canary: str, value: Any, place: str = "") -> set[str]:
    """Where in a snapshot a word stands."""
    if isinstance(value, dict):
        return set().union(*(strings_with(canary, v, f"{place}.{k}".strip(".")) for k, v in value.items()))
    if isinstance(value, list):
        return set().union(*(strings_with(canary, one, place) for one in value))
    return {place} if canary in str(value) else set()
