"""The rules a quiz can be taken by, and exceptions from them for single learners or groups."""

from decimal import Decimal

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class QuizRole(models.TextChoices):
    """What a quiz is for; decides whether a pass counts towards completion and credit."""

    CHECK_YOURSELF = "check_yourself", _("Check yourself")
    PRE_TEST = "pre_test", _("Pre-test")
    POST_TEST = "post_test", _("Post-test")
    FOLLOW_UP = "follow_up", _("Follow-up")


class QuizBehaviour(models.TextChoices):
    """When answers are judged, and how often they may be given."""

    DEFERRED = "deferred", _("Feedback after handing in")
    IMMEDIATE = "immediate", _("Feedback after each question")
    SEVERAL_TRIES = "several_tries", _("Several tries with hints")
    CERTAINTY = "certainty", _("With certainty: “how sure are you?”")


class QuizNavigation(models.TextChoices):
    """Whether learners may go back to an earlier page of the quiz."""

    FREE = "free", _("Free")
    SEQUENTIAL = "sequential", _("One page after the other, no way back")


class CountingAttempt(models.TextChoices):
    """Which of several attempts decides."""

    BEST = "best", _("The best")
    FIRST = "first", _("The first")
    LAST = "last", _("The last")
    AVERAGE = "average", _("The average of all")


class TimeUp(models.TextChoices):
    """What becomes of an attempt whose time runs out."""

    SUBMIT = "submit", _("What was saved in time is handed in")
    DISCARD = "discard", _("It does not count")


class FeedbackPolicy(models.TextChoices):
    """What the learner sees after submitting."""

    SCORE = "score", _("Score only")
    FULL = "full", _("Score, right answers and rationale")
    CUSTOM = "custom", _("As set in the table below")


class QuizOverride(models.Model):
    """Other rules for one learner or one group, at one quiz or at every quiz.

    A `time_factor` stretches every timer. A row for one learner and every quiz is that learner's
    accommodation (WCAG 2.2, 2.2.1 Timing Adjustable). Fields left empty change nothing.

    Personal data: who gets more time, and a note; seen by staff; exported and erased with the learner.
    """

    quiz_key = models.UUIDField(
        _("quiz"), null=True, blank=True, help_text=_("Empty means every quiz. Otherwise the quiz's key.")
    )
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="quiz_overrides",
        verbose_name=_("learner"),
    )
    group = models.ForeignKey(
        Group,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="quiz_overrides",
        verbose_name=_("group"),
    )
    opens_at = models.DateTimeField(_("opens at"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)
    attempts_allowed = models.PositiveSmallIntegerField(_("attempts allowed"), null=True, blank=True)
    time_limit_minutes = models.PositiveSmallIntegerField(_("time limit in minutes"), null=True, blank=True)
    time_factor = models.DecimalField(
        _("time factor"),
        max_digits=4,
        decimal_places=2,
        default=Decimal(1),
        validators=[MinValueValidator(Decimal(1)), MaxValueValidator(Decimal(10))],
        help_text=_("Every timer is made this many times longer, e.g. 1.5."),
    )
    note = models.CharField(
        _("note"),
        max_length=255,
        blank=True,
        help_text=_("For staff. No diagnoses, please: they are nobody's business."),
    )

    class Meta:
        verbose_name = _("exception to quiz rules")
        verbose_name_plural = _("exceptions to quiz rules")
        ordering = ["quiz_key", "learner", "group"]
        constraints = [
            models.CheckConstraint(
                condition=Q(learner__isnull=True) ^ Q(group__isnull=True), name="hrlms_override_for_one"
            ),
            models.CheckConstraint(condition=Q(time_factor__gte=1), name="hrlms_override_never_shortens"),
            models.UniqueConstraint(fields=["learner", "quiz_key"], name="hrlms_override_learner_quiz"),
            models.UniqueConstraint(fields=["group", "quiz_key"], name="hrlms_override_group_quiz"),
            models.UniqueConstraint(
                fields=["learner"], condition=Q(quiz_key__isnull=True), name="hrlms_one_accommodation"
            ),
            models.UniqueConstraint(
                fields=["group"], condition=Q(quiz_key__isnull=True), name="hrlms_one_group_accommodation"
            ),
        ]

    def __str__(self) -> str:
        return str(self.learner or self.group)

    def clean(self) -> None:
        super().clean()
        if (self.learner_id is None) == (self.group_id is None):
            raise ValidationError(_("Choose a learner or a group, not both."))
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": _("It must close after it opens.")})
