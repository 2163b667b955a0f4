"""Credit types and their rules, by version."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, Panel
from wagtail.admin.ui.tables import StatusTagColumn

from harmreduction_lms.credits.editor_forms import (
    CreditTypeForm,
)
from harmreduction_lms.credits.models import (
    CreditPolicy,
    CreditType,
)
from harmreduction_lms.credits.policy_forms import CreditPolicyForm
from harmreduction_lms.credits.viewsets.base import EditorViewSet
from harmreduction_lms.credits.viewsets.policy_views import (
    ConfirmPolicyView,
    NewVersionView,
    policy_url,
)


class CreditTypeViewSet(EditorViewSet):
    """Kinds of credit."""

    model = CreditType
    form_base = CreditTypeForm
    icon = "tag"
    list_display = ["name", "code", "kind", "body", "unit_plural"]
    list_filter = ["kind", "body"]
    search_fields = ["name", "code"]
    panels = [
        FieldPanel("body"),
        FieldRowPanel([FieldPanel("name"), FieldPanel("code")]),
        FieldPanel("kind"),
        FieldPanel("label"),
        FieldRowPanel([FieldPanel("unit_singular"), FieldPanel("unit_plural")]),
        FieldPanel("professions"),
    ]


class PolicyStandingPanel(Panel):
    """Whether anybody has confirmed the rules, and the way to do so."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "harmreduction_lms/admin/credits/policy_standing.html"

        def is_shown(self) -> bool:
            return super().is_shown() and self.instance.pk is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return {
                **super().get_context_data(parent_context),
                "policy": self.instance,
                "confirm_url": policy_url("confirm", self.instance),
                "new_version_url": policy_url("new_version", self.instance),
            }


def standing(policy: CreditPolicy) -> str:
    """How a policy stands, for a list."""
    if policy.is_confirmed:
        return _("Confirmed by %(name)s") % {"name": policy.confirmed_by}
    return _("Unconfirmed preset") if policy.preset else _("Not confirmed")


class CreditPolicyViewSet(EditorViewSet):
    """The rules of credit types, by version. Confirmed ones are not edited: they get a new version."""

    model = CreditPolicy
    form_base = CreditPolicyForm
    icon = "clipboard-list"
    list_display = [
        "credit_type",
        "version",
        "effective_from",
        "claim_mode",
        StatusTagColumn(
            "standing",
            label=gettext_lazy("Standing"),
            accessor=standing,
            primary=lambda policy: policy.is_confirmed,
        ),
    ]
    list_filter = ["credit_type", "claim_mode", "confirmed_on"]
    search_fields = ["credit_type__name", "preset", "confirmed_by"]
    panels = [
        PolicyStandingPanel(),
        FieldRowPanel([FieldPanel("credit_type"), FieldPanel("version")]),
        FieldRowPanel([FieldPanel("effective_from"), FieldPanel("effective_to")]),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("minutes_per_unit"), FieldPanel("hours_per_ceu")]),
                FieldRowPanel([FieldPanel("increment"), FieldPanel("rounding")]),
                FieldPanel("claim_mode"),
                FieldRowPanel([FieldPanel("minimum_amount"), FieldPanel("maximum_per_day")]),
                FieldPanel("repeat_rule"),
            ],
            heading=gettext_lazy("Amount"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("assessment_required"),
                FieldRowPanel([FieldPanel("pass_mark"), FieldPanel("max_attempts")]),
                FieldPanel("evaluation_required"),
                FieldPanel("attestation_required"),
                FieldPanel("minimum_minutes"),
                FieldPanel("required_learner_data"),
            ],
            heading=gettext_lazy("What a learner must have done, and what must be known of them"),
        ),
        FieldPanel("enduring_months"),
        MultiFieldPanel(
            [
                FieldPanel("designation_statement"),
                FieldPanel("required_statement_fields"),
                FieldPanel("shows_holder"),
            ],
            heading=gettext_lazy("Statement and verification"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("reports_to"), FieldPanel("report_within_days")]),
                FieldPanel("retention_years"),
            ],
            heading=gettext_lazy("Reporting and keeping"),
        ),
        FieldPanel("source_note"),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/confirm/", ConfirmPolicyView.as_view(), name="confirm"),
            path("<int:pk>/new-version/", NewVersionView.as_view(), name="new_version"),
        ]


viewsets: tuple[Any, ...] = (
    CreditTypeViewSet(),
    CreditPolicyViewSet(),
)
