"""Credit types and their rules. Accreditors disagree on almost every number, so rules are rows."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField

from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.credits.wording import (
    Finding,
    designation_findings,
    label_findings,
    refusals,
)


class Profession(models.TextChoices):
    """Professions that credit types name. `OTHER` may complete courses; credit depends on the type."""

    PHYSICIAN = "physician", _("Physician")
    NURSE = "nurse", _("Nurse")
    PHARMACIST = "pharmacist", _("Pharmacist")
    PHARMACY_TECHNICIAN = "pharmacy_technician", _("Pharmacy technician")
    PHYSICIAN_ASSISTANT = "physician_assistant", _("Physician assistant or associate")
    PSYCHOLOGIST = "psychologist", _("Psychologist")
    SOCIAL_WORKER = "social_worker", _("Social worker")
    COUNSELLOR = "counsellor", _("Counsellor")
    ADDICTION_COUNSELLOR = "addiction_counsellor", _("Addiction counsellor")
    OTHER = "other", _("Another profession")


class CreditKind(models.TextChoices):
    """Credit whose wording and required fields the software knows and checks (ce-rules A-02 to A-26)."""

    AMA_PRA_1 = "ama_pra_1", _("AMA PRA Category 1 Credit")
    ANCC = "ancc", _("ANCC contact hour")
    ACPE = "acpe", _("ACPE continuing pharmacy education")
    IPCE = "ipce", _("Interprofessional continuing education (Joint Accreditation)")
    APA = "apa", _("APA continuing education")
    ASWB_ACE = "aswb_ace", _("ASWB ACE continuing education")
    NBCC_ACEP = "nbcc_acep", _("NBCC ACEP clock hour")
    NAADAC = "naadac", _("NAADAC contact hour")
    CA_BRN = "ca_brn", _("California Board of Registered Nursing contact hour")
    CPD_HOUR = "cpd_hour", _("CPD hour")
    NMC = "nmc", _("UK NMC participatory hour")
    RCPSC_3 = "rcpsc_3", _("Royal College MOC Section 3")
    OTHER = "other", _("Another kind")


class LearnerDatum(models.TextChoices):
    """What a credit type may need to know of a learner besides name and profession (ce-rules F-01, F-09)."""

    LICENCE = "licence", _("Licence number and jurisdiction")
    NPI = "npi", _("National Provider Identifier")
    NABP_EPROFILE = "nabp_eprofile", _("NABP e-Profile ID")
    BIRTH_DAY = "birth_day", _("Month and day of birth")
    LICENCE_OR_NPI = "licence_or_npi", _("Licence number or National Provider Identifier")


class ReportDestination(models.TextChoices):
    """Where completions may be reported, each with a consent of its own."""

    PARS = "pars", _("ACCME PARS")
    CPE_MONITOR = "cpe_monitor", _("CPE Monitor")
    CE_BROKER = "ce_broker", _("CE Broker")


class RepeatRule(models.TextChoices):
    """Whether the same activity may earn credit again (ce-rules B-17, E-09)."""

    ONCE = "once", _("Once for each learner")
    EACH_ENROLMENT = "each_enrolment", _("Once for each enrolment, for a new period")


def dates_in_order(**days: date | None) -> dict[str, Promise]:
    """An error for the second of two days, by field name, if it comes before the first."""
    (_first_name, first), (name, last) = days.items()
    if first and last and last < first:
        return {name: _("Enter a day that is not before the first day.")}
    return {}


def wording_errors(field: str, findings: Iterable[Finding]) -> dict[str, list[str]]:
    """Findings that refuse a text, as errors of its field."""
    messages = [str(finding) for finding in refusals(findings)]
    return {field: messages} if messages else {}


class CreditType(models.Model):
    """A kind of credit, e.g. ANCC contact hours.

    Personal data: none.
    """

    body = models.ForeignKey(
        "harmreduction_lms.AccreditingBody", on_delete=models.PROTECT, related_name="credit_types"
    )
    code = models.SlugField(
        _("code"), max_length=40, unique=True, help_text=_("Short and stable, e.g. ancc_ch.")
    )
    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=CreditKind.choices,
        default=CreditKind.OTHER,
        help_text=_("Decides which wording is checked and which fields a statement must have."),
    )
    name = models.CharField(_("name"), max_length=160)
    label = RichTextField(
        _("name as printed"),
        features=["italic", "superscript"],
        help_text=_("As the accreditor wants it printed, with italics and marks."),
    )
    unit_singular = models.CharField(_("unit, singular"), max_length=60)
    unit_plural = models.CharField(_("unit, plural"), max_length=60)
    professions = models.JSONField(
        _("professions"),
        default=list,
        blank=True,
        encoder=DjangoJSONEncoder,
        help_text=_("Professions that may be awarded this credit; none chosen means all."),
    )

    class Meta:
        verbose_name = _("credit type")
        verbose_name_plural = _("credit types")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if errors := wording_errors("label", label_findings(self.kind, self.label)):
            raise ValidationError(errors)


class ClaimMode(models.TextChoices):
    """How the amount of an award is found (ce-rules B-15)."""

    COMMENSURATE = "commensurate", _("The learner claims what matches their participation")
    ALL_OR_NOTHING = "all_or_nothing", _("The whole amount or none")
    FIXED = "fixed", _("A fixed amount")


class Rounding(models.TextChoices):
    """How computed hours are rounded to the increment; never Python's round() (ce-rules B-01)."""

    HALF_UP = "half_up", _("To the nearest increment")
    DOWN = "down", _("Down to the increment")


# What a confirmation stands for. The last day, the source and the confirmation itself are not rules.
RULE_FIELDS = (
    *("credit_type", "effective_from", "minutes_per_unit", "increment", "rounding", "claim_mode"),
    *("minimum_amount", "maximum_per_day", "hours_per_ceu", "repeat_rule", "max_attempts", "minimum_minutes"),
    *("enduring_months", "required_learner_data", "required_statement_fields", "shows_holder"),
    *("reports_to", "report_within_days", "evaluation_required", "attestation_required"),
    *("assessment_required", "pass_mark", "designation_statement", "retention_years"),
)


class PolicyIsFinal(HarmReductionLMSError):
    message = _("These rules are confirmed, so they are not changed. Make a new version and change that.")


class CreditPolicy(models.Model):
    """The rules of a credit type from a date on. Shipped policies are unconfirmed until a named person in
    the organisation confirms them; a correction is a new version.

    Personal data: none.
    """

    credit_type = models.ForeignKey(CreditType, on_delete=models.PROTECT, related_name="policies")
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    effective_from = models.DateField(_("effective from"))
    effective_to = models.DateField(_("effective to"), null=True, blank=True)
    minutes_per_unit = models.PositiveSmallIntegerField(_("minutes per unit"), default=60)
    increment = models.DecimalField(
        _("increment"),
        max_digits=4,
        decimal_places=2,
        default=Decimal("0.25"),
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    rounding = models.CharField(_("rounding"), max_length=10, choices=Rounding.choices, default=Rounding.DOWN)
    claim_mode = models.CharField(
        _("claim"), max_length=20, choices=ClaimMode.choices, default=ClaimMode.FIXED
    )
    minimum_amount = models.DecimalField(
        _("smallest amount"),
        max_digits=6,
        decimal_places=2,
        default=Decimal("0"),
        validators=[MinValueValidator(Decimal("0"))],
        help_text=_("The least an activity may be approved for; 0 sets no limit."),
    )
    maximum_per_day = models.DecimalField(
        _("largest amount in 24 hours"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("What would go beyond waits until the day is over."),
    )
    hours_per_ceu = models.DecimalField(
        _("hours per CEU"),
        max_digits=4,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Where statements print CEU beside hours, e.g. 10."),
    )
    repeat_rule = models.CharField(
        _("taking it again"), max_length=20, choices=RepeatRule.choices, default=RepeatRule.EACH_ENROLMENT
    )
    max_attempts = models.PositiveSmallIntegerField(
        _("attempts at the post-test"),
        null=True,
        blank=True,
        help_text=_("A post-test passed at a later attempt earns no credit; empty sets no limit."),
    )
    minimum_minutes = models.PositiveSmallIntegerField(
        _("minutes of seat time"), null=True, blank=True, help_text=_("Empty asks for none.")
    )
    enduring_months = models.PositiveSmallIntegerField(
        _("months until an enduring activity ends"),
        default=36,
        help_text=_("Counted from release or the last review."),
    )
    required_learner_data = models.JSONField(
        _("needed of the learner"), default=list, blank=True, encoder=DjangoJSONEncoder
    )
    required_statement_fields = models.JSONField(
        _("fields a statement must have"), default=list, blank=True, encoder=DjangoJSONEncoder
    )
    shows_holder = models.BooleanField(
        _("verification shows the name"),
        default=False,
        help_text=_("Whatever the learner chose: where the accreditor wants the holder to be named."),
    )
    reports_to = models.CharField(
        _("reported to"), max_length=20, choices=ReportDestination.choices, blank=True
    )
    report_within_days = models.PositiveSmallIntegerField(
        _("days to report"), null=True, blank=True, help_text=_("Counted from the day of completion.")
    )
    evaluation_required = models.BooleanField(_("evaluation required"), default=True)
    attestation_required = models.BooleanField(_("attestation required"), default=True)
    assessment_required = models.BooleanField(_("post-test required"), default=True)
    pass_mark = models.DecimalField(
        _("pass mark"),
        max_digits=5,
        decimal_places=2,
        default=Decimal("80"),
        validators=[MinValueValidator(Decimal("0")), MaxValueValidator(Decimal("100"))],
        help_text=_("Per cent of the points of the post-test."),
    )
    designation_statement = models.TextField(
        _("designation statement"),
        blank=True,
        help_text=_("Placeholders: {provider}, {amount}, {unit}, {learning_format}."),
    )
    retention_years = models.PositiveSmallIntegerField(_("years to keep records"), default=7)
    preset = models.CharField(_("shipped as"), max_length=60, blank=True, editable=False)
    source_note = models.TextField(_("source"), blank=True)
    confirmed_by = models.CharField(_("confirmed by"), max_length=160, blank=True)
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("credit policy")
        verbose_name_plural = _("credit policies")
        ordering = ["credit_type", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["credit_type", "version"], name="hrlms_policy_version_unique"),
            models.CheckConstraint(condition=Q(increment__gt=0), name="hrlms_policy_increment_positive"),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from")),
                name="hrlms_policy_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.credit_type} v{self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refused where rules that somebody has confirmed would change; awards may rest on them."""
        if not self._state.adding and self.changed_rules():
            raise PolicyIsFinal
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Dates in order, and no wording that the accreditor of this kind of credit does not allow."""
        super().clean()
        errors: dict[str, Any] = dates_in_order(
            effective_from=self.effective_from, effective_to=self.effective_to
        )
        if self.credit_type_id:
            found = designation_findings(self.credit_type.kind, self.designation_statement)
            errors |= wording_errors("designation_statement", found)
        if errors:
            raise ValidationError(errors)

    def changed_rules(self) -> list[str]:
        """Names of the rules that differ from the row as it is confirmed; none while it is not. 1 query."""
        kept = CreditPolicy.objects.filter(pk=self.pk).first()
        if kept is None or not kept.is_confirmed:
            return []
        names = ("credit_type_id", "version", *RULE_FIELDS[1:])
        return [name for name in names if getattr(kept, name) != getattr(self, name)]

    @property
    def is_confirmed(self) -> bool:
        return bool(self.confirmed_by and self.confirmed_on)
