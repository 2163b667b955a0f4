"""Pictures that stand on issued documents."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.credits.models.final import FinalManager, RecordIsFinal


class PrintedImage(models.Model):
    """The bytes of a logo or a signature as they were printed, kept once and found by their digest.

    Snapshots name the digest, so that replacing or deleting an image of the site changes no document that was
    issued (ce-rules A-29), and the ledger covers the picture too.

    Personal data: the signature of whoever signs for the provider; kept with the awards that show it.
    """

    digest = models.CharField(_("digest"), max_length=64, unique=True)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    data = models.BinaryField(_("PNG file"))

    objects = FinalManager()

    class Meta:
        verbose_name = _("printed image")
        verbose_name_plural = _("printed images")

    def __str__(self) -> str:
        return self.digest[:12]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise RecordIsFinal
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise RecordIsFinal
