"""What learners tell us so that credit can be awarded."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from harmreduction_lms.credits.models import Attestation, LearnerProfile
from harmreduction_lms.learning.models import Enrolment


def save_profile(*, learner: Any, name: str, credentials: str, profession: str) -> LearnerProfile:
    """Keep the name and profession for future statements; issued ones keep what they were printed with."""
    values = {
        "name": " ".join(name.split()),
        "credentials": " ".join(credentials.split()),
        "profession": profession,
    }
    profile, _created = LearnerProfile.objects.update_or_create(learner=learner, defaults=values)
    return profile


@transaction.atomic
def attest(*, enrolment: Enrolment, text: str) -> Attestation:
    """Record that the learner agreed to `text` (ce-rules C-10). The first attestation stands."""
    attestation, _created = Attestation.objects.get_or_create(
        enrolment=enrolment, defaults={"text": text, "attested_at": timezone.now()}
    )
    return attestation
