"""What quizzes write into Wagtail's audit log."""

from typing import Any

from django.utils.translation import gettext_lazy as _


ARCHIVE = "harmreduction_lms.archive_question"
RESTORE = "harmreduction_lms.restore_question"
MOVE = "harmreduction_lms.move_question"
TAG = "harmreduction_lms.tag_question"
GRADE = "harmreduction_lms.grade_answer"
REGRADE = "harmreduction_lms.regrade_quiz"
DECIDE = "harmreduction_lms.decide_regrade"
RETIME = "harmreduction_lms.retime_attempt"
ERASE = "harmreduction_lms.erase_quiz_data"


def register_log_actions(actions: Any) -> None:
    """For the hook of the same name."""
    actions.register_action(ARCHIVE, _("Archive"), _("Archived the question"))
    actions.register_action(RESTORE, _("Restore"), _("Restored the question from the archive"))
    actions.register_action(MOVE, _("Move"), _("Moved the question to another category"))
    actions.register_action(TAG, _("Tag"), _("Tagged the question"))
    actions.register_action(GRADE, _("Grade"), _("Graded an answer by hand"))
    actions.register_action(REGRADE, _("Regrade"), _("Marked the quiz again"))
    actions.register_action(RETIME, _("More time"), _("Gave an attempt that had begun more time"))
    actions.register_action(DECIDE, _("Decide"), _("Decided about a pass that a regrading would take away"))
    actions.register_action(ERASE, _("Erase"), _("Erased what quizzes held about a learner"))
