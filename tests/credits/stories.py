"""Learners who leave a word of their own wherever they can, and the search for it in what is stored.

One canary a learner; `erase_some` holds what is left of it against what may be.
"""

import re
from datetime import date
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.test import Client, TestCase
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from harmreduction_lms.credits.actions import (
    claim_credit,
    erase_learner,
    give_consent,
    issue_certificate,
    save_external_credit,
    save_licence,
    save_profile,
)
from harmreduction_lms.credits.audit import audit_awards
from harmreduction_lms.credits.models import (
    CompletionCertificate,
    CreditAward,
    ExternalCredit,
    LearnerProfile,
    ReportingConsent,
)
from harmreduction_lms.learning.actions import complete_step
from harmreduction_lms.quizzes.actions import start_attempt, submit_attempt
from tests import factories
from tests.credits.factories import complete, make_approval, make_enrolment
from tests.database_dump import dump_database
from tests.factories import make_course, make_learner


_numbers = count(1)


class Story:
    """One learner who leaves a word of their own wherever a learner can type or upload."""

    def __init__(self, course: Any, quiz: Any, approval: Any, lone_course: Any) -> None:
        self.canary = f"canary{next(_numbers):04d}q"
        self.learner = make_learner(
            f"{self.canary}-login",
            first_name=f"{self.canary} first",
            last_name=f"{self.canary} last",
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
        self.award = claim_credit(enrolment=self.enrolment, approval=approval, amount=None, has_attested=True)
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


def make_place() -> tuple[Any, Any, Any, Any]:
    """A course with credit and a typed quiz in it, and one without credit."""
    course = make_course(modules=1, lessons=1)
    module = course.get_children().first().specific
    questions = [factories.make_question(kind="short_answer")]
    quiz = factories.make_quiz(parent=module, questions=questions, role="pre_test")
    return course, quiz, make_approval(course), make_course(modules=1, lessons=1)


def media_files() -> str:
    """Names and bytes of every file that was uploaded."""
    files = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    return "\n".join(f"{path}" for path in files)


def told_by_canary() -> dict[str, list[str]]:
    """Every line of the database in which a learner's word stands, by the word."""
    found: dict[str, list[str]] = {}
    for line in dump_database().splitlines():
        for canary in set(re.findall(r"canary\d{4}q", line)):
            found.setdefault(canary, []).append(line)
    return found


def places_of(canary: str, value: Any, place: str = "") -> set[str]:
    """Where in a snapshot a word stands."""
    if isinstance(value, dict):
        return set().union(*(places_of(canary, v, f"{place}.{k}".strip(".")) for k, v in value.items()))
    if isinstance(value, list):
        return set().union(*(places_of(canary, one, place) for one in value))
    return {place} if canary in str(value) else set()


TOLD_IN = {
    model._meta.db_table
    for model in (
        *(CompletionCertificate, CreditAward, ExternalCredit, LearnerProfile, ReportingConsent),
        *(LogEntry, ModelLogEntry, UserProfile, get_user_model()),
    )
}
"""Where a word is found before: were it nowhere, finding it gone would say nothing."""

PRINTED = {"learner.name", "learner.credentials", "learner.given_name", "learner.family_name"}


def erase_some(*, learners: int, erased: int) -> None:
    """Tell stories, erase some of the learners, and look for their words in everything that is stored."""
    place = make_place()
    stories = [Story(*place) for _one in range(learners)]
    gone = stories[:: learners // erased][:erased]
    others = {one.canary for one in stories if one not in gone}
    before = told_by_canary()
    with TestCase.captureOnCommitCallbacks(execute=True):
        for one in gone:
            erase_learner(learner=one.learner, actor=one.learner)
    after, files = told_by_canary(), media_files()
    for one in gone:
        assert {line.split(":")[0] for line in before[one.canary]} >= TOLD_IN
        tables = {line.split(":")[0] for line in after[one.canary]}
        assert tables == {"harmreduction_lms_creditaward"}, after[one.canary]
        kept = CreditAward.objects.get(pk=one.award.pk)
        assert places_of(one.canary, kept.snapshot) == PRINTED
        assert one.canary not in files
    assert {canary: after[canary] for canary in others} == {canary: before[canary] for canary in others}
    assert all(canary in files for canary in others)
    assert audit_awards().faults == ()
