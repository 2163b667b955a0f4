"""What an accreditor wants to know of a course that offers credit, and the clock it runs by."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model_string

from harmreduction_lms.core.fields import PAGE_MODEL


class EstimateBasis(models.TextChoices):
    """How the time an activity takes was found (ce-rules B-03)."""

    MEDIA = "media", _("Length of the media")
    WORDS = "words", _("Number of words (Mergener)")
    MIXED = "mixed", _("Length of the media and number of words")
    PILOT = "pilot", _("Times of people who tried it")
    EXPERT = "expert", _("An expert's estimate")


class Activity(models.Model):
    """The accreditor's view of one course: one row a course, kept when the page is gone.

    `provider_activity_id` never changes: reports to boards update by it (ce-rules F-06). The dates of
    release, review and end are the page's own.

    Personal data: none.
    """

    course = models.ForeignKey(PAGE_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    course_key = models.UUIDField(_("course key"), unique=True, editable=False)
    provider_activity_id = models.CharField(
        _("provider activity ID"),
        max_length=40,
        unique=True,
        help_text=_("Stable: boards tell by it that a report is an update."),
    )
    pars_activity_id = models.CharField(
        _("ACCME activity ID"),
        max_length=9,
        blank=True,
        validators=[RegexValidator(r"^\d{9}$", _("Enter the nine digits that PARS shows."))],
    )
    medium = models.CharField(
        _("medium"), max_length=160, blank=True, help_text=_("E.g. internet, text with self-check questions.")
    )
    method_of_participation = models.TextField(
        _("how to take part"), blank=True, help_text=_("What a learner does from start to credit.")
    )
    estimate_basis = models.CharField(
        _("how the time was found"), max_length=10, choices=EstimateBasis.choices, blank=True
    )
    estimate_inputs = models.JSONField(
        _("figures it was found from"), default=dict, blank=True, encoder=DjangoJSONEncoder
    )
    estimated_minutes = models.DecimalField(
        _("minutes it takes"),
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    planned_professions = models.JSONField(
        _("planned by and for"),
        default=list,
        blank=True,
        encoder=DjangoJSONEncoder,
        help_text=_("Professions of the healthcare team; at least two for interprofessional credit."),
    )
    disclosure_waiver = models.TextField(
        _("why no disclosures are needed"),
        blank=True,
        help_text=_("Only where the standard makes an exception, e.g. content that is not clinical."),
    )
    off_label_statement = models.TextField(
        _("uses outside the approved labelling"), blank=True, help_text=_("Shown before the start.")
    )
    uncertified_parts = models.TextField(
        _("parts that earn no credit"), blank=True, help_text=_("Named, and left out of the amount.")
    )
    fees_and_refunds = models.TextField(_("fees and refunds"), blank=True)
    grievances = models.TextField(_("how to complain"), blank=True)

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["provider_activity_id"]

    def __str__(self) -> str:
        return self.provider_activity_id


class ReviewOutcome(models.TextChoices):
    """What a review of an enduring activity found (ce-rules D-09)."""

    CURRENT = "current", _("Still right: it may run on")
    REVISED = "revised", _("Revised, and right now")
    WITHDRAWN = "withdrawn", _("Not right any more: no new credit")


class ActivityReview(models.Model):
    """A review of a course by somebody named; a good outcome starts its clock again.

    Personal data: who reviewed and what they noted; kept with the activity file.
    """

    course = models.ForeignKey(PAGE_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    course_key = models.UUIDField(_("course key"), db_index=True, editable=False)
    reviewer = models.ForeignKey("harmreduction_lms.Person", on_delete=models.PROTECT, related_name="reviews")
    reviewed_on = models.DateField(_("reviewed on"))
    outcome = models.CharField(_("outcome"), max_length=12, choices=ReviewOutcome.choices)
    notes = models.TextField(_("notes"), blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("review of a course")
        verbose_name_plural = _("reviews of courses")
        ordering = ["-reviewed_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.reviewed_on}: {self.get_outcome_display()}"


class CommercialSupport(models.Model):
    """Money or goods from outside for a course (ce-rules D-06; ACCME Standard 4).

    Personal data: none.
    """

    course = models.ForeignKey(PAGE_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    course_key = models.UUIDField(_("course key"), db_index=True, editable=False)
    source = models.CharField(_("who gives it"), max_length=200)
    amount = models.PositiveIntegerField(_("amount"), null=True, blank=True, help_text=_("Whole units."))
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    in_kind = models.CharField(
        _("goods or services"), max_length=200, blank=True, help_text=_("What is given in kind.")
    )
    agreement = models.ForeignKey(
        get_document_model_string(),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The signed agreement; keep it in a private collection."),
    )

    class Meta:
        verbose_name = _("commercial support")
        verbose_name_plural = _("commercial support")
        ordering = ["source"]

    def __str__(self) -> str:
        return self.source
