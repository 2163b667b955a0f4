"""Licences to practise, as learners enter them."""

from typing import Any

from django.db import IntegrityError, transaction

from harmreduction_lms.credits.actions.claims import settle_claims
from harmreduction_lms.credits.errors import LicenceExists
from harmreduction_lms.credits.models import LearnerLicence


def save_licence(*, learner: Any, licence: LearnerLicence | None = None, **values: Any) -> LearnerLicence:
    """Keep a licence, new or changed. Its number is kept as typed, but for space around it (F-12).

    A number that was checked with the board and is changed counts as unchecked. Credit that waited for it
    is awarded.
    """
    values["number"] = values["number"].strip()
    licence = licence or LearnerLicence(learner=learner)
    if licence.number != values["number"]:
        licence.verified_on, licence.verified_by = None, ""
    for name, value in values.items():
        setattr(licence, name, value)
    try:
        with transaction.atomic():
            licence.save()
    except IntegrityError as error:
        raise LicenceExists from error
    settle_claims(learner)
    return licence


def delete_licence(*, licence: LearnerLicence) -> None:
    """Forget a licence. Statements that print its number keep it: they say what was so then."""
    LearnerLicence.objects.filter(pk=licence.pk).delete()
