"""What can stand in a learner's way, each with a message that says what to do next."""

from django.utils.translation import gettext_lazy as _

from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.quizzes.errors import AttemptRefused


class CourseNotOpen(HarmReductionLMSError):
    """The course is a draft, unpublished, expired or not there; which of these is nobody's business."""

    message = _(
        "This course is not open to you. It may be in preparation, closed, or meant for other people. "
        "Look in the catalogue for courses you can take now."
    )


class CourseNotReleased(CourseNotOpen):
    """The course page can be seen, and its release date has not come."""

    message = _("This course has not opened yet. Its page says when it will; come back on that day.")


class CourseEnded(HarmReductionLMSError):
    """The last day of the course has passed in the site's zone."""

    message = _(
        "This course has ended and takes no new learners. Look in the catalogue for one that follows it."
    )


class CourseRestricted(HarmReductionLMSError):
    """A view restriction on the course or above it does not accept this learner.

    The words are those of `CourseNotOpen`: a refusal must not tell anybody that a hidden course exists.
    """

    message = CourseNotOpen.message


class StepNotInCourse(HarmReductionLMSError):
    """The step is not a live step of the course the learner is enrolled in."""

    message = _("This step is not part of the course any more. Go back to the course to see its steps.")


class QuizNotPassed(HarmReductionLMSError):
    """Somebody tried to mark a quiz as done; only handing it in does that."""

    message = _(
        "A quiz is marked as done when you hand it in, and a post-test when you pass it. "
        "Open the quiz to start or go on."
    )


class NotEnrolled(AttemptRefused):
    """A quiz of a course was started by somebody who is not enrolled in it."""

    message = _(
        "This quiz belongs to a course. Open the course and enrol first, so that what you do here counts."
    )


class ContentNotDone(HarmReductionLMSError):
    """The evaluation comes after the content (ce-rules C-08)."""

    message = _("The evaluation opens when you have done every required step of the course.")


class LessonOpenTooLong(HarmReductionLMSError):
    """The page a sign of life comes from was opened long ago, or never."""

    message = _(
        "This page has been open for too long for its time to count. Open the lesson again and go on."
    )


class LessonNotYours(HarmReductionLMSError):
    """A sign of life for somebody else's enrolment: another person signed in on this device."""

    message = _("Somebody else opened this page. Open the lesson again, so that your own time counts.")


class CourseNotCompleted(HarmReductionLMSError):
    """Taking a course again begins where the last time ended (ce-rules E-09)."""

    message = _("You are still taking this course. You can take it again once every required step is done.")


class QuizStillOpen(HarmReductionLMSError):
    """An attempt of the last time is open; answers given now would count for that."""

    message = _(
        "A quiz of this course is still open from your last time. Open it and hand it in, then start again."
    )


class RepeatRefused(HarmReductionLMSError):
    """Something of record allows no repeat (ce-rules B-17); raised with the words of whoever refused."""
