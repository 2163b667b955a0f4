"""The catalogue page."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from harmreduction_lms.core.html import plain_text
from harmreduction_lms.courses.catalogue import Catalogue
from harmreduction_lms.courses.forms import CatalogueForm
from harmreduction_lms.courses.mixins.base import LearnerFacingMixin
from harmreduction_lms.courses.roles import PageRole


class CatalogueIndexPageMixin(LearnerFacingMixin):
    """The catalogue of courses: those that stand below it in the page tree.

    Personal data: none.
    """

    page_role = PageRole.CATALOGUE
    courses_per_page = 12

    intro = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])

    catalogue_panels = [FieldPanel("intro")]
    catalogue_search_fields = [index.SearchField("intro")]

    class Meta:
        abstract = True

    def describe(self) -> str:
        return plain_text(self.intro)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Courses of the page asked for. Same number of queries for three courses and for three hundred."""
        context = super().get_context(request, *args, **kwargs)
        catalogue = Catalogue(self)
        form = CatalogueForm(request.GET, audiences=catalogue.audiences(), topics=catalogue.topics())
        criteria = form.criteria()
        pages = Paginator(catalogue.find(**criteria), self.courses_per_page)
        courses = pages.get_page(request.GET.get("p"))
        courses.object_list = catalogue.specific(courses.object_list)
        context.update(form=form, courses=courses, count=pages.count, is_filtered=bool(criteria))
        context["page_range"] = pages.get_elided_page_range(courses.number, on_each_side=1, on_ends=1)
        context["query"] = f"{urlencode(criteria)}&" if criteria else ""
        return context
