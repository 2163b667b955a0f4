"""What pages gain by being a catalogue, course, module, step or lesson.

These never import the base page: a site may have its own. `harmreduction_lms.pages` combines them with it.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.blocks import CharBlock
from wagtail.fields import RichTextField
from wagtail.snippets.blocks import SnippetChooserBlock

from harmreduction_lms.core.fields import BlocksField
from harmreduction_lms.courses.blocks import LessonStreamBlock
from harmreduction_lms.courses.models import Audience, Topic


class CurriculumSourceMixin(models.Model):
    """Remembers which curriculum file a page came from, and what it said when it was loaded.

    Personal data: none.
    """

    curriculum_key = models.CharField(max_length=80, blank=True, editable=False, db_index=True)
    curriculum_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True


class CatalogueIndexPageMixin(models.Model):
    """The catalogue of courses.

    Personal data: none.
    """

    intro = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])

    class Meta:
        abstract = True


class CoursePageMixin(CurriculumSourceMixin):
    """A course. Its HTML is the same for every visitor; `touched_at` tells caches when it changed.

    Personal data: none.
    """

    lede = models.TextField(_("lede"), blank=True, help_text=_("One or two sentences under the title."))
    who_for = models.TextField(_("who it is for"), blank=True)
    level = models.CharField(_("level"), max_length=120, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=0, help_text=_("Time the whole course takes.")
    )
    objectives = BlocksField(
        [("objective", CharBlock(label=_("Objective"), max_length=400))],
        blank=True,
        verbose_name=_("what one will be able to do"),
    )
    references = BlocksField(
        [("reference", SnippetChooserBlock("harmreduction_lms.Reference", label=_("Reference")))],
        blank=True,
        verbose_name=_("references"),
    )
    audiences = ParentalManyToManyField(Audience, blank=True, related_name="+", verbose_name=_("audiences"))
    topics = ParentalManyToManyField(Topic, blank=True, related_name="+", verbose_name=_("topics"))
    released_on = models.DateField(_("released on"), null=True, blank=True)
    reviewed_on = models.DateField(
        _("last reviewed on"),
        null=True,
        blank=True,
        help_text=_("Day of the last review by a qualified person."),
    )
    ends_on = models.DateField(
        _("ends on"), null=True, blank=True, help_text=_("Last day credit can be earned.")
    )
    sources_checked_on = models.DateField(_("sources checked on"), null=True, blank=True)
    touched_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True


class ModulePageMixin(CurriculumSourceMixin):
    """A module: a titled group of steps.

    Personal data: none.
    """

    summary = models.TextField(_("summary"), blank=True)

    class Meta:
        abstract = True


class StepPageMixin(CurriculumSourceMixin):
    """A step of a course: something to read or to do, that can be marked done.

    Personal data: none.
    """

    minutes = models.PositiveSmallIntegerField(_("minutes"), default=0)
    is_required = models.BooleanField(
        _("required"), default=True, help_text=_("Required steps must be done to complete the course.")
    )

    class Meta:
        abstract = True


class LessonPageMixin(StepPageMixin):
    """A lesson.

    Personal data: none.
    """

    summary = models.TextField(_("summary"), blank=True)
    body = BlocksField(LessonStreamBlock, blank=True, verbose_name=_("body"))
    author_role = models.CharField(_("written by (role)"), max_length=160, blank=True)
    review_role = models.CharField(_("reviewed by (role)"), max_length=160, blank=True)
    sources_checked_on = models.DateField(_("sources checked on"), null=True, blank=True)
    reviewed_on = models.DateField(_("last reviewed on"), null=True, blank=True)
    next_review_on = models.DateField(_("next review on"), null=True, blank=True)

    class Meta:
        abstract = True
