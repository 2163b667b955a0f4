"""Deciding what becomes of a pass that marking again would take away."""

from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.quizzes.actions import decide_regrade
from harmreduction_lms.quizzes.grading import shown_points
from harmreduction_lms.quizzes.grading_views.base import MarkingPage, MarkingPermissionPolicy
from harmreduction_lms.quizzes.kinds import question_kinds
from harmreduction_lms.quizzes.models import QuizAttempt, RegradeChange, RegradeDecision
from harmreduction_lms.quizzes.paper import Item, items_by_id


class DecideView(MarkingPage, TemplateView):
    """A changed result with its questions; two buttons while something is to be decided."""

    model = RegradeChange
    permission_policy = MarkingPermissionPolicy(RegradeChange, "change")
    permission_required = "change"
    list_title = _("Changed results")
    header_icon = "warning"
    template_name = "harmreduction_lms/admin/quizzes/regrade_decide.html"

    @cached_property
    def change(self) -> RegradeChange:
        changes = RegradeChange.objects.select_related(
            "attempt__learner", "regrade__regraded_by", "decided_by"
        )
        return get_object_or_404(changes, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return self.change.attempt.quiz_title

    def get_page_subtitle(self) -> str:
        return str(self.change.attempt.learner)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            change=self.change,
            attempt=self.change.attempt,
            old=shown_points(self.change.old_points),
            new=shown_points(self.change.new_points),
            is_pending=self.change.decision == RegradeDecision.PENDING,
            items=self._items(),
            list_url=self.get_list_url(),
            **kwargs,
        )

    def _items(self) -> list[dict[str, Any]]:
        """Each changed item in words: what was asked, what was answered, points before and after."""
        attempt = self.change.attempt
        asked = items_by_id(attempt.paper)
        return [
            {
                "item": asked[one["item"]],
                "answer": _answer(asked[one["item"]], attempt),
                "old": shown_points(Fraction(one["old"])),
                "new": shown_points(Fraction(one["new"])),
            }
            for one in self.change.items
        ]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        decisions = {"keep": RegradeDecision.KEPT, "lower": RegradeDecision.LOWERED}
        decision = decisions.get(request.POST.get("decision", ""))
        if decision is None:
            return self.get(request)
        try:
            decide_regrade(change=self.change, decision=decision, actor=request.user)
            messages.success(request, gettext("Your decision has been recorded."))
        except HarmReductionLMSError as error:
            messages.error(request, str(error))
        return redirect(self.get_list_url())


def _answer(item: Item, attempt: QuizAttempt) -> str:
    return question_kinds[item["kind"]].answer_text(attempt.answers.get(item["id"]), item["body"])
