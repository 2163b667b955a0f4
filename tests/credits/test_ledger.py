"""The chain of events, and what `verify_awards` finds when somebody has been at the database."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from harmreduction_lms.credits.actions import revoke_award
from harmreduction_lms.credits.actions.ledger import append_event
from harmreduction_lms.credits.audit import audit_awards
from harmreduction_lms.credits.database_guard import lift_guard
from harmreduction_lms.credits.ledger import Link, broken_links, canonical, chain_digest
from harmreduction_lms.credits.models import AwardEvent, AwardEventKind, CreditAward, LedgerHead
from tests.credits.factories import claimed
from tests.factories import make_learner


def test_the_hashed_spelling_does_not_depend_on_key_order_or_escapes() -> None:
    assert canonical({"b": 1, "a": "Łukasz"}) == '{"a":"Łukasz","b":1}'.encode()
    assert canonical({"a": "Łukasz", "b": 1}) == canonical({"b": 1, "a": "\u0141ukasz"})


@pytest.mark.parametrize("value", [1.5, {"a": [0.1]}, ({"b": 2.0},)])
def test_floats_are_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)


def chain(length: int) -> list[Link]:
    links: list[Link] = []
    previous = ""
    for sequence in range(1, length + 1):
        payload = {"number": f"HR-{sequence}"}
        digest = chain_digest(previous, payload)
        links.append(Link(sequence, previous, digest, payload))
        previous = digest
    return links


def test_a_whole_chain_has_no_faults() -> None:
    links = chain(4)
    assert broken_links(links, head_sequence=4, head_digest=links[-1].digest) == []
    assert broken_links([], head_sequence=0, head_digest="") == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda links: links.pop(0),
        lambda links: links.pop(1),
        lambda links: links.pop(),
        lambda links: links.reverse(),
        lambda links: links.insert(1, links.pop(2)),
        lambda links: links.__setitem__(
            1, Link(2, links[1].previous_digest, links[1].digest, {"number": "X"})
        ),
        lambda links: links.__setitem__(1, Link(2, "", chain_digest("", {"number": "X"}), {"number": "X"})),
        lambda links: links.insert(2, links[1]),
    ],
)
def test_row_22_every_tampering_with_the_chain_is_found(damage: Callable[[list[Link]], None]) -> None:
    links = chain(4)
    head = links[-1].digest
    damage(links)
    assert broken_links(links, head_sequence=4, head_digest=head)


@pytest.fixture
def awards(db: None) -> list[CreditAward]:
    return [claimed() for _number in range(3)]


def verify(**options: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("verify_awards", stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def execute(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_untouched_awards_verify(awards: list[CreditAward]) -> None:
    revoke_award(award=awards[1], reason="Error", actor=make_learner(is_superuser=True))
    out, err = verify()
    assert "Awards: 3. Links: 4." in out
    assert "Every award is as it was issued." in out
    assert not err


def test_an_empty_ledger_verifies(db: None) -> None:
    assert "Awards: 0. Links: 0." in verify()[0]


@pytest.fixture
def unguarded(awards: list[CreditAward]) -> list[CreditAward]:
    """Somebody who may change the tables has taken the database's own guard away."""
    lift_guard()
    return awards


def tampered(award: CreditAward, column: str, value: object) -> None:
    CreditAward.objects.filter(pk=award.pk).record_change(**{column: value})


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("amount", "20.00"),
        ("completed_on", "2026-01-02"),
        ("retain_until", "2026-01-02"),
        ("number", "HR-2026-00000000-0"),
        ("code", "another-code-another-code"),
        ("period", 7),
        ("status", "revoked"),
        ("issued_at", "2026-01-02T00:00Z"),
        ("restricted_at", "2026-01-02T00:00Z"),
        ("version", 2),
        ("code_digest", "0" * 64),
    ],
)
def test_an_edited_award_is_named(unguarded: list[CreditAward], column: str, value: object) -> None:
    tampered(unguarded[1], column, value)
    with pytest.raises(CommandError) as caught:
        verify()
    assert caught.value.returncode == 1
    number = "HR-2026-00000000-0" if column == "number" else unguarded[1].number
    assert {fault.number for fault in audit_awards().faults} == {number}


def test_an_edited_snapshot_is_named(unguarded: list[CreditAward]) -> None:
    snapshot = {
        **unguarded[2].snapshot,
        "learner": {**unguarded[2].snapshot["learner"], "name": "Somebody Else"},
    }
    tampered(unguarded[2], "snapshot", snapshot)
    assert [fault.number for fault in audit_awards().faults] == [unguarded[2].number]


def test_a_revoked_award_set_back_to_valid_is_named(unguarded: list[CreditAward]) -> None:
    revoke_award(award=unguarded[0], reason="Error", actor=make_learner(is_superuser=True))
    tampered(unguarded[0], "status", "valid")
    assert [fault.number for fault in audit_awards().faults] == [unguarded[0].number]


def test_a_deleted_award_leaves_a_hole(unguarded: list[CreditAward]) -> None:
    execute("DELETE FROM harmreduction_lms_awardevent WHERE award_id = %s", unguarded[1].pk)
    execute("DELETE FROM harmreduction_lms_creditaward WHERE id = %s", unguarded[1].pk)
    assert unguarded[2].number in {fault.number for fault in audit_awards().faults}


def test_an_award_put_in_past_the_ledger_is_named(unguarded: list[CreditAward]) -> None:
    execute("DELETE FROM harmreduction_lms_awardevent WHERE award_id = %s", unguarded[2].pk)
    assert unguarded[2].number in {fault.number for fault in audit_awards().faults}


def test_swapped_events_are_found(unguarded: list[CreditAward]) -> None:
    first, second = AwardEvent.objects.order_by("sequence")[:2]
    execute("UPDATE harmreduction_lms_awardevent SET sequence = 99 WHERE id = %s", first.pk)
    execute("UPDATE harmreduction_lms_awardevent SET sequence = 1 WHERE id = %s", second.pk)
    execute("UPDATE harmreduction_lms_awardevent SET sequence = 2 WHERE id = %s", first.pk)
    assert audit_awards().faults


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("reason", "A better one"),
        ("reason_code", "misconduct"),
        ("kind", "revoked"),
        ("actor_id", None),
        ("happened_at", "2026-01-02T00:00Z"),
    ],
)
def test_an_edited_event_is_found(unguarded: list[CreditAward], column: str, value: object) -> None:
    unguarded[0].events.record_change(**{column: value})
    assert unguarded[0].number in {fault.number for fault in audit_awards().faults}


def test_a_cut_end_shows_against_a_head_kept_elsewhere(unguarded: list[CreditAward]) -> None:
    """The tail with its head cut off is a whole, shorter chain; only a head kept elsewhere tells (row 22)."""
    head = audit_awards().head
    last = unguarded[2].events.get()
    execute("DELETE FROM harmreduction_lms_awardevent WHERE id = %s", last.pk)
    execute("DELETE FROM harmreduction_lms_creditaward WHERE id = %s", unguarded[2].pk)
    LedgerHead.objects.update(sequence=2, digest=last.previous_digest)
    assert audit_awards().faults == ()
    with pytest.raises(CommandError):
        verify(head=head)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_link_is_only_added_in_the_transaction_of_its_award() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        append_event(award=claimed(), kind=AwardEventKind.REVOKED)
