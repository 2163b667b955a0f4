"""What imports write into Wagtail's audit log."""

from typing import Any

from django.utils.translation import gettext_lazy as _


IMPORT = "harmreduction_lms.import_question"


def register_log_actions(actions: Any) -> None:
    """For the hook of the same name."""
    actions.register_action(IMPORT, _("Import"), _("Imported the question from a file"))
