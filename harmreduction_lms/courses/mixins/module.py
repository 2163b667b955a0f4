"""The page of a module."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from harmreduction_lms.courses.http import is_preview
from harmreduction_lms.courses.mixins.base import CurriculumSourceMixin, LearnerFacingMixin
from harmreduction_lms.courses.panels import MissingPanel
from harmreduction_lms.courses.roles import PageRole
from harmreduction_lms.courses.selectors import course_of, outline


class ModulePageMixin(LearnerFacingMixin, CurriculumSourceMixin):
    """A module: a titled group of steps.

    Personal data: none.
    """

    page_role = PageRole.MODULE

    summary = models.TextField(_("summary"), blank=True, help_text=_("One sentence, shown in the outline."))

    module_panels = [MissingPanel(), FieldPanel("summary")]
    module_search_fields = [index.SearchField("summary")]

    class Meta:
        abstract = True

    def describe(self) -> str:
        return self.summary

    def missing(self) -> list[str | Promise]:
        return [] if self.summary else [_("Say in one sentence what the module is about.")]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Two queries: the course above and its outline."""
        context = super().get_context(request, *args, **kwargs)
        course = course_of(self)
        plan = outline(course, request=request, drafts=is_preview(request)) if course else None
        context["course"] = course
        context["module"] = plan.module_of(self.translation_key) if plan else None  # type: ignore[attr-defined]
        return context
