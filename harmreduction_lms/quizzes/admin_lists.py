"""What lists of this domain in the Wagtail admin have in common: our few styles, on top of Wagtail's."""

from typing import Any

from django.forms import Media


ADMIN_MEDIA = Media(css={"all": ["harmreduction_lms/css/admin-reports.css"]})


class ReadableList:
    """A list that narrow screens scroll sideways, where Wagtail's would break titles letter by letter."""

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)  # type: ignore[misc]
        return {**context, "media": context["media"] + ADMIN_MEDIA}
