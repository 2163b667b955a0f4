"""Heads of the ledger, signed and kept elsewhere."""

import json
from contextlib import suppress
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from harmreduction_lms.core.keyring import add_keys
from harmreduction_lms.credits.actions import sign_head
from harmreduction_lms.credits.audit import audit_awards
from harmreduction_lms.credits.database_guard import lift_guard
from harmreduction_lms.credits.errors import NothingToSign
from harmreduction_lms.credits.ledger import FaultCode
from harmreduction_lms.credits.models import LedgerHead, SignedHead
from harmreduction_lms.credits.signed_heads import NotAHead, head_file, read_head
from tests.credits.factories import claimed
from tests.credits.ledger_tools import execute
from tests.factories import make_learner


pytestmark = pytest.mark.django_db


def verify(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    with suppress(CommandError):
        call_command("verify_awards", "--json", *arguments, stdout=out, stderr=StringIO())
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def test_a_head_is_signed_once_and_names_where_the_ledger_ends() -> None:
    claimed()
    head = sign_head(actor=make_learner(is_superuser=True))
    assert str(head) == audit_awards().head
    assert sign_head() == head
    claimed()
    assert sign_head().sequence == 2


def test_an_empty_ledger_has_nothing_to_sign() -> None:
    with pytest.raises(NothingToSign):
        sign_head()


def test_signing_needs_a_right() -> None:
    claimed()
    with pytest.raises(PermissionDenied):
        sign_head(actor=make_learner())


def test_an_exported_head_proves_that_nothing_was_cut_off(tmp_path: Path) -> None:
    claimed()
    last = claimed()
    file = tmp_path / "head.json"
    call_command("export_head", str(file), stdout=StringIO())
    assert verify("--head", str(file))["is_whole"]
    lift_guard()
    event = last.events.get()
    execute("DELETE FROM harmreduction_lms_awardevent WHERE id = %s", event.pk)
    execute("DELETE FROM harmreduction_lms_creditaward WHERE id = %s", last.pk)
    LedgerHead.objects.update(sequence=1, digest=event.previous_digest)
    # The heads that were signed are in the database too, so cutting the end alone is not enough.
    assert [fault["code"] for fault in verify()["faults"]] == ["head_not_in_chain"]
    execute("DELETE FROM harmreduction_lms_signedhead")
    assert verify()["is_whole"]
    assert [fault["code"] for fault in verify("--head", str(file))["faults"]] == ["head_not_in_chain"]


def test_a_head_that_somebody_made_up_is_not_believed(tmp_path: Path) -> None:
    claimed()
    facts = json.loads(head_file(sign_head()))
    for name, value in (("sequence", 7), ("digest", "0" * 64), ("key_id", "s9"), ("signature", "AAAA")):
        made_up = read_head(json.dumps({**facts, name: value}))
        assert not made_up.is_genuine
        codes = [fault.code for fault in audit_awards(known_heads=[made_up]).faults]
        assert codes == [FaultCode.HEAD_NOT_SIGNED]


def test_row_23_a_head_stays_provable_when_keys_are_rotated(settings: Any) -> None:
    claimed()
    head = read_head(head_file(sign_head()))
    ours = settings.HARMREDUCTION_LMS
    for day in (1, 2):
        ring = add_keys(ours["KEYRING"], today=date(2026, 12, day))
        ours = {**ours, "KEYRING": ring}
        settings.HARMREDUCTION_LMS = ours
        assert audit_awards(known_heads=[head]).faults == ()
        sign_head()
    assert SignedHead.objects.count() == 3


@pytest.mark.parametrize("text", ["", "head", "1:", ":abc", "{}", '{"type": "other"}', "{", "-1:aa"])
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(NotAHead):
        read_head(text)


def test_the_command_says_which_file_is_no_head(tmp_path: Path) -> None:
    (tmp_path / "head.json").write_text("{}")
    for text in (str(tmp_path / "head.json"), str(tmp_path / "missing.json"), "nonsense"):
        with pytest.raises(CommandError, match=r"head|nonsense|missing"):
            call_command("verify_awards", head=[text], stdout=StringIO())


def test_only_the_newest_links_are_looked_at_when_asked() -> None:
    claimed()
    for _more in range(3):
        claimed()
    audit = audit_awards(newest=2)
    assert (audit.awards, audit.links, audit.faults) == (2, 2, ())
