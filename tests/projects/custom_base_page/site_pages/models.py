"""A site's own pages, composed from our mixins and its own base."""

import wagtail

from harmreduction_lms.courses.mixins import (
    CatalogueIndexPageMixin,
    CoursePageMixin,
    LessonPageMixin,
    ModulePageMixin,
    StepPageMixin,
)
from harmreduction_lms.quizzes.mixins import QuizPageMixin


if wagtail.VERSION >= (8, 0):
    from wagtail.test.basepage.models import BasePage
else:
    from wagtail.models import Page

    class BasePage(Page):
        class Meta:
            abstract = True


class SiteCatalogue(CatalogueIndexPageMixin, BasePage):
    template = "harmreduction_lms/courses/catalogue_index_page.html"


class SiteCourse(CoursePageMixin, BasePage):
    template = "harmreduction_lms/courses/course_page.html"


class SiteModule(ModulePageMixin, BasePage):
    template = "harmreduction_lms/courses/module_page.html"


class SiteLesson(LessonPageMixin, BasePage):
    template = "harmreduction_lms/courses/lesson_page.html"


class SiteQuiz(QuizPageMixin, StepPageMixin, BasePage):
    template = "harmreduction_lms/pages/quiz_page.html"
