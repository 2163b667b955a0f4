"""Rows that are added and read, and never edited."""

from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.core.errors import HarmReductionLMSError


class RecordIsFinal(HarmReductionLMSError):
    message = _("Issued records are not edited. Issue a correction instead.")


class FinalQuerySet(models.QuerySet[Any]):
    """Offers no way to change or delete rows but `record_change`, which belongs to `credits.actions.ledger`.

    The database refuses on its own what comes by other ways (`credits.database_guard`).
    """

    def update(self, **kwargs: Any) -> NoReturn:
        raise RecordIsFinal

    def delete(self) -> NoReturn:
        raise RecordIsFinal

    def bulk_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise RecordIsFinal

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise RecordIsFinal

    def record_change(self, **columns: Any) -> int:
        """The one door: write `columns`, in the transaction that adds the link which tells of it."""
        return super().update(**columns)


FinalManager = models.Manager.from_queryset(FinalQuerySet)
