"""What a fault in the ledger means, in words for whoever has to act on it."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harmreduction_lms.credits.ledger import Fault, FaultCode


WORDS: dict[FaultCode, str | Promise] = {
    FaultCode.LINKS_MISSING: gettext_lazy("links %(first)s to %(last)s are missing before link %(link)s"),
    FaultCode.LINK_MISPLACED: gettext_lazy("link %(link)s does not follow the link before it"),
    FaultCode.LINK_CHANGED: gettext_lazy("link %(link)s was changed after it was written"),
    FaultCode.LINK_COLUMNS: gettext_lazy("link %(link)s: its columns differ from what was hashed"),
    FaultCode.LINK_WITHOUT_AWARD: gettext_lazy("link %(link)s is about an award that is gone"),
    FaultCode.END_DIFFERS: gettext_lazy("the chain ends at link %(last)s, but its head says %(head)s"),
    FaultCode.HEAD_NOT_IN_CHAIN: gettext_lazy(
        "the head %(head)s is not in the chain any more: its end was cut off or written anew"
    ),
    FaultCode.HEAD_NOT_SIGNED: gettext_lazy("the head %(head)s was not signed with a key of this site"),
    FaultCode.AWARD_WITHOUT_LINK: gettext_lazy("the ledger has no link for this award"),
    FaultCode.SNAPSHOT_CHANGED: gettext_lazy("what was printed was changed after link %(link)s"),
    FaultCode.RECORD_CHANGED: gettext_lazy("the record was changed after link %(link)s"),
    FaultCode.STATUS_DIFFERS: gettext_lazy("its status is %(status)s, but its last link says %(kind)s"),
    FaultCode.RESTRICTION_DIFFERS: gettext_lazy("whether it is restricted differs from what its links say"),
    FaultCode.CODE_CHANGED: gettext_lazy("its verification code was changed, or is gone"),
    FaultCode.CODE_UNREADABLE: gettext_lazy(
        "its code or a licence number cannot be read: a key is missing, or it was changed"
    ),
    FaultCode.ROW_UNREADABLE: gettext_lazy(
        "the row after %(after)s in table %(table)s holds what cannot be read; the rest was not looked at"
    ),
}


def explain(fault: Fault) -> str:
    """What is wrong, without saying where."""
    return str(WORDS[fault.code]) % {**fault.values, "link": fault.link}


def where(fault: Fault) -> str:
    """The award that a fault is about, with its version if it was corrected; else the ledger as a whole."""
    if not fault.number:
        return _("ledger")
    return f"{fault.number} v{fault.version}" if (fault.version or 1) > 1 else fault.number


def as_json(fault: Fault) -> dict[str, Any]:
    """For programs: the code stays the same in every language and version."""
    return {
        "code": fault.code.value,
        "number": fault.number,
        "version": fault.version,
        "link": fault.link,
        "message": explain(fault),
    }
