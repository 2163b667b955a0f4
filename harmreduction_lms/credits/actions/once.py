"""Inserting what may exist only once. The database decides, not a check before it."""

from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError, transaction

from harmreduction_lms.credits.errors import NumberNotFound
from harmreduction_lms.credits.models.records import IssuedRecord


Record = TypeVar("Record", bound=IssuedRecord)

DRAWS = 5


def insert_once(insert: Callable[[], Record], find: Callable[[], Record | None]) -> Record:
    """What `insert` makes, or what somebody faster made.

    A constraint may stop the insert for two reasons: the record exists by now, and is found; or the number
    drawn is taken, and another is drawn.
    """
    last_error: IntegrityError | None = None
    for _draw in range(DRAWS):
        try:
            with transaction.atomic():
                return insert()
        except IntegrityError as error:
            last_error = error
            if (record := find()) is not None:
                return record
    raise NumberNotFound from last_error
