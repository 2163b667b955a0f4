"""Bugs that other learning systems really had, each with the test that would have caught it.

The numbers are those of the list of real bugs this product was planned with; the sources are the systems'
own trackers, read in November 2026. What belongs to another domain is tested there: see `ELSEWHERE`.
"""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import harmreduction_lms
from harmreduction_lms.quizzes.actions import (
    close_expired_attempts,
    close_if_expired,
    decide_regrade,
    regrade,
    save_answer,
    start_attempt,
    submit_attempt,
)
from harmreduction_lms.quizzes.errors import AttemptClosed, QuizNotYetOpen
from harmreduction_lms.quizzes.exchange.gift import GIFT
from harmreduction_lms.quizzes.models import (
    AttemptState,
    Question,
    QuestionTag,
    QuizAttempt,
    QuizOverride,
    QuizResponse,
    RegradeChange,
    RegradeDecision,
)
from harmreduction_lms.quizzes.regrading import live_regrading
from harmreduction_lms.quizzes.selectors import live_versions
from harmreduction_lms.quizzes.signals import quiz_result_lowered
from harmreduction_lms.quizzes.taking_rules import TakingRules
from tests import factories
from tests.quizzes.conftest import right_answers


MakeQuiz = Callable[..., Any]


def items_of(attempt: QuizAttempt) -> list[str]:
    return [item["id"] for item in attempt.paper["items"]]


def same_row(attempt: QuizAttempt) -> QuizAttempt:
    return QuizAttempt.objects.get(pk=attempt.pk)


def address(name: str, thing: Any) -> str:
    key = thing.uuid if isinstance(thing, QuizAttempt) else thing.translation_key
    return reverse(f"harmreduction_lms:{name}", args=[key])


def stems_in(html: str) -> list[str]:
    """The questions a page shows, in its order, each once."""
    return list(dict.fromkeys(re.findall(r"Stem \d+", html)))


def set_stream(quiz: Any, *blocks: dict[str, Any]) -> Any:
    quiz.questions = json.dumps(blocks)
    quiz.save()
    return type(quiz).objects.get(pk=quiz.pk)


def edit_answer(question: Question, answer: Any) -> None:
    question.answer = json.dumps([{"type": question.kind, "value": answer}])
    question.save()


@pytest.fixture
def signed_in(client: Client, learner: Any) -> Client:
    client.force_login(learner)
    return client


# --- Attempts ----------------------------------------------------------------------------------------------


def test_a_number_taken_by_a_faster_request_leaves_nobody_stuck(
    learner: Any, quiz: Any, gate: Callable[..., None]
) -> None:
    """Row 4, Simon-Initiative/oli-torus #4250: a number given twice, and the learner could not go on.

    Gates are asked between looking at earlier attempts and writing the new one: there the other request runs.
    """
    faster: list[QuizAttempt] = []

    def another_request(_learner: Any, _page: Any) -> None:
        if not faster:
            faster.append(QuizAttempt())
            faster[0] = submit_attempt(attempt=start_attempt(learner=learner, page=quiz))

    gate(another_request)
    attempt = start_attempt(learner=learner, page=quiz)
    assert [faster[0].number, attempt.number] == [1, 2]
    with pytest.raises(IntegrityError), transaction.atomic():
        QuizAttempt.objects.filter(pk=attempt.pk).update(number=1)


def test_an_answer_that_comes_after_handing_in_changes_neither_answers_nor_score(
    learner: Any, quiz: Any
) -> None:
    """Row 5, Learnova #3802 and coursemology #2102: answer saved after submit, score computed twice."""
    attempt = start_attempt(learner=learner, page=quiz)
    other_tab = same_row(attempt)
    submit_attempt(attempt=attempt, responses=right_answers(attempt))
    with pytest.raises(AttemptClosed):
        save_answer(attempt=other_tab, item=items_of(attempt)[0], response=True, sequence=0)
    submit_attempt(attempt=same_row(attempt), responses=dict.fromkeys(items_of(attempt), True))
    assert same_row(attempt).answers == right_answers(attempt)
    assert (same_row(attempt).score, QuizResponse.objects.count()) == (1, 2)


@pytest.mark.parametrize("row", ["6: the reply was lost and sent again", "7: a double click"])
def test_starting_twice_leads_to_the_same_attempt(signed_in: Client, quiz: Any, row: str) -> None:
    """Row 6, frappe/lms PR #2659; row 7, coursemology #1295, sensei #3838: another attempt was created."""
    first, second = (signed_in.post(address("start_attempt", quiz)) for _time in range(2))
    assert first["Location"] == second["Location"]
    assert QuizAttempt.objects.get().number == 1


def test_an_attempt_nobody_comes_back_to_is_closed(learner: Any, make_quiz: MakeQuiz) -> None:
    """Row 29, docs.moodle.org/dev States of a quiz attempt: the browser is gone, the attempt stays open."""
    attempts = [start_attempt(learner=learner, page=make_quiz(time_limit_minutes=5)) for _quiz in range(3)]
    past = timezone.now() - timedelta(minutes=5)
    QuizAttempt.objects.filter(pk__in=[one.pk for one in attempts[:2]]).update(deadline_at=past)
    assert close_if_expired(attempt=same_row(attempts[0])).state == AttemptState.EXPIRED
    assert close_expired_attempts() == 1
    states = [same_row(attempt).state for attempt in attempts]
    assert states == [AttemptState.EXPIRED, AttemptState.EXPIRED, AttemptState.OPEN]


def test_a_session_that_ends_takes_no_answer_with_it(
    signed_in: Client, learner: Any, make_quiz: MakeQuiz
) -> None:
    """Row 21, quiz_master_next #1110 and #1174, eq-survey-runner #993: signed out, answers lost."""
    quiz = make_quiz(questions=[factories.make_question(kind="short_answer")])
    signed_in.post(address("start_attempt", quiz))
    attempt = QuizAttempt.objects.get()
    item = items_of(attempt)[0]
    body = json.dumps({"item": item, "response": "Naloxone, of course", "sequence": 0})
    signed_in.post(address("save_answer", attempt), body, content_type="application/json")
    signed_in.logout()
    turned_away = signed_in.post(address("attempt", attempt), {"sequence": 1, f"item-{item}": ""})
    assert turned_away["Location"].endswith(f"?next={address('attempt', attempt)}")
    signed_in.force_login(learner)
    assert 'value="Naloxone, of course"' in signed_in.get(address("attempt", attempt)).text
    assert same_row(attempt).is_open


# --- Papers ------------------------------------------------------------------------------------------------


@pytest.fixture
def pool_quiz(make_quiz: MakeQuiz) -> Any:
    """Three of nine questions, drawn at random and shuffled."""
    tag = QuestionTag.objects.create(name="Naloxone", slug="naloxone")
    for _number in range(9):
        question = factories.make_question()
        question.tags.add(tag)
        question.save()
    pool = {"type": "pool", "value": {"count": 3, "tags": ["naloxone"], "objectives": []}}
    return set_stream(make_quiz(shuffle_questions=True), pool)


def test_a_random_draw_is_the_same_on_every_reload_and_in_the_review(
    signed_in: Client, learner: Any, pool_quiz: Any
) -> None:
    """Row 8, sensei #6045: the random subset was drawn again on every reload after submitting."""
    attempt = start_attempt(learner=learner, page=pool_quiz)
    pages = [signed_in.get(address("attempt", attempt)).text for _time in range(2)]
    submit_attempt(attempt=attempt)
    pages += [signed_in.get(address("attempt_result", attempt)).text for _time in range(2)]
    drawn = [stems_in(page) for page in pages]
    assert len(drawn[0]) == 3
    assert drawn == [drawn[0]] * 4


def test_previous_in_random_order_leads_to_the_question_before(
    signed_in: Client, learner: Any, make_quiz: MakeQuiz
) -> None:
    """Row 9, lifterlms #404: "previous" followed the order of the bank, not of the attempt."""
    asked = [{"type": "question", "value": factories.make_question().pk} for _number in range(6)]
    pages = [block for question in asked for block in (question, {"type": "page_break", "value": None})]
    attempt = start_attempt(
        learner=learner, page=set_stream(make_quiz(count=1, shuffle_questions=True), *pages)
    )
    url = address("attempt", attempt)
    shown = [stems_in(signed_in.get(url, {"page": page}).text) for page in range(1, 7)]
    for page in range(6, 1, -1):
        data = {"sequence": same_row(attempt).sequence, "page": page, "go": "previous"}
        back = signed_in.post(url, data, follow=True)
        assert stems_in(back.text) == shown[page - 2]


def test_the_option_somebody_clicked_is_the_one_that_is_graded(
    signed_in: Client, learner: Any, make_quiz: MakeQuiz
) -> None:
    """Row 10, mod_studentquiz #79: answers shuffled again between showing and checking."""
    texts = [f"Option {number}" for number in range(8)]
    options = [{"text": text, "correct": text == "Option 5", "why": ""} for text in texts]
    question = factories.make_question(kind="single_choice", answer={"options": options})
    attempt = start_attempt(learner=learner, page=make_quiz(questions=[question]))
    html = signed_in.get(address("attempt", attempt)).text
    field, chosen = re.findall(r'name="(item-\w+)"\s+value="([^"]+)">\s*<span>Option 5<', html)[0]
    edit_answer(question, {"options": options[::-1]})
    signed_in.get(address("attempt", attempt))
    signed_in.post(address("attempt", attempt), {"sequence": 0, field: chosen})
    assert same_row(attempt).score == 1


def test_a_new_rule_for_partial_credit_leaves_attempts_under_way_and_old_results_alone(
    learner: Any, make_quiz: MakeQuiz
) -> None:
    """Row 12, ucfopen/Obojobo #2020: old attempts might be shown by the new rule."""
    partial = {**factories.ANSWERS["multiple_response"], "scoring": "partial"}
    question = factories.make_question(kind="multiple_response", answer=partial)
    quiz = make_quiz(questions=[question])
    under_way = start_attempt(learner=learner, page=quiz)
    edit_answer(question, {**partial, "scoring": "all_or_nothing"})
    scores = []
    for attempt in (under_way, None):
        attempt = attempt or start_attempt(learner=learner, page=quiz)
        [(id_, ticked)] = right_answers(attempt).items()
        submit_attempt(attempt=attempt, responses={id_: ticked[:1]})
        scores.append(same_row(attempt).score)
    assert scores == [Fraction(1, 2), 0]
    assert same_row(under_way).score == Fraction(1, 2)


# --- Marks -------------------------------------------------------------------------------------------------


def graded_with(learner: Any, make_quiz: MakeQuiz, points: list[int], right: int, mark: str) -> QuizAttempt:
    """An attempt in which the first `right` questions are answered right; they are worth `points` each."""
    questions = [factories.make_question(points=number) for number in points]
    quiz = make_quiz(questions=questions, pass_mark=Decimal(mark))
    attempt = start_attempt(learner=learner, page=quiz)
    submit_attempt(attempt=attempt, responses=dict.fromkeys(items_of(attempt)[:right], False))
    return same_row(attempt)


@pytest.mark.parametrize(
    ("right", "wrong", "points"), [(2, 0, 1), (2, 1, Fraction(1, 2)), (2, 2, 0), (1, 1, 0)]
)
def test_a_wrong_tick_costs_as_much_as_a_right_one_earns(
    learner: Any, make_quiz: MakeQuiz, right: int, wrong: int, points: Fraction
) -> None:
    """Row 11, mod_studentquiz #20: all right options and a wrong one ticked gave full points."""
    options = [{"text": f"Option {place}", "correct": place < 2, "why": ""} for place in range(4)]
    question = factories.make_question(kind="multiple_response", answer={"options": options})
    attempt = start_attempt(learner=learner, page=make_quiz(questions=[question]))
    [item] = attempt.paper["items"]
    offered = [option["id"] for option in item["body"]["options"]]
    others = [id_ for id_ in offered if id_ not in item["key"]["correct"]]
    ticked = item["key"]["correct"][:right] + others[:wrong]
    submit_attempt(attempt=attempt, responses={item["id"]: ticked})
    assert same_row(attempt).points == points


@pytest.mark.parametrize(
    ("points", "right", "mark", "is_passed"),
    [
        ([1, 1], 1, "50", True),
        ([4, 1], 1, "80", True),
        ([1, 1], 2, "100", True),
        ([1, 2], 1, "33.33", True),
        ([1, 2], 1, "33.34", False),
        ([1, 1], 0, "0", True),
    ],
)
def test_exactly_the_pass_mark_is_a_pass(
    learner: Any, make_quiz: MakeQuiz, points: list[int], right: int, mark: str, is_passed: bool
) -> None:
    """Row 15, sensei #1437, haystack/nb #120, gradesheet #23: equal to the pass mark counted as failed."""
    assert graded_with(learner, make_quiz, points, right, mark).is_passed is is_passed


def test_nobody_reads_the_pass_mark_beside_a_fail(
    signed_in: Client, learner: Any, make_quiz: MakeQuiz
) -> None:
    """Row 16, solin.co and Moodle's `grade_grade::is_passed`: 79.55 was shown as 80, and failed at 80."""
    attempt = graded_with(learner, make_quiz, [35, 9], 1, "80")
    page = " ".join(signed_in.get(address("attempt_result", attempt)).text.split())
    assert (attempt.percent, attempt.is_passed) == (79, False)
    assert "<strong> 79 % </strong>" in page
    assert "Not passed yet" in page


def test_parts_of_points_are_kept(learner: Any, make_quiz: MakeQuiz) -> None:
    """Row 17, frappe/lms `lms_quiz_submission`: `cint(row.marks)` dropped partial marks."""
    groups = {"groups": [{"items": [text]} for text in ("Wake", "Call", "Stay")]}
    ordering = factories.make_question(kind="ordering", answer=groups)
    quiz = make_quiz(questions=[ordering, factories.make_question(kind="matching")])
    attempt = start_attempt(learner=learner, page=quiz)
    order, pairs = right_answers(attempt).values()
    first, second, third = sorted(order, key=lambda id_: order[id_])
    half = dict([*pairs.items()][:1])
    swapped = {first: 2, second: 1, third: 3}
    submit_attempt(attempt=attempt, responses=dict(zip(items_of(attempt), (swapped, half), strict=True)))
    stored = same_row(attempt)
    assert (stored.points, stored.score) == (Fraction(7, 6), Fraction(7, 12))
    assert sum(row.points for row in QuizResponse.objects.all()) == Fraction(7, 6)


@pytest.mark.parametrize(
    ("points", "right", "mark", "percent", "is_passed"),
    [
        ([29, 71], 1, "29", 29, True),  # 0.29 * 100 >= 29 is False in floating point
        ([7, 1, 2], 2, "80", 80, True),  # and so is 0.7 + 0.1 >= 0.8
        ([161, 39], 1, "80.5", 80, True),  # round(80.5) is 80, round(81.5) is 82
        ([163, 37], 1, "82", 81, False),
    ],
)
def test_marks_are_never_floating_point_numbers(
    learner: Any, make_quiz: MakeQuiz, points: list[int], right: int, mark: str, percent: int, is_passed: bool
) -> None:
    """Row 18: sums and products that floating point gets wrong."""
    attempt = graded_with(learner, make_quiz, points, right, mark)
    assert (attempt.percent, attempt.is_passed) == (percent, is_passed)


# --- Time --------------------------------------------------------------------------------------------------


def test_a_time_limit_across_the_change_of_clocks_is_as_long_as_any(
    signed_in: Client, learner: Any, make_quiz: MakeQuiz
) -> None:
    """Row 19, a-plus #1287, RunestoneInteractive #669: an hour off after the change of clocks.

    On 25 October 2026 London's clocks show 01:30 twice; only the zone tells which one is meant.
    """
    started_at = datetime(2026, 10, 24, 23, 30, tzinfo=UTC)
    deadlines = [TakingRules(time_limit=timedelta(hours=hours)).deadline(started_at) for hours in (1, 2)]
    assert [end - started_at for end in deadlines if end] == [timedelta(hours=1), timedelta(hours=2)]
    attempt = start_attempt(learner=learner, page=make_quiz(time_limit_minutes=60))
    shown = []
    with timezone.override("Europe/London"):
        for year in (2099, 2100):  # any year to come: what matters is that summer and winter differ
            deadline = datetime(year, 7 if year == 2099 else 1, 1, 12, 0, tzinfo=UTC)
            QuizAttempt.objects.filter(pk=attempt.pk).update(deadline_at=deadline)
            page = " ".join(signed_in.get(address("attempt", attempt)).text.split())
            shown += re.findall(r"Hand in by \d+ \w+ \d+, (\d\d:\d\d \w+)\.", page)
    assert shown == ["13:00 BST", "12:00 GMT"]


@pytest.mark.parametrize(
    ("zone", "on_page", "in_message"),
    [("Asia/Kolkata", "17:30 IST", "5:30 p.m. IST"), ("Europe/London", "13:00 BST", "1 p.m. BST")],
)
def test_every_place_that_tells_a_time_tells_it_in_one_zone_and_names_it(
    signed_in: Client, learner: Any, make_quiz: MakeQuiz, zone: str, on_page: str, in_message: str
) -> None:
    """Row 20, frappe #1228: the mail said the zone of the course, the page that of the server.

    A message that is put together without a request is asked too: a mail would be made like it.
    """
    moment = datetime(2099, 7, 1, 12, 0, tzinfo=UTC)
    closed = make_quiz(opens_at=moment)
    attempt = start_attempt(learner=learner, page=make_quiz(time_limit_minutes=60))
    QuizAttempt.objects.filter(pk=attempt.pk).update(deadline_at=moment)
    with timezone.override(zone):
        refused = signed_in.post(address("start_attempt", closed), follow=True).text
        paper = signed_in.get(address("attempt", attempt)).text
        message = str(QuizNotYetOpen(moment))
    for text, told in ((paper, on_page), (refused, in_message), (message, in_message)):
        words = " ".join(re.sub("<[^>]+>", " ", text).split())
        assert told in words
        assert "12:00" not in words


def test_nothing_is_sent_by_mail() -> None:
    """Row 20 again: whoever adds the first mail tests its times in two zones, as above, and then takes this
    test away."""
    package = Path(harmreduction_lms.__file__).parent
    sources = {path: path.read_text(encoding="utf-8") for path in package.rglob("*.py")}
    sending = re.compile(r"\b(django\.core\.mail|send_mail|send_mass_mail|EmailMessage|email_user|smtplib)\b")
    assert len(sources) > 100
    assert [str(path) for path, text in sources.items() if sending.search(text)] == []


@pytest.mark.parametrize("for_this_quiz", [True, False])
def test_extra_time_reaches_every_timer(learner: Any, make_quiz: MakeQuiz, for_this_quiz: bool) -> None:
    """Row 28, sakai PR #14854: learners with extra time met timers that knew nothing of it."""
    quizzes = [make_quiz(time_limit_minutes=minutes) for minutes in (20, 45)]
    QuizOverride.objects.create(learner=learner, time_factor=Decimal("1.5"))
    if for_this_quiz:
        key = quizzes[0].translation_key
        QuizOverride.objects.create(learner=learner, quiz_key=key, time_limit_minutes=40)
    attempts = [start_attempt(learner=learner, page=quiz) for quiz in quizzes]
    minutes = [(one.deadline_at - one.started_at) / timedelta(minutes=1) for one in attempts]
    assert minutes == [60 if for_this_quiz else 30, 67.5]


# --- Files -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "stem", "category"),
    [
        (r"1+1\=2 {T}", "<p>1+1=2</p>", ""),
        ("$CATEGORY: Naloxone: basics\n\nIt is safe. {T}", "<p>It is safe.</p>", "Naloxone: basics"),
        ("$CATEGORY: Sprays [4 mg]\n\nIt is [very] safe. {T}", "<p>It is [very] safe.</p>", "Sprays [4 mg]"),
        ("Dose: 4 mg = one spray. {T}", "<p>Dose: 4 mg = one spray.</p>", ""),
    ],
)
def test_gift_of_real_banks_is_read_and_what_we_write_is_read_again(
    written: str, stem: str, category: str
) -> None:
    r"""Row 26, csev/gift2qti #7, GIFT-grammar #36, #53, #58: `1+1\=2 {T}` gave no question; colons in
    categories, square brackets, and unescaped colons and equals signs stopped readers."""
    first = GIFT().read("bank.gift", written.encode())
    again = GIFT().read("bank.gift", GIFT().write(first.items).content)
    for result in (first, again):
        assert [(item.kind, item.stem, item.category) for item in result.items] == [
            ("true_false", stem, category)
        ]
        assert result.refused == []


# --- Results that change -----------------------------------------------------------------------------------


def test_a_pass_taken_back_is_told_to_whoever_gave_something_for_it(
    learner: Any, make_quiz: MakeQuiz, django_capture_on_commit_callbacks: Any
) -> None:
    """Row 27, openedx-platform #19676: a grade was lowered later, and the certificate stayed valid.

    Nothing is lowered before somebody has decided; then `quiz_result_lowered` tells the domains above.
    """
    attempt = graded_with(learner, make_quiz, [1, 1], 1, "50")
    asked = attempt.paper["items"][0]["question"]
    [question] = Question.objects.filter(translation_key=asked)
    edit_answer(question, {**factories.ANSWERS["true_false"], "answer": "true"})
    question.save_revision().publish()
    told: list[QuizAttempt] = []

    def note(attempt: QuizAttempt, **_kwargs: Any) -> None:
        told.append(attempt)

    quiz_result_lowered.connect(note)
    try:
        keys = [question.translation_key]
        regrading = live_regrading(keys, live_versions(keys))
        with django_capture_on_commit_callbacks(execute=True):
            regrade(quiz_key=attempt.quiz_key, regrading=regrading, reason="The key was wrong.")
        assert (same_row(attempt).is_passed, told) == (True, [])
        with django_capture_on_commit_callbacks(execute=True):
            decide_regrade(change=RegradeChange.objects.get(), decision=RegradeDecision.LOWERED)
        assert (same_row(attempt).is_passed, [one.pk for one in told]) == (False, [attempt.pk])
    finally:
        quiz_result_lowered.disconnect(note)


# --- What learners write -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "<img src=x onerror=alert(1)>",
        '"><script>alert(1)</script>',
        "</textarea><svg onload=alert(1)>",
        '<a href="data:text/html;base64,PHNjcmlwdD4=">x</a>',
        "{{ 7|add:7 }}{% debug %}",
    ],
)
@pytest.mark.parametrize("kind", ["short_answer", "reflection", "numeric"])
def test_what_learners_type_never_runs(
    signed_in: Client, learner: Any, make_quiz: MakeQuiz, kind: str, written: str
) -> None:
    """Row 25, a comment in frappe's `lms_quiz.py`: answers carried addresses and markup that browsers ran."""
    attempt = start_attempt(learner=learner, page=make_quiz(questions=[factories.make_question(kind=kind)]))
    save_answer(attempt=attempt, item=items_of(attempt)[0], response=written, sequence=0)
    pages = [signed_in.get(address("attempt", attempt)).text]
    submit_attempt(attempt=attempt)
    pages.append(signed_in.get(address("attempt_result", attempt)).text)
    for page in pages:
        assert written not in page or "{{" in written
        assert not re.search(r"<img src=x|<svg onload|<script>alert|<a href=\"data:", page)


def test_an_attempt_of_somebody_else_is_nowhere_to_be_had(client: Client, learner: Any, quiz: Any) -> None:
    """Row 24, customcert CVE-2026-30884: an id in an address opened what belonged to others."""
    attempt = start_attempt(learner=learner, page=quiz)
    client.force_login(factories.make_learner())
    names = ("attempt", "attempt_overview", "attempt_result", "save_answer")
    for name in names:
        replies = [client.get(address(name, attempt)), client.post(address(name, attempt), {"sequence": 0})]
        assert {reply.status_code for reply in replies} <= {404, 405}
    assert same_row(attempt).is_open
    assert same_row(attempt).sequence == 0


# --- Elsewhere ---------------------------------------------------------------------------------------------

# By row: the test of another domain, and what it keeps from happening.
ELSEWHERE = {
    "1": "postgres/test_credit_awards fifty_awards_at_once_make_one_with_one_number",
    "1, constraint": "credits/test_actions b17_the_database_itself_refuses_a_second_award",
    "2": "credits/test_actions b17_asking_twice_gives_the_same_award",
    "3": "credits/test_actions a_number_that_is_taken_is_drawn_again",
    "13, over": "learning/test_complete_step the_percentage_is_rounded_down",
    "13, under": "learning/test_complete_step a_step_added_later_does_not_undo_a_completion",
    "14": "credits/test_actions c08_the_evaluation_is_a_gate_of_its_own",
    "14, certificates": "credits/test_actions a_course_that_is_not_complete_earns_no_certificate",
    "22": "credits/test_pdf the_name_read_back_is_the_name_put_in",
    "22, no glyph": "credits/test_pdf a_character_no_font_has_falls_back_to_the_page_and_says_so",
    "23": "credits/test_pdf a_long_name_stays_on_one_sheet",
    "24, statements": "credits/test_statements foreign_and_absent_statements_are_the_same_404",
}


@pytest.mark.parametrize("row", ELSEWHERE)
def test_the_rows_of_other_domains_have_their_tests(row: str) -> None:
    file, name = ELSEWHERE[row].split()
    text = (Path(__file__).parents[1] / f"{file}.py").read_text(encoding="utf-8")
    assert f"\ndef test_{name}(" in text
