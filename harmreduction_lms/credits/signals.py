"""What credits tells whoever listens. Sent after commit, and robustly: a failing receiver is logged and
changes nothing of what was recorded."""

from functools import partial
from typing import Any

from django.db import transaction
from django.dispatch import Signal

from harmreduction_lms.credits.models import CreditAward


award_corrected = Signal()
"""An award was replaced by a corrected one. Arguments: award (the new one), previous (the old one)."""

award_revoked = Signal()
"""An award was revoked. Arguments: award."""

learner_erased = Signal()
"""A learner is being erased. Arguments: learner, still as they were. Sent inside the transaction, and not
robustly: erase what your own tables hold about them; if that fails, nobody is half erased."""


def announce(signal: Signal, **arguments: Any) -> None:
    """Send after commit."""
    transaction.on_commit(partial(signal.send_robust, sender=CreditAward, **arguments), robust=True)
