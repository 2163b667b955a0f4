"""What pages gain by being a catalogue, course, module, step or lesson.

These never import the base page: a site may have its own. `harmreduction_lms.pages` combines them with it.
Each offers its panels and search fields as a list of its own name (`course_panels`, `course_search_fields`),
to be added to those of the base page.
"""

from harmreduction_lms.courses.mixins.base import CurriculumSourceMixin, LearnerFacingMixin
from harmreduction_lms.courses.mixins.catalogue import CatalogueIndexPageMixin
from harmreduction_lms.courses.mixins.course import CoursePageMixin
from harmreduction_lms.courses.mixins.module import ModulePageMixin
from harmreduction_lms.courses.mixins.steps import LessonPageMixin, StepPageMixin


__all__ = [
    "CatalogueIndexPageMixin",
    "CoursePageMixin",
    "CurriculumSourceMixin",
    "LearnerFacingMixin",
    "LessonPageMixin",
    "ModulePageMixin",
    "StepPageMixin",
]
