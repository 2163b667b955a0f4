"""The ledger: every event in the life of an award, each chained to the one before by its hash."""

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.credits.models.final import FinalManager, RecordIsFinal
from harmreduction_lms.credits.models.records import CreditAward


class AwardEventKind(models.TextChoices):
    """What happened to an award."""

    ISSUED = "issued", _("Issued")
    CORRECTED = "corrected", _("Corrected")
    REVOKED = "revoked", _("Revoked")
    RESTRICTED = "restricted", _("Restricted")
    PURGED = "purged", _("Purged")


class EventReason(models.TextChoices):
    """Why an award was corrected, revoked, restricted or purged (ce-rules E-06 to E-08)."""

    ERROR = "error", _("An error of ours")
    NAME_CHANGE = "name_change", _("The holder's name changed")
    MISCONDUCT = "misconduct", _("Misconduct")
    APPROVAL_WITHDRAWN = "approval_withdrawn", _("The approval was withdrawn")
    DUPLICATE = "duplicate", _("Awarded twice")
    ERASURE = "erasure", _("The holder asked to be erased")
    TERM_ENDED = "term_ended", _("The time to keep it is over")


class AwardEvent(models.Model):
    """One link of the chain. `digest` covers the payload and the digest before it (`credits.ledger`).

    Unique `sequence` and `previous_digest` make a fork impossible.

    Personal data: who acted, and a digest of what was printed; kept with the award.
    """

    sequence = models.PositiveBigIntegerField(_("sequence"), unique=True)
    award = models.ForeignKey(CreditAward, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("kind"), max_length=12, choices=AwardEventKind.choices)
    reason_code = models.CharField(_("reason"), max_length=20, choices=EventReason.choices, blank=True)
    reason = models.CharField(_("in words"), max_length=255, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    happened_at = models.DateTimeField(_("happened at"))
    payload = models.JSONField(_("payload"), encoder=DjangoJSONEncoder)
    previous_digest = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64, unique=True)

    objects = FinalManager()

    class Meta:
        verbose_name = _("award event")
        verbose_name_plural = _("award events")
        ordering = ["sequence"]

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise RecordIsFinal
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise RecordIsFinal


class LedgerHead(models.Model):
    """The single row that says where the chain ends; locked while a link is added, so writers queue.

    Personal data: none.
    """

    sequence = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="", blank=True)

    class Meta:
        verbose_name = _("ledger head")
        verbose_name_plural = _("ledger heads")

    def __str__(self) -> str:
        return str(self.sequence)


class SignedHead(models.Model):
    """The end of the chain at a moment, signed; kept elsewhere too, it proves that nothing was cut off.

    Personal data: none.
    """

    sequence = models.PositiveBigIntegerField(_("sequence"))
    digest = models.CharField(_("digest"), max_length=64)
    signed_at = models.DateTimeField(_("signed at"))
    key_id = models.CharField(_("signed with"), max_length=40)
    signature = models.CharField(_("signature"), max_length=128)

    objects = FinalManager()

    class Meta:
        verbose_name = _("signed head")
        verbose_name_plural = _("signed heads")
        ordering = ["-sequence", "-signed_at"]

    def __str__(self) -> str:
        return f"{self.sequence}:{self.digest}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise RecordIsFinal
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise RecordIsFinal
