"""The pages learners work through: steps, and lessons as one sort of them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index

from harmreduction_lms.core.fields import BlocksField
from harmreduction_lms.courses.blocks import LessonStreamBlock
from harmreduction_lms.courses.http import is_preview
from harmreduction_lms.courses.mixins.base import CurriculumSourceMixin, LearnerFacingMixin
from harmreduction_lms.courses.panels import MissingPanel
from harmreduction_lms.courses.prose import prepare
from harmreduction_lms.courses.roles import PageRole
from harmreduction_lms.courses.selectors import course_of, outline
from harmreduction_lms.courses.slots import step_slots


class StepPageMixin(LearnerFacingMixin, CurriculumSourceMixin):
    """A step of a course: something to read or to do, that can be marked done.

    Personal data: none.
    """

    page_role = PageRole.STEP
    is_personal = True

    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=0, help_text=_("An honest estimate for somebody who reads with care.")
    )
    is_required = models.BooleanField(
        _("required"), default=True, help_text=_("Required steps must be done to complete the course.")
    )

    step_panels = [FieldRowPanel([FieldPanel("minutes"), FieldPanel("is_required")])]

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Where the step stands in its course. Two queries, and those of the slots for somebody signed in."""
        context = super().get_context(request, *args, **kwargs)
        course = course_of(self)
        plan = outline(course, request=request, drafts=is_preview(request)) if course else None
        context.update(course=course, outline=plan, **self._place_in(plan))
        for name in ("progress", "actions"):
            slot = step_slots.get(name)
            context[name] = slot(request, self, course, plan) if slot else None
        return context

    def _place_in(self, plan: Any) -> dict[str, Any]:
        """The step as its outline has it, its module, and its neighbours; nothing for an unsaved page."""
        key = self.translation_key  # type: ignore[attr-defined]
        step = plan.find(key) if plan else None
        if step is None:
            return {}
        return {
            "step": step,
            "module": plan.module_of(key),
            "previous_step": plan.previous_before(key),
            "next_step": plan.next_after(key),
        }


class LessonPageMixin(StepPageMixin):
    """A lesson.

    Personal data: none.
    """

    summary = models.TextField(_("summary"), blank=True, help_text=_("One sentence, shown in the outline."))
    body = BlocksField(LessonStreamBlock, blank=True, verbose_name=_("body"))
    author_role = models.CharField(_("written by (role)"), max_length=160, blank=True)
    review_role = models.CharField(_("reviewed by (role)"), max_length=160, blank=True)
    sources_checked_on = models.DateField(_("sources checked on"), null=True, blank=True)
    reviewed_on = models.DateField(_("last reviewed on"), null=True, blank=True)
    next_review_on = models.DateField(_("next review on"), null=True, blank=True)

    lesson_panels = [
        MissingPanel(),
        FieldPanel("summary"),
        FieldPanel("body"),
        MultiFieldPanel(StepPageMixin.step_panels, heading=_("In the course")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("author_role"), FieldPanel("review_role")]),
                FieldRowPanel(
                    [
                        FieldPanel("sources_checked_on"),
                        FieldPanel("reviewed_on"),
                        FieldPanel("next_review_on"),
                    ]
                ),
            ],
            heading=_("Who wrote and checked it"),
        ),
    ]
    lesson_search_fields = [index.SearchField("summary"), index.SearchField("body")]

    class Meta:
        abstract = True

    def describe(self) -> str:
        return self.summary

    def clean(self) -> None:
        super().clean()
        if self.reviewed_on and self.reviewed_on > timezone.localdate():
            raise ValidationError({"reviewed_on": _("Give the day of a review that has taken place.")})
        if self.reviewed_on and self.next_review_on and self.next_review_on <= self.reviewed_on:
            raise ValidationError({"next_review_on": _("The next review comes after the last one.")})

    def missing(self) -> list[str | Promise]:
        has_sources = any(block.block_type == "references" and block.value for block in self.body)
        wanted = [
            (self.body, _("Write the lesson.")),
            (self.summary, _("Say in one sentence what the lesson is about.")),
            (self.minutes, _("Say how many minutes the lesson takes.")),
            (has_sources, _("End the lesson with the sources it rests on.")),
            (self.sources_checked_on, _("Check the sources and enter the day.")),
            (self.reviewed_on, _("Have the lesson reviewed by a clinician and enter the day.")),
        ]
        return [sentence for value, sentence in wanted if not value]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """`body` is lazy: nothing is looked up for it while its fragment is cached."""
        context = super().get_context(request, *args, **kwargs)
        context["body"] = SimpleLazyObject(lambda: prepare(self.body))
        return context
