"""What people decide about marks: answers graded by hand, and marks changed after the fact."""

from fractions import Fraction

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.quizzes.models.attempts import QuizAttempt, QuizResponse


class HandGrade(models.Model):
    """An answer that a person grades: waits in the queue while `graded_at` is empty.

    `points_by_criterion` gives the points of each criterion of the rubric frozen in the paper, in its order.

    Personal data: who graded and what they wrote about an answer; kept and erased with the attempt.
    """

    response = models.OneToOneField(QuizResponse, on_delete=models.CASCADE, related_name="hand_grade")
    points_by_criterion = models.JSONField(_("points"), default=list, encoder=DjangoJSONEncoder)
    comment = models.TextField(_("comment"), blank=True, help_text=_("The learner reads this."))
    graded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    graded_at = models.DateTimeField(_("graded at"), null=True, db_index=True)

    class Meta:
        verbose_name = _("answer to grade")
        verbose_name_plural = _("answers to grade")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.response)


class Regrade(models.Model):
    """One regrading: who changed marks, when and why. Its changes say what each attempt had before.

    Personal data: who regraded; kept with the attempts.
    """

    quiz_key = models.UUIDField(_("quiz"), db_index=True)
    quiz_title = models.CharField(_("quiz title"), max_length=255)
    reason = models.TextField(_("reason"))
    regraded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    regraded_at = models.DateTimeField(_("regraded at"))

    class Meta:
        verbose_name = _("regrading")
        verbose_name_plural = _("regradings")
        ordering = ["-regraded_at"]

    def __str__(self) -> str:
        return f"{self.quiz_title} ({localtime(self.regraded_at):%Y-%m-%d})"


class RegradeDecision(models.TextChoices):
    """What becomes of a pass that a regrading would take away. Nothing is lowered until somebody decides."""

    NONE = "none", _("Nothing to decide")
    PENDING = "pending", _("To be decided")
    KEPT = "kept", _("The learner keeps the pass")
    LOWERED = "lowered", _("The new result stands")


class RegradeChange(models.Model):
    """What a regrading changed in one attempt: exact points before and after, pass before and after.

    `items` lists {"item", "old": "1/2", "new": "1"} for each item whose points changed.

    Personal data: marks; kept, exported and erased with the attempt.
    """

    regrade = models.ForeignKey(Regrade, on_delete=models.CASCADE, related_name="changes")
    attempt = models.ForeignKey(QuizAttempt, on_delete=models.CASCADE, related_name="regrade_changes")
    items = models.JSONField(_("items"), default=list, encoder=DjangoJSONEncoder)
    old_numerator = models.BigIntegerField()
    old_denominator = models.PositiveBigIntegerField()
    new_numerator = models.BigIntegerField()
    new_denominator = models.PositiveBigIntegerField()
    was_passed = models.BooleanField(_("passed before"), null=True)
    would_pass = models.BooleanField(_("passed after"), null=True)
    decision = models.CharField(
        _("decision"),
        max_length=10,
        choices=RegradeDecision.choices,
        default=RegradeDecision.NONE,
        db_index=True,
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)

    class Meta:
        verbose_name = _("changed result")
        verbose_name_plural = _("changed results")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["regrade", "attempt"], name="hrlms_regraded_once"),
        ]

    def __str__(self) -> str:
        return str(self.attempt)

    @property
    def old_points(self) -> Fraction:
        return Fraction(self.old_numerator, self.old_denominator)

    @property
    def new_points(self) -> Fraction:
        return Fraction(self.new_numerator, self.new_denominator)
