"""The course page."""

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.blocks import CharBlock
from wagtail.search import index
from wagtail.snippets.blocks import SnippetChooserBlock

from harmreduction_lms.core.fields import BlocksField
from harmreduction_lms.courses.http import is_preview
from harmreduction_lms.courses.mixins.base import CurriculumSourceMixin, LearnerFacingMixin
from harmreduction_lms.courses.models import Audience, Topic
from harmreduction_lms.courses.panels import MissingPanel, SlotPanel
from harmreduction_lms.courses.publication import check_saving, may_publish
from harmreduction_lms.courses.roles import PageRole
from harmreduction_lms.courses.selectors import outline, page_below
from harmreduction_lms.courses.slots import course_slots


class CoursePageMixin(LearnerFacingMixin, CurriculumSourceMixin):
    """A course. Its HTML is the same for every visitor; `touched_at` tells caches when it changed.

    Personal data: none.
    """

    page_role = PageRole.COURSE

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

    course_panels = [
        MissingPanel(),
        SlotPanel("credit_readiness", heading=_("Credit readiness")),
        FieldPanel("lede"),
        FieldPanel("objectives"),
        MultiFieldPanel(
            [
                FieldPanel("who_for"),
                FieldRowPanel([FieldPanel("level"), FieldPanel("minutes")]),
                FieldPanel("audiences"),
                FieldPanel("topics"),
            ],
            heading=_("For whom"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("released_on"), FieldPanel("ends_on")]),
                FieldRowPanel([FieldPanel("reviewed_on"), FieldPanel("sources_checked_on")]),
            ],
            heading=_("Dates"),
        ),
        FieldPanel("references"),
    ]
    course_search_fields = [
        index.SearchField("lede"),
        index.AutocompleteField("lede"),
        index.SearchField("who_for"),
        index.SearchField("objectives"),
    ]

    class Meta:
        abstract = True

    @property
    def has_ended(self) -> bool:
        """Whether the last day for credit is over, in the site's own time zone."""
        return self.ends_on is not None and self.ends_on < timezone.localdate()

    @property
    def cited_references(self) -> list[Any]:
        """The references, without those deleted since. One query."""
        return [block.value for block in self.references if block.value]

    def describe(self) -> str:
        return self.lede

    def clean(self) -> None:
        super().clean()
        errors = {}
        if self.released_on and self.ends_on and self.ends_on < self.released_on:
            errors["ends_on"] = _("The course cannot end before it is released.")
        if self.reviewed_on and self.reviewed_on > timezone.localdate():
            errors["reviewed_on"] = _("Give the day of a review that has taken place.")
        if errors:
            raise ValidationError(errors)

    def missing(self) -> list[str | Promise]:
        wanted = [
            (self.objectives, _("Say what learners will be able to do.")),
            (self.who_for, _("Say who the course is for.")),
            (self.minutes, _("Say how many minutes the course takes.")),
            (self.references, _("Name the references the course rests on.")),
            (self.reviewed_on, _("Have the course reviewed by a qualified person and enter the day.")),
        ]
        return [sentence for value, sentence in wanted if not value]

    def save(self, *args: Any, **kwargs: Any) -> None:
        check_saving(self)
        super().save(*args, **kwargs)

    def publish(self, revision: Any, user: Any = None, **kwargs: Any) -> None:
        """Publishes unless a guard has something against it (`courses.publication`)."""
        if may_publish(revision, log_action=kwargs.get("log_action")):
            super().publish(revision, user=user, **kwargs)  # type: ignore[misc]

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Goes straight to a page below, and tells it its course, so that neither is looked up again.

        What has no page of its own (a routable page's sub-address) is left to Wagtail. View restrictions
        are checked afterwards, on the page found, for all its ancestors.
        """
        page = page_below(self, path_components) if path_components else None
        if page is None:
            return super().route(request, path_components)  # type: ignore[misc]
        page.routed_course = self
        return page.route(request, [])

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Everything that asks the database is lazy, because the template may have it cached."""
        context = super().get_context(request, *args, **kwargs)
        preview = is_preview(request)
        context["outline"] = SimpleLazyObject(lambda: outline(self, request=request, drafts=preview))
        context["today"] = timezone.localdate()
        for name in ("credit", "faculty"):
            slot = course_slots.get(name)
            context[name] = SimpleLazyObject(partial(slot, self)) if slot else None
        return context
