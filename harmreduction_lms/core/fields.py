"""Model fields shared by the domains."""

from typing import Any

import swapper
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.functions import Cast
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


class SealedField(models.TextField):  # type: ignore[type-arg]
    """Text that is encrypted in the database with the package's keyring, each column for itself.

    It cannot be searched: keep a keyed digest beside what has to be found again (`Keyring.digest`). Reading
    raises CannotOpen if the key is gone; writing raises KeyringMissing where the site has no keys. An empty
    text stays empty.
    """

    @property
    def context(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def as_stored(self) -> Cast:
        """The column as it is in the database, sealed; for queries of rotation."""
        return Cast(self.attname, models.TextField())

    def digests(self, text: str) -> tuple[str, ...]:
        """What a row that holds `text` may have in its DigestField, whatever key made it."""
        return keyring().digests(searchable(text), context=self.context)

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


class DigestField(models.CharField):  # type: ignore[type-arg]
    """The keyed digest of the sealed field `of`, to find its row by; saving the row keeps it up to date.

    Rows made by a key before this one are found by `SealedField.digests`. It is a plain column to migrations.
    """

    def __init__(self, *args: Any, of: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of = of

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def clone(self) -> "DigestField":
        _name, _path, args, kwargs = self.deconstruct()
        return DigestField(*args, of=self.of, **kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        digest = self.digest_of(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, digest)
        return digest

    def digest_of(self, text: str) -> str:
        """The digest under the key in use; empty for an empty text."""
        sealed: Any = self.model._meta.get_field(self.of)
        return str(sealed.digests(text)[-1]) if text else ""


def searchable(text: str) -> str:
    """What two ways to type the same identifier have in common: case and spaces never tell two apart."""
    return "".join(text.split()).upper()
