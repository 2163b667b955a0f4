"""Marking a quiz again: choose the quiz, then what to mark again, then look at what would change."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from harmreduction_lms.quizzes.actions.regrade import AttemptOutcome, regrade, regrade_outcomes
from harmreduction_lms.quizzes.corrected_keys import rewordings
from harmreduction_lms.quizzes.grading import shown_points
from harmreduction_lms.quizzes.grading_views.base import MarkingPage, MarkingPermissionPolicy
from harmreduction_lms.quizzes.grading_views.forms import PickForm, QuizForm, RegradeForm
from harmreduction_lms.quizzes.models import Regrade
from harmreduction_lms.quizzes.paper import Item
from harmreduction_lms.quizzes.regrading import Regrading


MAX_ROWS = 300
"""Attempts listed in a dry run. All are counted, and all are marked again if that is chosen."""

LISTED = ("loses", "gains", "problem", "changes", "rereads")
"""Groups of attempts that are listed, in this order; the others stay the same."""

TEMPLATES = "harmreduction_lms/admin/quizzes"


@dataclass(frozen=True)
class DryRun:
    """What marking again would do: counts of everything, and the attempts to look at, passes first."""

    counts: Mapping[str, int]
    rows: list[dict[str, Any]]
    reworded: list[tuple[str, str]]

    @property
    def changed(self) -> int:
        """How many attempts would be marked again, or be put up for a decision."""
        return sum(self.counts[group] for group in LISTED if group != "problem")

    @property
    def unlisted(self) -> int:
        return sum(self.counts[group] for group in LISTED) - len(self.rows)


def dry_run(outcomes: Iterable[AttemptOutcome], regrading: Regrading) -> DryRun:
    """Keeps a line for each attempt that changes or cannot, never its paper."""
    counts: Counter[str] = Counter()
    listed: dict[str, list[dict[str, Any]]] = {group: [] for group in LISTED}
    reworded: dict[tuple[str, Any], list[tuple[str, str]]] = {}
    for outcome in outcomes:
        for item in outcome.attempt.paper["items"]:
            version = (item["question"], item["revision"])
            if version not in reworded:
                reworded[version] = _rewordings(item, regrading)
        group = _group(outcome)
        counts[group] += 1
        if group in listed and len(listed[group]) < MAX_ROWS:
            listed[group].append(_row(outcome, group))
    rows = [row for group in listed.values() for row in group][:MAX_ROWS]
    return DryRun(counts, rows, [pair for pairs in reworded.values() for pair in pairs])


def _rewordings(item: Item, regrading: Regrading) -> list[tuple[str, str]]:
    questions = regrading.questions.get(UUID(item["question"]), ())
    own = [question for question in questions if question.pk == item.get("question_pk")]
    return [pair for question in own for pair in rewordings(item, question)]


def _group(outcome: AttemptOutcome) -> str:
    if outcome.problems:
        return "problem"
    if not outcome.is_changed:
        return "same"
    if outcome.loses_pass or outcome.gains_pass:
        return "loses" if outcome.loses_pass else "gains"
    # With the same points the learner still reads another right answer than before.
    return "rereads" if outcome.new_points == outcome.attempt.points else "changes"


def _row(outcome: AttemptOutcome, group: str) -> dict[str, Any]:
    attempt = outcome.attempt
    return {
        "group": group,
        "uuid": attempt.uuid,
        "learner": str(attempt.learner),
        "number": attempt.number,
        "old": shown_points(attempt.points),
        "new": shown_points(outcome.new_points),
        "possible": attempt.points_possible,
        "problems": outcome.problems,
    }


class RegradeView(MarkingPage, TemplateView):
    """Everything up to the dry run is reading (GET); only the last button writes (POST)."""

    model = Regrade
    permission_policy = MarkingPermissionPolicy(Regrade, "add")
    permission_required = "add"
    list_title = _("Regradings")
    page_title = _("Mark a quiz again")
    header_icon = "rotate"
    template_name = f"{TEMPLATES}/regrade_choose.html"

    @cached_property
    def quiz_key(self) -> UUID | None:
        data = self.request.POST or self.request.GET
        form = QuizForm(data)
        return UUID(form.cleaned_data["quiz"]) if "quiz" in data and form.is_valid() else None

    @cached_property
    def form(self) -> QuizForm | RegradeForm:
        data = self.request.POST or self.request.GET
        if self.quiz_key is None:
            return QuizForm(data if "quiz" in data else None)
        return RegradeForm(data if "check" in data else None, quiz_key=self.quiz_key)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context: dict[str, Any] = {
            "form": self.form,
            "quiz_key": self.quiz_key,
            "list_url": self.get_list_url(),
        }
        if isinstance(self.form, RegradeForm) and self.quiz_key and self.form.is_valid():
            regrading = self.form.regrading
            outcomes = regrade_outcomes(quiz_key=self.quiz_key, regrading=regrading)
            context["dry_run"] = dry_run(outcomes, regrading)
            context["chosen"] = self.form.chosen()
            self.template_name = f"{TEMPLATES}/regrade_check.html"
        return self.render_to_response(self.get_context_data(**context))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        picks = PickForm(request.POST)
        form = self.form
        if not isinstance(form, RegradeForm) or not self.quiz_key or not (form.is_valid() & picks.is_valid()):
            return self.get(request)
        record = regrade(
            quiz_key=self.quiz_key,
            regrading=form.regrading,
            reason=form.cleaned_data["reason"],
            attempts=picks.attempts,
            actor=request.user,
        )
        if record is None:
            messages.info(request, gettext("Nothing was different, so nothing has been changed."))
            return redirect(self.get_list_url())
        messages.success(request, _done(record.changes.count()))
        return redirect(f"{reverse('harmreduction_lms_regradechange:index')}?regrade={record.pk}")


def _done(count: int) -> str:
    return ngettext(
        "%(count)d attempt has been marked again.", "%(count)d attempts have been marked again.", count
    ) % {"count": count}
