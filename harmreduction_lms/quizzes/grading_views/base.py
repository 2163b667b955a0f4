"""What these pages share: Wagtail's look, the way back to the list, and who may come."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permission_policies import ModelPermissionPolicy

from harmreduction_lms.core.admin import ReadOnlyPermissionPolicy


class MarkingPermissionPolicy(ReadOnlyPermissionPolicy):
    """Viewing, and one thing more: grading and deciding change a row, marking again adds one.

    Rows are never deleted, and never made by a plain form.
    """

    def __init__(self, model: Any, action: str) -> None:
        super().__init__(model)
        self.action = action

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action == self.action:
            return bool(ModelPermissionPolicy.user_has_permission(self, user, action))
        return super().user_has_permission(user, action)


class MarkingPage(PermissionCheckedMixin, WagtailAdminTemplateMixin):
    """A page below the list of `model`."""

    model: Any
    request: HttpRequest
    list_title: str | Promise = ""

    def get_list_url(self) -> str:
        return reverse(f"harmreduction_lms_{self.model._meta.model_name}:index")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": self.get_list_url(), "label": self.list_title},
            {"url": "", "label": self.get_header_title()},
        ]
