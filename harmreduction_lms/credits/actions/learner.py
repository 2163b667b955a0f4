"""What learners tell us of themselves, so that credit can be awarded and reported."""

from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from harmreduction_lms.credits.actions.claims import settle_claims
from harmreduction_lms.credits.audit_log import SAME_IDENTIFIER
from harmreduction_lms.credits.models import LearnerProfile


IDENTIFIERS = ("npi", "nabp_eprofile")


def save_profile(
    *, learner: Any, name: str, credentials: str, profession: str, **further: Any
) -> LearnerProfile:
    """Keep who a learner is for future statements; issued ones keep what they were printed with.

    `further` is what else the profile has (names apart, identifiers, birth day); what is not given stays.
    Credit that waited for any of it is awarded (ce-rules A-28).
    """
    values = {"name": _tidy(name), "credentials": _tidy(credentials), "profession": profession, **further}
    for part in ("given_name", "family_name"):
        if part in values:
            values[part] = _tidy(values[part])
    with transaction.atomic():
        profile, _created = LearnerProfile.objects.update_or_create(learner=learner, defaults=values)
        for identifier in IDENTIFIERS:
            if values.get(identifier):
                _flag_if_shared(profile, identifier)
    settle_claims(learner)
    return profile


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _flag_if_shared(profile: LearnerProfile, identifier: str) -> None:
    """Tell staff, through the audit log, that another account has the same identifier.

    The learner is told nothing: whose number it is, or that anybody has it, is not theirs to know.
    """
    column = f"{identifier}_digest"
    sealed: Any = LearnerProfile._meta.get_field(identifier)
    digests = sealed.digests(getattr(profile, identifier))
    others = LearnerProfile.objects.filter(**{f"{column}__in": digests}).exclude(pk=profile.pk)
    keys = sorted(others.values_list("pk", flat=True))
    if keys:
        data = {"datum": identifier, "profiles": keys}
        log(profile, SAME_IDENTIFIER, title=f"{profile._meta.verbose_name} {profile.pk}", data=data)
