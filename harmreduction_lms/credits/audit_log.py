"""What credits writes into Wagtail's audit log. Entries carry the document's number and no name: the log
outlives a learner's erasure."""

from typing import Any

from django.utils.translation import gettext_lazy as _


AWARD = "harmreduction_lms.award_credit"
REVOKE = "harmreduction_lms.revoke_award"
CERTIFY = "harmreduction_lms.issue_certificate"


def register_log_actions(actions: Any) -> None:
    """For the hook of the same name."""
    actions.register_action(AWARD, _("Award credit"), _("Awarded the credit"))
    actions.register_action(REVOKE, _("Revoke award"), _("Revoked the award"))
    actions.register_action(CERTIFY, _("Issue certificate"), _("Issued the certificate of completion"))
