"""Triggers by which the database itself refuses what the ledger does not describe (decision 0010).

Awards, links and signed heads are never deleted. An award may be superseded, revoked, restricted or purged,
its code sealed anew; of a link only the words of its reason may go. Everything else is refused, whoever asks:
`loaddata`, raw SQL, a delete that Django cascades. PostgreSQL and SQLite; elsewhere only the application
refuses, and `verify_awards` finds.

Migrations may rebuild tables, so the triggers are lifted before ours run and set again after every `migrate`.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps as all_apps
from django.db import DEFAULT_DB_ALIAS, connections, models, router

from harmreduction_lms.credits.models import AwardEvent, AwardStatus, CreditAward, LedgerHead, SignedHead


VERSION = 1
"""Raise it when a rule changes: triggers of another version are replaced at the next `migrate`."""


@dataclass(frozen=True)
class Rule:
    """What may happen to the rows of a table. `allowed` is SQL over OLD and NEW, `=~` meaning "the same"."""

    model: type[models.Model]
    frozen: Sequence[str]
    allowed: str

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def name(self) -> str:
        return f"hrlms_guard_{VERSION}_{self.model._meta.model_name}"

    def condition(self, same: str) -> str:
        """The whole of what is allowed, with a vendor's operator for "the same, empty or not"."""
        unchanged = " AND ".join(f"NEW.{column} =~ OLD.{column}" for column in self.frozen)
        return f"({unchanged}) AND ({self.allowed})".replace("=~", same)


AWARD = Rule(
    CreditAward,
    (
        *("id", "number", "version", "code_digest", "supersedes_id", "issued_at", "completed_on"),
        *("approval_id", "credit_type_id", "course_key", "period", "amount", "retain_until"),
    ),
    f"""CASE
    WHEN OLD.status = '{AwardStatus.PURGED}' THEN
        NEW.status =~ OLD.status AND NEW.snapshot =~ OLD.snapshot AND NEW.learner_id =~ OLD.learner_id
        AND NEW.enrolment_id =~ OLD.enrolment_id AND NEW.restricted_at =~ OLD.restricted_at
        AND NEW.code =~ OLD.code AND NEW.licences =~ OLD.licences
    WHEN NEW.status = '{AwardStatus.PURGED}' THEN
        NEW.learner_id IS NULL AND NEW.enrolment_id IS NULL AND NEW.code = '' AND NEW.licences = ''
        AND NEW.restricted_at =~ OLD.restricted_at
    ELSE
        NEW.snapshot =~ OLD.snapshot AND NEW.learner_id =~ OLD.learner_id
        AND NEW.enrolment_id =~ OLD.enrolment_id
        AND (NEW.restricted_at =~ OLD.restricted_at OR OLD.restricted_at IS NULL)
        AND (NEW.status =~ OLD.status OR OLD.status = '{AwardStatus.VALID}'
             AND NEW.status IN ('{AwardStatus.SUPERSEDED}', '{AwardStatus.REVOKED}'))
    END""",
)
LINK = Rule(
    AwardEvent,
    (
        *("id", "sequence", "award_id", "kind", "reason_code", "actor_id", "happened_at", "payload"),
        *("previous_digest", "digest"),
    ),
    "NEW.reason =~ OLD.reason OR NEW.reason = ''",
)
HEAD = Rule(LedgerHead, ("id",), "NEW.sequence = OLD.sequence + 1")
SIGNED_HEAD = Rule(
    SignedHead, ("id", "sequence", "digest", "signed_at", "key_id", "signature"), "NEW.id =~ OLD.id"
)
RULES = (AWARD, LINK, HEAD, SIGNED_HEAD)

SAME = {"postgresql": "IS NOT DISTINCT FROM", "sqlite": "IS"}
STATEMENTS = {
    "postgresql": (
        """CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '{table}: rows are never deleted' USING ERRCODE = 'check_violation';
    END IF;
    IF ({condition}) IS NOT TRUE THEN
        RAISE EXCEPTION '{table}: the ledger describes no such change' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $guard$;
CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()""",
    ),
    "sqlite": (
        """CREATE TRIGGER {name}_delete BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, '{table}: rows are never deleted'); END""",
        """CREATE TRIGGER {name}_update BEFORE UPDATE ON {table} WHEN ({condition}) IS NOT TRUE
BEGIN SELECT RAISE(ABORT, '{table}: the ledger describes no such change'); END""",
    ),
}
DROP = {"postgresql": "DROP FUNCTION {name}() CASCADE", "sqlite": "DROP TRIGGER {name}"}
FIND = {
    "postgresql": """SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE NOT tgisinternal AND tgname LIKE 'hrlms_guard_%' AND pg_table_is_visible(pg_class.oid)""",
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'hrlms_guard_%'",
}


def set_guard(using: str = DEFAULT_DB_ALIAS) -> None:
    """Put the triggers in place, also of those of another version; nothing is done where they stand."""
    vendor = connections[using].vendor
    if vendor not in SAME or not missing_guards(using):
        return
    lift_guard(using)
    with connections[using].cursor() as cursor:
        for rule in RULES:
            values = {"name": rule.name, "table": rule.table, "condition": rule.condition(SAME[vendor])}
            for statement in STATEMENTS[vendor]:
                cursor.execute(statement.format(**values))


def lift_guard(using: str = DEFAULT_DB_ALIAS) -> None:
    """Take the triggers away, of whatever version."""
    drop = DROP.get(connections[using].vendor, "")
    with connections[using].cursor() as cursor:
        for name in _found(using):
            cursor.execute(drop.format(name=name))


def missing_guards(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Tables without their triggers: all of them on a database we have none for."""
    found = _found(using)
    per_table = len(STATEMENTS.get(connections[using].vendor, "-"))
    return [rule.table for rule in RULES if sum(name.startswith(rule.name) for name in found) < per_table]


@contextmanager
def guard_lifted(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """The door, for repairs and tests: what is done behind it shows in `verify_awards` all the same."""
    lift_guard(using)
    try:
        yield
    finally:
        set_guard(using)


def lift_before_migrations(sender: Any, *, using: str, plan: Sequence[Any] = (), **kwargs: Any) -> None:
    """On `pre_migrate`: SQLite rebuilds a table to change it, and a migration may fill a new column."""
    if any(migration.app_label == sender.label for migration, _backwards in plan):
        lift_guard(using)


def set_after_migrations(sender: Any, *, using: str, apps: Any = all_apps, **kwargs: Any) -> None:
    """On `post_migrate`, also of a database for tests; not where an older state has been asked for."""
    if all(_has_columns(rule, sender.label, using, apps) for rule in RULES):
        set_guard(using)


def _has_columns(rule: Rule, app_label: str, using: str, apps: Any) -> bool:
    if not router.allow_migrate_model(using, rule.model):
        return False
    try:
        model = apps.get_model(app_label, rule.model._meta.model_name)
    except LookupError:
        return False
    columns = {field.column for field in model._meta.local_fields}
    return columns >= {field.column for field in rule.model._meta.local_fields}


def _found(using: str) -> list[str]:
    """Names of our triggers."""
    query = FIND.get(connections[using].vendor)
    if query is None:
        return []
    with connections[using].cursor() as cursor:
        cursor.execute(query)
        return [name for (name,) in cursor.fetchall()]
