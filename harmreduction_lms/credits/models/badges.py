"""Digital credentials issued for awards."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.core.fields import SealedField
from harmreduction_lms.credits.models.records import CreditAward


class BadgeCredential(models.Model):
    """An Open Badge for an award. Its place in the status list is random, so that places tell nothing.

    What was issued is kept as text and given out unchanged. Where an award is purged, or its holder erased,
    the two texts are blanked and the row stays: a place that was given away must go on saying "revoked".

    Personal data: salted hashes of name and e-mail, licence if asked for, sealed; erased with the award.
    """

    award = models.OneToOneField(CreditAward, on_delete=models.PROTECT, related_name="badge")
    identifier = models.UUIDField(_("identifier"), unique=True)
    status_index = models.PositiveIntegerField(_("place in the status list"), unique=True)
    key_id = models.CharField(_("signed with"), max_length=40)
    issued_at = models.DateTimeField(_("issued at"))
    document = SealedField(_("credential"))
    jwt = SealedField(_("credential as JWT"))

    class Meta:
        verbose_name = _("digital credential")
        verbose_name_plural = _("digital credentials")
        ordering = ["-issued_at"]

    def __str__(self) -> str:
        return str(self.identifier)
