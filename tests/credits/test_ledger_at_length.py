# ruff: noqa: S608 - no outsider names a table or column here
"""Long ledgers: no false alarm, constant memory, and every one of many random alterations found (row 22).

`HRLMS_LEDGER` says how many awards, `HRLMS_MUTATIONS` how many alterations; `make nightly` asks for more.
"""

import json
import os
import random
import time
import tracemalloc
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from harmreduction_lms.credits.actions import revoke_award, sign_head
from harmreduction_lms.credits.audit import LedgerCheck, audit_awards
from harmreduction_lms.credits.database_guard import lift_guard
from harmreduction_lms.credits.models import AwardEvent, CreditAward, LedgerHead
from harmreduction_lms.credits.signed_heads import KnownHead, head_file, read_head
from tests.credits.ledger_tools import execute
from tests.credits.many_awards import make_many_awards
from tests.factories import make_learner


pytestmark = pytest.mark.django_db

AWARDS = int(os.environ.get("HRLMS_LEDGER", "300"))
MUTATIONS = int(os.environ.get("HRLMS_MUTATIONS", "240"))
SECONDS = 60 * max(1, AWARDS / 100_000)

AWARD, LINK = "harmreduction_lms_creditaward", "harmreduction_lms_awardevent"

# Every column but the links' own primary keys, which nothing refers to and nothing is said about.
AWARD_COLUMNS = [field.column for field in CreditAward._meta.local_fields if not field.primary_key]
LINK_COLUMNS = [field.column for field in AwardEvent._meta.local_fields if not field.primary_key]


def peak_of_check() -> tuple[float, float]:
    """Seconds and peak MB of a whole check that must find nothing."""
    check = LedgerCheck()
    tracemalloc.start()
    started = time.perf_counter()
    assert next(check.faults(), None) is None
    seconds, (_now, peak) = time.perf_counter() - started, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return seconds, peak / 1e6


def test_a_long_ledger_raises_no_false_alarm_and_takes_no_more_memory() -> None:
    make_many_awards(AWARDS)
    started = time.perf_counter()
    audit = audit_awards()
    seconds = time.perf_counter() - started
    assert (audit.awards, audit.links, audit.faults) == (AWARDS + 1, AWARDS + 1, ())
    assert seconds < SECONDS
    _slow, peak = peak_of_check()
    print(f"{AWARDS} awards: {seconds:.1f} s, peak {peak:.1f} MB")  # noqa: T201
    assert peak < 24


def altered(value: Any) -> Any:
    """Another value of the same kind, as little different as may be."""
    if value is None:
        return "2026-01-01 00:00:00"
    if isinstance(value, int):
        return value + 1_000_003
    # Separators are left alone: a date reads the same with a space and with a T.
    text = str(value) or "-"
    place = random.choice([place for place, character in enumerate(text) if character not in " :T"])
    return text[:place] + ("1" if text[place] != "1" else "2") + text[place + 1 :]


def alter_column(table: str, columns: list[str]) -> str:
    column = random.choice(columns)
    key, before = one_of(f"SELECT id, {column} FROM {table} ORDER BY random() LIMIT 1")
    value = before
    if column in {"snapshot", "payload"}:
        value = alter_json(json.loads(value))
    elif column == "actor_id":
        value = None if value is not None else make_learner().pk
    elif column.endswith("_id"):
        value = None
    else:
        value = altered(value)
    execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", value, key)
    return f"{table}.{column}" if value != before else ""


def alter_json(value: Any) -> str:
    """One leaf of it, anywhere."""
    spots: list[tuple[Any, Any]] = []

    def walk(node: Any) -> None:
        items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        for key, child in items:
            spots.append((node, key))
            walk(child)

    walk(value)
    node, key = random.choice(spots)
    node[key] = altered(node[key]) if not isinstance(node[key], dict | list | bool) else "another"
    return json.dumps(value)


def delete_link() -> str:
    [key] = one_of(f"SELECT id FROM {LINK} ORDER BY random() LIMIT 1")
    execute(f"DELETE FROM {LINK} WHERE id = %s", key)
    return "link deleted"


def delete_award() -> str:
    [key] = one_of(f"SELECT id FROM {AWARD} ORDER BY random() LIMIT 1")
    execute(f"DELETE FROM {LINK} WHERE award_id = %s", key)
    execute(f"DELETE FROM {AWARD} WHERE id = %s", key)
    return "award deleted"


def swap(table: str, column: str) -> str:
    """Two rows exchange a value: everything is still there, but elsewhere."""
    (first, one), (second, two) = some_of(f"SELECT id, {column} FROM {table} ORDER BY random() LIMIT 2")
    execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", spare(one), first)
    execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", one, second)
    execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", two, first)
    return f"{table}.{column} swapped" if one != two else ""


def spare(value: Any) -> Any:
    """Something unique to stand in while two rows exchange a unique value."""
    return 10**9 if isinstance(value, int) else f"{value}-"[-36:]


def cut_tail() -> str:
    """The last links go, with their awards and the head: only a head kept elsewhere tells."""
    number = random.randint(1, 5)
    for event in AwardEvent.objects.order_by("-sequence")[:number]:
        execute(f"DELETE FROM {LINK} WHERE id = %s", event.pk)
        if not AwardEvent.objects.filter(award_id=event.award_id).exists():
            execute(f"DELETE FROM {AWARD} WHERE id = %s", event.award_id)
        else:
            execute(f"UPDATE {AWARD} SET status = 'valid' WHERE id = %s", event.award_id)
    end = AwardEvent.objects.order_by("-sequence").first()
    assert end is not None
    LedgerHead.objects.update(sequence=end.sequence, digest=end.digest)
    execute("DELETE FROM harmreduction_lms_signedhead")
    return "tail cut"


def insert_backdated() -> str:
    """A link is added at the end as if it had been in the middle, and the head moved with it."""
    head = LedgerHead.objects.get()
    event = AwardEvent.objects.order_by("?").first()
    assert event is not None
    event.pk, event._state.adding = None, True
    event.sequence, event.previous_digest, event.digest = head.sequence + 1, head.digest, "f" * 64
    event.save(force_insert=True)
    LedgerHead.objects.update(sequence=event.sequence, digest=event.digest)
    return "link inserted"


def one_of(sql: str) -> Any:
    return some_of(sql)[0]


def some_of(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


ALTERATIONS = [
    *[lambda: alter_column(AWARD, AWARD_COLUMNS)] * 8,
    *[lambda: alter_column(LINK, LINK_COLUMNS)] * 8,
    delete_link,
    delete_award,
    lambda: swap(LINK, "sequence"),
    lambda: swap(LINK, "award_id"),
    lambda: swap(AWARD, "code"),
    lambda: swap(AWARD, "snapshot"),
    cut_tail,
    insert_backdated,
]


class Undo(Exception):
    """Takes an alteration back."""


def is_found(alter: Any, heads: list[KnownHead]) -> tuple[str, bool]:
    """What was altered (nothing, where the database would not have it), and whether it was found."""
    found = False
    what = ""
    try:
        with transaction.atomic():
            what = alter()
            found = bool(audit_awards(known_heads=heads).faults)
            raise Undo
    except Undo:
        return what, found
    except DatabaseError:
        return "", True


def test_row_22_every_alteration_is_found() -> None:
    like = make_many_awards(20)
    registrar = make_learner(is_superuser=True)
    revoke_award(award=like, reason="Awarded twice", actor=registrar)
    heads = [read_head(head_file(sign_head(actor=registrar)))]
    lift_guard()
    assert audit_awards(known_heads=heads).faults == ()
    random.seed(20261123)
    outcomes: list[tuple[str, bool]] = []
    while len(outcomes) < MUTATIONS:
        what, found = is_found(random.choice(ALTERATIONS), heads)
        if what:
            outcomes.append((what, found))
    assert sorted({what for what, found in outcomes if not found}) == []
    assert len({what for what, _found in outcomes}) > 25
    assert audit_awards(known_heads=heads).faults == ()
