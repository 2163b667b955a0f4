"""A line of text in a list of lines."""

from typing import Any

from wagtail.blocks import CharBlock


class LineBlock(CharBlock):
    """Wagtail ties no label to the fields of such a list: each says its name itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field.widget.attrs["aria-label"] = kwargs["label"]
