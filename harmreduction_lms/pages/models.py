"""Page types for sites that use Wagtail's own base page: each is a mixin + `Page` and nothing else."""

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from harmreduction_lms.courses.mixins import (
    CatalogueIndexPageMixin,
    CoursePageMixin,
    LessonPageMixin,
    ModulePageMixin,
    StepPageMixin,
)
from harmreduction_lms.quizzes.mixins import QuizPageMixin


class CatalogueIndexPage(CatalogueIndexPageMixin, Page):
    """The catalogue.

    Personal data: none.
    """

    template = "harmreduction_lms/courses/catalogue_index_page.html"
    page_description = _("Lists the courses below it, with search and filters.")
    subpage_types = ["harmreduction_lms_pages.CoursePage"]
    content_panels = [*Page.content_panels, *CatalogueIndexPageMixin.catalogue_panels]
    search_fields = [*Page.search_fields, *CatalogueIndexPageMixin.catalogue_search_fields]

    class Meta:
        verbose_name = _("course catalogue")
        verbose_name_plural = _("course catalogues")


class CoursePage(CoursePageMixin, Page):
    """A course.

    Personal data: none.
    """

    template = "harmreduction_lms/courses/course_page.html"
    page_description = _("What a course is about and for whom; its modules stand below it.")
    parent_page_types = ["harmreduction_lms_pages.CatalogueIndexPage"]
    subpage_types = ["harmreduction_lms_pages.ModulePage"]
    content_panels = [*Page.content_panels, *CoursePageMixin.course_panels]
    search_fields = [*Page.search_fields, *CoursePageMixin.course_search_fields]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")


class ModulePage(ModulePageMixin, Page):
    """A module of a course.

    Personal data: none.
    """

    template = "harmreduction_lms/courses/module_page.html"
    page_description = _("A chapter of a course; its lessons and quizzes stand below it.")
    parent_page_types = ["harmreduction_lms_pages.CoursePage"]
    subpage_types = ["harmreduction_lms_pages.LessonPage", "harmreduction_lms_pages.QuizPage"]
    content_panels = [*Page.content_panels, *ModulePageMixin.module_panels]
    search_fields = [*Page.search_fields, *ModulePageMixin.module_search_fields]

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")


class LessonPage(LessonPageMixin, Page):
    """A lesson.

    Personal data: none.
    """

    template = "harmreduction_lms/courses/lesson_page.html"
    page_description = _("Something to read in a few minutes, ending with its sources.")
    parent_page_types = ["harmreduction_lms_pages.ModulePage"]
    subpage_types: list[str] = []
    content_panels = [*Page.content_panels, *LessonPageMixin.lesson_panels]
    search_fields = [*Page.search_fields, *LessonPageMixin.lesson_search_fields]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")


class QuizPage(QuizPageMixin, StepPageMixin, Page):
    """A quiz.

    Personal data: none.
    """

    template = "harmreduction_lms/pages/quiz_page.html"
    page_description = _("Questions from the bank: before, within or at the end of a course.")
    parent_page_types = ["harmreduction_lms_pages.ModulePage"]
    subpage_types: list[str] = []
    content_panels = [*Page.content_panels, *QuizPageMixin.quiz_panels, *StepPageMixin.step_panels]

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")
