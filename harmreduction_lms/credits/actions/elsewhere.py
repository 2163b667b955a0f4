"""What learners note of credit from elsewhere. It is theirs alone: nothing official is made of it."""

from typing import Any

from harmreduction_lms.credits.models import ExternalCredit


def save_external_credit(
    *, learner: Any, credit: ExternalCredit | None = None, **values: Any
) -> ExternalCredit:
    """Keep a note of credit from elsewhere, new or changed."""
    credit = credit or ExternalCredit(learner=learner)
    for name, value in values.items():
        setattr(credit, name, value)
    credit.save()
    return credit


def delete_external_credit(*, credit: ExternalCredit) -> None:
    ExternalCredit.objects.filter(pk=credit.pk).delete()
