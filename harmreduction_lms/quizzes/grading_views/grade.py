"""Grading one answer: what was asked and written, what a good answer may contain, points and a comment."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.core.html import clean_html
from harmreduction_lms.quizzes.actions import grade_by_hand
from harmreduction_lms.quizzes.grading_views.base import MarkingPage, MarkingPermissionPolicy
from harmreduction_lms.quizzes.grading_views.forms import GradeForm
from harmreduction_lms.quizzes.hand_grading import criteria_of, is_blind
from harmreduction_lms.quizzes.kinds import question_kinds
from harmreduction_lms.quizzes.models import HandGrade
from harmreduction_lms.quizzes.paper import Item, find_item


class GradeView(MarkingPage, FormView):
    """Where the quiz says so, nothing on the page tells who wrote the answer."""

    model = HandGrade
    permission_policy = MarkingPermissionPolicy(HandGrade, "change")
    permission_required = "change"
    list_title = _("Answers to grade")
    header_icon = "edit"
    template_name = "harmreduction_lms/admin/quizzes/grade_answer.html"

    @cached_property
    def grade(self) -> HandGrade:
        grades = HandGrade.objects.select_related("response__attempt__learner")
        return get_object_or_404(grades, pk=self.kwargs["pk"])

    @cached_property
    def item(self) -> Item:
        return find_item(self.grade.response.attempt.paper, self.grade.response.item)

    def get_page_title(self) -> str:
        return gettext("Question %(number)d of “%(quiz)s”") % {
            "number": self.grade.response.position,
            "quiz": self.grade.response.attempt.quiz_title,
        }

    def get_page_subtitle(self) -> str:
        attempt = self.grade.response.attempt
        return "" if is_blind(attempt.paper) else str(attempt.learner)

    def get_form_class(self) -> type[GradeForm]:
        """Not the form that the viewset would make from the model."""
        return GradeForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "criteria": criteria_of(self.item), "grade": self.grade}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kind = question_kinds[self.item["kind"]]
        response = self.grade.response.response
        following = self._following()
        return super().get_context_data(
            stem=clean_html(self.item["stem"]),
            answer=kind.answer_text(response, self.item["body"]),
            guidance=clean_html(self.item["key"].get("guidance", "")),
            grade=self.grade,
            is_blind=is_blind(self.grade.response.attempt.paper),
            list_url=self.get_list_url(),
            others=len(following),
            next_url=_grade_url(following[0]) if following else "",
            **kwargs,
        )

    def form_valid(self, form: GradeForm) -> HttpResponse:
        seen = HandGrade(pk=self.grade.pk, response=self.grade.response, graded_at=form.seen_at)
        comment = form.cleaned_data["comment"]
        try:
            grade_by_hand(
                hand_grade=seen,
                points_by_criterion=form.points,
                comment=comment,
                actor=self.request.user,
            )
        except HarmReductionLMSError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        self._say_what_became_of_it()
        return redirect(self.get_success_url())

    def _say_what_became_of_it(self) -> None:
        attempt = self.grade.response.attempt
        if attempt.regrade_changes.filter(decision="pending").exists():
            messages.warning(
                self.request,
                gettext(
                    "This grade takes a pass away. Nothing has changed yet: it stands under "
                    "“Changed results”, for somebody to decide."
                ),
            )
        else:
            messages.success(self.request, gettext("The answer has been graded."))

    def get_success_url(self) -> str:
        """The next answer that waits in this quiz, if that was asked for and there is one; else the list."""
        following = self._following() if "next" in self.request.POST else []
        return _grade_url(following[0]) if following else self.get_list_url()

    def _following(self) -> list[int]:
        """The other answers that wait in this quiz; those behind this one in the list come first."""
        quiz = self.grade.response.attempt.quiz_key
        waiting = HandGrade.objects.filter(graded_at=None, response__attempt__quiz_key=quiz)
        others = waiting.exclude(pk=self.grade.pk).order_by("pk").values_list("pk", flat=True)
        return sorted(others, key=lambda pk: (pk < self.grade.pk, pk))


def _grade_url(pk: int) -> str:
    return reverse("harmreduction_lms_handgrade:edit", args=[pk])
