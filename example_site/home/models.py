"""The site's own page type: pages of harmreduction_lms live beside it in one tree."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page


class HomePage(Page):
    """What a visitor sees first.

    Personal data: none.
    """

    lede = models.TextField(_("lede"), blank=True, help_text=_("One or two sentences under the title."))
    body = RichTextField(_("text"), blank=True, features=["h3", "bold", "italic", "link", "ul", "ol"])

    template = "home/home_page.html"
    max_count = 1
    content_panels = [*Page.content_panels, FieldPanel("lede"), FieldPanel("body")]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        sections = self.get_children().live().public()
        return {**super().get_context(request, *args, **kwargs), "sections": sections}
