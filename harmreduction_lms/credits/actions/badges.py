"""Issuing a digital badge: once for each award, at the first download, and the same ever after."""

import json
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.log_actions import log

from harmreduction_lms.core.keyring import keyring
from harmreduction_lms.credits.audit_log import ISSUE_BADGE
from harmreduction_lms.credits.badges.credential import badge_credential, badge_facts
from harmreduction_lms.credits.badges.errors import BadgeNotOffered, StatusListFull
from harmreduction_lms.credits.badges.issuer import Issuer
from harmreduction_lms.credits.badges.proofs import as_jwt, with_proof
from harmreduction_lms.credits.badges.status import moment_text, random_place
from harmreduction_lms.credits.models import AwardStatus, BadgeCredential, CreditAward


DRAWS = 8


def issue_badge(*, award: CreditAward, issuer: Issuer, actor: Any) -> BadgeCredential:
    """The badge of `award`, made if there is none yet. Only its holder may ask, and only while it counts.

    Safe to call twice and at the same moment: the database lets one badge an award and one badge a place in,
    and whoever is slower gets what the faster one made.
    """
    if actor.pk != award.learner_id:
        raise PermissionDenied
    for _draw in range(DRAWS):
        if (badge := _badge_of(award)) is not None:
            return badge
        try:
            with transaction.atomic():
                return _issue(award, issuer, actor)
        except IntegrityError:
            continue  # Somebody was faster, or the place is taken.
    raise StatusListFull


def _badge_of(award: CreditAward) -> BadgeCredential | None:
    return BadgeCredential.objects.filter(award_id=award.pk).first()


def _issue(award: CreditAward, issuer: Issuer, actor: Any) -> BadgeCredential:
    """Under a lock on the award, so that what is revoked at this moment gets no badge."""
    award = CreditAward.objects.select_for_update(of=("self",)).get(pk=award.pk)
    if award.status != AwardStatus.VALID:
        raise BadgeNotOffered
    badge = _signed(award, issuer)
    badge.save(force_insert=True)
    log(award, ISSUE_BADGE, user=actor, data={"badge": str(badge.identifier)})
    return badge


def _signed(award: CreditAward, issuer: Issuer) -> BadgeCredential:
    key, now, place, identifier = keyring().signer, timezone.now(), random_place(), uuid4()
    facts = badge_facts(award, identifier=identifier, place=place)
    credential = badge_credential(award, facts, issuer=issuer)
    secured = with_proof(credential, issuer=issuer, key=key, created=moment_text(now))
    return BadgeCredential(
        award=award,
        identifier=identifier,
        status_index=place,
        key_id=key.id,
        issued_at=now,
        document=json.dumps(secured, ensure_ascii=False, indent=2),
        jwt=as_jwt(credential, issuer=issuer, key=key),
    )
