"""The answer key is in no byte sent before submission (CVE-2013-2243; security row 9)."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from harmreduction_lms.quizzes.kinds import question_kinds
from harmreduction_lms.quizzes.models import QuizAttempt
from tests import factories


CANARY = "Canary"

# Every text a learner must not see before handing in carries the canary, except right options themselves:
# those are shown, and only their being right is secret.
ANSWERS: dict[str, Any] = {
    "single_choice": {
        "options": [
            {"text": "one", "correct": True, "why": f"{CANARY} why"},
            {"text": "two", "correct": False, "why": f"{CANARY} why not"},
        ]
    },
    "multiple_response": {
        "options": [
            {"text": "one", "correct": True, "why": f"{CANARY} why"},
            {"text": "two", "correct": False, "why": f"{CANARY} why not"},
        ]
    },
    "true_false": {"answer": "true", "why_true": f"{CANARY} true", "why_false": f"{CANARY} false"},
    "ordering": factories.ANSWERS["ordering"],
    "matching": factories.ANSWERS["matching"],
    "numeric": {
        "ranges": [{"low": "777001", "high": "777002"}],
        "unit": "mg",
        "unit_forms": [f"{CANARY} unit"],
    },
    "short_answer": {"accepted": [f"{CANARY} accepted"]},
    "cloze": {
        "text": "<p>[[1]] [[2]] [[3]]</p>",
        "gaps": [
            {"type": "text", "value": {"accepted": [f"{CANARY} gap"]}},
            {"type": "number", "value": {"ranges": [{"low": "777003"}], "unit_forms": [f"{CANARY} unit"]}},
            {
                "type": "choice",
                "value": {
                    "options": [
                        {"text": "one", "correct": True, "why": f"{CANARY} why"},
                        {"text": "two", "correct": False, "why": f"{CANARY} why not"},
                    ]
                },
            },
        ],
    },
    "image_choice": {
        "image": None,
        "alt": "A picture",
        "options": [
            {"text": "one", "correct": True, "why": f"{CANARY} why", "x": "10", "y": "10"},
            {"text": "two", "correct": False, "why": f"{CANARY} why not", "x": "20", "y": "20"},
        ],
    },
    "likert": factories.ANSWERS["likert"],
    "reflection": {"grading": "none", "guidance": f"<p>{CANARY} guidance</p>"},
}


def test_every_kind_is_tried_here() -> None:
    assert ANSWERS.keys() == {*question_kinds.names()}


@pytest.fixture
def quiz(make_quiz: Callable[..., Any]) -> Any:
    rationale = f"<p>{CANARY} rationale</p>"
    return make_quiz(
        questions=[
            factories.make_question(
                kind=kind,
                answer=answer,
                rationale=rationale,
                source_note=f"{CANARY} source",
                title=f"{CANARY} title",
            )
            for kind, answer in ANSWERS.items()
        ]
    )


def responses_before_submission(client: Client, quiz: Any) -> list[Any]:
    key = [quiz.translation_key]
    sent = [
        client.get(quiz.url),
        client.get(reverse("harmreduction_lms:quiz_start", args=key)),
        client.post(reverse("harmreduction_lms:start_attempt", args=key)),
        client.post(reverse("harmreduction_lms:start_attempt", args=key), follow=True),
    ]
    attempt = QuizAttempt.objects.get()
    paper, save, result = (
        reverse(f"harmreduction_lms:{name}", args=[attempt.uuid])
        for name in ("attempt", "save_answer", "attempt_result")
    )
    sent += [client.get(paper), client.head(paper), client.get(result, follow=True)]
    for item in attempt.paper["items"]:
        for sequence in (attempt.sequence, 99):
            body = json.dumps({"item": item["id"], "response": None, "sequence": sequence})
            sent.append(client.post(save, body, content_type="application/json"))
        attempt.refresh_from_db()
    sent.append(client.post(save, "{", content_type="application/json"))
    sent.append(client.post(paper, {"sequence": attempt.sequence, "item-invented": "1"}))
    return sent


def everything_in(response: Any) -> str:
    headers = " ".join(f"{name}: {value}" for name, value in response.items())
    return headers + str(response.cookies) + response.content.decode()


def test_no_key_no_reason_and_no_rationale_is_sent_before_handing_in(
    client: Client, learner: Any, quiz: Any
) -> None:
    client.force_login(learner)
    sent = responses_before_submission(client, quiz)
    assert {response.status_code for response in sent} == {200, 302, 400, 409}
    for response in sent:
        assert CANARY not in everything_in(response)
        assert "77700" not in everything_in(response)


def test_the_canary_would_be_seen(client: Client, learner: Any, quiz: Any) -> None:
    """The same texts do appear once handed in, so the test above can fail."""
    client.force_login(learner)
    client.post(reverse("harmreduction_lms:start_attempt", args=[quiz.translation_key]))
    attempt = QuizAttempt.objects.get()
    html = client.post(reverse("harmreduction_lms:attempt", args=[attempt.uuid]), follow=True).text
    for words in ("why", "why not", "true", "false", "accepted", "rationale", "gap", "guidance"):
        assert f"{CANARY} {words}" in html
    assert "777001" in html
    assert "777003" in html


def test_right_and_wrong_options_are_sent_alike(client: Client, learner: Any, quiz: Any) -> None:
    """Apart from id and text nothing differs between a right option and a wrong one."""
    client.force_login(learner)
    client.post(reverse("harmreduction_lms:start_attempt", args=[quiz.translation_key]))
    attempt = QuizAttempt.objects.get()
    html = client.get(reverse("harmreduction_lms:attempt", args=[attempt.uuid])).text
    for item in attempt.paper["items"][:2]:
        fragments = set()
        for option in item["body"]["options"]:
            end = html.index(option["text"], html.index(option["id"])) + len(option["text"])
            fragment = html[html.rindex("<label", 0, end) : end]
            fragments.add(fragment.replace(option["id"], "ID").replace(option["text"], "TEXT"))
        assert len(fragments) == 1


def test_a_preview_shows_questions_and_no_key(rf: Any, quiz: Any, admin_user: Any) -> None:
    question = quiz.questions[1].value
    for previewed in (quiz, question):
        request = rf.get("/")
        request.user = admin_user
        response = previewed.make_preview_request(request, previewed.default_preview_mode)
        html = response.render().content.decode() if not response.is_rendered else response.content.decode()
        assert "hr-options" in html
        assert "two" in html
        for secret in ("why", "rationale", "accepted", "unit", "true", "false", "source"):
            assert f"{CANARY} {secret}" not in html
    assert not QuizAttempt.objects.exists()


def test_a_page_preview_without_the_right_to_preview_shows_no_question(client: Client, quiz: Any) -> None:
    """The questions come with `is_preview`, which only Wagtail's admin sets, never an address."""
    for query in ("?preview=1", "?is_preview=True", "?mode=preview"):
        assert "hr-options" not in client.get(quiz.url + query).text
