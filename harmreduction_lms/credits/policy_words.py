"""The rules of a policy in words, each beside where it is from: what somebody confirms."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Field
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from harmreduction_lms.credits.models import CreditPolicy, LearnerDatum
from harmreduction_lms.credits.models.policy import RULE_FIELDS
from harmreduction_lms.credits.preset_files import preset_with_key
from harmreduction_lms.credits.reasons import plain_number
from harmreduction_lms.credits.statements.required import label_of
from harmreduction_lms.credits.wording import Finding, designation_findings


@dataclass(frozen=True)
class Rule:
    """One value, what was shipped where that differs, and its source."""

    label: str
    value: str
    shipped: str
    source: str

    @property
    def is_unread(self) -> bool:
        """Whether nobody has read the source yet: it is to be looked up before anything else."""
        return self.source.startswith("RECALL")


def rules_of(policy: CreditPolicy) -> Iterator[Rule]:
    """Every rule of a policy, in the order of the form. No query.

    Sources are read from the policy's own note, so a new version has them, and what somebody wrote there.
    """
    preset = preset_with_key(policy.preset)
    sources = dict(line.split(": ", 1) for line in policy.source_note.splitlines() if ": " in line)
    for name in RULE_FIELDS[1:]:
        field: Any = CreditPolicy._meta.get_field(name)
        value = _in_words(field, getattr(policy, name))
        shipped = preset.values.get(name, field.get_default()) if preset else getattr(policy, name)
        shipped_text = _in_words(field, field.to_python(shipped))
        source = sources.get(name, _("House default.") if preset else "")
        yield Rule(
            label=capfirst(str(field.verbose_name)),
            value=value,
            shipped="" if shipped_text == value else shipped_text,
            source=source,
        )


def warnings(policy: CreditPolicy) -> list[Finding]:
    """What to look at in the wording before confirming; what refuses it never got this far."""
    return designation_findings(policy.credit_type.kind, policy.designation_statement)


_NAMES = {datum.value: datum.label for datum in LearnerDatum}


def _in_words(field: Field, value: Any) -> str:
    match value:
        case True | False:
            return _("Yes") if value else _("No")
        case None | "" | []:
            return "–"
        case Decimal():
            return plain_number(value)
        case date():
            return str(date_format(value))
        case list():
            return ", ".join(str(_NAMES.get(item) or label_of(item)) for item in value)
        case _:
            return str(dict(field.flatchoices).get(value, value))
