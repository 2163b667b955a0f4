"""What a page is for, told by its class, so that a site's own page types are found as well as ours.

The mixins set `page_role`; selectors look the classes up here and therefore need not import the mixins.
"""

from enum import StrEnum

from django.apps import apps
from django.db import models


class PageRole(StrEnum):
    """The place of a page type in a course."""

    CATALOGUE = "catalogue"
    COURSE = "course"
    MODULE = "module"
    STEP = "step"


def page_models(role: PageRole) -> tuple[type[models.Model], ...]:
    """The site's page types with this role, in the order of `INSTALLED_APPS`."""
    return tuple(model for model in apps.get_models() if getattr(model, "page_role", None) == role)
