"""Model fields shared by the domains."""

from typing import Any

import swapper
from wagtail.fields import StreamField


swapper.set_app_prefix("wagtailcore", "wagtail")

PAGE_MODEL: str = swapper.get_model_name("wagtailcore", "Page")
"""Dotted name of the site's base page: Wagtail 8 lets a site swap it."""


class BlocksField(StreamField):
    """A StreamField whose blocks stay out of migrations.

    Sites may register blocks and question kinds of their own; with the block list in the migration every
    such site would have a pending change in our app. The column is JSON either way.
    """

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, _args, kwargs = super(StreamField, self).deconstruct()
        return name, "harmreduction_lms.core.fields.BlocksField", [[]], kwargs
