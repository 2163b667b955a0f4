"""Queries whose SQL is written once."""

from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.models import Model, QuerySet


Row = TypeVar("Row", bound=Model)


class PreparedQuery(Generic[Row]):
    """The rows of a queryset whose columns have given values: SQL once, then only the values.

    Django writes the SQL of a query again each time it runs. For a page of forty columns that takes longer
    than running it; use this where a whole class sends the same query at the same moment, and nowhere else.
    The queryset must have no values after its filters (no sliced or computed order).
    """

    def __init__(self, rows: QuerySet[Row], *columns: str) -> None:
        self._rows = rows
        self._fields: dict[str, Any] = {name: rows.model._meta.get_field(name) for name in sorted(columns)}
        self._written: dict[str, tuple[str, tuple[Any, ...]]] = {}

    def rows(self, **values: Any) -> list[Row]:
        """The rows where each column has its value. One query."""
        using = self._rows.db
        sql, fixed = self._written.get(using) or self._write(using, values)
        connection = connections[using]
        own = [field.get_db_prep_value(values[name], connection) for name, field in self._fields.items()]
        return list(self._rows.model._default_manager.using(using).raw(sql, [*fixed, *own]))

    def _write(self, using: str, values: dict[str, Any]) -> tuple[str, tuple[Any, ...]]:
        """Django puts the values of a filter last, in the order of the columns' names."""
        sql, params = self._rows.filter(**values).query.get_compiler(using=using).as_sql()
        self._written[using] = sql, tuple(params[: -len(self._fields)])
        return self._written[using]
