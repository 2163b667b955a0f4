"""The ledger in the admin: where it ends, heads that were signed, and a look at its newest part."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import View
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy

from harmreduction_lms.core.admin import RecordIndexView, RecordViewSet
from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.credits.actions import sign_head
from harmreduction_lms.credits.audit import audit_awards
from harmreduction_lms.credits.audit_log import EXPORT_HEAD
from harmreduction_lms.credits.audit_words import explain, where
from harmreduction_lms.credits.database_guard import missing_guards
from harmreduction_lms.credits.models import AwardEvent, LedgerHead, SignedHead
from harmreduction_lms.credits.signed_heads import head_file


NAMESPACE = "harmreduction_lms_signedhead"

NEWEST = 1000
"""Links that are looked at while somebody waits; the command looks at all of them."""

MOST_FAULTS = 50


class LedgerView(PermissionCheckedMixin, View):
    """Base of what one may do with the ledger."""

    permission_policy = ModelPermissionPolicy(SignedHead)


class LedgerIndexView(RecordIndexView):
    """Signed heads, below where the ledger ends now."""

    page_title = gettext_lazy("Ledger")
    template_name = "harmreduction_lms/admin/credits/ledger.html"
    results_template_name = "wagtailadmin/generic/index_results.html"

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return {
            **context,
            "head": LedgerHead.objects.first(),
            "newest_event": AwardEvent.objects.order_by("-sequence").first(),
            "may_sign": LedgerView.permission_policy.user_has_permission(self.request.user, "add"),
            "unguarded": missing_guards(),
            "newest": NEWEST,
        }


@method_decorator(require_POST, name="dispatch")
class SignView(LedgerView):
    """Signs where the ledger ends now."""

    permission_required = "add"

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            head = sign_head(actor=request.user)
            messages.success(
                request,
                _("Signed: link %(number)s. Now export it and keep the file elsewhere.")
                % {"number": head.sequence},
            )
        except HarmReductionLMSError as error:
            messages.error(request, str(error))
        return redirect(f"{NAMESPACE}:index")


@method_decorator(require_safe, name="dispatch")
class ExportView(LedgerView):
    """A signed head as a file."""

    any_permission_required = ["add", "view"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        head = get_object_or_404(SignedHead, pk=pk)
        try:
            text = head_file(head)
        except HarmReductionLMSError as error:
            messages.error(request, str(error))
            return redirect(f"{NAMESPACE}:index")
        log(head, EXPORT_HEAD, user=request.user, data={"sequence": head.sequence})
        disposition = f'attachment; filename="ledger-head-{head.sequence}.json"'
        return HttpResponse(
            text, content_type="application/json", headers={"Content-Disposition": disposition}
        )


@method_decorator(require_POST, name="dispatch")
class VerifyView(LedgerView):
    """Looks at the newest links and their awards, and tells the first faults."""

    any_permission_required = ["add", "view"]

    def post(self, request: HttpRequest) -> HttpResponse:
        audit = audit_awards(newest=NEWEST)
        for fault in audit.faults[:MOST_FAULTS]:
            messages.error(request, f"{where(fault)}: {explain(fault)}")
        if not audit.faults:
            messages.success(request, _looked_at(audit.links))
        return redirect(f"{NAMESPACE}:index")


def _looked_at(links: int) -> str:
    return ngettext(
        "The newest link and its award were looked at: everything is as it was issued.",
        "The newest %(count)d links and their awards were looked at: everything is as it was issued.",
        links,
    ) % {"count": links}


class SignedHeadViewSet(RecordViewSet):
    """The ledger: what is listed are the heads that were signed."""

    model = SignedHead
    icon = "lock"
    menu_label = gettext_lazy("Ledger")
    index_view_class = LedgerIndexView
    inspect_view_enabled = False
    list_display = [
        Column("sequence", label=gettext_lazy("Link"), sort_key="sequence"),
        DateColumn("signed_at", label=gettext_lazy("Signed at"), sort_key="signed_at"),
        Column("key_id", label=gettext_lazy("Key")),
        TitleColumn(
            "export",
            label=gettext_lazy("File"),
            accessor=lambda head: gettext_lazy("Export"),
            get_url=lambda head: reverse(f"{NAMESPACE}:export", args=[head.pk]),
        ),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("sign/", SignView.as_view(), name="sign"),
            path("verify/", VerifyView.as_view(), name="verify"),
            path("export/<int:pk>/", ExportView.as_view(), name="export"),
        ]


viewsets: tuple[Any, ...] = (SignedHeadViewSet(),)
