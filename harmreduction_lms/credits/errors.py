"""What can be wrong when credit is claimed or issued. Each message says what to do next."""

from django.utils.translation import gettext_lazy as _

from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.credits import reasons
from harmreduction_lms.credits.rules import ClaimRefusal, Eligibility


class NotEligible(HarmReductionLMSError):
    """Gates are unmet; `eligibility` has all of them, the message the first."""

    def __init__(self, eligibility: Eligibility) -> None:
        self.eligibility = eligibility
        super().__init__(reasons.explain(eligibility.unmet[0]).text)


class AmountRefused(HarmReductionLMSError):
    """The amount cannot be awarded; `refusal` says why."""

    def __init__(self, refusal: ClaimRefusal, *, values: dict[str, object]) -> None:
        self.refusal = refusal
        super().__init__(reasons.refusal_text(refusal) % values)


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
