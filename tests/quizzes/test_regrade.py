"""Marking again: exact, only what was asked for, told beforehand, and nobody loses a pass in silence."""

import json
from collections.abc import Callable
from fractions import Fraction
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from harmreduction_lms.quizzes.actions import decide_regrade, regrade, start_attempt, submit_attempt
from harmreduction_lms.quizzes.actions.decide_regrade import AlreadyDecided
from harmreduction_lms.quizzes.actions.regrade import AttemptOutcome, regrade_outcomes
from harmreduction_lms.quizzes.asked import from_question
from harmreduction_lms.quizzes.corrected_keys import NoCorrection, key_for
from harmreduction_lms.quizzes.drawing import Place
from harmreduction_lms.quizzes.kinds import Draw
from harmreduction_lms.quizzes.models import Question, QuizAttempt, Regrade, RegradeChange, RegradeDecision
from harmreduction_lms.quizzes.paper import freeze_items
from harmreduction_lms.quizzes.regrading import RegradeMode, Regrading, live_regrading
from harmreduction_lms.quizzes.selectors import live_versions
from harmreduction_lms.quizzes.signals import quiz_result_lowered
from tests import factories
from tests.quizzes.conftest import right_answers


MakeQuiz = Callable[..., Any]
Graded = list[QuizAttempt]


def take(learner: Any, quiz: Any, *, is_right: bool) -> QuizAttempt:
    """An attempt at a quiz of true-or-false questions whose key says "false"."""
    attempt = start_attempt(learner=learner, page=quiz)
    submit_attempt(attempt=attempt, responses={item["id"]: not is_right for item in attempt.paper["items"]})
    return attempt


def rewrite(question: Question, value: dict[str, Any], **fields: Any) -> None:
    """Publishes another answer; list items keep their ids where the value has them."""
    block = json.loads(json.dumps(list(question.answer.raw_data), default=str))[0]
    stream = json.dumps([{**block, "value": value}])
    Question.objects.filter(pk=question.pk).update(**fields)
    fresh = Question.objects.get(pk=question.pk)
    fresh.answer = stream
    fresh.save()


def correct(question: Question) -> None:
    """The key of a true-or-false question was the wrong way round."""
    rewrite(
        question, {"answer": "true", "why_true": "Right.", "why_false": ""}, rationale="<p>Corrected.</p>"
    )


def with_live(*questions: Question) -> Regrading:
    keys = frozenset(question.translation_key for question in questions)
    return live_regrading(keys, live_versions(keys))


def with_mode(mode: RegradeMode, *questions: Question) -> Regrading:
    return Regrading(mode, frozenset(question.translation_key for question in questions))


def again(quiz: Any, regrading: Regrading, **extra: Any) -> Any:
    return regrade(quiz_key=quiz.translation_key, regrading=regrading, reason="Wrong key", **extra)


def dry_run(quiz: Any, regrading: Regrading) -> list[AttemptOutcome]:
    return list(regrade_outcomes(quiz_key=quiz.translation_key, regrading=regrading))


def fresh(attempt: QuizAttempt) -> QuizAttempt:
    return QuizAttempt.objects.get(pk=attempt.pk)


def test_a_corrected_key_gives_passes_and_announces_them(
    learner: Any, make_quiz: MakeQuiz, graded: Graded, django_capture_on_commit_callbacks: Any
) -> None:
    question = factories.make_question()
    quiz = make_quiz(questions=[question])
    attempt = take(learner, quiz, is_right=False)
    assert fresh(attempt).is_passed is False
    correct(question)
    with django_capture_on_commit_callbacks(execute=True):
        record = again(quiz, with_live(question))
    attempt = fresh(attempt)
    assert (attempt.score, attempt.is_passed) == (1, True)
    assert [news.pk for news in graded] == [attempt.pk]
    assert attempt.responses.get().points == 1
    assert attempt.paper["items"][0]["key"]["answer"] is True
    assert attempt.paper["items"][0]["rationale"] == "<p>Corrected.</p>"
    change = record.changes.get()
    assert (change.old_points, change.new_points, change.was_passed, change.would_pass) == (0, 1, False, True)
    assert change.decision == RegradeDecision.NONE
    assert change.items[0]["before"]["key"]["answer"] is False


def test_what_was_asked_stays_as_it_was(learner: Any, make_quiz: MakeQuiz) -> None:
    question = factories.make_question()
    quiz = make_quiz(questions=[question])
    before = take(learner, quiz, is_right=False).paper["items"][0]
    correct(question)
    Question.objects.filter(pk=question.pk).update(stem="<p>Another stem</p>", points=5)
    again(quiz, with_live(question))
    after = QuizAttempt.objects.get().paper["items"][0]
    for name in ("id", "stem", "body", "points", "revision", "kind"):
        assert after[name] == before[name]


def test_the_dry_run_tells_who_crosses_the_pass_mark_and_writes_nothing(make_quiz: MakeQuiz) -> None:
    question = factories.make_question()
    quiz = make_quiz(questions=[question])
    loser = take(factories.make_learner(), quiz, is_right=True)
    winner = take(factories.make_learner(), quiz, is_right=False)
    correct(question)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = {one.attempt.pk: one for one in dry_run(quiz, with_live(question))}
    assert not [query for query in queries if not query["sql"].startswith("SELECT")]
    assert (found[loser.pk].loses_pass, found[loser.pk].gains_pass, found[loser.pk].new_points) == (
        True,
        False,
        0,
    )
    assert (found[winner.pk].loses_pass, found[winner.pk].gains_pass, found[winner.pk].new_points) == (
        False,
        True,
        1,
    )
    assert not Regrade.objects.exists()


def test_a_lost_pass_waits_for_a_decision(
    learner: Any, make_quiz: MakeQuiz, graded: Graded, django_capture_on_commit_callbacks: Any
) -> None:
    question = factories.make_question()
    quiz = make_quiz(questions=[question])
    attempt = take(learner, quiz, is_right=True)
    correct(question)
    with django_capture_on_commit_callbacks(execute=True):
        change = again(quiz, with_live(question)).changes.get()
    assert (change.decision, change.old_points, change.new_points) == (RegradeDecision.PENDING, 1, 0)
    attempt = fresh(attempt)
    assert (attempt.score, attempt.is_passed, attempt.responses.get().points) == (1, True, 1)
    assert attempt.paper["items"][0]["key"]["answer"] is False
    assert graded == []


@pytest.mark.parametrize(
    ("decision", "score", "is_passed", "is_told"),
    [(RegradeDecision.KEPT, 1, True, False), (RegradeDecision.LOWERED, 0, False, True)],
)
def test_somebody_decides_about_a_lost_pass_once(
    make_quiz: MakeQuiz,
    decision: RegradeDecision,
    score: int,
    is_passed: bool,
    is_told: bool,
    django_capture_on_commit_callbacks: Any,
) -> None:
    question = factories.make_question()
    quiz = make_quiz(questions=[question])
    attempt = take(factories.make_learner(), quiz, is_right=True)
    correct(question)
    change = again(quiz, with_live(question)).changes.get()
    told: list[Any] = []

    def note(attempt: QuizAttempt, change: RegradeChange, **kwargs: Any) -> None:
        told.append((attempt.pk, change.pk))

    quiz_result_lowered.connect(note)
    somebody = factories.make_learner(is_superuser=True)
    for _twice in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            decide_regrade(change=change, decision=decision, actor=somebody)
    quiz_result_lowered.disconnect(note)
    attempt = fresh(attempt)
    assert (attempt.score, attempt.is_passed) == (score, is_passed)
    assert told == ([(attempt.pk, change.pk)] if is_told else [])
    assert ModelLogEntry.objects.filter(action="harmreduction_lms.decide_regrade").count() == 1
    other = {RegradeDecision.KEPT: RegradeDecision.LOWERED, RegradeDecision.LOWERED: RegradeDecision.KEPT}
    with pytest.raises(AlreadyDecided):
        decide_regrade(change=change, decision=other[decision])
    assert again(quiz, with_live(question)) is None


@pytest.mark.parametrize("is_right", [True, False])
def test_a_double_click_changes_nothing_the_second_time(make_quiz: MakeQuiz, is_right: bool) -> None:
    question = factories.make_question()
    quiz = make_quiz(questions=[question])
    take(factories.make_learner(), quiz, is_right=is_right)
    correct(question)
    assert again(quiz, with_live(question)) is not None
    before = QuizAttempt.objects.values().get()
    assert again(quiz, with_live(question)) is None
    assert (Regrade.objects.count(), RegradeChange.objects.count()) == (1, 1)
    assert QuizAttempt.objects.values().get() == before


@pytest.mark.parametrize(("mark", "is_passed"), [("66.66", True), ("66.67", False)])
def test_the_pass_mark_is_compared_exactly(
    learner: Any, make_quiz: MakeQuiz, mark: str, is_passed: bool
) -> None:
    questions = [factories.make_question() for _ in range(3)]
    quiz = make_quiz(questions=questions, pass_mark=mark)
    attempt = start_attempt(learner=learner, page=quiz)
    first = attempt.paper["items"][0]["id"]
    submit_attempt(attempt=attempt, responses={**right_answers(attempt), first: True, **_second(attempt)})
    correct(
        next(one for one in questions if str(one.translation_key) == attempt.paper["items"][0]["question"])
    )
    again(quiz, with_live(*questions))
    attempt = fresh(attempt)
    assert (attempt.score, attempt.is_passed) == (Fraction(2, 3), is_passed)


def _second(attempt: QuizAttempt) -> dict[str, Any]:
    return {attempt.paper["items"][1]["id"]: True}


def test_a_withdrawn_question_earns_everybody_everything_and_keeps_doing_so(make_quiz: MakeQuiz) -> None:
    question = factories.make_question()
    quiz = make_quiz(questions=[question])
    take(factories.make_learner(), quiz, is_right=False)
    submit_attempt(attempt=start_attempt(learner=factories.make_learner(), page=quiz))
    again(quiz, with_mode(RegradeMode.FULL, question))
    assert {attempt.score for attempt in QuizAttempt.objects.all()} == {1}
    assert again(quiz, with_mode(RegradeMode.PAPER, question)) is None
    again(quiz, with_live(question))
    assert {attempt.score for attempt in QuizAttempt.objects.all()} == {1}
    assert RegradeChange.objects.filter(decision=RegradeDecision.PENDING).count() == 2


def test_a_learner_reads_that_a_question_was_withdrawn(
    client: Client, learner: Any, make_quiz: MakeQuiz
) -> None:
    question = factories.make_question()
    quiz = make_quiz(questions=[question], feedback="full")
    attempt = take(learner, quiz, is_right=False)
    again(quiz, with_mode(RegradeMode.FULL, question))
    client.force_login(learner)
    text = text_of(client.get(reverse("harmreduction_lms:attempt_result", args=[attempt.uuid])))
    assert "This question has been withdrawn" in text
    assert "1 of 1 points" in text
    assert "Next time" not in text


def test_marks_that_were_written_wrongly_are_marked_again_with_the_papers_key(
    learner: Any, quiz: Any
) -> None:
    attempt = take(learner, quiz, is_right=True)
    attempt.responses.update(points_numerator=0)
    QuizAttempt.objects.update(points_numerator=0, is_passed=False)
    again(quiz, with_mode(RegradeMode.PAPER, *factories.questions_of(quiz)))
    assert (fresh(attempt).score, fresh(attempt).is_passed) == (1, True)


def test_only_the_attempts_that_were_picked_are_marked_again(make_quiz: MakeQuiz) -> None:
    question = factories.make_question()
    quiz = make_quiz(questions=[question])
    picked, other = (take(factories.make_learner(), quiz, is_right=False) for _ in range(2))
    again(quiz, with_mode(RegradeMode.FULL, question), attempts=[picked.uuid])
    assert (fresh(picked).score, fresh(other).score) == (1, 0)


def test_attempts_of_first_papers_are_marked_again(learner: Any, make_quiz: MakeQuiz) -> None:
    question = factories.make_question()
    quiz = make_quiz(questions=[question])
    attempt = take(learner, quiz, is_right=False)
    later = ("question_pk", "section", "page", "by_hand", "picture", "hints")
    items = [{k: v for k, v in item.items() if k not in later} for item in attempt.paper["items"]]
    kept = {name: attempt.paper[name] for name in ("title", "role", "pass_mark")}
    QuizAttempt.objects.update(
        paper={"version": 1, **kept, "feedback": "full", "items": items}, item_states={}
    )
    correct(question)
    again(quiz, with_live(question))
    assert (fresh(attempt).score, fresh(attempt).is_passed) == (1, True)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ({"tries": [{"response": True, "share": "0"}]}, Fraction(1)),
        ({"tries": [{"response": True, "share": "0"}, {"response": False, "share": "1"}]}, Fraction(1)),
    ],
)
def test_tries_are_judged_again_with_the_corrected_key(
    learner: Any, make_quiz: MakeQuiz, states: dict[str, Any], expected: Fraction
) -> None:
    question = factories.make_question()
    quiz = make_quiz(questions=[question], behaviour="several_tries", tries_allowed=3, try_penalty="25")
    attempt = start_attempt(learner=learner, page=quiz)
    item = attempt.paper["items"][0]["id"]
    QuizAttempt.objects.update(item_states={item: states}, answers={item: states["tries"][-1]["response"]})
    submit_attempt(attempt=fresh(attempt))
    correct(question)
    again(quiz, with_live(question))
    assert fresh(attempt).score == expected


@pytest.mark.parametrize(
    ("certainty", "expected"), [(1, Fraction(1, 3)), (2, Fraction(2, 3)), (3, Fraction(1))]
)
def test_certainty_counts_when_marking_again(
    learner: Any, make_quiz: MakeQuiz, certainty: int, expected: Fraction
) -> None:
    question = factories.make_question()
    quiz = make_quiz(questions=[question], behaviour="certainty")
    attempt = start_attempt(learner=learner, page=quiz)
    item = attempt.paper["items"][0]["id"]
    QuizAttempt.objects.update(item_states={item: {"certainty": certainty}}, answers={item: True})
    submit_attempt(attempt=fresh(attempt))
    assert fresh(attempt).score == 0
    correct(question)
    again(quiz, with_live(question))
    assert fresh(attempt).score == expected


def item_of(kind: str, answer: Any = None) -> dict[str, Any]:
    question = factories.make_question(kind=kind, answer=answer)
    return freeze_items([(from_question(question), Place(question.pk, 0, 1))], Draw())[0]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted(set(factories.ANSWERS) - {"image_choice"}))
def test_the_same_question_frozen_again_has_the_same_key_in_the_ids_of_the_paper(kind: str) -> None:
    question = factories.make_question(kind=kind)
    asked = from_question(Question.objects.get(pk=question.pk))
    item = freeze_items([(asked, Place(question.pk, 0, 1))], Draw())[0]
    assert key_for(item, asked) == item["key"]


PAIRS = factories.ANSWERS["matching"]["pairs"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "answer", "says"),
    [
        ("ordering", {"groups": [{"items": ["Wake"]}, {"items": ["Call", "Stay"]}]}, "give naloxone"),
        (
            "ordering",
            {
                "groups": [
                    {"items": ["Wake", "Look"]},
                    {"items": ["Call", "Give naloxone"]},
                    {"items": ["Stay"]},
                ]
            },
            "was not offered",
        ),
        (
            "matching",
            {"pairs": [PAIRS[0], {"prompt": "Stimulants", "match": "Sweat"}], "distractors": []},
            "fast heart",
        ),
        ("short_answer", None, "another kind"),
        (
            "cloze",
            {**factories.ANSWERS["cloze"], "text": "<p>Wait [[2]], give [[1]] and [[3]].</p>"},
            "around the gaps",
        ),
    ],
)
def test_a_question_that_has_changed_too_much_is_told_and_not_guessed(
    kind: str, answer: Any, says: str
) -> None:
    item = item_of(kind if answer else "numeric")
    live = from_question(factories.make_question(kind=kind, answer=answer))
    with pytest.raises(NoCorrection, match=says):
        key_for(item, live)


@pytest.mark.django_db
def test_lines_are_recognised_by_their_words_whatever_their_ids() -> None:
    item = item_of("ordering")
    turned = {"groups": [{"items": ["Stay"]}, {"items": ["give  naloxone", "Call"]}, {"items": ["Wake"]}]}
    key = key_for(item, from_question(factories.make_question(kind="ordering", answer=turned)))
    texts = {one["id"]: one["text"] for one in item["body"]["items"]}
    assert [[texts[id_] for id_ in group] for group in key["groups"]] == [
        ["Stay"],
        ["Give naloxone", "Call"],
        ["Wake"],
    ]


def test_an_attempt_that_cannot_be_marked_again_is_left_alone(learner: Any, make_quiz: MakeQuiz) -> None:
    question = factories.make_question()
    quiz = make_quiz(questions=[question])
    attempt = take(learner, quiz, is_right=False)
    Question.objects.filter(pk=question.pk).update(live=False)
    found = dry_run(quiz, with_live(question))
    assert [one.problems for one in found] == [["1. The question is not published any more."]]
    assert again(quiz, with_live(question)) is None
    assert fresh(attempt).paper == attempt.paper


def test_marking_again_takes_the_right_to_do_it(learner: Any, quiz: Any) -> None:
    take(learner, quiz, is_right=False)
    educator = factories.make_learner()
    regrading = with_mode(RegradeMode.FULL, *factories.questions_of(quiz))
    with pytest.raises(PermissionDenied):
        again(quiz, regrading, actor=educator)
    educator.user_permissions.add(Permission.objects.get(codename="add_regrade"))
    record = again(quiz, regrading, actor=type(educator).objects.get(pk=educator.pk))
    entry = ModelLogEntry.objects.get(action="harmreduction_lms.regrade_quiz")
    assert (entry.user, entry.object_id, entry.data["reason"]) == (educator, str(record.pk), "Wrong key")


def test_quizzes_are_marked_again_in_as_many_queries_for_many_questions_as_for_few(
    make_quiz: MakeQuiz,
) -> None:
    counts = []
    for number in (2, 12):
        quiz = make_quiz(count=number)
        take(factories.make_learner(), quiz, is_right=False)
        regrading = with_mode(RegradeMode.FULL, *factories.questions_of(quiz))
        with CaptureQueriesContext(connection) as queries:
            again(quiz, regrading)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_links_in_rationales_are_looked_up_once_for_all_attempts(quiz: Any, make_quiz: MakeQuiz) -> None:
    link = f'<p>See <a linktype="page" id="{quiz.pk}">the lesson</a>.</p>'
    questions = [factories.make_question(rationale=link) for _ in range(2)]
    linking = make_quiz(questions=questions)
    counts = []
    for _round in range(2):
        for _attempt in range(3):
            take(factories.make_learner(), linking, is_right=True)
        with CaptureQueriesContext(connection) as queries:
            found = dry_run(linking, with_live(*questions))
        counts.append(len(queries))
        assert not any(one.is_changed or one.problems for one in found)
    assert counts[0] == counts[1]


def test_a_later_regrading_overtakes_one_that_waits(learner: Any, make_quiz: MakeQuiz) -> None:
    question = factories.make_question()
    quiz = make_quiz(questions=[question])
    take(learner, quiz, is_right=True)
    correct(question)
    first = again(quiz, with_live(question)).changes.get()
    again(quiz, with_mode(RegradeMode.FULL, question))
    with pytest.raises(AlreadyDecided):
        decide_regrade(change=first, decision=RegradeDecision.LOWERED)
    assert (QuizAttempt.objects.get().score, QuizAttempt.objects.get().is_passed) == (1, True)


def test_unknown_quizzes_and_attempts_change_nothing(quiz: Any) -> None:
    regrading = Regrading(RegradeMode.FULL, frozenset({UUID(int=1)}))
    assert regrade(quiz_key=uuid4(), regrading=regrading, reason="", attempts=[uuid4()]) is None


PAGE = "harmreduction_lms_regrade:add"


@pytest.fixture
def educator(client: Client, db: None) -> Client:
    client.force_login(factories.make_learner(is_superuser=True, is_staff=True))
    return client


def text_of(response: Any) -> str:
    assert response.status_code == 200
    return unescape(response.content.decode())


def choice(quiz: Any, *questions: Question, **extra: Any) -> dict[str, Any]:
    return {
        "quiz": str(quiz.translation_key),
        "mode": "live",
        "questions": [str(question.translation_key) for question in questions],
        "reason": "The key was wrong",
        "check": "1",
        **extra,
    }


@pytest.fixture
def corrected(make_quiz: MakeQuiz) -> tuple[Any, Question, QuizAttempt, QuizAttempt]:
    """A quiz whose key has been corrected, an attempt that loses by it and one that gains."""
    question = factories.make_question()
    quiz = make_quiz(questions=[question])
    loser = take(factories.make_learner("wanda"), quiz, is_right=True)
    winner = take(factories.make_learner("omar"), quiz, is_right=False)
    correct(question)
    return quiz, question, loser, winner


def test_a_quiz_is_marked_again_step_by_step(educator: Client, corrected: Any) -> None:
    quiz, question, loser, winner = corrected
    assert quiz.title in text_of(educator.get(reverse(PAGE)))
    assert question.title in text_of(educator.get(reverse(PAGE), {"quiz": str(quiz.translation_key)}))
    checked = text_of(educator.get(reverse(PAGE), choice(quiz, question)))
    assert all(words in checked for words in ("wanda", "omar", "to be decided"))
    assert not Regrade.objects.exists()
    response: Any = educator.post(reverse(PAGE), choice(quiz, question, which="all"))
    assert response.status_code == 302
    assert (fresh(winner).is_passed, fresh(loser).is_passed) == (True, True)
    assert "To be decided" in text_of(educator.get(response.url))


def test_ticked_attempts_only_are_marked_again(educator: Client, corrected: Any) -> None:
    quiz, question, loser, winner = corrected
    educator.post(reverse(PAGE), choice(quiz, question, which="picked", attempt=[str(loser.uuid)]))
    assert [change.attempt_id for change in RegradeChange.objects.all()] == [loser.pk]
    educator.post(reverse(PAGE), choice(quiz, question, which="picked"))
    assert fresh(winner).is_passed is False


@pytest.mark.parametrize(
    "wrong",
    [{"questions": []}, {"mode": "none"}, {"reason": ""}, {"quiz": "x"}, {"which": "x"}, {"attempt": ["x"]}],
)
def test_what_is_missing_or_wrong_is_asked_for_again(
    educator: Client, corrected: Any, wrong: dict[str, Any]
) -> None:
    quiz, question, *_attempts = corrected
    response = educator.post(reverse(PAGE), {**choice(quiz, question, which="all"), **wrong})
    assert response.status_code == 200
    assert not Regrade.objects.exists()


def test_a_lost_pass_is_decided_in_the_admin(educator: Client, corrected: Any) -> None:
    quiz, question, loser, _winner = corrected
    again(quiz, with_live(question))
    change = RegradeChange.objects.get(decision=RegradeDecision.PENDING)
    assert "wanda" in text_of(educator.get(reverse("harmreduction_lms_regradechange:index")))
    url = reverse("harmreduction_lms_regradechange:edit", args=[change.pk])
    assert "The learner keeps the pass" in text_of(educator.get(url))
    educator.post(url, {"decision": "x"})
    assert fresh(loser).is_passed
    educator.post(url, {"decision": "lower"})
    assert fresh(loser).is_passed is False
    assert "The learner keeps the pass" not in text_of(educator.get(url))


@pytest.mark.parametrize("model", ["regrade", "regradechange"])
def test_the_lists_can_be_exported(educator: Client, corrected: Any, model: str) -> None:
    quiz, question, *_attempts = corrected
    again(quiz, with_live(question))
    for format_ in ("csv", "xlsx"):
        response: Any = educator.get(reverse(f"harmreduction_lms_{model}:index"), {"export": format_})
        assert b"".join(response.streaming_content if response.streaming else [response.content])


def test_whoever_may_not_mark_again_does_not_get_in(client: Client, corrected: Any) -> None:
    quiz, question, *_attempts = corrected
    user = factories.make_learner()
    user.user_permissions.add(*Permission.objects.filter(codename__in=["access_admin", "view_regrade"]))
    client.force_login(user)
    assert client.get(reverse(PAGE)).status_code == 302
    assert client.post(reverse(PAGE), choice(quiz, question, which="all")).status_code == 302
    assert not Regrade.objects.exists()


def test_options_that_read_otherwise_now_are_pointed_out(educator: Client, make_quiz: MakeQuiz) -> None:
    question = factories.make_question(kind="single_choice")
    quiz = make_quiz(questions=[question])
    attempt = start_attempt(learner=factories.make_learner(), page=quiz)
    submit_attempt(attempt=attempt, responses=right_answers(attempt))
    old = Question.objects.get(pk=question.pk).answer[0].value["options"].bound_blocks
    options = [
        {"type": "item", "id": child.id, "value": {"text": text, "correct": is_right, "why": ""}}
        for child, text, is_right in zip(old, ("NALOXONE", "Strong tea"), (False, True), strict=True)
    ]
    rewrite(question, {"options": options})
    text = text_of(educator.get(reverse(PAGE), choice(quiz, question)))
    assert "“Coffee” is now “Strong tea”" in text
    assert "“Naloxone” is now" not in text
    again(quiz, with_live(question))
    assert RegradeChange.objects.get().decision == RegradeDecision.PENDING


def test_the_list_of_changed_results_takes_as_many_queries_for_many_as_for_few(
    educator: Client, make_quiz: MakeQuiz
) -> None:
    counts = []
    for number in (1, 6):
        question = factories.make_question()
        quiz = make_quiz(questions=[question])
        for _attempt in range(number):
            take(factories.make_learner(), quiz, is_right=True)
        correct(question)
        again(quiz, with_live(question))
        url = reverse("harmreduction_lms_regradechange:index")
        educator.get(url)
        with CaptureQueriesContext(connection) as queries:
            text_of(educator.get(url))
        counts.append(len(queries))
    assert counts[0] == counts[1]
