"""Page types for sites that use Wagtail's own base page: each is a mixin + `Page` and nothing else."""

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
    subpage_types = ["harmreduction_lms_pages.CoursePage"]


class CoursePage(CoursePageMixin, Page):
    """A course.

    Personal data: none.
    """

    template = "harmreduction_lms/courses/course_page.html"
    parent_page_types = ["harmreduction_lms_pages.CatalogueIndexPage"]
    subpage_types = ["harmreduction_lms_pages.ModulePage"]


class ModulePage(ModulePageMixin, Page):
    """A module of a course.

    Personal data: none.
    """

    template = "harmreduction_lms/courses/module_page.html"
    parent_page_types = ["harmreduction_lms_pages.CoursePage"]
    subpage_types = ["harmreduction_lms_pages.LessonPage", "harmreduction_lms_pages.QuizPage"]


class LessonPage(LessonPageMixin, Page):
    """A lesson.

    Personal data: none.
    """

    template = "harmreduction_lms/courses/lesson_page.html"
    parent_page_types = ["harmreduction_lms_pages.ModulePage"]
    subpage_types: list[str] = []


class QuizPage(QuizPageMixin, StepPageMixin, Page):
    """A quiz.

    Personal data: none.
    """

    template = "harmreduction_lms/pages/quiz_page.html"
    parent_page_types = ["harmreduction_lms_pages.ModulePage"]
    subpage_types: list[str] = []
