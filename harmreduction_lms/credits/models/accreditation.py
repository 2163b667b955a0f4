"""Who accredits, what the organisation holds, and which course is approved for what."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model_string
from wagtail.images import get_image_model_string

from harmreduction_lms.core.fields import PAGE_MODEL
from harmreduction_lms.credits.models.policy import (
    CreditPolicy,
    CreditType,
    dates_in_order,
    wording_errors,
)
from harmreduction_lms.credits.pictures import PictureRefused, printed_png
from harmreduction_lms.credits.wording import accreditation_findings


class AccreditingBody(models.Model):
    """An accreditor, e.g. the American Nurses Credentialing Center.

    Personal data: none.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    country = models.CharField(
        _("country"), max_length=2, blank=True, help_text=_("Two letters, ISO 3166-1.")
    )
    url = models.URLField(_("website"), blank=True)
    is_fictional = models.BooleanField(
        _("fictional"),
        default=False,
        help_text=_("Made up for a demonstration; marked as such wherever it shows."),
    )

    class Meta:
        verbose_name = _("accrediting body")
        verbose_name_plural = _("accrediting bodies")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ProviderAccreditation(models.Model):
    """The organisation's own standing with an accrediting body: it holds this, the software never does.

    Personal data: none.
    """

    body = models.ForeignKey(
        AccreditingBody, on_delete=models.PROTECT, related_name="provider_accreditations"
    )
    provider_name = models.CharField(
        _("provider name"), max_length=200, help_text=_("As the accreditor knows it.")
    )
    provider_address = models.CharField(_("provider address"), max_length=255, blank=True)
    number = models.CharField(_("provider number"), max_length=60, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))
    accreditation_statement = models.TextField(
        _("accreditation statement"), help_text=_("Printed word for word on statements of credit.")
    )
    ce_broker_number = models.CharField(
        _("CE Broker provider number"), max_length=20, blank=True, help_text=_("Without the leading 50-.")
    )
    logo = models.ForeignKey(
        get_image_model_string(), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    signature = models.ForeignKey(
        get_image_model_string(), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    signatory_name = models.CharField(_("signed by"), max_length=160, blank=True)
    signatory_title = models.CharField(_("title of who signs"), max_length=160, blank=True)
    evidence = models.ForeignKey(
        get_document_model_string(),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The accreditor's letter; keep it in a private collection."),
    )

    class Meta:
        verbose_name = _("provider accreditation")
        verbose_name_plural = _("provider accreditations")
        ordering = ["body", "-valid_to"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="hrlms_accreditation_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider_name}, {self.body}"

    @property
    def is_fictional(self) -> bool:
        return self.body.is_fictional

    def clean(self) -> None:
        super().clean()
        errors: dict[str, Any] = dates_in_order(valid_from=self.valid_from, valid_to=self.valid_to)
        if self.body_id:
            kinds = self.body.credit_types.values_list("kind", flat=True)
            found = accreditation_findings(kinds, self.accreditation_statement)
            errors |= wording_errors("accreditation_statement", found)
        errors |= _picture_errors(logo=self.logo, signature=self.signature)
        if errors:
            raise ValidationError(errors)


def _picture_errors(**images: Any) -> dict[str, str]:
    """Pictures that statements could not print are refused before anything is issued."""
    errors = {}
    for name, image in images.items():
        try:
            if image is not None:
                printed_png(image)
        except PictureRefused as refused:
            errors[name] = str(refused)
    return errors


class ActivityFormat(models.TextChoices):
    """Learning formats as accreditors name them (ce-rules A-06)."""

    ENDURING = "enduring", _("Enduring material")
    LIVE = "live", _("Live activity")
    HOME_STUDY = "home_study", _("Home study")
    BLENDED = "blended", _("Blended")
    OTHER = "other", _("Other activity")


class PharmacyAudience(models.TextChoices):
    """Whom a UAN is for (ce-rules A-17): its last letter."""

    PHARMACIST = "P", _("Pharmacists")
    TECHNICIAN = "T", _("Pharmacy technicians")


class PharmacyActivityType(models.TextChoices):
    """ACPE's types of activity, each with a least amount (ce-rules B-12)."""

    KNOWLEDGE = "knowledge", _("Knowledge")
    APPLICATION = "application", _("Application")
    CERTIFICATE = "certificate", _("Certificate programme")


class ActivityApproval(models.Model):
    """That a course is approved for an amount of one credit type between two dates.

    Without one that covers the day of completion, nothing but a certificate of completion is issued
    (ce-rules A-01).

    Personal data: none.
    """

    course = models.ForeignKey(PAGE_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    course_key = models.UUIDField(_("course key"), db_index=True, editable=False)
    accreditation = models.ForeignKey(
        ProviderAccreditation, on_delete=models.PROTECT, related_name="approvals"
    )
    credit_type = models.ForeignKey(CreditType, on_delete=models.PROTECT, related_name="approvals")
    policy = models.ForeignKey(CreditPolicy, on_delete=models.PROTECT, related_name="approvals")
    approval_number = models.CharField(_("approval number"), max_length=80)
    designated_maximum = models.DecimalField(
        _("designated maximum"), max_digits=6, decimal_places=2, validators=[MinValueValidator(0)]
    )
    format = models.CharField(
        _("format"), max_length=20, choices=ActivityFormat.choices, default=ActivityFormat.ENDURING
    )
    location = models.CharField(
        _("location"),
        max_length=200,
        blank=True,
        help_text=_("Where a live activity takes place; statements print it."),
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))
    joint_provider_name = models.CharField(_("joint provider"), max_length=200, blank=True)
    audience = models.CharField(
        _("audience"), max_length=1, choices=PharmacyAudience.choices, blank=True, help_text=_("ACPE only.")
    )
    activity_type = models.CharField(
        _("activity type"),
        max_length=20,
        choices=PharmacyActivityType.choices,
        blank=True,
        help_text=_("ACPE only."),
    )
    topic_code = models.CharField(
        _("topic code"), max_length=20, blank=True, help_text=_("The accreditor's own, e.g. 08 for ACPE.")
    )
    state_tags = models.JSONField(
        _("state content tags"),
        default=list,
        blank=True,
        encoder=DjangoJSONEncoder,
        help_text=_("One a line: the state, a colon, the content, e.g. FL: Opioids."),
    )
    ce_broker_course_number = models.CharField(
        _("CE Broker course number"), max_length=20, blank=True, help_text=_("Without the leading 20-.")
    )
    mate_hours = models.DecimalField(
        _("hours on treating opioid or other substance use"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Hours a learner may count towards the one-time DEA requirement (MATE Act)."),
    )
    mate_basis = models.TextField(
        _("why they count"), blank=True, help_text=_("Who decided, and on what grounds.")
    )

    class Meta:
        verbose_name = _("activity approval")
        verbose_name_plural = _("activity approvals")
        ordering = ["credit_type", "-valid_to"]
        constraints = [
            models.UniqueConstraint(
                fields=["course_key", "credit_type", "approval_number"], name="hrlms_approval_unique"
            ),
            models.CheckConstraint(
                condition=Q(designated_maximum__gt=0), name="hrlms_approval_maximum_positive"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="hrlms_approval_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.credit_type} {self.approval_number}"

    @property
    def is_fictional(self) -> bool:
        return self.accreditation.is_fictional

    def clean(self) -> None:
        """The parts must belong together, and the maximum must lie on the policy's grid."""
        super().clean()
        errors: dict[str, Any] = {}
        if self.course_id and self.course is not None:
            self.course_key = self.course.translation_key
        if self.policy_id and self.credit_type_id and self.policy.credit_type_id != self.credit_type_id:
            errors["policy"] = _(
                "This policy belongs to another credit type. Choose one of this credit type."
            )
        if (
            self.accreditation_id
            and self.credit_type_id
            and self.accreditation.body_id != self.credit_type.body_id
        ):
            errors["accreditation"] = _("This accreditation is not from the body that owns the credit type.")
        errors |= dates_in_order(valid_from=self.valid_from, valid_to=self.valid_to)
        if self.designated_maximum is not None and self.designated_maximum <= 0:
            errors["designated_maximum"] = _("Enter an amount above zero.")
        elif self.policy_id and self.designated_maximum and self.designated_maximum % self.policy.increment:
            errors["designated_maximum"] = _(
                "Enter a multiple of %(increment)s, the increment of the policy."
            ) % {"increment": self.policy.increment}
        if errors:
            raise ValidationError(errors)
