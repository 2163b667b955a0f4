"""People in control of content, their roles in a course, and what they disclosed."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.core.fields import PAGE_MODEL


class Person(models.Model):
    """Somebody who plans, writes, teaches or reviews a course.

    Personal data: name, credentials and biography, published with the course; kept while a course names them.
    """

    name = models.CharField(_("name"), max_length=160)
    credentials = models.CharField(
        _("credentials"), max_length=120, blank=True, help_text=_("E.g. RN, MSW, PhD.")
    )
    affiliation = models.CharField(_("affiliation"), max_length=200, blank=True)
    biography = models.TextField(_("about"), blank=True)
    is_fictional = models.BooleanField(
        _("fictional"),
        default=False,
        help_text=_("Made up for a demonstration; marked as such wherever it shows."),
    )

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name}, {self.credentials}" if self.credentials else self.name


class Disclosure(models.Model):
    """What a person disclosed about the 24 months before (ce-rules D-01; ACCME Standard 3).

    `relationships` lists objects with `company`, `nature`, `is_relevant`, `mitigation` and `exception`.
    What is relevant and how it is mitigated is decided before the person takes up the role (D-02).

    Personal data: financial relationships, published with the course; kept with the activity file.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="disclosures")
    signed_on = models.DateField(_("signed on"))
    none_declared = models.BooleanField(_("nothing to disclose"), default=False)
    relationships = models.JSONField(_("relationships"), default=list, blank=True, encoder=DjangoJSONEncoder)
    decided_on = models.DateField(_("relevance and mitigation decided on"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("decided by"),
    )

    class Meta:
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        ordering = ["person", "-signed_on"]

    def __str__(self) -> str:
        return f"{self.person}, {self.signed_on}"


class PersonRole(models.TextChoices):
    """Roles that put a person in control of content."""

    PLANNER = "planner", _("Planner")
    FACULTY = "faculty", _("Faculty")
    AUTHOR = "author", _("Author")
    REVIEWER = "reviewer", _("Reviewer")
    NURSE_PLANNER = "nurse_planner", _("Nurse planner")
    CONTENT_EXPERT = "content_expert", _("Content expert")


class ActivityRole(models.Model):
    """A person's role in a course, with the disclosure that covers it.

    Personal data: role in a course, published with it; kept with the activity file.
    """

    course = models.ForeignKey(PAGE_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    course_key = models.UUIDField(_("course key"), db_index=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(_("role"), max_length=20, choices=PersonRole.choices, default=PersonRole.FACULTY)
    disclosure = models.ForeignKey(
        Disclosure, null=True, blank=True, on_delete=models.PROTECT, related_name="roles"
    )
    starts_on = models.DateField(
        _("takes up the role on"), null=True, blank=True, help_text=_("Empty: on the day of release.")
    )
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("role in a course")
        verbose_name_plural = _("roles in courses")
        ordering = ["sort_order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["course_key", "person", "role"], name="hrlms_role_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"

    def clean(self) -> None:
        super().clean()
        if self.course_id and self.course is not None:
            self.course_key = self.course.translation_key
