"""What credits writes into Wagtail's audit log. Entries carry the document's number and no name: the log
outlives a learner's erasure."""

from typing import Any

from django.utils.translation import gettext_lazy as _


AWARD = "harmreduction_lms.award_credit"
REVOKE = "harmreduction_lms.revoke_award"
CERTIFY = "harmreduction_lms.issue_certificate"
CORRECT = "harmreduction_lms.correct_award"
SIGN_HEAD = "harmreduction_lms.sign_head"
EXPORT_HEAD = "harmreduction_lms.export_head"
SAME_IDENTIFIER = "harmreduction_lms.same_identifier"
SEE_IDENTIFIERS = "harmreduction_lms.see_identifiers"
REVIEW = "harmreduction_lms.review_course"
DECIDE = "harmreduction_lms.decide_disclosure"
ESTIMATE = "harmreduction_lms.estimate_time"
LOAD_PRESET = "harmreduction_lms.load_credit_preset"
CONFIRM_POLICY = "harmreduction_lms.confirm_credit_policy"
NEW_VERSION = "harmreduction_lms.new_credit_policy_version"
PURGE = "harmreduction_lms.purge_award"
ERASE_LEARNER = "harmreduction_lms.erase_learner"
RESULT_LOWERED = "harmreduction_lms.result_below_award"
ISSUE_BADGE = "harmreduction_lms.issue_badge"
MAKE_REPORT = "harmreduction_lms.make_report"
DOWNLOAD_REPORT = "harmreduction_lms.download_report"
TAKE_BACK_REPORT = "harmreduction_lms.take_back_report"
ANSWER_REPORT = "harmreduction_lms.record_report_answers"
RESEND_REPORT = "harmreduction_lms.resend_rejected"
SETTLE_ROW = "harmreduction_lms.settle_report_row"
EXPORT_LIST = "harmreduction_lms.export_list"


def register_log_actions(actions: Any) -> None:
    """For the hook of the same name."""
    actions.register_action(AWARD, _("Award credit"), _("Awarded the credit"))
    actions.register_action(REVOKE, _("Revoke award"), _("Revoked the award"))
    actions.register_action(CERTIFY, _("Issue certificate"), _("Issued the certificate of completion"))
    actions.register_action(REVIEW, _("Record review"), _("Recorded a review of the course"))
    actions.register_action(
        DECIDE, _("Decide on disclosure"), _("Decided what is relevant, and its mitigation")
    )
    actions.register_action(CORRECT, _("Correct award"), _("Replaced the award by a corrected one"))
    actions.register_action(SIGN_HEAD, _("Sign head"), _("Signed the end of the ledger"))
    actions.register_action(EXPORT_HEAD, _("Export head"), _("Exported a signed head of the ledger"))
    actions.register_action(
        SAME_IDENTIFIER, _("Same identifier"), _("An identifier that another account has too was saved")
    )
    actions.register_action(SEE_IDENTIFIERS, _("See identifiers"), _("Looked at the identifiers"))
    actions.register_action(LOAD_PRESET, _("Load preset"), _("Loaded the rules from a preset, unconfirmed"))
    actions.register_action(CONFIRM_POLICY, _("Confirm rules"), _("Confirmed the rules"))
    actions.register_action(NEW_VERSION, _("New version"), _("Made a new version of the rules"))
    actions.register_action(
        RESULT_LOWERED,
        _("Result below award"),
        _("The result this award rests on was lowered: decide what becomes of it"),
    )
    actions.register_action(PURGE, _("Purge award"), _("Purged the award after its term"))
    actions.register_action(ERASE_LEARNER, _("Erase learner"), _("Erased a learner"))
    actions.register_action(ESTIMATE, _("Work out time"), _("Worked out how long the course takes"))
    actions.register_action(ISSUE_BADGE, _("Issue badge"), _("Issued a digital badge"))
    actions.register_action(MAKE_REPORT, _("Make report"), _("Made a file for a board"))
    actions.register_action(DOWNLOAD_REPORT, _("Download report"), _("Downloaded a file for a board"))
    actions.register_action(TAKE_BACK_REPORT, _("Take back report"), _("Took back a file that was not sent"))
    actions.register_action(ANSWER_REPORT, _("Record answers"), _("Recorded what a board answered"))
    actions.register_action(RESEND_REPORT, _("Send again"), _("Queued rejected rows once more"))
    actions.register_action(SETTLE_ROW, _("Done by hand"), _("Did by hand what no file can"))
    actions.register_action(EXPORT_LIST, _("Export list"), _("Exported a list of awards or activities"))
