"""The ledger: every event in the life of an award, each chained to the one before by its hash."""

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.credits.models.records import CreditAward, RecordIsFinal


class AwardEventKind(models.TextChoices):
    """What happened to an award."""

    ISSUED = "issued", _("Issued")
    CORRECTED = "corrected", _("Corrected")
    REVOKED = "revoked", _("Revoked")


class AwardEvent(models.Model):
    """One link of the chain. `digest` covers the payload and the digest before it (`credits.ledger`).

    Unique `sequence` and `previous_digest` make a fork impossible.

    Personal data: who acted, and a digest of what was printed; kept with the award.
    """

    sequence = models.PositiveBigIntegerField(_("sequence"), unique=True)
    award = models.ForeignKey(CreditAward, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("kind"), max_length=12, choices=AwardEventKind.choices)
    reason = models.CharField(_("reason"), max_length=255, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    happened_at = models.DateTimeField(_("happened at"))
    payload = models.JSONField(_("payload"), encoder=DjangoJSONEncoder)
    previous_digest = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64, unique=True)

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
