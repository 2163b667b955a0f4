"""Loading makes drafts, changes nothing the second time, and never overwrites an editor."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Locale, ModelLogEntry, PageLogEntry, Site

from harmreduction_lms.courses.models import Audience, GlossaryTerm, Reference
from harmreduction_lms.courses.selectors import outline
from harmreduction_lms.curriculum import site
from harmreduction_lms.curriculum.loader import load_courses, read_courses
from harmreduction_lms.curriculum.problems import CurriculumNotLoaded
from harmreduction_lms.curriculum.reader import CONTENT, course_folders
from harmreduction_lms.curriculum.site import find_home
from harmreduction_lms.curriculum.stored import stable_key
from harmreduction_lms.curriculum.writer import Outcome, Report
from harmreduction_lms.learning.actions import complete_step
from harmreduction_lms.learning.selectors import current_enrolment, done_keys
from harmreduction_lms.management.commands.load_curriculum import Command
from harmreduction_lms.quizzes.models import LearningObjective, Question
from harmreduction_lms.quizzes.selectors import quiz_results
from tests.factories import make_attempt, make_enrolment


pytestmark = pytest.mark.django_db
Change = Callable[[str, str, str], None]


def load(folder: Path, **options: Any) -> Report:
    return load_courses(read_courses([folder]), home=find_home(parent=None, hostname=""), **options)


def counts(report: Report) -> dict[str, int]:
    outcomes = [entry.outcome.value for entry in report.entries]
    return {outcome: outcomes.count(outcome) for outcome in dict.fromkeys(outcomes)}


def only(mixin: type) -> Any:
    [page] = site.page_type(mixin)._default_manager.all()
    return page


def test_everything_is_created_as_a_draft(folder: Path) -> None:
    report = load(folder)
    # catalogue, course, module, lesson, quiz, two questions, a reference, a term and an objective
    assert counts(report) == {"created": 10}
    pages = [only(mixin) for mixin in (site.CATALOGUE, site.COURSE, site.MODULE, site.LESSON, site.QUIZ)]
    assert not any(page.live for page in pages)
    assert all(page.has_unpublished_changes for page in pages)
    assert not Question.objects.filter(live=True).exists()
    assert [page.url_path for page in pages][-2:] == [
        f"{pages[0].url_path}small-course/only/reading/",
        f"{pages[0].url_path}small-course/only/post-test/",
    ]


def test_publishing_publishes_from_the_top_down(folder: Path) -> None:
    report = load(folder, publish=True)
    assert report.published == 7
    course, lesson, quiz = only(site.COURSE), only(site.LESSON), only(site.QUIZ)
    assert course.live
    assert lesson.live
    assert [block.value.kind for block in quiz.questions] == ["single_choice", "true_false"]
    assert all(block.value.live for block in quiz.questions)
    assert [audience.name for audience in course.audiences.all()] == ["Clinicians"]
    assert [block.value.key for block in course.references] == ["E1"]
    glossary, references = lesson.body[3], lesson.body[4]
    assert glossary.value == GlossaryTerm.objects.get(key="naloxone")
    assert list(references.value) == [Reference.objects.get(key="E1")]


def test_questions_carry_their_tags_and_sources(folder: Path) -> None:
    load(folder)
    question = Question.objects.get(curriculum_key="q1").get_latest_revision_as_object()
    assert [tag.name for tag in question.tags.all()] == ["naloxone"]
    assert question.source_note == "E1"
    assert question.title == "q1: What does naloxone do?"


def test_questions_are_tied_to_their_objectives_and_have_points_and_hints(
    folder: Path, change: Change
) -> None:
    change(
        "quiz.toml", 'tags = ["naloxone"]', 'points = 3\nhints = ["Think of receptors.", "And of breathing."]'
    )
    load(folder, publish=True)
    objective = LearningObjective.objects.get()
    first, second = Question.objects.order_by("curriculum_key")
    assert (objective.code, objective.text) == ("small-1", "Say what naloxone does.")
    assert list(first.objectives.all()) == [objective]
    assert first.points == 3
    assert [hint.value for hint in first.hints] == ["Think of receptors.", "And of breathing."]
    assert (list(second.objectives.all()), second.points, len(second.hints)) == ([], 1, 0)


def test_ties_points_and_hints_follow_the_files(folder: Path, change: Change) -> None:
    load(folder, publish=True)
    change("course.toml", "Say what naloxone does", "Explain what naloxone does")
    change("course.toml", 'does."}]', 'does."}, {key = "small-2", text = "Give it."}]')
    change("quiz.toml", 'objectives = ["small-1"]', 'objectives = ["small-2"]\nhints = ["Look up."]')
    assert counts(load(folder)) == {"updated": 3, "created": 1, "unchanged": 6}
    question = Question.objects.get(curriculum_key="q1")
    assert [one.code for one in question.objectives.all()] == ["small-2"]
    assert LearningObjective.objects.get(code="small-1").text == "Explain what naloxone does."
    change("quiz.toml", '\nhints = ["Look up."]', "")
    load(folder)
    assert not Question.objects.get(curriculum_key="q1").hints
    assert not load(folder).has_changes


def test_an_objective_reworded_on_the_site_keeps_its_words(folder: Path, change: Change) -> None:
    load(folder)
    LearningObjective.objects.update(text="Say it in your own words.")
    change("course.toml", "Say what naloxone does", "Explain what naloxone does")
    report = load(folder)
    assert [(entry.sort, entry.key) for entry in report.left] == [
        ("learning objectives", "small-1"),
    ]
    assert LearningObjective.objects.get().text == "Say it in your own words."


@pytest.mark.parametrize("publish", [False, True])
def test_loading_twice_changes_nothing_and_says_so(folder: Path, publish: bool) -> None:
    load(folder, publish=publish)
    before = [PageLogEntry.objects.count(), ModelLogEntry.objects.count()]
    report = load(folder, publish=publish)
    assert counts(report) == {"unchanged": 9}
    assert not report.has_changes
    assert [PageLogEntry.objects.count(), ModelLogEntry.objects.count()] == before


def test_what_changed_in_the_files_is_updated_and_nothing_else(folder: Path, change: Change) -> None:
    load(folder)
    change("reading.md", "**displaces**", "**removes**")
    change("quiz.toml", "So breathing returns.", "So breathing comes back.")
    change("references.toml", "A label, 2026.", "The label, 2026.")
    report = load(folder)
    assert counts(report) == {"updated": 3, "unchanged": 6}
    assert "<b>removes</b>" in str(only(site.LESSON).get_latest_revision_as_object().body[0].value.source)
    assert counts(load(folder)) == {"unchanged": 9}


def test_an_update_of_a_live_page_goes_live_and_of_a_draft_does_not(folder: Path, change: Change) -> None:
    load(folder, publish=True)
    change("reading.md", 'title = "Reading"', 'title = "Reading again"')
    load(folder)
    assert only(site.LESSON).title == "Reading again"


def test_blocks_keep_their_ids_when_another_block_changes(folder: Path, change: Change) -> None:
    load(folder)
    before = [block.id for block in only(site.LESSON).get_latest_revision_as_object().body]
    change("reading.md", "**displaces**", "**removes**")
    load(folder)
    assert [block.id for block in only(site.LESSON).get_latest_revision_as_object().body] == before


def test_what_an_editor_changed_is_left_and_listed(folder: Path, change: Change) -> None:
    load(folder, publish=True)
    lesson = only(site.LESSON)
    lesson.summary = "Better words."
    lesson.save_revision()
    question = Question.objects.get(curriculum_key="q1")
    question.rationale = "<p>A better reason.</p>"
    question.save_revision().publish()
    Reference.objects.update(note="Opened on Tuesday.")
    change("reading.md", "**displaces**", "**removes**")
    change("quiz.toml", "So breathing returns.", "So breathing comes back.")

    report = load(folder, publish=True)

    assert [entry.key for entry in report.left] == ["E1", "q1", "small-reading"]
    assert not report.has_changes
    assert only(site.LESSON).get_latest_revision_as_object().summary == "Better words."
    assert Question.objects.get(curriculum_key="q1").rationale == "<p>A better reason.</p>"
    assert Reference.objects.get().note == "Opened on Tuesday."


def test_saving_in_the_editor_without_a_change_is_not_an_edit(folder: Path, change: Change) -> None:
    load(folder)
    lesson = only(site.LESSON).get_latest_revision_as_object()
    for block in lesson.body:
        block.id = None
    lesson.save_revision()
    change("reading.md", "**displaces**", "**removes**")
    assert counts(load(folder)) == {"unchanged": 8, "updated": 1}


def test_a_locked_page_is_left(folder: Path, change: Change) -> None:
    load(folder)
    type(only(site.LESSON))._default_manager.update(locked=True)
    change("reading.md", "**displaces**", "**removes**")
    assert [entry.key for entry in load(folder).left] == ["small-reading"]


def test_what_an_editor_unpublished_stays_unpublished(folder: Path, change: Change) -> None:
    load(folder, publish=True)
    only(site.LESSON).unpublish()
    change("reading.md", "**displaces**", "**removes**")
    load(folder, publish=True)
    assert not only(site.LESSON).live


def test_drafts_of_an_earlier_load_can_be_published_later(folder: Path) -> None:
    load(folder)
    report = load(folder, publish=True)
    assert counts(report) == {"unchanged": 9}
    assert report.published == 7
    assert only(site.CATALOGUE).live
    assert only(site.COURSE).live


def test_a_moved_page_is_updated_where_it_is_and_a_new_step_goes_after_the_one_before(
    folder: Path, change: Change
) -> None:
    load(folder)
    text = (folder / "reading.md").read_text(encoding="utf-8")
    (folder / "second.md").write_text(text.replace('"small-reading"', '"small-second"'), encoding="utf-8")
    change("course.toml", '"reading", "post-test"', '"reading", "second", "post-test"')
    change("course.toml", "minutes = 4", "minutes = 6")
    load(folder)
    module = only(site.MODULE)
    assert [page.slug for page in module.get_children()] == ["reading", "second", "post-test"]

    lesson = site.page_type(site.LESSON)._default_manager.get(slug="second")
    lesson.move(module, pos="first-child")
    assert counts(load(folder)) == {"unchanged": 10}
    assert [page.slug for page in module.get_children()] == ["second", "reading", "post-test"]


def test_an_audience_renamed_on_the_site_keeps_its_name(folder: Path) -> None:
    load(folder)
    Audience.objects.update(name="Health staff")
    load(folder)
    assert Audience.objects.get().name == "Health staff"


# --- The same thing stays the same thing -------------------------------------------------------------------


def test_what_was_deleted_is_made_again_under_the_same_key_and_progress_still_counts(folder: Path) -> None:
    load(folder, publish=True)
    lesson, quiz = only(site.LESSON), only(site.QUIZ)
    enrolment = make_enrolment(course=only(site.COURSE))
    complete_step(enrolment=enrolment, step=lesson)
    make_attempt(enrolment=enrolment, page=quiz, points_numerator=9, points_denominator=1, points_possible=10)
    questions = set(Question.objects.values_list("translation_key", flat=True))
    before = quiz_results(context_key=enrolment.pk)
    assert set(before) == {quiz.translation_key}

    only(site.MODULE).delete()
    Question.objects.all().delete()
    assert counts(load(folder, publish=True)) == {"created": 5, "unchanged": 4}

    keys = {step.key for step in outline(only(site.COURSE)).steps}
    assert done_keys(enrolment) == {lesson.translation_key}
    assert keys == {lesson.translation_key, quiz.translation_key}
    assert only(site.LESSON).pk != lesson.pk
    assert before == quiz_results(context_key=enrolment.pk)
    assert set(Question.objects.values_list("translation_key", flat=True)) == questions


def test_a_deleted_course_comes_back_as_the_course_learners_were_in(folder: Path) -> None:
    load(folder, publish=True)
    course = only(site.COURSE)
    enrolment = make_enrolment(course=course)
    course.delete()
    load(folder, publish=True)
    assert only(site.COURSE).translation_key == enrolment.course_key
    assert current_enrolment(enrolment.learner, only(site.COURSE).translation_key) == enrolment


def test_keys_follow_from_the_files_and_differ_between_kinds_of_things() -> None:
    # These values are in learners' records: a change of either is a loss of their progress.
    assert str(stable_key("lesson", "small-reading")) == "122b23fa-266b-59ed-90fa-86fecd86d1a4"
    assert stable_key("lesson", "a") != stable_key("quiz", "a")


def test_a_copy_is_the_editors_own(folder: Path, change: Change) -> None:
    load(folder, publish=True)
    copies = only(site.MODULE).copy(recursive=True, update_attrs={"slug": "copied", "title": "Copied"})
    lesson = copies.get_children().first().specific
    for row in (copies, lesson, lesson.get_latest_revision_as_object()):
        assert (row.curriculum_key, row.curriculum_digest) == ("", "")
    change("reading.md", "**displaces**", "**removes**")
    assert counts(load(folder)) == {"updated": 1, "unchanged": 8}
    lesson.refresh_from_db()
    assert "removes" not in str(lesson.get_latest_revision_as_object().body[0].value.source)


def test_page_types_keep_their_own_list_of_what_a_copy_leaves_out() -> None:
    class Base:
        exclude_fields_in_copy = ("owner",)

    class Own(site.page_type(site.LESSON)):  # type: ignore[misc]
        exclude_fields_in_copy = ("minutes",)

        class Meta:
            abstract = True

    class Inherited(site.LESSON, Base):  # type: ignore[misc]
        class Meta:
            abstract = True

    assert set(Own.exclude_fields_in_copy) == {"minutes", "curriculum_key", "curriculum_digest"}
    assert set(Inherited.exclude_fields_in_copy) == {"owner", "curriculum_key", "curriculum_digest"}
    assert list(Base.exclude_fields_in_copy) == ["owner"]


def test_a_translation_made_on_the_site_is_left_alone(folder: Path) -> None:
    load(folder, publish=True)
    french = Locale.objects.create(language_code="fr")
    home = Site.objects.get(is_default_site=True).root_page
    home.copy_for_translation(french)
    for page in (only(site.CATALOGUE), only(site.COURSE), only(site.MODULE), only(site.LESSON)):
        translation = page.copy_for_translation(french)
    assert translation.curriculum_key == ""
    assert site.find_page(site.LESSON, "small-reading", french) == translation
    assert (
        site.free_key(type(translation), translation.translation_key, french) != translation.translation_key
    )


def test_a_dry_run_reports_and_writes_nothing(folder: Path) -> None:
    report = load(folder, dry_run=True)
    assert counts(report) == {"created": 10}
    assert not site.page_type(site.COURSE)._default_manager.exists()
    assert not Reference.objects.exists()
    assert not Audience.objects.exists()


def test_nothing_is_written_when_something_fails_on_the_way(folder: Path) -> None:
    catalogue_page = site.page_type(site.CATALOGUE)
    home = Site.objects.get(is_default_site=True).root_page
    catalogue = home.add_child(instance=catalogue_page(title="Learn", slug="learn"))
    catalogue.add_child(instance=site.page_type(site.COURSE)(title="Other", slug="small-course"))
    with pytest.raises(CurriculumNotLoaded, match=r"courses small: .*slug"):
        load(folder)
    assert not Reference.objects.exists()
    assert not Question.objects.exists()


def test_the_catalogue_of_the_site_is_used(folder: Path) -> None:
    home = Site.objects.get(is_default_site=True).root_page
    catalogue = home.add_child(instance=site.page_type(site.CATALOGUE)(title="Courses", slug="courses"))
    assert counts(load(folder)) == {"created": 9}
    assert only(site.COURSE).is_child_of(catalogue)


# --- The command -------------------------------------------------------------------------------------------


def run(*arguments: str, **options: Any) -> str:
    out = io.StringIO()
    call_command("load_curriculum", *arguments, stdout=out, **options)
    return out.getvalue()


def test_the_command_prints_a_table_and_what_it_left(folder: Path, change: Change) -> None:
    first = run(str(folder), "--publish")
    assert "Published: 7" in first
    Reference.objects.update(note="Opened.")
    change("references.toml", "A label", "The label")
    second = run(str(folder))
    assert "left as edited" in second.splitlines()[0]
    assert "Left as edited on the site:\n  references E1: The label, 2026." in second
    assert "Nothing has changed." in second


def test_the_command_names_every_mistake_and_writes_nothing(folder: Path, change: Change) -> None:
    change("quiz.toml", "correct = false", "correct = true")
    with pytest.raises(CommandError, match=r"quiz\.toml:5: item q1: exactly one option must be correct"):
        run(str(folder))
    assert not Reference.objects.exists()


def test_the_help_says_that_a_second_load_changes_what_is_live() -> None:
    assert "changes on the live site at once" in Command.help


def test_the_command_refuses_what_it_cannot_find(folder: Path) -> None:
    with pytest.raises(CommandError, match="is neither one of"):
        run("no-such-course")
    with pytest.raises(CommandError, match="There is no page with id 999"):
        run(str(folder), "--parent", "999")
    with pytest.raises(CommandError, match="There is no site 'elsewhere"):
        run(str(folder), "--site", "elsewhere.example")


def test_the_courses_of_the_package_load_and_stay_as_they_are() -> None:
    [folder] = [folder for folder in course_folders(CONTENT) if folder.name == "c5-overdose"]
    first = load(folder, publish=True)
    assert first.left == []
    assert {entry.outcome for entry in first.entries} == {Outcome.CREATED}
    assert not load(folder, publish=True).has_changes


def test_every_objective_of_a_course_of_the_package_is_asked_for_in_its_post_test() -> None:
    for course in read_courses(course_folders(CONTENT)):
        items = {item.key: item for item in course.items}
        steps = [step for module in course.modules for step in module.steps]
        asked = [key for step in steps if getattr(step, "role", "") == "post_test" for key in step.items]
        tied = {objective for key in asked for objective in items[key].objectives}
        assert tied == {objective.key for objective in course.objectives}, course.key
        assert all(item.objectives for item in course.items), course.key
