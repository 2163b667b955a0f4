"""From files to a site: snippets, then pages from the top down, all in one transaction.

Loading twice changes nothing the second time. What an editor has changed on the site is left alone, what an
editor has unpublished stays unpublished; a page that was deleted is made again, because files are the source
of what exists, and under the same translation key, because what learners did there still counts. A page that
was moved is updated where it is.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext, override
from wagtail.models import Locale

from harmreduction_lms.courses.actions import touch_course
from harmreduction_lms.courses.models import Audience, CatalogueLabel, GlossaryTerm, Reference, Topic
from harmreduction_lms.curriculum import site
from harmreduction_lms.curriculum.cross_checks import check_shared
from harmreduction_lms.curriculum.problems import CurriculumNotLoaded, Problems
from harmreduction_lms.curriculum.reader import read_course
from harmreduction_lms.curriculum.schema import CourseSource, LessonSource, ModuleSource, QuizSource
from harmreduction_lms.curriculum.stored import stable_key
from harmreduction_lms.curriculum.wanted import (
    Keys,
    wanted_course,
    wanted_lesson,
    wanted_module,
    wanted_objective,
    wanted_question,
    wanted_quiz,
    wanted_reference,
    wanted_term,
)
from harmreduction_lms.curriculum.writer import Entry, Outcome, Report, Wanted, Writer
from harmreduction_lms.quizzes.models import LearningObjective, Question


def read_courses(folders: Iterable[Path]) -> list[CourseSource]:
    """The courses, or `CurriculumInvalid` with every mistake in every file."""
    problems = Problems()
    courses = [read_course(folder, problems) for folder in folders]
    check_shared(courses, problems)
    problems.raise_if_any()
    return courses


def load_courses(
    courses: Sequence[CourseSource], *, home: Any, publish: bool = False, dry_run: bool = False
) -> Report:
    """Write the courses into the catalogue at or below the page `home`. All or nothing."""
    writer = Writer(publish=publish)
    with transaction.atomic():
        for course in courses:
            with override(course.language):
                _CourseLoader(course, site.find_locale(course.language), home, writer).load()
        transaction.set_rollback(dry_run)
    return writer.report


@dataclass
class _CourseLoader:
    source: CourseSource
    locale: Locale
    home: Any
    writer: Writer

    def load(self) -> None:
        references = self.references()
        terms = self.terms()
        questions = self.questions(self.objectives())
        course = self.course(references)
        for module_source in self.source.modules:
            module = self.module(module_source, course)
            previous: Any = None
            for step in module_source.steps:
                previous = self.step(step, module, previous, references, terms, questions)
        if self.writer.report.has_changes:
            touch_course(course_key=course.translation_key)

    # --- Snippets ----------------------------------------------------------------------------------------

    def references(self) -> Keys:
        found = {row.key: row for row in Reference.objects.filter(key__in=self.source.reference_keys)}
        rows = [
            self.writer.write_snippet(
                found.get(source.key) or Reference(key=source.key), wanted_reference(source)
            )
            for source in self.source.references
        ]
        return {row.key: row.pk for row in rows}

    def terms(self) -> Keys:
        found = {row.key: row for row in GlossaryTerm.objects.filter(locale=self.locale)}
        rows = [
            self.writer.write_snippet(
                found.get(source.key) or GlossaryTerm(key=source.key, locale=self.locale), wanted_term(source)
            )
            for source in self.source.terms
        ]
        return {row.key: row.pk for row in rows}

    def objectives(self) -> dict[str, LearningObjective]:
        keys = [source.key for source in self.source.objectives]
        found = {row.code: row for row in LearningObjective.objects.filter(code__in=keys)}
        return {
            source.key: self.writer.write_snippet(
                found.get(source.key) or LearningObjective(code=source.key), wanted_objective(source)
            )
            for source in self.source.objectives
        }

    def questions(self, objectives: Mapping[str, LearningObjective]) -> Keys:
        found = {
            question.curriculum_key: question
            for question in Question.objects.filter(locale=self.locale)
            .exclude(curriculum_key="")
            .order_by("-pk")
        }
        return {
            source.key: self.writer.write_draft(
                found.get(source.key), wanted_question(source, objectives), self.question_maker(source.key)
            ).pk
            for source in self.source.items
        }

    def question_maker(self, key: str) -> Callable[[Mapping[str, Any]], Question]:
        def make(values: Mapping[str, Any]) -> Question:
            return Question.objects.create(
                **values, **self.identity(Question, "question", key), curriculum_key=key, live=False
            )

        return make

    def identity(self, model: Any, kind: str, key: str) -> dict[str, Any]:
        """Language and translation key of a new page or question."""
        translation_key = site.free_key(model, stable_key(kind, key), self.locale)
        return {"locale": self.locale, "translation_key": translation_key}

    def labels(self, model: type[CatalogueLabel], names: Mapping[str, str]) -> list[Any]:
        """Audiences and topics are the site's own: made where missing, never renamed."""
        rows: Any = model._default_manager
        return [
            rows.get_or_create(slug=slug, locale=self.locale, defaults={"name": name})[0]
            for slug, name in names.items()
        ]

    # --- Pages -------------------------------------------------------------------------------------------

    def catalogue(self) -> Any:
        """Where new courses go; once made, it is the site's own and never updated."""
        found = site.find_catalogue(self.home, self.locale)
        catalogue = found or self.new_catalogue()
        if self.writer.publish and not catalogue.live and catalogue.first_published_at is None:
            (catalogue.get_latest_revision() or catalogue.save_revision()).publish()
            self.writer.report.published += 1
        return catalogue

    def new_catalogue(self) -> Any:
        model = site.page_type(site.CATALOGUE)
        if model not in self.home.specific_class.allowed_subpage_models():
            raise CurriculumNotLoaded(
                f"No {model.__name__} may be made below the page {self.home.title!r}. Give --parent."
            )
        title = gettext("Courses")
        catalogue = model(title=title, slug="learn", locale=self.locale, live=False)
        self.place(catalogue, self.home, None)
        catalogue.save_revision(log_action="wagtail.create")
        self.writer.report.entries.append(Entry(Outcome.CREATED, "catalogues", "", title))
        return catalogue

    def course(self, references: Keys) -> Any:
        audiences = self.labels(Audience, self.source.audiences)
        topics = self.labels(Topic, self.source.topics)
        wanted = wanted_course(self.source, references, audiences, topics)
        catalogue = self.catalogue()
        return self.page(site.COURSE, wanted, self.source.slug, lambda: catalogue, None)

    def module(self, source: ModuleSource, course: Any) -> Any:
        return self.page(site.MODULE, wanted_module(source), source.slug, lambda: course, None)

    def step(
        self,
        source: LessonSource | QuizSource,
        module: Any,
        previous: Any,
        references: Keys,
        terms: Keys,
        questions: Keys,
    ) -> Any:
        if isinstance(source, LessonSource):
            wanted = wanted_lesson(source, references, terms)
            return self.page(site.LESSON, wanted, source.slug, lambda: module, previous)
        return self.page(site.QUIZ, wanted_quiz(source, questions), source.slug, lambda: module, previous)

    def page(
        self, mixin: type, wanted: Wanted, slug: str, find_parent: Callable[[], Any], previous: Any
    ) -> Any:
        """The page of that key, wherever it stands now; a new one goes after `previous`, or last."""

        def make(values: Mapping[str, Any]) -> Any:
            model = site.page_type(mixin)
            identity = self.identity(model, site.KINDS[mixin], wanted.key)
            page = model(**values, **identity, slug=slug, curriculum_key=wanted.key, live=False)
            try:
                return self.place(page, find_parent(), previous)
            except ValidationError as error:
                message = f"{wanted.sort} {wanted.key}: {' '.join(error.messages)}"
                raise CurriculumNotLoaded(message) from error

        return self.writer.write_draft(site.find_page(mixin, wanted.key, self.locale), wanted, make)

    def place(self, page: Any, parent: Any, previous: Any) -> Any:
        """Put a new page into the tree. Neighbours are read afresh: treebeard does not update copies."""
        page.has_unpublished_changes = True
        neighbour = previous and type(previous)._default_manager.get(pk=previous.pk)
        if neighbour and neighbour.is_child_of(parent):
            neighbour.add_sibling("right", instance=page)
        else:
            type(parent)._default_manager.get(pk=parent.pk).add_child(instance=page)
        return page
