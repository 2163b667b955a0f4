"""What learning writes into Wagtail's audit log. Entries carry the course's title and no name: the log
outlives a learner's erasure."""

from typing import Any

from django.utils.translation import gettext_lazy as _


ENROL = "harmreduction_lms.enrol"
COMPLETE = "harmreduction_lms.complete_course"
ERASE = "harmreduction_lms.erase_learning_data"


def register_log_actions(actions: Any) -> None:
    """For the hook of the same name."""
    actions.register_action(ENROL, _("Enrol"), _("Enrolled in the course"))
    actions.register_action(COMPLETE, _("Complete course"), _("Completed the course"))
    actions.register_action(
        ERASE, _("Erase"), _("Erased what was held about a learner's way through courses")
    )
