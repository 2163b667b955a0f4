"""What the screens of this domain have in common."""

from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import ObjectList, PageChooserPanel

from harmreduction_lms.core.admin import LearningViewSet
from harmreduction_lms.courses.selectors import course_page_models


class EditorViewSet(LearningViewSet):
    """A viewset with panels and, where needed, a form of its own."""

    form_base: type[WagtailAdminModelForm] = WagtailAdminModelForm
    copy_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None

    def get_panels(self) -> list[Any]:
        """The panels; computed when asked, because course page types are known only then."""
        return list(self.panels)

    def get_edit_handler(self) -> Any:
        handler = ObjectList(self.get_panels(), base_form_class=self.form_base)
        return handler.bind_to_model(self.model)


def course_chooser() -> PageChooserPanel:
    """A chooser that offers courses only."""
    return PageChooserPanel("course", page_type=list(course_page_models()))
