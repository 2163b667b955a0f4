"""The evaluation: after the content, once, and without a name (ce-rules C-08, C-09, H-06, H-07)."""

from typing import Any

import pytest
from django.urls import reverse

from harmreduction_lms.learning.actions import complete_step, submit_evaluation
from harmreduction_lms.learning.errors import ContentNotDone
from harmreduction_lms.learning.evaluation import evaluation_questions, sheet
from harmreduction_lms.learning.forms import EvaluationForm
from harmreduction_lms.learning.models import Enrolment, EvaluationReceipt, EvaluationSheet
from harmreduction_lms.learning.signals import evaluation_submitted
from tests.factories import make_course, make_enrolment, steps_of


pytestmark = pytest.mark.django_db

OBJECTIVES = (
    '[{"type": "objective", "value": "Offer naloxone"}, {"type": "objective", "value": "Ask about breaks"}]'
)
ABLE = "After this course I am able to do this: "
ANSWERS = {
    "objective-1": "5",
    "objective-2": "4",
    "teaching": "4",
    "faculty": "5",
    "bias": "no",
    "intent": "change",
}


@pytest.fixture
def completed(learner: Any) -> Enrolment:
    course = make_course(modules=1, lessons=1, objectives=OBJECTIVES)
    enrolment = make_enrolment(learner=learner, course=course)
    return complete_step(enrolment=enrolment, step=steps_of(course)[0])


def url(enrolment: Enrolment) -> str:
    return reverse("harmreduction_lms:evaluation", args=[enrolment.course_key])


def test_c09_it_asks_about_every_objective_bias_change_and_faculty() -> None:
    ids = [question.id for question in evaluation_questions(["One", "Two"])]
    assert ids == ["objective-1", "objective-2", "teaching", "faculty", "bias", "intent", "change", "remarks"]


def test_h02_free_text_warns_against_writing_about_patients() -> None:
    free_text = [question for question in evaluation_questions([]) if question.form == "text"]
    assert free_text
    assert all("patient" in str(question.hint) for question in free_text)
    assert not any(question.is_required for question in free_text)


def test_a_sheet_keeps_the_words_of_the_question_and_nothing_nobody_asked() -> None:
    written = sheet(
        evaluation_questions(["Offer naloxone"]), {"objective-1": "5", "change": "", "invented": "x"}
    )
    assert written == {"objective-1": {"question": f"{ABLE}Offer naloxone", "answer": "5"}}


def test_c09_what_was_written_is_kept_apart_from_who_wrote_it(completed: Enrolment) -> None:
    receipt = submit_evaluation(enrolment=completed, answers={"remarks": {"answer": "more cases"}})

    assert receipt.enrolment == completed
    written = EvaluationSheet.objects.get()
    assert written.answers == {"remarks": {"answer": "more cases"}}
    assert written.month.day == 1
    stored = {field.name for field in EvaluationSheet._meta.get_fields()}
    assert stored == {"id", "course_key", "month", "answers"}
    assert str(completed.pk) not in str(EvaluationSheet.objects.values().get())


def test_handing_in_twice_leaves_one_sheet_and_one_announcement(
    completed: Enrolment, django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[Enrolment] = []

    def listen(sender: Any, *, enrolment: Enrolment, **kwargs: Any) -> None:
        heard.append(enrolment)

    evaluation_submitted.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            first = submit_evaluation(enrolment=completed, answers=ANSWERS)
            second = submit_evaluation(enrolment=completed, answers={"bias": "yes"})
    finally:
        evaluation_submitted.disconnect(listen)

    assert first == second
    assert heard == [completed]
    assert [written.answers for written in EvaluationSheet.objects.all()] == [ANSWERS]


def test_it_is_refused_before_the_content_is_done(enrolment: Enrolment) -> None:
    with pytest.raises(ContentNotDone):
        submit_evaluation(enrolment=enrolment, answers=ANSWERS)
    assert not EvaluationReceipt.objects.exists()
    assert not EvaluationSheet.objects.exists()


class TestPage:
    def test_it_says_clearly_when_the_content_is_not_done(self, signed_in: Any, enrolment: Enrolment) -> None:
        for response in (signed_in.get(url(enrolment)), signed_in.post(url(enrolment), ANSWERS)):
            assert response.status_code == 409
            assert "when you have done every required step" in response.content.decode()
        assert not EvaluationReceipt.objects.exists()

    def test_it_shows_the_objectives_of_the_course(self, signed_in: Any, completed: Enrolment) -> None:
        html = signed_in.get(url(completed)).content.decode()
        assert "Offer naloxone" in html
        assert "Ask about breaks" in html
        assert "patient or client" in html

    def test_handing_in_leads_back_to_the_course(self, signed_in: Any, completed: Enrolment) -> None:
        response = signed_in.post(url(completed), ANSWERS, follow=True)
        assert response.redirect_chain == [
            (reverse("harmreduction_lms:my_course", args=[completed.course_key]), 302)
        ]
        assert "You have handed in the evaluation" in response.content.decode()
        assert EvaluationSheet.objects.get().answers["objective-2"] == {
            "question": f"{ABLE}Ask about breaks",
            "answer": "4",
        }

    def test_what_is_missing_is_named_in_a_summary_and_nothing_is_lost(
        self, signed_in: Any, completed: Enrolment
    ) -> None:
        response = signed_in.post(url(completed), {**ANSWERS, "bias": "", "remarks": "More cases, please"})
        html = response.content.decode()
        assert "One answer is missing or too long" in html
        assert 'href="#id_bias_question"' in html
        assert 'id="id_bias_question"' in html
        assert "More cases, please" in html
        assert not EvaluationReceipt.objects.exists()

    @pytest.mark.parametrize("wrong", [{"teaching": "6"}, {"intent": "invented"}, {"remarks": "x" * 4001}])
    def test_answers_that_were_not_offered_are_refused(
        self, signed_in: Any, completed: Enrolment, wrong: dict[str, str]
    ) -> None:
        assert "hr-error-summary" in signed_in.post(url(completed), {**ANSWERS, **wrong}).content.decode()
        assert not EvaluationSheet.objects.exists()

    def test_a_second_visit_says_thank_you(self, signed_in: Any, completed: Enrolment) -> None:
        signed_in.post(url(completed), ANSWERS)
        response = signed_in.post(url(completed), {**ANSWERS, "bias": "yes"}, follow=True)
        assert "already handed in" in response.content.decode()
        assert EvaluationSheet.objects.get().answers["bias"]["answer"] == "no"

    def test_it_is_there_after_the_course_was_deleted(self, signed_in: Any, completed: Enrolment) -> None:
        completed.course.delete()
        assert signed_in.get(url(completed)).status_code == 200
        shared = {id_: answer for id_, answer in ANSWERS.items() if not id_.startswith("objective")}
        assert signed_in.post(url(completed), shared).status_code == 302

    def test_somebody_not_enrolled_finds_nothing(self, signed_in: Any, course: Any) -> None:
        address = reverse("harmreduction_lms:evaluation", args=[course.translation_key])
        assert signed_in.get(address).status_code == 404


def test_every_field_of_the_form_belongs_to_a_question() -> None:
    form = EvaluationForm(ANSWERS, questions=evaluation_questions(["Offer naloxone", "Ask about breaks"]))
    assert form.is_valid()
    assert set(form.answers()) == set(ANSWERS)
