"""Digests of an award's row, in each format that links were ever written in."""

import hashlib
import hmac
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from harmreduction_lms.credits.ledger import snapshot_digest
from harmreduction_lms.credits.models import CreditAward


def record_digest(award: CreditAward, form: int) -> str:
    """Digest of the columns that never change, in format `form`; status and restriction are told by links.

    Raises KeyError for a format this version does not know.
    """
    return snapshot_digest(FORMS[form](award))


def utc_text(moment: datetime) -> str:
    """A moment as it is hashed: in UTC, whatever zone it was read in."""
    return moment.astimezone(UTC).isoformat()


def _form_1(award: CreditAward) -> dict[str, Any]:
    """As it was before verification codes were sealed: it opens the code, which needs the key."""
    return {
        "number": award.number,
        "code": award.code,
        "version": award.version,
        "learner": str(award.learner_id),
        "enrolment": str(award.enrolment_id),
        **_both(award),
    }


def _form_2(award: CreditAward) -> dict[str, Any]:
    return {
        "number": award.number,
        "version": award.version,
        "code_digest": award.code_digest,
        "issued_at": utc_text(award.issued_at),
        # Empty once the award is purged.
        "learner": str(award.learner_id) if award.learner_id else None,
        "enrolment": str(award.enrolment_id) if award.enrolment_id else None,
        **_both(award),
        **({"licences": licences_digest(award)} if award.licences else {}),
    }


def licences_digest(award: CreditAward) -> str:
    """Licence numbers are short enough to be guessed from a digest, so the award's own secret is the key."""
    return hmac.new(award.code.encode(), award.licences.encode(), hashlib.sha256).hexdigest()


def _both(award: CreditAward) -> dict[str, Any]:
    return {
        "approval": str(award.approval_id),
        "credit_type": str(award.credit_type_id),
        "course_key": str(award.course_key),
        "period": award.period,
        "amount": f"{award.amount:.2f}",
        "completed_on": award.completed_on.isoformat(),
        "retain_until": award.retain_until.isoformat(),
        "supersedes": str(award.supersedes_id) if award.supersedes_id else None,
    }


FORMS: dict[int, Callable[[CreditAward], dict[str, Any]]] = {1: _form_1, 2: _form_2}
