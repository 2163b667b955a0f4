"""Reports to boards: files that were made, and how each award fared in them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.core.fields import SealedField
from harmreduction_lms.credits.models.policy import ReportDestination
from harmreduction_lms.credits.models.records import CreditAward


class ReportBatch(models.Model):
    """One file for one destination, with its checksum and what came back (ce-rules F-13).

    The file itself is not kept: it is made again from its rows, and compared by checksum.

    Personal data: who made it, and sealed answers with identifiers; kept with the awards it reports.
    """

    destination = models.CharField(_("destination"), max_length=20, choices=ReportDestination.choices)
    layout = models.CharField(
        _("layout"), max_length=40, help_text=_("Format and version, e.g. ce-broker-xlsx-1.")
    )
    created_at = models.DateTimeField(_("made at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    checksum = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    # Sealed: what comes back names learners by their identifiers.
    response = SealedField(_("what the destination answered"), blank=True, default="")

    class Meta:
        verbose_name = _("report to a board")
        verbose_name_plural = _("reports to boards")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.get_destination_display()} {self.created_at:%Y-%m-%d}"


class RowAction(models.TextChoices):
    """What a row asks of the destination (ce-rules E-08)."""

    ADD = "add", _("Add")
    ADJUST = "adjust", _("Adjust")
    DELETE = "delete", _("Delete")


class RowState(models.TextChoices):
    """How a row fared. Expired: the destination takes it no more (ce-rules E-10)."""

    READY = "ready", _("Ready")
    SENT = "sent", _("Sent")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")
    EXPIRED = "expired", _("Expired")


class ReportRow(models.Model):
    """An award to be reported, corrected or taken back at a destination.

    Personal data: that an award was reported, and what the destination said; kept with the award.
    """

    batch = models.ForeignKey(
        ReportBatch, null=True, blank=True, on_delete=models.SET_NULL, related_name="rows"
    )
    destination = models.CharField(_("destination"), max_length=20, choices=ReportDestination.choices)
    award = models.ForeignKey(CreditAward, on_delete=models.PROTECT, related_name="report_rows")
    action = models.CharField(_("action"), max_length=8, choices=RowAction.choices, default=RowAction.ADD)
    state = models.CharField(_("state"), max_length=8, choices=RowState.choices, default=RowState.READY)
    due_by = models.DateField(_("due by"), null=True, blank=True)
    remote_id = models.CharField(_("number at the destination"), max_length=80, blank=True)
    error_code = models.CharField(_("error code"), max_length=40, blank=True)
    message = models.TextField(_("message"), blank=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("row of a report")
        verbose_name_plural = _("rows of reports")
        ordering = ["due_by", "pk"]
        indexes = [models.Index(fields=["destination", "state", "due_by"], name="hrlms_row_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["destination", "award", "action"],
                condition=Q(state__in=["ready", "sent"]),
                name="hrlms_row_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.award_id}: {self.get_state_display()}"
