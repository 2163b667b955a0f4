"""Sealing everything again with the keys in use, after new ones came.

Rows are found by what is in them, so that a run that was stopped goes on where it was; and each is replaced
only if it still is what was read, so that any number of runs, and people saving, may work side by side.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q, QuerySet, Value

from harmreduction_lms.core.fields import DigestField, SealedField
from harmreduction_lms.core.keyring import CannotOpen, Keyring, keyring


# One transaction each: few enough that somebody who saves does not wait for long.
BATCH = 200
STORED = "stored_"


@dataclass(frozen=True)
class Sealed:
    """A model with sealed columns, and the digests they are found by."""

    model: type[models.Model]
    fields: tuple[SealedField, ...]
    digests: tuple[DigestField, ...]

    def rows(self) -> QuerySet[Any]:
        """Every row, with what its sealed columns hold in the database."""
        stored = {STORED + field.name: field.as_stored() for field in self.fields}
        rows: QuerySet[Any] = self.model._base_manager.annotate(**stored)
        return rows

    def old_rows(self, ring: Keyring) -> QuerySet[Any]:
        """Those that a key before the ones in use has touched."""
        is_old = Q()
        for field in self.fields:
            name = STORED + field.name
            is_old |= ~Q(**{name: ""}) & ~Q(**{f"{name}__startswith": ring.seal_prefix})
        for digest in self.digests:
            is_old |= ~Q(**{digest.name: ""}) & ~Q(**{f"{digest.name}__startswith": ring.digest_prefix})
        return self.rows().filter(is_old)


@dataclass
class Progress:
    """How far the rows of a model have come."""

    model: type[models.Model]
    resealed: int = 0
    unreadable: int = 0


def sealed_models() -> Iterator[Sealed]:
    """Every model with a sealed column, a site's own included."""
    for model in apps.get_models():
        fields = tuple(field for field in model._meta.local_fields if isinstance(field, SealedField))
        digests = tuple(field for field in model._meta.local_fields if isinstance(field, DigestField))
        if fields:
            yield Sealed(model, fields, digests)


def old_rows() -> dict[type[models.Model], int]:
    """How many rows of each model wait to be sealed again. 1 query a model."""
    ring = keyring()
    return {sealed.model: sealed.old_rows(ring).count() for sealed in sealed_models()}


def reseal(sealed: Sealed, *, batch: int = BATCH) -> Iterator[Progress]:
    """Seals the old rows of a model again; says after each batch how far it is."""
    ring, progress, last = keyring(), Progress(sealed.model), None
    names = [*(STORED + field.name for field in sealed.fields), *(field.name for field in sealed.digests)]
    while True:
        rows = sealed.old_rows(ring).order_by("pk")
        if last is not None:
            rows = rows.filter(pk__gt=last)
        found = list(rows.values("pk", *names)[:batch])
        if not found:
            return
        with transaction.atomic():
            for row in found:
                _reseal_row(sealed, ring, row, progress)
        last = found[-1]["pk"]
        yield progress


def _reseal_row(sealed: Sealed, ring: Keyring, row: dict[str, Any], progress: Progress) -> None:
    try:
        values = _values(sealed, ring, row)
    except CannotOpen:
        progress.unreadable += 1
        return
    as_read = {STORED + field.name: row[STORED + field.name] for field in sealed.fields}
    progress.resealed += sealed.rows().filter(pk=row["pk"], **as_read).update(**values)


def _values(sealed: Sealed, ring: Keyring, row: dict[str, Any]) -> dict[str, Value]:
    """The columns of a row under the keys in use; texts that are empty stay so."""
    texts = {
        field.name: ring.open(stored, context=field.context)
        for field in sealed.fields
        if (stored := row[STORED + field.name])
    }
    values = {
        field.name: ring.seal(texts[field.name], context=field.context)
        for field in sealed.fields
        if field.name in texts
    }
    values |= {digest.name: digest.digest_of(texts.get(digest.of, "")) for digest in sealed.digests}
    # As a plain value: the field itself would seal it once more.
    return {name: Value(value, output_field=models.TextField()) for name, value in values.items()}
