"""Lists of records in Wagtail's admin: to be read, filtered and exported, never typed into."""

from typing import Any

from django.utils.functional import cached_property
from wagtail import permissions
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from harmreduction_lms.core.csvsafe import defuse


class ReadOnlyPermissionPolicy(ModelPermissionPolicy):
    """Whoever may view may view; nobody may add, change or delete, superusers included.

    Records come from actions. A record somebody could edit here would prove nothing to a licensing board.
    """

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and bool(super().user_has_permission(user, action))


class RecordIndexView(IndexView):
    """A list whose CSV export cannot smuggle a formula into somebody's spreadsheet."""

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        processed = super().preprocess_field_value(field, value, export_format)
        return defuse(processed) if export_format == self.FORMAT_CSV else processed


class LearningViewSet(ModelViewSet):
    """A model viewset below `/admin/learning/`, so that a site may have a `Person` of its own."""

    @cached_property
    def name(self) -> str:
        return f"harmreduction_lms_{self.model_name}"

    @cached_property
    def url_prefix(self) -> str:
        return f"learning/{self.model_name}"


class RecordViewSet(LearningViewSet):
    """A read-only list of a model's rows, with a page for each row. Give it fields as any model viewset."""

    index_view_class = RecordIndexView
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None
    # The form is never shown, but Wagtail builds one for every viewset.
    form_fields: list[str] = []

    @cached_property
    def permission_policy(self) -> ReadOnlyPermissionPolicy:
        return ReadOnlyPermissionPolicy(self.model)

    def on_register(self) -> None:
        """Wagtail 8 looks a model's policy up in a registry; before that a viewset carried its own."""
        if hasattr(permissions, "register_permission_policy"):
            permissions.register_permission_policy(self.model, self.permission_policy, exact_class=True)
        super().on_register()
