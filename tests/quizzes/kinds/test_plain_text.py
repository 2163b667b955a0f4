"""Questions and answers in words: for screen readers, plain e-mails, hand grading and reports."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmreduction_lms.quizzes.kinds import SeededDraw, question_kinds
from tests.quizzes.kinds.building import KINDS, frozen, full_response


# Lines of shuffled kinds are compared without their order.
EXPECTED = {
    "single_choice": (["Coffee", "Naloxone"], "Naloxone"),
    "multiple_response": (["Call for help", "Cold shower", "Give breaths"], "Call for help; Give breaths"),
    "true_false": (["True", "False"], "False"),
    "ordering": (
        ["Call", "Give naloxone", "Stay", "Wake"],
        "1. Wake; 2–3. Call; 2–3. Give naloxone; 4. Stay",
    ),
    "matching": (
        ["Opioids", "Stimulants", "To choose from"],
        "Opioids: Slow breathing; Stimulants: Fast heart",
    ),
    "numeric": (["A number such as", "Unit: minutes"], "2 to 3 minutes"),
    "short_answer": (["A word or two."], "naloxone"),
    "cloze": (
        [
            "Give [gap 1], wait [gap 2] and give [gap 3] meanwhile.",
            "gap 1:",
            "gap 2:",
            "Unit: minutes",
            "coffee",
        ],
        "gap 1: naloxone; Narcan; gap 2: 2 to 3 minutes; gap 3: breaths",
    ),
    "image_choice": (["Picture: Somebody lying", "Chin", "Knee", "Neither"], "Chin"),
    "likert": (["1. I feel able", "2. Naloxone belongs", "Scale: Disagree; Neither; Agree"], ""),
    "reflection": (["Write in your own words.", "At most 200 words."], "Asking permission, no judgement."),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_question_is_said_in_words(kind: str) -> None:
    answer = frozen(kind)
    words = question_kinds[kind].describe(answer.body)
    for part in EXPECTED[kind][0]:
        assert part in words
    assert "<" not in words


@pytest.mark.parametrize("kind", KINDS)
def test_the_right_answer_is_said_in_words(kind: str) -> None:
    answer = frozen(kind, draw=SeededDraw("a"))
    said = question_kinds[kind].right_answer_text(answer.body, answer.key)
    assert sorted(said.split("; ")) == sorted(EXPECTED[kind][1].split("; "))


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_answered_is_said_with_the_question_and_by_itself(kind: str) -> None:
    answer = frozen(kind)
    response = full_response(kind, answer)
    said = question_kinds[kind].answer_text(response, answer.body)
    assert said
    assert question_kinds[kind].answer_text(None, answer.body) == ""
    words = question_kinds[kind].describe(answer.body, response)
    assert words != question_kinds[kind].describe(answer.body)


@pytest.mark.parametrize("kind", ["single_choice", "true_false", "short_answer", "image_choice"])
def test_the_right_answer_and_somebody_who_gave_it_are_described_alike(kind: str) -> None:
    answer = frozen(kind)
    response = full_response(kind, answer)
    right = question_kinds[kind].right_answer_text(answer.body, answer.key)
    assert question_kinds[kind].answer_text(response, answer.body) == right


CHOOSE_ONE = ("single_choice", "image_choice", "true_false", "cloze")


@pytest.mark.parametrize(
    ("kind", "share"),
    [
        ("single_choice", Fraction(1, 2)),
        ("image_choice", Fraction(1, 3)),
        ("true_false", Fraction(1, 2)),
        ("cloze", Fraction(1, 6)),
        *((kind, None) for kind in KINDS if kind not in CHOOSE_ONE),
    ],
)
def test_guessing_earns_the_mean_of_the_options_where_one_is_chosen(
    kind: str, share: Fraction | None
) -> None:
    answer = frozen(kind)
    assert question_kinds[kind].guess_share(answer.body, answer.key) == share


@given(count=st.integers(2, 20), data=st.data())
def test_the_guess_share_is_what_choosing_each_option_once_earns(count: int, data: st.DataObject) -> None:
    right = data.draw(st.sets(st.integers(0, count - 1)))
    options = [{"text": str(number), "correct": number in right, "why": ""} for number in range(count)]
    answer = frozen("single_choice", {"options": options})
    grade = question_kinds["single_choice"].grade
    shares = [grade(option["id"], answer.body, answer.key) for option in answer.body["options"]]
    assert question_kinds["single_choice"].guess_share(answer.body, answer.key) == sum(shares) / count
