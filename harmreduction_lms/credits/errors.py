"""What can be wrong when credit is claimed or issued. Each message says what to do next."""

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.credits import reasons
from harmreduction_lms.credits.rules import ClaimRefusal, Eligibility, GateCode


class NotEligible(HarmReductionLMSError):
    """Gates are unmet; `eligibility` has all of them, the message the first that keeps one from claiming."""

    def __init__(self, eligibility: Eligibility) -> None:
        self.eligibility = eligibility
        first = next(gate for gate in eligibility.unmet if gate.code != GateCode.CLAIM)
        super().__init__(reasons.explain(first).text)


class AmountRefused(HarmReductionLMSError):
    """The amount cannot be awarded; `refusal` says why."""

    def __init__(self, refusal: ClaimRefusal, *, values: dict[str, object]) -> None:
        self.refusal = refusal
        super().__init__(reasons.refusal_text(refusal) % values)


class DailyLimitReached(HarmReductionLMSError):
    """The day's limit of the credit type is reached until `moment` (ce-rules B-14)."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment
        super().__init__(reasons.daily_limit_text(moment))


class AwardWasRevoked(HarmReductionLMSError):
    message = _(
        "This credit was awarded before and was revoked, so it cannot be claimed again. "
        "Write to the provider if you think that is a mistake."
    )


class ApprovalOfAnotherCourse(HarmReductionLMSError):
    message = _("This approval belongs to another course. Go back to the course and claim its credit there.")


class CourseNotCompleted(HarmReductionLMSError):
    message = _("The course is not complete yet. Finish its required steps, then come back.")


class CreditApplies(HarmReductionLMSError):
    message = _("Credit is offered for this course. Claim it instead: the statement shows the course too.")


class RetroactiveApproval(HarmReductionLMSError):
    message = _(
        "The course was already completed on days this approval would cover. Credit is designated before an "
        "activity, never afterwards: let the approval start on a later day."
    )


class NumberNotFound(HarmReductionLMSError):
    message = _("No free number could be drawn. Try again in a moment.")


class ReviewInTheFuture(HarmReductionLMSError):
    message = _("Enter the day of a review that has taken place.")


class RunsTooLong(HarmReductionLMSError):
    """The course would run longer than its policy allows (ce-rules D-08)."""

    def __init__(self, latest: date) -> None:
        self.latest = latest
        super().__init__(
            _("The course may run to %(latest)s at the latest. Choose that day or an earlier one.")
            % {"latest": date_format(latest)}
        )


class NothingToSign(HarmReductionLMSError):
    message = _("The ledger is empty. There is nothing to sign before the first award.")


class AwardNotValid(HarmReductionLMSError):
    message = _(
        "This award does not stand any more: it was corrected or revoked in the meantime. Look at the newest "
        "version before you go on."
    )


class NothingCorrected(HarmReductionLMSError):
    message = _("The correction changes nothing that is printed. Change something, or go back.")


class DayNotApproved(HarmReductionLMSError):
    message = _(
        "The approval of this award does not cover that day. Credit is awarded only on days it covers."
    )


class ReasonMissing(HarmReductionLMSError):
    message = _("Say in a few words why. A board may ask.")


class LicenceExists(HarmReductionLMSError):
    message = _(
        "You have a licence of this profession in this state already. Go back and change that one instead."
    )


class AccountHasStaffAccess(HarmReductionLMSError):
    message = _(
        "This account can do more than learn: it is used for running the site. An administrator has to take "
        "that access away first; then the account can be erased."
    )
