"""What an editor sees of our pages beyond their fields."""

from typing import Any

from wagtail.admin.panels import Panel


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
