"""Registers with Wagtail what the domains offer: one "Learning" menu, audit-log actions. Holds no rules."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from harmreduction_lms.courses import publication_hooks
from harmreduction_lms.courses.audit_log import register_log_actions as register_courses_log_actions
from harmreduction_lms.courses.viewsets import viewsets as courses_viewsets
from harmreduction_lms.credits.audit_log import register_log_actions as register_credits_log_actions
from harmreduction_lms.credits.viewsets import viewsets as credits_viewsets
from harmreduction_lms.learning.audit_log import register_log_actions as register_learning_log_actions
from harmreduction_lms.learning.viewsets import viewsets as learning_viewsets
from harmreduction_lms.quizzes.audit_log import register_log_actions as register_quizzes_log_actions
from harmreduction_lms.quizzes.exchange.audit_log import (
    register_log_actions as register_exchange_log_actions,
)
from harmreduction_lms.quizzes.import_views.hooks import (
    ExportBulkAction,
    export_button,
    import_button,
    register_admin_urls,
)
from harmreduction_lms.quizzes.reports.viewset import viewsets as quizzes_reports_viewsets
from harmreduction_lms.quizzes.slots import question_list_buttons
from harmreduction_lms.quizzes.viewsets import viewsets as quizzes_viewsets


class LearningViewSetGroup(SnippetViewSetGroup):
    """Everything an educator or administrator keeps besides pages. Wagtail hides what one may not see."""

    menu_label = _("Learning")
    menu_name = "learning"
    menu_icon = "glasses"
    menu_order = 250
    items = (
        *learning_viewsets,
        *quizzes_viewsets,
        *quizzes_reports_viewsets,
        *credits_viewsets,
        *courses_viewsets,
    )


register_snippet(LearningViewSetGroup)
hooks.register("register_log_actions", register_courses_log_actions)
hooks.register("register_log_actions", register_learning_log_actions)
hooks.register("register_log_actions", register_credits_log_actions)
hooks.register("register_log_actions", register_quizzes_log_actions)
hooks.register("register_log_actions", register_exchange_log_actions)
hooks.register("before_publish_page", publication_hooks.before_publish_page)
hooks.register("before_bulk_action", publication_hooks.before_bulk_action)
hooks.register("before_edit_page", publication_hooks.before_edit_page)
hooks.register("register_admin_urls", register_admin_urls)
hooks.register("register_bulk_action", ExportBulkAction)
question_list_buttons.register("import", import_button)
question_list_buttons.register("export", export_button)
