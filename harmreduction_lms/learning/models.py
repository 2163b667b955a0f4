"""What a learner has begun and done. Courses and steps are held by translation key, so that progress
follows the learner across languages and outlives a deleted page."""

import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.core.fields import PAGE_MODEL


class Enrolment(models.Model):
    """A learner in a course. Taking the course again for a new period makes a new enrolment.

    `done_count` and `required_count` are a summary for lists, kept in the transaction that records a step;
    whether a course is complete is decided from the outline (`learning.actions.complete_step`).
    A completed enrolment stays completed when steps are added later.

    Personal data: learner, course, dates; kept with the award it supports; erased with the learner.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments")
    course = models.ForeignKey(PAGE_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    course_key = models.UUIDField(
        _("course"), db_index=True, help_text=_("Translation key of the course page.")
    )
    course_title = models.CharField(_("course title"), max_length=255)
    number = models.PositiveSmallIntegerField(_("enrolment number"), default=1)
    enrolled_at = models.DateTimeField(_("enrolled at"))
    completed_at = models.DateTimeField(_("completed at"), null=True, blank=True)
    done_count = models.PositiveSmallIntegerField(_("required steps done"), default=0)
    required_count = models.PositiveSmallIntegerField(_("required steps"), default=0)

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["-enrolled_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "course_key", "number"], name="hrlms_enrolment_number_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner} · {self.course_title}"

    @property
    def is_completed(self) -> bool:
        return self.completed_at is not None

    @property
    def percent(self) -> int:
        """Share of the required steps done, rounded down, never above 100."""
        if self.is_completed:
            return 100
        if not self.required_count:
            return 0
        return min(self.done_count * 100 // self.required_count, 100)


class StepProgress(models.Model):
    """A step (lesson or quiz) that a learner has done.

    Personal data: what was read and when; kept and erased with the enrolment.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="progress")
    step_key = models.UUIDField(_("step"), help_text=_("Translation key of the lesson or quiz page."))
    completed_at = models.DateTimeField(_("completed at"))

    class Meta:
        verbose_name = _("step done")
        verbose_name_plural = _("steps done")
        ordering = ["completed_at"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "step_key"], name="hrlms_step_done_once"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}:{self.step_key}"


class EvaluationReceipt(models.Model):
    """That a learner handed in the evaluation; what they wrote is kept apart (`EvaluationSheet`).

    Personal data: that and when an evaluation was handed in; kept and erased with the enrolment.
    """

    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, related_name="evaluation")
    submitted_at = models.DateTimeField(_("submitted at"))

    class Meta:
        verbose_name = _("evaluation receipt")
        verbose_name_plural = _("evaluation receipts")

    def __str__(self) -> str:
        return str(self.enrolment_id)


class EvaluationSheet(models.Model):
    """An evaluation, without a name: no link to the learner, and only the month it was written.

    Personal data: none.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course_key = models.UUIDField(_("course"), db_index=True)
    month = models.DateField(
        _("month"), help_text=_("First day of the month: an exact time could name the learner.")
    )
    answers = models.JSONField(_("answers"), encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("evaluation sheet")
        verbose_name_plural = _("evaluation sheets")
        # Random order on purpose: insertion order would allow matching sheets to receipts.
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.course_key} {self.month:%Y-%m}"


class SeatSpan(models.Model):
    """A stretch of time in which a learner had a lesson open and was active, by the server's clock.

    Heartbeats extend it while they follow one another closely; a longer gap begins another. Spans of several
    tabs may overlap: time is counted once (`seat_time`).

    Personal data: when a lesson was read; kept and erased with the enrolment.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="seat_spans")
    step_key = models.UUIDField(_("step"), help_text=_("Translation key of the lesson or quiz page."))
    started_at = models.DateTimeField(_("from"))
    last_seen_at = models.DateTimeField(_("to"))

    class Meta:
        verbose_name = _("seat time")
        verbose_name_plural = _("seat time")
        ordering = ["started_at"]
        indexes = [models.Index(fields=["enrolment", "last_seen_at"], name="hrlms_seat_span_last")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_seen_at__gte=models.F("started_at")), name="hrlms_seat_span_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}:{self.step_key}"
