"""Whether a statement has all that its accreditor and its policy ask for; if not, it is not issued."""

import re
from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.credits.statements.fields import Snapshot, fields, value_at
from harmreduction_lms.credits.statements.kinds import kind_of


PLACE = re.compile(r"\{\w+\}")
TEXTS = ("accreditation_statement", "designation_statement")
LIVE = ("live", "blended")


class StatementIncomplete(HarmReductionLMSError):
    """`missing` names the fields; the message has them in words, for the learner to pass on."""

    def __init__(self, missing: Iterable[str | Promise]) -> None:
        self.missing = tuple(str(label) for label in missing)
        text = _(
            "The statement cannot be issued yet, because something is missing that your accreditor wants on "
            "it: %(missing)s. You have lost nothing. Please tell the provider, and claim again when it is "
            "there."
        )
        super().__init__(text % {"missing": ", ".join(self.missing)})


class SupporterNamed(HarmReductionLMSError):
    message = _(
        "The statement cannot be issued, because it would name a commercial supporter of the course. Please "
        "tell the provider."
    )


def required_fields(snapshot: Snapshot) -> tuple[str, ...]:
    """Names of the fields this statement must have, in the order they are asked for."""
    kind = kind_of(snapshot)
    if_live = kind.required_if_live if value_at(snapshot, "format.code") in LIVE else ()
    by_policy = tuple(snapshot.get("policy_fields", ()))
    return tuple(dict.fromkeys((*kind.required, *if_live, *by_policy)))


def missing_fields(snapshot: Snapshot) -> tuple[str, ...]:
    """Names of the required fields that are empty, or hold a placeholder nobody filled in (A-02, A-13, A-15,
    A-24, A-25). A name that no table knows is missing too: what a policy asks for cannot be shown."""
    return tuple(name for name in required_fields(snapshot) if _is_missing(snapshot, name))


def _is_missing(snapshot: Snapshot, name: str) -> bool:
    field = fields.get(name)
    text = field.read(snapshot).strip() if field else ""
    return not text or (name in TEXTS and PLACE.search(text) is not None)


def check_statement(snapshot: Snapshot, *, supporters: Iterable[str] = ()) -> None:
    """Raise what keeps this statement from being issued, if anything does."""
    if missing := missing_fields(snapshot):
        raise StatementIncomplete(label_of(name) for name in missing)
    printed = " ".join(_printed_names(snapshot)).casefold()
    if any(name.casefold() in printed for name in supporters if name.strip()):
        raise SupporterNamed


def label_of(name: str) -> str:
    """A field in words; one that is unknown by its name."""
    field = fields.get(name)
    return str(field.label) if field else name


def _printed_names(snapshot: Snapshot) -> list[str]:
    """Where the name of a supporter could stand (A-13: none may)."""
    paths = (*TEXTS, "provider.name", "provider.joint_provider", "signature.name", "signature.title")
    return [value_at(snapshot, path) for path in paths]
