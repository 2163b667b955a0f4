"""What a statement may show, field by field: its name, and where its words stand in a snapshot.

Accreditors and states ask for different fields (ce-rules A-02 to A-26), so a kind of credit and a policy name
them from this table. Pure but for translation: snapshot in, text out. A site adds to `fields`; the names are
stored in policies.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harmreduction_lms.core.registry import Registry


Snapshot = Mapping[str, Any]


@dataclass(frozen=True)
class StatementField:
    """`read` gives the words from a snapshot, or nothing. `is_fact`: shown as a line of the small print; the
    rest has a place of its own on the sheet."""

    label: str | Promise
    read: Callable[[Snapshot], str]
    is_fact: bool = True


fields: Registry[StatementField] = Registry()
"""By name. Documents without a field, older ones among them, just do not show it."""


def value_at(snapshot: Snapshot, path: str) -> str:
    """The text at a dotted path; empty where an older snapshot has no such place."""
    value: Any = snapshot
    for name in path.split("."):
        value = value.get(name, "") if isinstance(value, Mapping) else ""
    return ", ".join(value) if isinstance(value, list) else str(value or "")


def day_text(value: str) -> str:
    """An ISO date in words; nothing for nothing."""
    return str(date_format(date.fromisoformat(value), "j F Y")) if value else ""


def _at(path: str) -> Callable[[Snapshot], str]:
    return lambda snapshot: value_at(snapshot, path)


def _day_at(path: str) -> Callable[[Snapshot], str]:
    return lambda snapshot: day_text(value_at(snapshot, path))


def _approval(snapshot: Snapshot) -> str:
    approval = snapshot["approval"]
    values = {"number": approval["number"], "day": day_text(approval["valid_to"])}
    return _("%(number)s, valid to %(day)s") % values


def _provider(snapshot: Snapshot) -> str:
    parts = (value_at(snapshot, "provider.name"), value_at(snapshot, "provider.address"))
    return ", ".join(filter(None, parts))


def _standing(snapshot: Snapshot) -> str:
    first, last = _day_at("provider.valid_from")(snapshot), _day_at("provider.valid_to")(snapshot)
    return _("%(first)s to %(last)s") % {"first": first, "last": last} if first and last else ""


def _signature(snapshot: Snapshot) -> str:
    """Who signs, if the signature itself is there: a name alone is none."""
    return value_at(snapshot, "signature.name") if value_at(snapshot, "signature.image") else ""


_FACTS: dict[str, tuple[Any, Callable[[Snapshot], str]]] = {
    "completed_on": (gettext_lazy("Completed on"), _day_at("completed_on")),
    "issued_on": (gettext_lazy("Issued on"), _day_at("issued_on")),
    "format": (gettext_lazy("Format"), _at("format.label")),
    "location": (gettext_lazy("Location"), _at("location")),
    "profession": (gettext_lazy("Profession"), _at("learner.profession_label")),
    "licence": (gettext_lazy("Licence"), _at("learner.licensed_in")),
    "activity_type": (gettext_lazy("Activity type"), _at("approval.activity_type.label")),
    "ceu": (gettext_lazy("Continuing education units (CEU)"), _at("credit.ceu")),
    "uan": (gettext_lazy("Universal Activity Number"), _at("approval.number")),
    "approval": (gettext_lazy("Approval"), _approval),
    "released_on": (gettext_lazy("Released on"), _day_at("course.released_on")),
    "expires_on": (gettext_lazy("Expires on"), _day_at("course.expires_on")),
    "accreditor": (gettext_lazy("Accreditor"), _at("accreditor.name")),
    "provider": (gettext_lazy("Provider"), _provider),
    "provider_number": (gettext_lazy("Provider number"), _at("provider.number")),
    "standing": (gettext_lazy("Provider approved"), _standing),
    "joint_provider": (gettext_lazy("Joint provider"), _at("provider.joint_provider")),
    "subject": (gettext_lazy("Subject"), _at("course.topics")),
    "objectives": (gettext_lazy("Objectives"), _at("course.objectives")),
    "faculty": (gettext_lazy("Presented by"), _at("course.faculty")),
}
_PLACES: dict[str, tuple[Any, Callable[[Snapshot], str]]] = {
    "name": (gettext_lazy("Name of the learner"), _at("learner.name")),
    "title": (gettext_lazy("Title of the course"), _at("course.title")),
    "amount": (gettext_lazy("Amount"), _at("credit.amount")),
    "provider_name": (gettext_lazy("Name of the provider"), _at("provider.name")),
    "provider_address": (gettext_lazy("Address of the provider"), _at("provider.address")),
    "approval_number": (gettext_lazy("Number of the approval"), _at("approval.number")),
    "accreditation_statement": (gettext_lazy("Accreditation statement"), _at("accreditation_statement")),
    "designation_statement": (gettext_lazy("Designation statement"), _at("designation_statement")),
    "signature": (gettext_lazy("Who signs"), _signature),
}

for _name, (_label, _read) in _FACTS.items():
    fields.register(_name, StatementField(_label, _read))
for _name, (_label, _read) in _PLACES.items():
    fields.register(_name, StatementField(_label, _read, is_fact=False))
