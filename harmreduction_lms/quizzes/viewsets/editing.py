"""Writing and publishing questions in Wagtail's editor: warnings that do not block, refusals in words."""

from collections.abc import Sequence
from typing import Any

from django.contrib.admin.utils import quote
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from wagtail.admin import messages
from wagtail.snippets.views.snippets import CreateView, EditView, WorkflowActionView

from harmreduction_lms.quizzes.bank_review import checked
from harmreduction_lms.quizzes.bank_selectors import used_questions
from harmreduction_lms.quizzes.errors import QuestionNotReady
from harmreduction_lms.quizzes.models import Question
from harmreduction_lms.quizzes.question_checks import warnings_for


class _WarnsWhenPublishing:
    """After publishing, says what is worth another look. The form has refused what cannot be graded."""

    def publish_action(self) -> HttpResponse | None:
        view: Any = self
        response: HttpResponse | None = super().publish_action()  # type: ignore[misc]
        if sentences := warnings_for(checked(view.object)):
            text = gettext("Worth another look: %(sentences)s") % {"sentences": " ".join(sentences)}
            messages.warning(view.request, text)
        return response


class QuestionCreateView(_WarnsWhenPublishing, CreateView):
    """A new question."""


class QuestionEditView(_WarnsWhenPublishing, EditView):
    """A question there is."""


class QuestionWorkflowActionView(WorkflowActionView):
    """Approving from a list or report, where there is no form to show what is missing.

    A draft may have become unfinished after it was submitted. Then nothing is approved, and the moderator is
    taken to the editor, where publishing shows the errors beside their fields.
    """

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().post(request, *args, **kwargs)
        except QuestionNotReady as error:
            messages.error(request, error)
        url = reverse(self.redirect_url_name, args=[quote(self.object.pk)])
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return self.render_modal_json(request, {"step": "success", "redirect": url})
        return redirect(url)


def refuse_to_delete_used(request: HttpRequest, objects: Sequence[Any]) -> HttpResponse | None:
    """For Wagtail's hook `before_delete_snippet`: used questions are archived, not deleted.

    Quizzes would lose them, and item analysis and regrading would no longer know what was asked.
    """
    used = used_questions(one for one in objects if isinstance(one, Question))
    if not used:
        return None
    messages.error(request, _refusal(used))
    is_one = len(used) == 1
    namespace = "wagtailsnippets_harmreduction_lms_question"
    return redirect(f"{namespace}:usage", used[0].pk) if is_one else redirect(f"{namespace}:list")


def _refusal(used: Sequence[Question]) -> str:
    named = ", ".join(f"“{question}”" for question in used[:3])
    refused = ngettext(
        "%(named)s cannot be deleted: it is part of a quiz, or learners have answered it.",
        "%(count)d questions cannot be deleted: they are part of a quiz, or learners have answered them "
        "(%(named)s …).",
        len(used),
    ) % {"named": named, "count": len(used)}
    return f"{refused} {gettext('Archive instead: the record stays, and no quiz asks it any more.')}"
