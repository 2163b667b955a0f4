"""What the screens of this domain have in common."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import cached_property
from wagtail import permissions
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import ObjectList, PageChooserPanel
from wagtail.admin.views.generic import CreateView
from wagtail.permission_policies import ModelPermissionPolicy

from harmreduction_lms.core.admin import LearningViewSet, RecordIndexView
from harmreduction_lms.courses.selectors import course_page_models
from harmreduction_lms.quizzes.admin_lists import ReadableList


LONGEST_KEY = 18
"""Digits of a primary key that every database can hold."""


class EditorIndexView(ReadableList, RecordIndexView):
    """A list that reads what its columns name together with the rows."""

    related: tuple[str, ...] = ()

    def get_base_queryset(self) -> Any:
        rows = super().get_base_queryset()
        return rows.select_related(*self.related) if self.related else rows


class EditorViewSet(LearningViewSet):
    """A viewset with panels and, where needed, a form of its own."""

    index_view_class = EditorIndexView
    related: tuple[str, ...] = ()
    form_base: type[WagtailAdminModelForm] = WagtailAdminModelForm
    copy_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        own = {"related": self.related} if issubclass(self.index_view_class, EditorIndexView) else {}
        return dict(super().get_index_view_kwargs(**own, **kwargs))

    def get_panels(self) -> list[Any]:
        """The panels; computed when asked, because course page types are known only then."""
        return list(self.panels)

    def get_edit_handler(self) -> Any:
        handler = ObjectList(self.get_panels(), base_form_class=self.form_base)
        return handler.bind_to_model(self.model)


class LimitedPermissionPolicy(ModelPermissionPolicy):
    """A model's own permissions, of which only `actions` do anything: the others nobody has."""

    def __init__(self, model: Any, actions: frozenset[str]) -> None:
        super().__init__(model)
        self.actions = actions

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in self.actions and bool(super().user_has_permission(user, action))


class LimitedViewSet(EditorViewSet):
    """Rows that a board may ask for: not everything can be done with them, not even by a superuser."""

    actions: frozenset[str]
    inspect_view_enabled = True

    @cached_property
    def permission_policy(self) -> LimitedPermissionPolicy:
        return LimitedPermissionPolicy(self.model, self.actions)

    def on_register(self) -> None:
        """Wagtail 8 looks a model's policy up in a registry; before that a viewset carried its own."""
        if hasattr(permissions, "register_permission_policy"):
            permissions.register_permission_policy(self.model, self.permission_policy, exact_class=True)
        super().on_register()


def course_chooser() -> PageChooserPanel:
    """A chooser that offers courses only."""
    return PageChooserPanel("course", page_type=list(course_page_models()))


class CourseRowCreateView(CreateView):
    """Adds a row to the course in the address, for links from its activity file: `?course=17`."""

    def get_initial_form_instance(self) -> Any:
        asked = self.request.GET.get("course", "")
        if not asked.isdecimal() or len(asked) > LONGEST_KEY:
            return super().get_initial_form_instance()
        pages = (model._default_manager.filter(pk=asked) for model in course_page_models())
        course = next(filter(None, (page.first() for page in pages)), None)
        return self.model(course=course)


class WarningMixin:
    """Says after saving what somebody should look at all the same (`get_warnings`)."""

    request: HttpRequest

    def get_warnings(self, instance: Any) -> list[str]:
        raise NotImplementedError

    def save_instance(self) -> Any:
        instance = super().save_instance()  # type: ignore[misc]
        for sentence in self.get_warnings(instance):
            messages.warning(self.request, sentence)
        return instance
