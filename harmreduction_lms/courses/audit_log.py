"""What courses write into Wagtail's audit log beyond what Wagtail writes itself."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogFormatter


NOT_PUBLISHED = "harmreduction_lms.not_published"


class NotPublishedFormatter(LogFormatter):
    """Says in the page's history why it did not go live."""

    label = _("Not published")

    def format_message(self, log_entry: Any) -> str:
        reasons = " ".join(log_entry.data.get("reasons", []))
        return str(_("Taken off the schedule instead of published. %(reasons)s") % {"reasons": reasons})


def register_log_actions(actions: Any) -> None:
    """For the hook of the same name."""
    actions.register_action(NOT_PUBLISHED)(NotPublishedFormatter)
