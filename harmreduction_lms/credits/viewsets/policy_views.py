"""Confirming rules, and making the next version of them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permission_policies import ModelPermissionPolicy

from harmreduction_lms.credits.actions import confirm_policy, new_version
from harmreduction_lms.credits.models import CreditPolicy
from harmreduction_lms.credits.policy_forms import ConfirmForm
from harmreduction_lms.credits.policy_words import rules_of, warnings


class PolicyMixin(PermissionCheckedMixin):
    """Pages about one policy, for those who may change policies."""

    permission_policy = ModelPermissionPolicy(CreditPolicy)
    permission_required = "change"
    kwargs: dict[str, Any]

    @cached_property
    def policy(self) -> CreditPolicy:
        policies = CreditPolicy.objects.select_related("credit_type__body")
        return get_object_or_404(policies, pk=self.kwargs["pk"])


class ConfirmPolicyView(PolicyMixin, WagtailAdminTemplateMixin, FormView):
    """Every rule with its source; whoever has compared them puts a name to them."""

    page_title = gettext_lazy("Confirm rules")
    header_icon = "check"
    template_name = "harmreduction_lms/admin/credits/confirm_policy.html"
    form_class = ConfirmForm

    def get_page_subtitle(self) -> str:
        return str(self.policy)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("harmreduction_lms_creditpolicy:index"), "label": _("Credit policies")},
            {"url": policy_url("edit", self.policy), "label": str(self.policy)},
            {"url": "", "label": self.get_header_title()},
        ]

    def get_initial(self) -> dict[str, Any]:
        user: Any = self.request.user
        return {"name": user.get_full_name()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rules = list(rules_of(self.policy))
        return {
            **super().get_context_data(**kwargs),
            "policy": self.policy,
            "rules": rules,
            "unread": sum(rule.is_unread for rule in rules),
            "warnings": warnings(self.policy),
            "edit_url": policy_url("edit", self.policy),
            "new_version_url": policy_url("new_version", self.policy),
        }

    def form_valid(self, form: ConfirmForm) -> HttpResponse:
        confirm_policy(policy=self.policy, name=form.cleaned_data["name"], actor=self.request.user)
        messages.success(self.request, _("The rules are confirmed. Credit can be awarded under them."))
        return redirect(policy_url("confirm", self.policy))


class NewVersionView(PolicyMixin, View):
    """Copies a policy as the next version and opens that."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        copy = new_version(policy=self.policy, actor=request.user)
        messages.success(request, _("This is the new version. Change what has to change, then confirm it."))
        return redirect(policy_url("edit", copy))


def policy_url(name: str, policy: CreditPolicy) -> str:
    return reverse(f"harmreduction_lms_creditpolicy:{name}", args=[policy.pk])
