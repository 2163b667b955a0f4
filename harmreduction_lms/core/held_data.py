"""What the site holds about an account itself, as plain JSON: for the learner who asks for it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

from harmreduction_lms.core.plain_json import as_plain_json


NOT_TOLD = {"password"}
"""A password is kept as a digest; told, it would only help somebody to guess it."""

ABOUT: dict[str, Mapping[str, Any]] = {
    "fields": {},
    "log": {
        "at": _("When."),
        "action": _("What was done."),
        "about": _("To what: a course, or the number of a document."),
    },
}
"""What each field of `account_data_of` means, for the person who reads it. Those of an account go by
their own names."""


def account_data_of(user: Any) -> dict[str, list[dict[str, Any]]]:
    """The account's own fields, whatever user model the site has, and what the log says that its owner did.
    2 queries. See `ABOUT`."""
    fields = {
        str(field.verbose_name): _text(user, field)
        for field in user._meta.concrete_fields
        if field.name not in NOT_TOLD
    }
    groups = getattr(user, "groups", None)
    if groups is not None:
        fields[str(_("groups"))] = list(groups.values_list("name", flat=True))
    held: dict[str, list[dict[str, Any]]] = as_plain_json({"fields": [fields], "log": _log(user)})
    return held


def _text(user: Any, field: Any) -> Any:
    value = field.value_from_object(user)
    return value if isinstance(value, bool | int | str) or value is None else field.value_to_string(user)


def _log(user: Any) -> list[dict[str, Any]]:
    entries = ModelLogEntry.objects.filter(user_id=user.pk).order_by("timestamp", "pk")
    labels = {action: str(label) for action, label in registry.get_choices()}
    return [
        {
            "at": entry.timestamp,
            # What a part of the site did that is not there any more has no label.
            "action": labels.get(entry.action, entry.action),
            "about": entry.label,
        }
        for entry in entries.iterator()
    ]
