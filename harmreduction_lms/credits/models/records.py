"""What learners are given. Issued records are never edited."""

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.core.fields import SealedField
from harmreduction_lms.credits.models.accreditation import ActivityApproval
from harmreduction_lms.credits.models.final import FinalManager, RecordIsFinal
from harmreduction_lms.credits.models.policy import CreditType
from harmreduction_lms.learning.models import Enrolment


class IssuedRecord(models.Model):
    """A numbered, verifiable document. Everything printed comes from `snapshot`, never from live rows.

    Written once: `status` is the only thing that may change later, through `credits.actions`. Whoever checks
    a code finds the record by the code's digest; the code itself is sealed, to be printed again.
    """

    number = models.CharField(_("number"), max_length=40)
    code = SealedField(_("verification code"), editable=False)
    code_digest = models.CharField(max_length=64, unique=True, editable=False)
    issued_at = models.DateTimeField(_("issued at"))
    completed_on = models.DateField(_("completed on"))
    snapshot = models.JSONField(_("what was printed"), encoder=DjangoJSONEncoder)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise RecordIsFinal
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise RecordIsFinal


class AwardStatus(models.TextChoices):
    """Whether an award still counts."""

    VALID = "valid", _("Valid")
    SUPERSEDED = "superseded", _("Replaced by a correction")
    REVOKED = "revoked", _("Revoked")
    PURGED = "purged", _("Purged after its term")


class CreditAward(IssuedRecord):
    """Credit awarded to a learner. Append-only: a correction is a new award that supersedes this one.

    The partial unique constraint is what makes an award happen once; do not replace it by a check.

    Personal data: name, credentials, sealed licence where printed, course; purged after `retain_until`.
    """

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="credit_awards"
    )
    enrolment = models.ForeignKey(
        Enrolment, null=True, on_delete=models.PROTECT, related_name="credit_awards"
    )
    approval = models.ForeignKey(ActivityApproval, on_delete=models.PROTECT, related_name="awards")
    credit_type = models.ForeignKey(CreditType, on_delete=models.PROTECT, related_name="awards")
    course_key = models.UUIDField(_("course key"), db_index=True)
    period = models.PositiveSmallIntegerField(_("period"), default=1, help_text=_("Number of the enrolment."))
    amount = models.DecimalField(_("amount"), max_digits=6, decimal_places=2)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    status = models.CharField(
        _("status"), max_length=12, choices=AwardStatus.choices, default=AwardStatus.VALID
    )
    licences = SealedField(
        _("licences as printed"),
        blank=True,
        default="",
        editable=False,
        help_text=_("Only where the statement prints them; the snapshot never holds a number."),
    )
    retain_until = models.DateField(_("keep until"))
    restricted_at = models.DateTimeField(
        _("restricted since"),
        null=True,
        blank=True,
        help_text=_("The holder was erased; the award is kept for verification only."),
    )

    objects = FinalManager()

    class Meta:
        verbose_name = _("credit award")
        verbose_name_plural = _("credit awards")
        ordering = ["-completed_on", "-issued_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "course_key", "credit_type", "period"],
                condition=Q(status="valid"),
                name="hrlms_award_once",
            ),
            models.UniqueConstraint(fields=["number", "version"], name="hrlms_award_number_version"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="hrlms_award_amount_positive"),
        ]


class CompletionCertificate(IssuedRecord):
    """What is issued where no approval covers the day. It says nothing of credit.

    Personal data: name, course, date; kept and erased with the enrolment.
    """

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="completion_certificates"
    )
    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="certificate")

    class Meta:
        verbose_name = _("certificate of completion")
        verbose_name_plural = _("certificates of completion")
        ordering = ["-completed_on", "-issued_at"]
        constraints = [
            models.UniqueConstraint(fields=["number"], name="hrlms_certificate_number"),
        ]
