"""What a learner tells us so that credit can be awarded and reported; asked for only when credit is."""

from uuid import uuid4

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.core.fields import DigestField, SealedField
from harmreduction_lms.credits.jurisdictions import jurisdiction_name
from harmreduction_lms.credits.models.policy import Profession, ReportDestination


class LearnerProfile(models.Model):
    """Name and profession for statements of credit, and the identifiers that boards ask for.

    Identifiers are sealed with the site's keyring, and found again by keyed digest. There is no field for a
    year of birth or a Social Security number, and none is to be added (ce-rules F-03, H-05).

    Personal data: name, credentials, profession, sealed identifiers; exported and erased with the learner.
    """

    learner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="learner_profile"
    )
    name = models.CharField(
        _("full name"), max_length=160, help_text=_("As it should be printed, and as your licence has it.")
    )
    given_name = models.CharField(_("given name"), max_length=80, blank=True)
    family_name = models.CharField(_("family name"), max_length=80, blank=True)
    credentials = models.CharField(_("credentials"), max_length=60, blank=True, help_text=_("E.g. RN or MD."))
    profession = models.CharField(_("profession"), max_length=30, choices=Profession.choices)
    npi = SealedField(_("NPI"), blank=True, default="")
    npi_digest = DigestField(of="npi", max_length=80, blank=True, default="", db_index=True, editable=False)
    nabp_eprofile = SealedField(_("NABP e-Profile ID"), blank=True, default="")
    nabp_eprofile_digest = DigestField(
        of="nabp_eprofile", max_length=80, blank=True, default="", db_index=True, editable=False
    )
    birth_day = SealedField(
        _("month and day of birth"), blank=True, default="", help_text=_("MMDD; never the year.")
    )
    is_name_public = models.BooleanField(
        _("show my name on the verification page"),
        default=False,
        help_text=_("Whoever has the code of a statement then sees whose it is."),
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("learner profile")
        verbose_name_plural = _("learner profiles")
        permissions = [("view_identifiers", _("Can see learners' identifiers"))]

    def __str__(self) -> str:
        return self.printed_name

    @property
    def printed_name(self) -> str:
        return f"{self.name}, {self.credentials}" if self.credentials else self.name


class LearnerLicence(models.Model):
    """A licence to practise, as its board writes the number (ce-rules F-12).

    Personal data: sealed licence number, jurisdiction; exported and erased with the learner.
    """

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="licences")
    profession = models.CharField(_("profession"), max_length=30, choices=Profession.choices)
    jurisdiction = models.CharField(
        _("country or state"),
        max_length=6,
        validators=[RegexValidator(r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$", _("Use ISO 3166, e.g. US-FL or GB."))],
        help_text=_("ISO 3166, e.g. US-FL or GB."),
    )
    number = SealedField(_("number"), help_text=_("Complete, with letters, as the board writes it."))
    number_digest = DigestField(of="number", max_length=80, db_index=True, editable=False)
    period_from = models.DateField(_("renewal period from"), null=True, blank=True)
    period_to = models.DateField(_("renewal period to"), null=True, blank=True)
    is_on_badges = models.BooleanField(_("put the number into digital badges"), default=False)
    verified_on = models.DateField(_("checked on"), null=True, blank=True, editable=False)
    verified_by = models.CharField(_("checked by"), max_length=160, blank=True, editable=False)

    class Meta:
        verbose_name = _("licence")
        verbose_name_plural = _("licences")
        ordering = ["jurisdiction", "profession"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "jurisdiction", "profession"], name="hrlms_licence_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_profession_display()}, {self.jurisdiction}"

    @property
    def place(self) -> str:
        return jurisdiction_name(self.jurisdiction)


class ReportingConsent(models.Model):
    """That a learner allowed credit to be reported to a destination, and the words they agreed to (F-02).

    Personal data: what was agreed to and when; exported and erased with the learner.
    """

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reporting_consents"
    )
    destination = models.CharField(_("destination"), max_length=20, choices=ReportDestination.choices)
    text = models.TextField(_("text agreed to"))
    text_version = models.CharField(_("version of the text"), max_length=20)
    given_at = models.DateTimeField(_("given at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent to reporting")
        verbose_name_plural = _("consents to reporting")
        ordering = ["-given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "destination"],
                condition=Q(withdrawn_at__isnull=True),
                name="hrlms_consent_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_destination_display()} {self.given_at:%Y-%m-%d}"


class ExternalCredit(models.Model):
    """Credit from elsewhere, as a learner reports it; never on the official transcript.

    Personal data: what the learner wrote of training elsewhere; exported and erased with the learner.
    """

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="external_credits"
    )
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=255)
    provider = models.CharField(_("provider"), max_length=200)
    completed_on = models.DateField(_("completed on"))
    amount = models.DecimalField(_("amount"), max_digits=6, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=80, help_text=_("E.g. contact hours."))
    topic = models.CharField(_("topic"), max_length=120, blank=True)
    mate_hours = models.DecimalField(
        _("of these, hours on treating opioid or other substance use"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
    )
    note = models.CharField(_("note"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("credit from elsewhere")
        verbose_name_plural = _("credit from elsewhere")
        ordering = ["-completed_on"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="hrlms_external_amount_positive"),
        ]

    def __str__(self) -> str:
        return self.title


class ErasureRequest(models.Model):
    """That a learner asked to be erased, what was done, and what is kept until when (ce-rules H-04).

    Personal data: that somebody asked; names nobody once it is done.
    """

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="erasure_requests"
    )
    requested_at = models.DateTimeField(_("requested at"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    kept = models.JSONField(_("what is kept, and why"), default=list, blank=True)

    class Meta:
        verbose_name = _("request for erasure")
        verbose_name_plural = _("requests for erasure")
        ordering = ["-requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner"], condition=Q(done_at__isnull=True), name="hrlms_erasure_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.requested_at:%Y-%m-%d}"
