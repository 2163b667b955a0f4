"""The life of a policy: loaded from a preset, confirmed by somebody, followed by a new version."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from wagtail.log_actions import log

from harmreduction_lms.credits.audit_log import CONFIRM_POLICY, LOAD_PRESET, NEW_VERSION
from harmreduction_lms.credits.days import site_today
from harmreduction_lms.credits.models import AccreditingBody, CreditPolicy, CreditType
from harmreduction_lms.credits.models.policy import RULE_FIELDS
from harmreduction_lms.credits.preset_files import Preset


@transaction.atomic
def load_preset(preset: Preset) -> CreditPolicy | None:
    """The accreditor, the credit type and the policy of a preset, whichever is not there yet.

    Gives the new policy, unconfirmed, or None where this version of the preset was loaded before. A row that
    is there is never changed, whoever made it: a new version of a preset becomes a new version of the policy.
    """
    values = dict(preset.body)
    body, _created = AccreditingBody.objects.get_or_create(code=values.pop("code"), defaults=values)
    values = dict(preset.credit_type)
    credit_type, _created = CreditType.objects.get_or_create(
        code=values.pop("code"), defaults={**values, "body": body}
    )
    CreditType.objects.select_for_update().get(pk=credit_type.pk)  # one loader after the other
    if CreditPolicy.objects.filter(credit_type=credit_type, preset=preset.key).exists():
        return None
    policy = CreditPolicy(
        credit_type=credit_type,
        version=_next_version(credit_type),
        preset=preset.key,
        source_note=preset.source_note,
        **preset.values,
    )
    policy.full_clean()
    policy.save()
    log(policy, LOAD_PRESET, data={"preset": preset.key})
    return policy


@transaction.atomic
def confirm_policy(*, policy: CreditPolicy, name: str, actor: Any) -> CreditPolicy:
    """Put a name to the rules: `name` has compared them with the accreditor's and stands for them.

    From now on credit can be awarded under them, and they are not edited any more. Safe to call twice: the
    first name stands.
    """
    _check_may_change(actor)
    current = CreditPolicy.objects.select_for_update().get(pk=policy.pk)
    if not current.is_confirmed:
        current.confirmed_by, current.confirmed_on = " ".join(name.split()), site_today()
        current.save(update_fields=["confirmed_by", "confirmed_on"])
        log(current, CONFIRM_POLICY, user=actor, data={"version": current.version})
    return current


@transaction.atomic
def new_version(*, policy: CreditPolicy, actor: Any, effective_from: date | None = None) -> CreditPolicy:
    """A copy of a policy as the next version of its credit type, unconfirmed and free to be edited.

    Approvals keep the version they were given under until somebody chooses the new one.
    """
    _check_may_change(actor)
    CreditType.objects.select_for_update().get(pk=policy.credit_type_id)
    values = {name: getattr(policy, name) for name in RULE_FIELDS if name != "effective_from"}
    copy = CreditPolicy.objects.create(
        **values,
        version=_next_version(policy.credit_type),
        effective_from=effective_from or site_today(),
        source_note=policy.source_note,
    )
    log(copy, NEW_VERSION, user=actor, data={"of": policy.version, "version": copy.version})
    return copy


def _next_version(credit_type: CreditType) -> int:
    last = CreditPolicy.objects.filter(credit_type=credit_type).aggregate(last=Max("version"))["last"]
    return (last or 0) + 1


def _check_may_change(actor: Any) -> None:
    if not actor.has_perm("harmreduction_lms.change_creditpolicy"):
        raise PermissionDenied
