"""How long a course takes: the figures, what they make, and what each approval's policy makes of that."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from harmreduction_lms.credits import hours
from harmreduction_lms.credits.actions import activity_for, estimate_hours
from harmreduction_lms.credits.activity_file import computed_amount, current_approvals
from harmreduction_lms.credits.activity_forms import EstimateForm
from harmreduction_lms.credits.days import site_today
from harmreduction_lms.credits.models import (
    Activity,
    ActivityApproval,
    ActivityRole,
    EstimateBasis,
    PersonRole,
)
from harmreduction_lms.credits.text_length import text_length
from harmreduction_lms.credits.viewsets.base import LimitedPermissionPolicy
from harmreduction_lms.learning.selectors import course_by_key


class HoursView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """Fill in the figures and keep them; a second button counts words and questions of the course."""

    permission_policy = LimitedPermissionPolicy(Activity, frozenset({"change", "view"}))
    permission_required = "change"
    page_title = gettext_lazy("How long it takes")
    header_icon = "date"
    template_name = "harmreduction_lms/admin/credits/hours.html"
    form_class = EstimateForm

    @cached_property
    def course(self) -> Any:
        course = course_by_key(self.kwargs["course_key"])
        if course is None:
            raise Http404
        return course

    @cached_property
    def activity(self) -> Activity:
        return activity_for(course=self.course)

    def get_page_subtitle(self) -> str:
        return str(self.course.title)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        file_url = reverse("harmreduction_lms_activity:edit", args=[self.activity.pk])
        return [
            *self.breadcrumbs_items,
            {"url": reverse("harmreduction_lms_activity:index"), "label": _("Activity files")},
            {"url": file_url, "label": str(self.activity)},
            {"url": "", "label": self.get_header_title()},
        ]

    def get_initial(self) -> dict[str, Any]:
        kept = hours.Figures.from_json(self.activity.estimate_inputs)
        basis = self.activity.estimate_basis or EstimateBasis.WORDS
        initial = {"basis": basis, **{name: value for name, value in vars(kept).items() if value}}
        return {**initial, **vars(text_length(self.course))} if self.request.GET.get("count") else initial

    def get_form_kwargs(self) -> dict[str, Any]:
        authors = ActivityRole.objects.filter(course_key=self.course.translation_key, role=PersonRole.AUTHOR)
        names = authors.values_list("person__name", flat=True)
        return {**super().get_form_kwargs(), "authors": names}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        results = list(self.results()) if self.activity.estimate_basis else []
        return {
            **super().get_context_data(**kwargs),
            "activity": self.activity,
            "results": results,
            "is_counted": bool(self.request.GET.get("count")),
        }

    def results(self) -> Iterator[tuple[ActivityApproval, Decimal, bool]]:
        """Each approval, what the kept figures make under its policy, and whether it says more than that."""
        for approval in current_approvals(self.course.translation_key, site_today()):
            amount = computed_amount(self.activity, approval)
            yield approval, amount, approval.designated_maximum > amount

    def form_valid(self, form: EstimateForm) -> HttpResponse:
        figures = replace(
            form.figures, sessions=hours.Figures.from_json(self.activity.estimate_inputs).sessions
        )
        estimate_hours(
            activity=self.activity,
            basis=form.cleaned_data["basis"],
            figures=figures,
            actor=self.request.user,
        )
        said = _("It takes %(minutes)s minutes.") % {"minutes": self.activity.estimated_minutes}
        messages.success(self.request, said)
        return redirect(self.request.path)
