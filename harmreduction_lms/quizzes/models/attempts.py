"""What learners did with quizzes: attempts, and what became of each of their items.

Whatever an attempt needs (texts, keys, points, pass mark) is frozen into its `paper` when it starts, so
nothing here may read a live question to grade.
"""

import uuid
from fractions import Fraction

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.core.fields import PAGE_MODEL
from harmreduction_lms.quizzes.grading import whole_percent
from harmreduction_lms.quizzes.models.rules import CountingAttempt, QuizRole


class AttemptState(models.TextChoices):
    """States of an attempt. Only an open one can be written to."""

    OPEN = "open", _("Open")
    SUBMITTED = "submitted", _("Submitted")
    EXPIRED = "expired", _("Time ran out")
    ABANDONED = "abandoned", _("Abandoned")


class QuizAttempt(models.Model):
    """One learner's try at a quiz: the frozen paper, the autosaved answers and, once, the grade.

    `context_key` says what the attempt was taken for (learning puts its enrolment there); this domain
    treats it as opaque. Scores are exact: points are kept as numerator and denominator.

    An attempt without a learner is what erasing leaves (`actions.erase`): marks, and nothing else.

    Personal data: answers and score; kept while the account lives; exported and erased with the learner.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="quiz_attempts"
    )
    page = models.ForeignKey(PAGE_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    quiz_key = models.UUIDField(_("quiz"), help_text=_("Translation key of the quiz page."))
    quiz_title = models.CharField(_("quiz title"), max_length=255)
    role = models.CharField(_("role"), max_length=20, choices=QuizRole.choices)
    context_key = models.UUIDField(_("taken for"), null=True, db_index=True)
    number = models.PositiveSmallIntegerField(_("attempt number"))
    counting = models.CharField(
        _("which attempt counts"),
        max_length=10,
        choices=CountingAttempt.choices,
        default=CountingAttempt.BEST,
    )
    state = models.CharField(
        _("state"), max_length=10, choices=AttemptState.choices, default=AttemptState.OPEN
    )
    paper = models.JSONField(_("paper"))
    answers = models.JSONField(_("saved answers"), default=dict)
    sequence = models.PositiveIntegerField(_("saves so far"), default=0)
    started_at = models.DateTimeField(_("started at"))
    deadline_at = models.DateTimeField(_("deadline"), null=True)
    saved_at = models.DateTimeField(_("last saved at"), null=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True)
    item_states = models.JSONField(
        _("state of the items"),
        default=dict,
        help_text=_("By item: flagged, certainty, tries and what each earned, whether it is closed."),
    )
    page_reached = models.PositiveSmallIntegerField(_("page reached"), default=1)
    awaiting_grading = models.PositiveSmallIntegerField(_("answers to be graded by hand"), default=0)
    points_numerator = models.BigIntegerField(null=True)
    points_denominator = models.PositiveBigIntegerField(null=True)
    points_possible = models.PositiveIntegerField(default=0)
    pass_mark = models.DecimalField(_("pass mark"), max_digits=5, decimal_places=2, null=True)
    is_passed = models.BooleanField(_("passed"), null=True)

    class Meta:
        verbose_name = _("quiz attempt")
        verbose_name_plural = _("quiz attempts")
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "quiz_key", "number"], name="hrlms_attempt_number_unique"
            ),
            models.UniqueConstraint(
                fields=["learner", "quiz_key"], condition=Q(state="open"), name="hrlms_one_open_attempt"
            ),
        ]
        indexes = [
            models.Index(fields=["deadline_at"], condition=Q(state="open"), name="hrlms_open_deadline"),
            # Covers what item analysis asks of attempts, so that their large JSON is never passed over.
            models.Index(
                fields=[
                    *("quiz_key", "state", "awaiting_grading", "learner", "number"),
                    *("points_numerator", "points_denominator", "points_possible"),
                ],
                name="hrlms_counting_attempts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quiz_title} ({self.number})"

    @property
    def is_open(self) -> bool:
        return self.state == AttemptState.OPEN

    @property
    def is_graded(self) -> bool:
        """Whether the result is final: handed in, and nothing waits to be graded by hand."""
        return self.points_numerator is not None and not self.awaiting_grading

    @property
    def points(self) -> Fraction:
        """Points earned, exact; nothing until graded."""
        return Fraction(self.points_numerator or 0, self.points_denominator or 1)

    @property
    def score(self) -> Fraction | None:
        """Share of the points earned, exact, 0 to 1; None until graded."""
        if self.points_numerator is None or not self.points_possible:
            return None
        return self.points / self.points_possible

    @property
    def percent(self) -> int | None:
        """The score for display, rounded down; None until graded."""
        return None if self.score is None else whole_percent(self.score)


class QuizResponse(models.Model):
    """What became of one item of a submitted attempt; the raw material of item analysis.

    The unique constraint is what makes grading happen once: of two submissions of the same attempt the
    second cannot insert its rows. Do not replace it by a check in Python.

    Quiz, attempt number and total are copies of the attempt's, so that item analysis of a million responses
    joins nothing. The total is empty until the attempt's result is final. Whoever writes that result writes
    the copies in the same transaction (`actions.submit`, `actions.settling`).

    Personal data: answers; kept and erased with the attempt.
    """

    attempt = models.ForeignKey(QuizAttempt, on_delete=models.CASCADE, related_name="responses")
    item = models.CharField(max_length=16, help_text=_("Identifier of the item in the paper."))
    position = models.PositiveSmallIntegerField()
    question_key = models.UUIDField(
        _("question"), db_index=True, help_text=_("Translation key of the question.")
    )
    revision_id = models.BigIntegerField(_("question revision"), null=True)
    kind = models.CharField(_("kind"), max_length=40)
    response = models.JSONField(_("response"), null=True)
    points_numerator = models.BigIntegerField()
    points_denominator = models.PositiveBigIntegerField()
    points_possible = models.PositiveIntegerField()
    quiz_key = models.UUIDField(_("quiz"), help_text=_("Translation key of the quiz page."))
    attempt_number = models.PositiveSmallIntegerField(_("attempt number"))
    total_numerator = models.BigIntegerField(null=True)
    total_denominator = models.PositiveBigIntegerField(null=True)

    class Meta:
        verbose_name = _("quiz response")
        verbose_name_plural = _("quiz responses")
        ordering = ["attempt", "position"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "item"], name="hrlms_item_graded_once"),
        ]
        indexes = [
            # All that item analysis groups by, in that order: it reads this and never the answers.
            models.Index(
                fields=[
                    *("quiz_key", "attempt_number", "question_key"),
                    *("points_numerator", "points_denominator"),
                    *("total_numerator", "total_denominator", "points_possible"),
                ],
                condition=Q(total_numerator__isnull=False),
                name="hrlms_final_marks",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}:{self.item}"

    @property
    def points(self) -> Fraction:
        return Fraction(self.points_numerator, self.points_denominator)
