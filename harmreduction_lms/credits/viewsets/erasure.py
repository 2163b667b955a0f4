"""Requests for erasure: a list that names nobody, and a way for staff to erase somebody who asked them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.views.generic import IndexView, InspectView, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies import ModelPermissionPolicy

from harmreduction_lms.core.admin import RecordIndexView, RecordViewSet
from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.credits.actions import check_erasure, erase_learner
from harmreduction_lms.credits.forms import EraseLearnerForm
from harmreduction_lms.credits.models import ErasureRequest
from harmreduction_lms.credits.retention import kept_of, what_stays


NAMESPACE = "harmreduction_lms_erasurerequest"
TEMPLATES = "harmreduction_lms/admin/credits"
POLICY = ModelPermissionPolicy(ErasureRequest)


class ErasureIndexView(RecordIndexView):
    """The list; who may erase finds the way there above it."""

    @cached_property
    def header_buttons(self) -> list[Button]:
        buttons: list[Button] = list(super().header_buttons)
        if POLICY.user_has_permission(self.request.user, "add"):
            url = reverse(f"{NAMESPACE}:erase")
            buttons.append(Button(_("Erase a learner"), url=url, icon_name="bin"))
        return buttons


class ErasureInspectView(InspectView):
    """The report of one erasure, to be handed to whoever asked."""

    template_name = f"{TEMPLATES}/erasure.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "kept": kept_of(self.object)}


class EraseLearnerView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """First whom, then what goes and stays, then it is done. Nothing about the learner is in the address."""

    model = ErasureRequest
    permission_policy = POLICY
    permission_required = "add"
    template_name = f"{TEMPLATES}/erase_learner.html"
    page_title = gettext_lazy("Erase a learner")
    header_icon = "bin"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse(f"{NAMESPACE}:index"), "label": _("Requests for erasure")}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.get_page_title()}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._page(EraseLearnerForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = EraseLearnerForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        try:
            check_erasure(learner=form.learner, actor=request.user)
            if "confirm" not in request.POST:
                return self._page(form, kept=what_stays(form.learner))
            done = erase_learner(learner=form.learner, actor=request.user)
        except HarmReductionLMSError as error:
            form.add_error(None, str(error))
            return self._page(form)
        messages.success(request, _("Erased. Give this report to whoever asked for it."))
        return redirect(f"{NAMESPACE}:inspect", done.pk)

    def _page(self, form: EraseLearnerForm, *, kept: Any = None) -> HttpResponse:
        context = {
            "form": form,
            "kept": kept,
            "learner": form.learner,
            "index": reverse(f"{NAMESPACE}:index"),
        }
        return self.render_to_response(self.get_context_data(**context))


class ErasureRequestViewSet(RecordViewSet):
    """Who asked is not told: once it is done, there is nobody to name."""

    model = ErasureRequest
    icon = "bin"
    menu_label = gettext_lazy("Requests for erasure")
    index_view_class: type[IndexView] = ErasureIndexView
    inspect_view_class = ErasureInspectView
    list_display = [
        "__str__",
        DateColumn("requested_at", label=gettext_lazy("Requested"), sort_key="requested_at"),
        DateColumn("done_at", label=gettext_lazy("Done"), sort_key="done_at"),
    ]
    list_filter = ["requested_at"]
    inspect_view_fields = ["requested_at", "done_at"]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("erase/", EraseLearnerView.as_view(), name="erase")]


viewsets: tuple[Any, ...] = (ErasureRequestViewSet(),)
