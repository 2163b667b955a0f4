"""Signing the end of the ledger, so that a copy elsewhere proves later that nothing was cut off."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from harmreduction_lms.core.keyring import keyring
from harmreduction_lms.credits.actions.ledger import locked_head
from harmreduction_lms.credits.audit_log import SIGN_HEAD
from harmreduction_lms.credits.errors import NothingToSign
from harmreduction_lms.credits.models import SignedHead
from harmreduction_lms.credits.signed_heads import encode, facts_of, message


@transaction.atomic
def sign_head(*, actor: Any = None) -> SignedHead:
    """Sign where the ledger ends now. A head that this key has signed already is given back.

    `actor` needs the permission to add signed heads; None is the system itself.
    """
    if actor is not None and not actor.has_perm("harmreduction_lms.add_signedhead"):
        raise PermissionDenied
    head, key = locked_head(), keyring().signer
    if not head.sequence:
        raise NothingToSign
    place = {"sequence": head.sequence, "digest": head.digest, "key_id": key.id}
    if (signed := SignedHead.objects.filter(**place).first()) is not None:
        return signed
    signed = SignedHead(**place, signed_at=timezone.now())
    signed.signature = encode(key.sign(message(facts_of(signed))))
    signed.save(force_insert=True)
    log(signed, SIGN_HEAD, user=actor, data={"sequence": head.sequence})
    return signed
