"""Second step of an import: look at every question, choose, and import the chosen ones."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Locale

from harmreduction_lms.quizzes.actions.import_questions import ImportedItem, import_questions
from harmreduction_lms.quizzes.exchange.base import MAX_ITEMS
from harmreduction_lms.quizzes.exchange.files import FilesRead
from harmreduction_lms.quizzes.exchange.planning import Step, plan_import
from harmreduction_lms.quizzes.import_views import stash
from harmreduction_lms.quizzes.import_views.base import BankPage, bank_url, may
from harmreduction_lms.quizzes.import_views.cards import cards
from harmreduction_lms.quizzes.models import Question


PER_PAGE = 25
LONG_IMPORT = 1000
"""From this many questions on, people are told that importing takes minutes."""
LISTED = 200


class CheckView(BankPage):
    """The questions of the uploaded files, a page at a time. Only those of the page are looked up."""

    rights = ("add",)
    template_name = "harmreduction_lms/admin/quizzes/import_check.html"
    page_title = gettext_lazy("Import questions")

    def get(self, request: HttpRequest) -> HttpResponse:
        stashed = stash.find(request)
        if stashed is None:
            return self._start_again(_("Choose the files again: they are no longer kept."))
        return self.render_to_response(self._context(stashed))

    def post(self, request: HttpRequest) -> HttpResponse:
        stashed = stash.find(request)
        if stashed is None:
            return self._start_again(
                _("Choose the files again: they are no longer kept. Nothing was imported.")
            )
        if not stash.is_same(stashed, request.POST.get("digest", "")):
            return self._start_again(
                _("Other files have been chosen since, in another tab. Look at them before you import them."),
                to="check",
            )
        choices = self._choices(stashed.choices)
        match request.POST.get("go", ""):
            case "cancel":
                stash.discard(request)
                return redirect(bank_url())
            case "import":
                return self._import(stashed, choices)
            case page:
                stash.remember(request, choices)
                number = page if page.isdecimal() else 1
                return redirect(f"{reverse('harmreduction_lms_exchange:check')}?p={number}")

    def _start_again(self, message: str, *, to: str = "upload") -> HttpResponse:
        messages.warning(self.request, message)
        return redirect(f"harmreduction_lms_exchange:{to}")

    def _choices(self, before: stash.Choices) -> stash.Choices:
        """What is ticked on this page, and what was on the others."""
        data = self.request.POST
        shown, ticked = (_numbers(data.getlist(name)) for name in ("shown", "take"))
        is_update = data.get("on_known") == "update" and may(self.request.user, "change")
        return replace(
            before,
            left_out=sorted((set(before.left_out) - shown) | (shown - ticked)),
            on_known="update" if is_update else "skip",
            publish=bool(data.get("publish")) and may(self.request.user, "publish"),
        )

    def _import(self, stashed: stash.Stashed, choices: stash.Choices) -> HttpResponse:
        read = stashed.everything()
        left_out = frozenset(choices.left_out)
        chosen = [number for number in range(len(read.items)) if number not in left_out]
        outcome = import_questions(
            items=[read.items[number] for number in chosen],
            actor=self.request.user,
            locale=Locale.objects.get(pk=choices.locale),
            on_known=choices.on_known,
            publish=choices.publish,
            category=choices.category,
        )
        stash.discard(self.request)
        self.template_name = "harmreduction_lms/admin/quizzes/import_result.html"
        return self.render_to_response(self.get_context_data(**result_context(read, chosen, outcome)))

    def _context(self, stashed: stash.Stashed) -> dict[str, Any]:
        choices = stashed.choices
        page = Paginator(range(stashed.number), PER_PAGE).get_page(self.request.GET.get("p"))
        numbers = [*page.object_list]
        first = numbers[0] if numbers else 0
        read = stashed.some(first, len(numbers))
        locale = Locale.objects.get(pk=choices.locale)
        plan = plan_import(read.items, locale=locale, category=choices.category)
        return self.get_context_data(
            cards=cards(plan, first=first, files=read.files, left_out=choices.left_out),
            page=page,
            read=stashed.refused(),
            choices=choices,
            digest=stashed.digest,
            chosen=stashed.number - len(choices.left_out),
            may_update=may(self.request.user, "change"),
            may_publish=may(self.request.user, "publish"),
            is_long=stashed.number >= LONG_IMPORT,
        )


def _numbers(texts: Iterable[str]) -> set[int]:
    """Places of items in a form. No import has so many that more digits are needed."""
    return {int(text) for text in texts if text.isdecimal() and len(text) <= len(str(MAX_ITEMS))}


def result_context(read: FilesRead, chosen: Sequence[int], outcome: Sequence[ImportedItem]) -> dict[str, Any]:
    """Everything that was read, by what became of it; of the new questions, the first two hundred."""
    placed = [(read.files[number], one) for number, one in zip(chosen, outcome, strict=True)]
    accepted = [one for _file, one in placed if one.step.is_accepted]
    return {
        "created": sum(one.step == Step.CREATE for one in accepted),
        "updated": sum(one.step == Step.UPDATE for one in accepted),
        "listed": accepted[:LISTED],
        "unlisted": len(accepted[LISTED:]),
        "not_taken": [(file, one) for file, one in placed if not one.step.is_accepted],
        "left_out": len(read.items) - len(chosen),
        "read": read,
        "bank_url": bank_url(),
        "edit_url_name": Question.snippet_viewset.get_url_name("edit"),
    }
