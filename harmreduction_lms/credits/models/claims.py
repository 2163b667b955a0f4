"""What a learner declares and asks for, before it becomes an award."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.credits.models.accreditation import ActivityApproval
from harmreduction_lms.learning.models import Enrolment


class Attestation(models.Model):
    """That a learner attested, with the words they agreed to (ce-rules C-10).

    Personal data: that and when a learner attested; kept with the award it supports.
    """

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="attestation")
    text = models.TextField(_("text agreed to"))
    attested_at = models.DateTimeField(_("attested at"))

    class Meta:
        verbose_name = _("attestation")
        verbose_name_plural = _("attestations")

    def __str__(self) -> str:
        return str(self.enrolment_id)


class ClaimState(models.TextChoices):
    """Where a claim stands. A held one completes itself when what it waits for arrives (ce-rules A-28)."""

    PENDING_LEARNER_DATA = "pending_learner_data", _("Waiting for data of the learner")
    PENDING_DAILY_LIMIT = "pending_daily_limit", _("Waiting for the daily limit")
    AWARDED = "awarded", _("Awarded")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class CreditClaim(models.Model):
    """An amount of credit a learner asked for, and what it waits for.

    Personal data: what was claimed and when; kept and erased with the enrolment.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="claims")
    approval = models.ForeignKey(ActivityApproval, on_delete=models.PROTECT, related_name="claims")
    amount = models.DecimalField(_("amount"), max_digits=6, decimal_places=2)
    state = models.CharField(_("state"), max_length=24, choices=ClaimState.choices)
    waits_for = models.JSONField(_("waits for"), default=list, blank=True, encoder=DjangoJSONEncoder)
    claimed_at = models.DateTimeField(_("claimed at"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["-claimed_at"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "approval"], name="hrlms_claim_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="hrlms_claim_amount_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.get_state_display()}"
