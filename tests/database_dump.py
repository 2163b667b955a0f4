"""Everything a database holds, as one text: for tests that something is nowhere in it any more."""

import json

from django.contrib.sessions.models import Session
from django.db import connection


def dump_database() -> str:
    """Every row of every table, those of Wagtail and Django included, and what sessions say once decoded.

    Accented letters and quotes inside JSON columns are as their database writes them: search for plain ASCII.
    """
    rows: list[str] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            rows += [f"{table}: {_text(row)}" for row in cursor.fetchall()]
    rows += [json.dumps(session.get_decoded()) for session in Session.objects.all()]
    return "\n".join(rows)


def _text(row: tuple[object, ...]) -> str:
    return " | ".join(
        value.decode(errors="replace") if isinstance(value, bytes) else str(value) for value in row
    )
