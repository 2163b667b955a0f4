"""What an editor sees of our pages beyond their fields."""

from functools import cached_property
from typing import Any

from wagtail.admin.panels import Panel

from harmreduction_lms.courses.slots import editor_slots


class MissingPanel(Panel):
    """Says what the page still lacks, by its `missing()`. A hint, not a hurdle: drafts may be incomplete."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "harmreduction_lms/admin/courses/missing_panel.html"

        def is_shown(self) -> bool:
            return bool(super().is_shown() and self.instance.pk and self.instance.missing())

        def get_context_data(self, parent_context: Any = None) -> Any:
            context = super().get_context_data(parent_context)
            context["missing"] = self.instance.missing()
            return context


class SlotPanel(Panel):
    """What a higher domain tells editors about the page; nothing where that domain has nothing to say."""

    def __init__(self, slot: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.slot = slot

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "slot": self.slot}

    class BoundPanel(Panel.BoundPanel):
        template_name = "harmreduction_lms/admin/courses/slot_panel.html"

        @cached_property
        def component(self) -> Any:
            slot = editor_slots.get(self.panel.slot)
            return slot(self.request, self.instance) if slot and self.instance.pk else None

        def is_shown(self) -> bool:
            return bool(super().is_shown() and self.component)

        def get_context_data(self, parent_context: Any = None) -> Any:
            context = super().get_context_data(parent_context)
            context["component"] = self.component
            return context
