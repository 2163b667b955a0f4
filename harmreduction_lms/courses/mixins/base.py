"""What all our pages have in common."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.functional import Promise

from harmreduction_lms.courses.http import is_preview, set_cache_headers, shows_userbar


class CurriculumSourceMixin(models.Model):
    """Remembers which curriculum file a page came from, and what it said when it was loaded.

    Personal data: none.
    """

    curriculum_key = models.CharField(max_length=80, blank=True, editable=False, db_index=True)
    curriculum_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """A copy of a page is an editor's own: files never change it, so it leaves these two fields out.

        They are added to whatever list the page type has or inherits; a list of the mixin's own would be
        replaced by a subclass's, or hide the one of a site's base page.
        """
        super().__init_subclass__(**kwargs)
        if (listed := getattr(cls, "exclude_fields_in_copy", None)) is not None:
            own = [name for name in ("curriculum_key", "curriculum_digest") if name not in listed]
            cls.exclude_fields_in_copy = [*listed, *own]  # type: ignore[attr-defined]


class LearnerFacingMixin(models.Model):
    """A page learners read: its title and description for search engines, its headers, the editors' bar.

    Personal data: none.
    """

    # Whether the page differs for somebody who is signed in.
    is_personal: ClassVar[bool] = False

    class Meta:
        abstract = True

    @property
    def html_title(self) -> str:
        """For the browser's tab; a site's own base page need not have a `seo_title`."""
        return str(getattr(self, "seo_title", "") or self.title)  # type: ignore[attr-defined]

    @property
    def meta_description(self) -> str:
        """For search engines: what an editor wrote for them, else what the page says of itself."""
        return str(getattr(self, "search_description", "") or self.describe())

    def describe(self) -> str:
        """One or two sentences that say what the page is."""
        return ""

    def missing(self) -> list[str | Promise]:
        """What an editor still has to see to before learners read the page."""
        return []

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)  # type: ignore[misc]
        context["shows_userbar"] = shows_userbar(request)
        context["is_preview"] = is_preview(request)
        return context

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        response = super().serve(request, *args, **kwargs)  # type: ignore[misc]
        set_cache_headers(request, response, personal=self.is_personal)
        return response
