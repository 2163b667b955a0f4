"""Model fields shared by the domains."""

from typing import Any

import swapper
from django.core.exceptions import FieldError
from django.db import models
from wagtail.fields import StreamField

from harmreduction_lms.core.keyring import keyring


swapper.set_app_prefix("wagtailcore", "wagtail")

PAGE_MODEL: str = swapper.get_model_name("wagtailcore", "Page")
"""Dotted name of the site's base page: Wagtail 8 lets a site swap it."""


class BlocksField(StreamField):
    """A StreamField whose blocks stay out of migrations.

    Sites may register blocks and question kinds of their own; with the block list in the migration every
    such site would have a pending change in our app. The column is JSON either way.
    """

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, _args, kwargs = super(StreamField, self).deconstruct()
        return name, "harmreduction_lms.core.fields.BlocksField", [[]], kwargs


class SealedField(models.TextField):
    """Text that is encrypted in the database with the package's keyring, each column for itself.

    It cannot be searched: keep a keyed digest beside what has to be found again (`Keyring.digest`). Reading
    raises CannotOpen if the key is gone; writing raises KeyringMissing where the site has no keys. An empty
    text stays empty.
    """

    @property
    def context(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return keyring().seal(text, context=self.context) if text else text

    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> str | None:
        return keyring().open(value, context=self.context) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        # "exact" only ever finds the empty text: each sealing is different.
        if lookup_name in {"isnull", "exact"}:
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.context} is sealed; look it up by its digest.")
