"""The bank: archive, restore, move and tag; usage; questions that are alike; findings over the whole bank."""

import json
from itertools import combinations
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.log_actions import registry
from wagtail.models import ReferenceIndex

from harmreduction_lms.quizzes.actions import start_attempt, submit_attempt
from harmreduction_lms.quizzes.actions.bank import (
    archive_questions,
    move_questions,
    restore_questions,
    tag_questions,
)
from harmreduction_lms.quizzes.bank_review import (
    alike_pairs,
    findings,
    length_cue,
    same_stem,
    similar_questions,
)
from harmreduction_lms.quizzes.bank_selectors import (
    offered_questions,
    unused_questions,
    usage_in_detail,
    usage_of,
    used_questions,
)
from harmreduction_lms.quizzes.duplicates import ALIKE, likeness, near_duplicates, shingles, stem_digest
from harmreduction_lms.quizzes.errors import QuestionNotReady
from harmreduction_lms.quizzes.models import Question, QuestionCategory
from tests import factories


pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Any:
    return factories.make_learner(is_superuser=True)


def logged(question: Question) -> list[str]:
    return [entry.action for entry in registry.get_logs_for_instance(question)]


def used_in_a_quiz(make_quiz: Any, question: Question) -> Any:
    """A quiz page with the question; Wagtail notes references when a transaction ends."""
    page = make_quiz(questions=[question])
    ReferenceIndex.create_or_update_for_object(page)
    return page


def test_archived_questions_are_offered_no_more_until_restored(editor: Any) -> None:
    question = factories.make_question()
    assert archive_questions(questions=[question], actor=editor) == [question]
    assert archive_questions(questions=[question], actor=editor) == []
    assert not offered_questions().exists()
    assert restore_questions(questions=[question], actor=editor) == [question]
    assert offered_questions().get() == question
    assert logged(question) == ["harmreduction_lms.restore_question", "harmreduction_lms.archive_question"]


def test_a_running_attempt_keeps_an_archived_question(make_quiz: Any, learner: Any) -> None:
    question = factories.make_question()
    attempt = start_attempt(learner=learner, page=make_quiz(questions=[question]))
    archive_questions(questions=[question])
    item = attempt.paper["items"][0]["id"]
    assert submit_attempt(attempt=attempt, responses={item: False}).is_passed


def test_publishing_an_older_version_does_not_bring_a_question_back() -> None:
    question = factories.make_question()
    revision = question.save_revision()
    archive_questions(questions=[question])
    revision.publish()
    question.refresh_from_db()
    assert question.is_archived


def test_moving_reaches_the_draft_that_is_published_next(editor: Any) -> None:
    question = factories.make_question()
    question.stem = "<p>Rewritten</p>"
    draft = question.save_revision()
    question = Question.objects.get()
    category = QuestionCategory.objects.create(path="Naloxone/Devices")

    assert move_questions(questions=[question], category=category, actor=editor) == [question]
    assert move_questions(questions=[question], category=category, actor=editor) == []
    assert (Question.objects.get().category, Question.objects.get().stem) == (category, question.stem)

    draft.refresh_from_db()
    draft.publish()
    assert (Question.objects.get().category, Question.objects.get().stem) == (category, "<p>Rewritten</p>")
    assert "harmreduction_lms.move_question" in logged(question)


def test_tags_are_added_to_the_question_and_to_its_draft(editor: Any) -> None:
    question = factories.make_question()
    question.tags.add("naloxone")
    question.save()
    draft = question.save_revision()
    question = Question.objects.get()

    assert tag_questions(questions=[question], tags=["overdose", "overdose"], actor=editor) == [question]
    assert tag_questions(questions=[question], tags=["overdose"], actor=editor) == []
    assert names_of(question) == {"naloxone", "overdose"}

    draft.refresh_from_db()
    draft.publish()
    assert names_of(question) == {"naloxone", "overdose"}
    assert Question.objects.get().tagged_items.count() == 2


def names_of(question: Question) -> set[str]:
    return {tag.name for tag in Question.objects.get(pk=question.pk).tags.all()}


@pytest.mark.parametrize(
    "action",
    [
        lambda **who: archive_questions(questions=Question.objects.all(), **who),
        lambda **who: restore_questions(questions=Question.objects.all(), **who),
        lambda **who: move_questions(questions=Question.objects.all(), category=None, **who),
        lambda **who: tag_questions(questions=Question.objects.all(), tags=["x"], **who),
    ],
    ids=["archive", "restore", "move", "tag"],
)
def test_who_may_not_change_questions_is_refused(action: Any) -> None:
    question = factories.make_question()
    with pytest.raises(PermissionDenied):
        action(actor=factories.make_learner())
    question.refresh_from_db()
    assert not question.is_archived
    assert not question.tags.exists()


def test_usage_is_counted_for_many_questions_with_two_queries(make_quiz: Any, learner: Any) -> None:
    asked, unused = factories.make_question(), factories.make_question()
    page = used_in_a_quiz(make_quiz, asked)
    submit_attempt(attempt=start_attempt(learner=learner, page=page))
    with CaptureQueriesContext(connection) as captured:
        usage = usage_of([asked, unused])
    assert len(captured) == 2
    assert (usage[asked.pk].pages, usage[asked.pk].times_asked) == (1, 1)
    assert not usage[unused.pk].is_used
    assert used_questions([asked, unused]) == [asked]
    assert list(unused_questions(Question.objects.all())) == [unused]


def test_answers_to_earlier_versions_are_told_apart(make_quiz: Any, learner: Any) -> None:
    question = factories.make_question()
    question.save_revision().publish()
    submit_attempt(attempt=start_attempt(learner=learner, page=make_quiz(questions=[question])))
    question.refresh_from_db()
    assert usage_in_detail(question).old_versions == 0
    question.stem = "<p>Rewritten</p>"
    question.save_revision().publish()
    question.refresh_from_db()
    assert usage_in_detail(question).old_versions == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("<p>What reverses an overdose?</p>", "<p>What <b>reverses</b>  an OVERDOSE</p>", True),
        ("<p>4 mg</p>", "<p>40 mg</p>", False),
        ("<p>Wake, then call</p>", "<p>Call, then wake</p>", False),
    ],
)
def test_stems_that_read_the_same_have_the_same_digest(one: str, other: str, same: bool) -> None:
    assert (stem_digest(one) == stem_digest(other)) is same


def test_an_empty_stem_is_like_no_other() -> None:
    assert stem_digest("<p></p>") == ""
    assert same_stem(Question(stem_digest="")) == []


def test_a_question_keeps_its_digest_whenever_its_stem_is_saved() -> None:
    question = factories.make_question(stem="<p>One</p>")
    question.stem = "<p>Two</p>"
    question.save(update_fields=["stem"])
    question.refresh_from_db()
    assert question.stem_digest == stem_digest("<p>two</p>")


OVERDOSE = "<p>Somebody has slow breathing, blue lips and does not respond. What do you do first?</p>"
NEARLY = "<p>Somebody has slow breathing, blue lips and does not answer. What do you do first?</p>"


def test_questions_that_ask_nearly_the_same_are_found() -> None:
    question = factories.make_question(stem=OVERDOSE)
    exact = factories.make_question(stem=OVERDOSE.upper())
    near = factories.make_question(stem=NEARLY)
    factories.make_question(stem="<p>How long does naloxone last?</p>")
    assert same_stem(question) == [exact]
    assert similar_questions(question) == [exact, near]
    assert [(pair.first, pair.second) for pair in alike_pairs()] == [(question, exact), (question, near)]


def test_the_finder_misses_no_pair_that_comparing_all_with_all_finds() -> None:
    words = ["wake", "the", "person", "call", "for", "help", "give", "naloxone", "breaths", "then", "stay"]
    stems = {
        n: " ".join(f"other{n}" if place in {n % 11, n % 7} else word for place, word in enumerate(words))
        for n in range(40)
    }
    expected = {
        (a, b) for a, b in combinations(stems, 2) if likeness(shingles(stems[a]), shingles(stems[b])) >= ALIKE
    }
    assert 0 < len(expected) < 40 * 39 / 2
    assert {(pair.first, pair.second) for pair in near_duplicates(stems)} == expected


def test_however_many_copies_there_are_each_is_named() -> None:
    pairs = near_duplicates(dict.fromkeys(range(200), OVERDOSE))
    assert [(pair.first, pair.second) for pair in pairs] == [(0, n) for n in range(1, 200)]


def test_a_series_with_the_same_opening_is_no_heap_of_doubles() -> None:
    stems = {n: f"<p>Which of these is true of drug number{n}?</p>" for n in range(2000)}
    assert near_duplicates(stems, threshold=0.9) == []


def test_the_bank_is_checked_with_one_query() -> None:
    factories.make_question(kind="single_choice", title="Good", rationale="<p>Because.</p>")
    bare = factories.make_question(kind="single_choice", title="Bare", rationale="")
    archived = factories.make_question(rationale="")
    archive_questions(questions=[archived])
    with CaptureQueriesContext(connection) as captured:
        found = findings()
    assert len(captured) == 1
    assert [one.question for one in found] == [bare]
    assert "rationale" in found[0].warnings[0]


def test_how_often_the_longest_option_is_right_is_told_for_the_whole_bank() -> None:
    for right, wrong in (("A much longer text", "Short"), ("Short", "A much longer text")):
        options = [
            {"text": right, "correct": True, "why": ""},
            {"text": wrong, "correct": False, "why": ""},
        ]
        factories.make_question(kind="single_choice", answer={"options": options})
    factories.make_question()
    cue = length_cue()
    assert (cue.longest, cue.questions, cue.by_chance) == (1, 2, 1)


def test_a_question_that_is_live_from_the_start_must_be_complete() -> None:
    options = {"options": [{"text": "A", "correct": False}, {"text": "B", "correct": False}]}
    with pytest.raises(QuestionNotReady):
        factories.make_question(kind="single_choice", answer=options)
    draft = factories.make_question(kind="single_choice", answer=options, live=False)
    assert json.loads(json.dumps(draft.answer.raw_data[0]["value"])) == options
