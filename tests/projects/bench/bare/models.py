"""The bare page: a title and Wagtail's userbar, what `wagtail start` gives a site."""

from wagtail.models import Page


class BarePage(Page):
    template = "bare/bare_page.html"
