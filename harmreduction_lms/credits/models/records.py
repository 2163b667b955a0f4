"""What a learner tells us for credit, and what they are given. Issued records are never edited."""

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.core.identifiers import new_code
from harmreduction_lms.credits.models.accreditation import ActivityApproval
from harmreduction_lms.credits.models.policy import CreditType, Profession
from harmreduction_lms.learning.models import Enrolment


class LearnerProfile(models.Model):
    """The name and profession that statements of credit carry; asked for only when credit is.

    Personal data: legal name, credentials, profession; kept while the account lives; erased with the learner.
    """

    learner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="learner_profile"
    )
    name = models.CharField(
        _("full name"), max_length=160, help_text=_("As it should be printed, and as your licence has it.")
    )
    credentials = models.CharField(_("credentials"), max_length=60, blank=True, help_text=_("E.g. RN or MD."))
    profession = models.CharField(_("profession"), max_length=30, choices=Profession.choices)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("learner profile")
        verbose_name_plural = _("learner profiles")

    def __str__(self) -> str:
        return self.printed_name

    @property
    def printed_name(self) -> str:
        return f"{self.name}, {self.credentials}" if self.credentials else self.name


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


class RecordIsFinal(HarmReductionLMSError):
    message = _("Issued records are not edited. Issue a correction instead.")


class IssuedRecord(models.Model):
    """A numbered, verifiable document. Everything printed comes from `snapshot`, never from live rows.

    Written once: `status` is the only thing that may change later, through `credits.actions`.
    """

    number = models.CharField(_("number"), max_length=40, unique=True)
    code = models.CharField(
        _("verification code"), max_length=40, unique=True, default=new_code, editable=False
    )
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


class CreditAward(IssuedRecord):
    """Credit awarded to a learner. Append-only: a correction is a new award that supersedes this one.

    The partial unique constraint is what makes an award happen once; do not replace it by a check.

    Personal data: name, credentials, course, amount, dates; kept until `retain_until`, then purged.
    """

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="credit_awards"
    )
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="credit_awards")
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
    retain_until = models.DateField(_("keep until"))

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
