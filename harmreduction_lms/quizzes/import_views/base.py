"""What all import and export pages share: Wagtail's look, the way back, and who may come."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from harmreduction_lms.quizzes.models import Question


class BankPage(WagtailAdminTemplateMixin, View):
    """A page below the list of questions. `rights` are all needed, on questions."""

    rights: tuple[str, ...] = ()
    page_title: str | Promise = ""
    header_icon = "help"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may(request.user, *self.rights):
            raise PermissionDenied
        response = super().dispatch(request, *args, **kwargs)
        # Answer keys: not for the cache of a shared computer.
        response["Cache-Control"] = "no-store, private"
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": bank_url(), "label": _("Questions")},
            {"url": "", "label": self.page_title},
        ]


def may(user: Any, *rights: str) -> bool:
    """Whether somebody has these rights on questions, as in "add"."""
    return bool(user.has_perms(f"harmreduction_lms.{right}_question" for right in rights))


def bank_url() -> str:
    """The list of questions, wherever its viewset has put it."""
    return reverse(Question.snippet_viewset.get_url_name("list"))
