"""A canary in all that a learner must not see yet, looked for in every byte of every reply (security row 9).

`test_leaks` looks at the ordinary way through a quiz; here every behaviour and role, what is shown when, the
public check and the addresses of the admin are tried.
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from harmreduction_lms.quizzes.actions import check_answer, start_attempt, submit_attempt
from harmreduction_lms.quizzes.kinds import question_kinds
from harmreduction_lms.quizzes.models import Question, QuestionTag, QuizAttempt, QuizBehaviour, QuizRole
from harmreduction_lms.quizzes.review_options import Aspect, Moment
from harmreduction_lms.quizzes.selectors import quiz_page
from tests import factories
from tests.quizzes.conftest import right_answer


MakeQuiz = Callable[..., Any]
Options = dict[str, list[str]]

KEY, WHY, RATIONALE, HINT, BAND, EDITORS = (
    f"Canary{part}" for part in ("Key", "Why", "Rationale", "Hint", "Band", "Editors")
)
NUMBER = "777001"
SECRETS = (KEY, WHY, RATIONALE, HINT, BAND, EDITORS, NUMBER)

_OPTIONS = [
    {"text": "Naloxone", "correct": True, "why": f"{WHY} right"},
    {"text": "Coffee", "correct": False, "why": f"{WHY} wrong"},
]
_PLACED = [{**option, "x": place, "y": place} for option, place in zip(_OPTIONS, ("10", "20"), strict=True)]
_NUMBERS = {"ranges": [{"low": NUMBER}], "unit": "mg", "unit_forms": [f"{KEY} unit"]}

ANSWERS: dict[str, Any] = {
    "single_choice": {"options": _OPTIONS},
    "multiple_response": {"options": _OPTIONS},
    "true_false": {"answer": "false", "why_true": f"{WHY} true", "why_false": f"{WHY} false"},
    "ordering": factories.ANSWERS["ordering"],
    "matching": factories.ANSWERS["matching"],
    "numeric": _NUMBERS,
    "short_answer": {"accepted": [f"{KEY} accepted"]},
    "cloze": {
        "text": "<p>[[1]] [[2]] [[3]]</p>",
        "gaps": [
            {"type": "text", "value": {"accepted": [f"{KEY} gap"]}},
            {"type": "number", "value": _NUMBERS},
            {"type": "choice", "value": {"options": _OPTIONS}},
        ],
    },
    "image_choice": {"image": None, "alt": "A kit", "choose": "one", "options": _PLACED},
    "likert": factories.ANSWERS["likert"],
    "reflection": {
        "grading": "by_hand",
        "guidance": f"<p>{KEY} guidance</p>",
        "rubric": [{"criterion": f"{KEY} criterion", "points": 1, "description": f"{KEY} description"}],
    },
}

NOTHING: Options = {moment.value: [] for moment in Moment}
BANDS = json.dumps([{"type": "band", "value": {"at_least": "0", "text": f"<p>{BAND}</p>"}}])


def make_question(kind: str) -> Question:
    """A question with a canary in everything but what it asks."""
    hints = json.dumps([{"type": "hint", "value": f"{HINT} {number}"} for number in (1, 2)])
    editors = {name: f"{EDITORS} {name}" for name in ("title", "author_note", "source_note", "source_key")}
    question = factories.make_question(
        kind=kind, answer=ANSWERS[kind], rationale=f"<p>{RATIONALE}</p>", hints=hints, **editors
    )
    tag, _created = QuestionTag.objects.get_or_create(name=f"{EDITORS} tag", slug=f"{EDITORS}-tag".lower())
    question.tags.add(tag)
    question.save()
    return question


def url(name: str, thing: Any) -> str:
    key = thing.uuid if isinstance(thing, QuizAttempt) else thing.translation_key
    return reverse(f"harmreduction_lms:{name}", args=[key])


def on_two_pages(quiz: Any) -> Any:
    """The same quiz with a page break after its third question."""
    blocks: list[Any] = [dict(block) for block in quiz.questions.raw_data]
    quiz.questions = json.dumps([*blocks[:3], {"type": "page_break", "value": None}, *blocks[3:]])
    quiz.save()
    return type(quiz).objects.get(pk=quiz.pk)


def everything_in(reply: Any) -> str:
    headers = " ".join(f"{name}: {value}" for name, value in reply.items())
    return " ".join([headers, str(reply.cookies), reply.content.decode()])


def found_in(replies: list[Any], secrets: tuple[str, ...] = SECRETS) -> set[str]:
    text = " ".join(everything_in(reply) for reply in replies).casefold()
    return {secret for secret in secrets if secret.casefold() in text}


def test_every_kind_is_tried_here() -> None:
    assert ANSWERS.keys() == {*question_kinds.names()}


class Walk:
    """Somebody who presses every button of a quiz and tries what no button offers; keeps every reply."""

    def __init__(self, client: Client, quiz: Any) -> None:
        self.client, self.quiz = client, quiz
        self.replies: list[Any] = []

    def get(self, address: str, **data: Any) -> None:
        self.replies += [self.client.get(address, data), self.client.head(address, data)]

    def post(self, address: str, data: Any, **options: Any) -> None:
        self.replies.append(self.client.post(address, data, **options))

    def start(self) -> QuizAttempt:
        self.get(self.quiz.url)
        self.get(url("quiz_start", self.quiz))
        self.post(url("start_attempt", self.quiz), {}, follow=True)
        return QuizAttempt.objects.get()

    def look_around(self, attempt: QuizAttempt) -> None:
        for page in (1, 2, 99):
            self.get(url("attempt", attempt), page=page)
        self.get(url("attempt_overview", attempt))
        self.get(url("attempt_result", attempt))
        self.get(url("quiz_start", self.quiz))

    def answer(self, attempt: QuizAttempt) -> None:
        """Every item with what no kind takes, with nothing, from an older tab; then checked."""
        for item in attempt.paper["items"]:
            for response, sequence in ((["x"], 0), (None, 99), ({"x": 1}, attempt.sequence)):
                body = {"item": item["id"], "response": response, "sequence": sequence}
                self.post(url("save_answer", attempt), json.dumps(body), content_type="application/json")
            attempt.refresh_from_db()
            self.press(attempt, check=item["id"])
            self.press(attempt, check=item["id"], **some_answer(item))
        for go in ("next", "previous", "overview", "save", "nowhere"):
            self.press(attempt, go=go)

    def press(self, attempt: QuizAttempt, **button: Any) -> None:
        attempt.refresh_from_db()
        data = {"sequence": attempt.sequence, "page": attempt.page_reached, **button}
        self.post(url("attempt", attempt), data, follow=True)


def some_answer(item: dict[str, Any]) -> dict[str, str]:
    """The fields of a form in which an item has been answered without much thought."""
    field, body = f"item-{item['id']}", item["body"]
    if "options" in body:
        return {field: body["options"][0]["id"]}
    if "items" in body:
        return {f"{field}-{line['id']}": "1" for line in body["items"]}
    if "prompts" in body:
        return {f"{field}-{prompt['id']}": body["choices"][0]["id"] for prompt in body["prompts"]}
    if "gaps" in body:
        return {f"{field}-{gap['id']}": "Coffee" for gap in body["gaps"]}
    return {field: "true" if item["kind"] == "true_false" else "Coffee"}


@pytest.fixture
def walk(client: Client, learner: Any, make_quiz: MakeQuiz) -> Callable[..., Walk]:
    def make(kinds: Any = ANSWERS, **fields: Any) -> Walk:
        client.force_login(learner)
        quiz = make_quiz(
            questions=[make_question(kind) for kind in kinds],
            **{"feedback": "custom", "review_options": NOTHING, "feedback_bands": BANDS, **fields},
        )
        return Walk(client, on_two_pages(quiz))

    return make


@pytest.mark.parametrize("role", QuizRole.values)
@pytest.mark.parametrize("behaviour", QuizBehaviour.values)
def test_nothing_secret_is_in_any_byte_before_it_is_due(
    walk: Callable[..., Walk], behaviour: str, role: str
) -> None:
    walker = walk(behaviour=behaviour, role=role, navigation="free")
    attempt = walker.start()
    walker.look_around(attempt)
    assert found_in(walker.replies) == set()
    walker.answer(attempt)
    walker.look_around(attempt)
    # A wrong try has earned its hint; nothing else is due.
    assert found_in(walker.replies) == ({HINT} if behaviour == "several_tries" else set())
    assert {reply.status_code for reply in walker.replies} == {200, 302, 409}
    attempt.refresh_from_db()
    is_judged = behaviour in ("immediate", "several_tries")
    assert any("tries" in state for state in attempt.item_states.values()) is is_judged


def test_all_that_belongs_to_a_review_is_seen_once_it_is_due(walk: Callable[..., Walk]) -> None:
    """The same canaries do appear, so that the tests here can fail; hints and editors' notes never do."""
    kinds = [kind for kind in ANSWERS if kind != "reflection"]
    walker = walk(kinds=kinds, feedback="full")
    attempt = submit_attempt(attempt=walker.start())
    walker.replies.clear()
    walker.look_around(attempt)
    assert found_in(walker.replies) == {KEY, WHY, RATIONALE, BAND, NUMBER}


def test_guidance_and_rubric_are_seen_afterwards_only(walk: Callable[..., Walk]) -> None:
    walker = walk(kinds=["reflection"], feedback="full")
    attempt = walker.start()
    assert found_in(walker.replies) == set()
    submit_attempt(attempt=attempt, responses={attempt.paper["items"][0]["id"]: "I would ask first."})
    result = walker.client.get(url("attempt_result", attempt)).text
    assert all(f"{KEY} {part}" in result for part in ("guidance", "criterion", "description"))
    assert BAND not in result


# --- What is shown when ------------------------------------------------------------------------------------


def seen(html: str) -> set[str]:
    """The aspects of a result that a page shows."""
    signs = {
        Aspect.CORRECTNESS: "Next time",
        Aspect.MARKS: "0 of",
        Aspect.RATIONALE: RATIONALE,
        Aspect.RIGHT_ANSWER: KEY,
        Aspect.OVERALL: BAND,
    }
    return {aspect.value for aspect, sign in signs.items() if sign in html}


def moments(client: Client, attempt: QuizAttempt) -> Iterator[tuple[Moment, str]]:
    """What the learner sees at each moment, one after the other."""
    yield Moment.DURING, client.get(url("attempt", attempt)).text
    submit_attempt(attempt=attempt)
    result = url("attempt_result", attempt)
    yield Moment.RIGHT_AFTER, client.get(result).text
    attempt.submitted_at = timezone.now() - timedelta(minutes=3)
    attempt.save()
    yield Moment.WHILE_OPEN, client.get(result).text
    closed_at = timezone.now()
    attempt.paper["closes_at"] = closed_at.isoformat()
    attempt.save()
    type(quiz_page(attempt.quiz_key)).objects.filter(translation_key=attempt.quiz_key).update(
        closes_at=closed_at
    )
    yield Moment.AFTER_CLOSING, client.get(result).text


@pytest.mark.parametrize("aspect", Aspect.values)
@pytest.mark.parametrize("moment", Moment.values)
def test_an_aspect_is_seen_at_its_moment_and_at_no_other(
    client: Client, learner: Any, make_quiz: MakeQuiz, moment: str, aspect: str
) -> None:
    quiz = make_quiz(
        questions=[make_question("short_answer")],
        behaviour="immediate",
        pass_mark=None,
        feedback="custom",
        review_options={**NOTHING, moment: [aspect]},
        feedback_bands=BANDS,
    )
    attempt = start_attempt(learner=learner, page=quiz)
    check_answer(attempt=attempt, item=attempt.paper["items"][0]["id"], response="Coffee", sequence=0)
    client.force_login(learner)
    table = {each.value: seen(html) for each, html in moments(client, attempt)}
    # There is no overall feedback on what is not handed in.
    is_shown = (moment, aspect) != (Moment.DURING, Aspect.OVERALL)
    assert table == {each.value: {aspect} if is_shown and each == moment else set() for each in Moment}


@pytest.mark.parametrize("kind", ["single_choice", "true_false", "image_choice", "cloze"])
def test_reasons_for_options_need_both_reasons_and_right_answers_to_be_due(
    client: Client, learner: Any, make_quiz: MakeQuiz, kind: str
) -> None:
    client.force_login(learner)
    shown = {}
    for aspects in (["right_answer"], ["rationale"], ["right_answer", "rationale"]):
        quiz = make_quiz(
            questions=[make_question(kind)],
            feedback="custom",
            review_options={**NOTHING, "right_after": aspects},
        )
        attempt = start_attempt(learner=learner, page=quiz)
        right = right_answer(attempt.paper["items"][0])
        submit_attempt(attempt=attempt, responses={attempt.paper["items"][0]["id"]: right})
        shown[tuple(aspects)] = WHY in client.get(url("attempt_result", attempt)).text
    assert shown == {("right_answer",): False, ("rationale",): False, ("right_answer", "rationale"): True}


def test_where_nothing_is_due_a_right_answer_and_a_wrong_one_look_alike_once_checked(
    client: Client, learner: Any, make_quiz: MakeQuiz
) -> None:
    quiz = make_quiz(
        questions=[make_question("single_choice") for _twice in range(2)],
        behaviour="immediate",
        feedback="custom",
        review_options=NOTHING,
    )
    attempt = start_attempt(learner=learner, page=quiz)
    right, wrong = attempt.paper["items"]
    chosen = {right["id"]: right["key"]["correct"][0]}
    chosen[wrong["id"]] = next(
        option["id"] for option in wrong["body"]["options"] if option["id"] not in wrong["key"]["correct"]
    )
    for id_, option in chosen.items():
        check_answer(attempt=attempt, item=id_, response=option, sequence=attempt.sequence)
    client.force_login(learner)
    html = client.get(url("attempt", attempt)).text
    assert len({without_names(fieldset, chosen) for fieldset in fieldsets(html)}) == 1


def fieldsets(html: str) -> list[str]:
    return re.findall(r"<fieldset.*?</fieldset>", html, re.DOTALL)


def without_names(fieldset: str, chosen: dict[str, str]) -> str:
    """A question's HTML without ids, position and texts of the options, the chosen one first."""
    for id_ in [*chosen, *chosen.values()]:
        fieldset = fieldset.replace(id_, "ID")
    plain = re.sub(r"Stem \d+|question-\d+|Question \d+|Naloxone|Coffee|[0-9a-f-]{36}", "X", fieldset)
    head, *options = re.split(r"(?=<label)", plain)
    texts = (" ".join(option.split()).removesuffix("</fieldset>").strip() for option in options)
    return head + "".join(sorted(texts))


# --- Hints -------------------------------------------------------------------------------------------------


def test_hints_come_one_by_one_after_wrong_tries(client: Client, learner: Any, make_quiz: MakeQuiz) -> None:
    quiz = make_quiz(
        questions=[make_question("short_answer")],
        behaviour="several_tries",
        tries_allowed=3,
        feedback="custom",
        review_options=NOTHING,
    )
    attempt = start_attempt(learner=learner, page=quiz)
    client.force_login(learner)
    seen_after = []
    for wrong_try in ("Coffee", "Water", "Milk"):
        seen_after.append(hints_on(client, attempt))
        item = attempt.paper["items"][0]["id"]
        check_answer(attempt=attempt, item=item, response=wrong_try, sequence=attempt.sequence)
    seen_after.append(hints_on(client, attempt))
    assert seen_after == [[], ["1"], ["1", "2"], []]


def hints_on(client: Client, attempt: QuizAttempt) -> list[str]:
    return re.findall(rf"{HINT} (\d)", client.get(url("attempt", attempt)).text)


def test_a_saved_answer_that_was_not_checked_gives_no_hint(walk: Callable[..., Walk]) -> None:
    walker = walk(kinds=["short_answer"], behaviour="several_tries")
    attempt = walker.start()
    body = {"item": attempt.paper["items"][0]["id"], "response": "Coffee", "sequence": 0}
    walker.post(url("save_answer", attempt), json.dumps(body), content_type="application/json")
    walker.look_around(attempt)
    assert found_in(walker.replies) == set()


# --- Everywhere else ---------------------------------------------------------------------------------------


def test_a_public_quiz_tells_visitors_nothing_before_they_ask(make_quiz: MakeQuiz, learner: Any) -> None:
    quiz = make_quiz(questions=[make_question(kind) for kind in ANSWERS], role="check_yourself")
    check = url("check_yourself", quiz)
    signed_in = Client()
    signed_in.force_login(learner)
    replies = [
        reply
        for visitor in (Client(), Client(), signed_in)
        for reply in (
            visitor.get(quiz.url),
            visitor.head(quiz.url),
            visitor.get(check),
            visitor.options(check),
        )
    ]
    replies += [Client().post(check, {"item-invented": "1"}), Client().get(f"{quiz.url}?is_preview=1")]
    assert found_in(replies) == set()
    checked = Client().post(check, {})
    assert found_in([checked], (KEY, RATIONALE, WHY)) == {KEY, RATIONALE, WHY}
    assert found_in([checked], (HINT, EDITORS)) == set()


def test_the_scripts_and_styles_of_a_quiz_hold_no_secret(walk: Callable[..., Walk]) -> None:
    walker = walk(time_limit_minutes=5)
    walker.start()
    page = walker.replies[-1].content.decode()
    addresses = re.findall(r'(?:src|href)="/static/([^"?]+)', page)
    sources = [finders.find(address) for address in addresses]
    assert len(sources) >= 4
    for source in filter(None, sources):
        with open(source, encoding="utf-8", errors="replace") as file:
            assert "Canary" not in file.read()


def test_private_pages_are_kept_by_no_cache(walk: Callable[..., Walk]) -> None:
    walker = walk(kinds=["short_answer"])
    attempt = walker.start()
    walker.replies.clear()
    walker.look_around(attempt)
    assert all("no-store" in reply["Cache-Control"] for reply in walker.replies)


def addresses(arguments: dict[str, Any]) -> Iterator[str]:
    """Every address below the admin that can be made from these arguments."""
    for names, pattern in _patterns(get_resolver()):
        wanted = {name: arguments[name] for name in pattern.pattern.converters if name in arguments}
        try:
            address = reverse(":".join(names), kwargs=wanted)
        except NoReverseMatch:
            continue
        if address.startswith(reverse("wagtailadmin_home")) and "logout" not in address:
            yield address


def _patterns(
    resolver: URLResolver, namespaces: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _patterns(pattern, inner)
        elif pattern.name:
            yield (*namespaces, pattern.name), pattern


def test_no_address_of_the_admin_tells_a_learner_anything(
    client: Client, learner: Any, make_quiz: MakeQuiz
) -> None:
    """Lists, choosers, previews, reports, exports, the admin's own API: a learner is sent away by each."""
    question = make_question("short_answer")
    quiz = make_quiz(questions=[question])
    submit_attempt(attempt=start_attempt(learner=learner, page=quiz))
    client.force_login(learner)
    keys = {"quiz_key": quiz.translation_key, "question_key": question.translation_key}
    found = set(addresses({"pk": question.pk, "page_id": quiz.pk, **keys}))
    asked_for_the_bank = [address for address in found if "question" in address]
    assert len(asked_for_the_bank) > 30
    replies = {address: client.get(address) for address in sorted(found)}
    assert found_in([*replies.values()]) == set()
    assert {replies[address].status_code for address in asked_for_the_bank} == {302}
