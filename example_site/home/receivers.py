"""What this site does when the package tells it something."""

from typing import Any

from allauth.account.models import EmailAddress

from harmreduction_lms.credits.signals import learner_erased


def forget_email_addresses(sender: Any, *, learner: Any, **kwargs: Any) -> None:
    """Addresses that allauth keeps beside the account go when a learner is erased."""
    EmailAddress.objects.filter(user_id=learner.pk).delete()


def connect() -> None:
    learner_erased.connect(forget_email_addresses, dispatch_uid="home.forget_email_addresses")
