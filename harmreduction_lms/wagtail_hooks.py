"""Registers with Wagtail what the domains offer; holds no rules."""

from wagtail import hooks

from harmreduction_lms.credits.audit_log import register_log_actions as register_credits_log_actions
from harmreduction_lms.learning.audit_log import register_log_actions as register_learning_log_actions
from harmreduction_lms.learning.viewsets import EnrolmentViewSet


hooks.register("register_log_actions", register_learning_log_actions)
hooks.register("register_log_actions", register_credits_log_actions)
hooks.register("register_admin_viewset", EnrolmentViewSet)
