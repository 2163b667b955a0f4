"""What can go wrong with a quiz, each with a message that says what to do next.

When one of these is raised, nothing has been written.
"""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.core.errors import HarmReductionLMSError


class AttemptRefused(HarmReductionLMSError):
    """Base of everything that keeps an attempt from being started. Gates raise their own."""

    message = _("This quiz cannot be started now.")


class QuizNotOpen(AttemptRefused):
    """The quiz is a draft, unpublished or expired; which of these is nobody's business."""

    message = _(
        "This quiz is not open. It may be in preparation or closed. "
        "Look in the catalogue for what you can take now."
    )


class QuizRestricted(AttemptRefused):
    """A view restriction on the quiz or above it does not accept this learner.

    Says the same as `QuizNotOpen`: a refusal must not tell anybody that a hidden page exists.
    """

    message = QuizNotOpen.message


class EmptyQuiz(AttemptRefused):
    """No published question is left on the quiz."""

    message = _("This quiz has no questions at the moment. Please come back later.")


class AttemptLimitReached(AttemptRefused):
    """All allowed attempts have been used."""

    message = _(
        "You have used all the attempts this quiz allows. "
        "Look at your results, or ask whoever runs the course for another attempt."
    )


class AttemptRefusedUntil(AttemptRefused):
    """Refused because of a time; the message names it, in the site's zone."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment
        local = timezone.localtime(moment)
        shown = f"{date_format(local, 'DATETIME_FORMAT')} {local:%Z}"
        super().__init__(str(self.message) % {"time": shown})


class QuizNotYetOpen(AttemptRefusedUntil):
    """The quiz opens later."""

    message = _("This quiz opens on %(time)s. Please come back then.")


class QuizClosed(AttemptRefusedUntil):
    """The quiz has closed."""

    message = _("This quiz closed on %(time)s. Ask whoever runs the course if you need more time.")


class AttemptTooSoon(AttemptRefusedUntil):
    """A waiting time between attempts is not over."""

    message = _("You can try again from %(time)s. Use the time to look at the lessons once more.")


class QuizClosesTooSoon(AttemptRefusedUntil):
    """The quiz closes before the waiting time is over."""

    message = _(
        "There is no further attempt: the quiz closes on %(time)s, before the waiting time is over. "
        "Ask whoever runs the course if you need one."
    )


class AttemptClosed(HarmReductionLMSError):
    """The attempt has been submitted or has run out of time."""

    message = _("This attempt has been handed in already, so its answers can no longer change.")


class AttemptDeadlinePassed(AttemptClosed):
    """Something arrived after the deadline and the grace period."""

    message = _(
        "The time for this attempt was over when this arrived. "
        "The answers that were saved in time are kept and have been scored."
    )


class AttemptNotCounted(AttemptClosed):
    """The same where an attempt counts only when it is handed in in time."""

    message = _(
        "The time for this attempt was over when this arrived. In this quiz an attempt counts only when it "
        "is handed in in time, so this one has no result."
    )


class AttemptBusy(HarmReductionLMSError):
    """Answers kept changing while the attempt was being handed in."""

    message = _("Your answers were still being saved. Please hand the quiz in again.")


class AnswerFixed(HarmReductionLMSError):
    """An answer that has been judged, or stands on a page that is behind, was to be changed."""

    message = _("This answer can no longer change. Go on with the next question.")


class NothingToCheck(HarmReductionLMSError):
    """An answer was to be judged, and there is none."""

    message = _("Answer the question first, then have it checked.")


class StaleAnswer(HarmReductionLMSError):
    """An answer from a tab that has not seen the newest ones; it would overwrite them."""

    message = _(
        "You have gone on with this quiz in another tab or on another device, so this was not saved. "
        "Reload the page to see your newest answers and go on from there."
    )


class UnknownItem(HarmReductionLMSError):
    """An answer to a question that is not on the paper."""

    message = _(
        "An answer belongs to a question that is not part of this quiz. Reload the page and try again."
    )


class QuizChanged(HarmReductionLMSError):
    """A public quiz was changed between showing it and having it checked."""

    message = _("The questions have been changed in the meantime. Go back, reload the page and try again.")


class QuestionNotReady(HarmReductionLMSError):
    """A question whose answer could not be graded was about to be published."""

    message = _("This question cannot be published yet: its answer is not complete.")
