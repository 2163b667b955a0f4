"""Ways around the ledger's guards that only tests and people with bad intentions take."""

from django.db import connection

from harmreduction_lms.credits.database_guard import guard_lifted


def execute(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def empty_the_ledger() -> None:
    """As if no award had ever been made."""
    with guard_lifted():
        for table in ("reportrow", "awardevent", "creditaward", "signedhead", "ledgerhead"):
            execute(f"DELETE FROM harmreduction_lms_{table}")  # noqa: S608 - no outsider names a table here
