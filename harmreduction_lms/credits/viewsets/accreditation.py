"""Accreditors, the organisation's own standing, and which course is approved for what."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.views.generic import EditView

from harmreduction_lms.credits.approval_checks import warnings
from harmreduction_lms.credits.editor_forms import (
    ActivityApprovalForm,
)
from harmreduction_lms.credits.models import (
    AccreditingBody,
    ActivityApproval,
    ProviderAccreditation,
)
from harmreduction_lms.credits.viewsets.base import (
    CourseRowCreateView,
    EditorViewSet,
    WarningMixin,
    course_chooser,
)


class ApprovalWarnings(WarningMixin):
    """What to look at in an approval that was saved all the same."""

    def get_warnings(self, instance: Any) -> list[str]:
        return list(warnings(instance))


class ApprovalCreateView(ApprovalWarnings, CourseRowCreateView):
    """With the course of the address, if one is named there."""


class ApprovalEditView(ApprovalWarnings, EditView):
    """Changes an approval."""


class ActivityApprovalViewSet(EditorViewSet):
    """Which course is approved for what."""

    model = ActivityApproval
    form_base = ActivityApprovalForm
    icon = "check"
    menu_label = _("Approvals")
    add_view_class = ApprovalCreateView
    edit_view_class = ApprovalEditView
    list_display = [
        "approval_number",
        "course",
        "credit_type",
        "designated_maximum",
        "valid_from",
        "valid_to",
        BooleanColumn("policy.is_confirmed", label=_("Rules confirmed")),
        BooleanColumn("is_fictional", label=_("Fictional")),
    ]
    related = ("course", "credit_type", "policy", "accreditation__body")
    list_filter = ["credit_type", "accreditation", "format", "valid_to"]
    list_export = [
        "approval_number",
        "course",
        "credit_type",
        "designated_maximum",
        "format",
        "valid_from",
        "valid_to",
        "mate_hours",
        "ce_broker_course_number",
    ]
    export_filename = "approvals"
    search_fields = ["approval_number", "course__title", "credit_type__name", "joint_provider_name"]

    def get_panels(self) -> list[Any]:
        return [
            course_chooser(),
            FieldPanel("accreditation"),
            FieldRowPanel([FieldPanel("credit_type"), FieldPanel("policy")]),
            FieldRowPanel([FieldPanel("approval_number"), FieldPanel("designated_maximum")]),
            FieldRowPanel([FieldPanel("format"), FieldPanel("location")]),
            FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
            FieldPanel("joint_provider_name"),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("audience"), FieldPanel("activity_type")])],
                heading=_("Pharmacy (ACPE)"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("topic_code"), FieldPanel("ce_broker_course_number")]),
                    FieldPanel("state_tags"),
                ],
                heading=_("For reports to boards"),
            ),
            MultiFieldPanel(
                [FieldPanel("mate_hours"), FieldPanel("mate_basis")],
                heading=_("Opioid and other substance use (MATE Act)"),
            ),
        ]


class ProviderAccreditationViewSet(EditorViewSet):
    """The organisation's own standing with accreditors."""

    model = ProviderAccreditation
    icon = "globe"
    list_display = [
        "provider_name",
        "body",
        "number",
        "valid_from",
        "valid_to",
        BooleanColumn("is_fictional", label=_("Fictional")),
    ]
    related = ("body",)
    list_filter = ["body", "valid_to"]
    search_fields = ["provider_name", "number", "ce_broker_number", "body__name"]
    panels = [
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("provider_name"),
                FieldPanel("provider_address"),
                FieldRowPanel([FieldPanel("number"), FieldPanel("ce_broker_number")]),
            ],
            heading=_("Provider"),
        ),
        FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
        FieldPanel("evidence"),
        FieldPanel("accreditation_statement"),
        MultiFieldPanel(
            [
                FieldPanel("logo"),
                FieldPanel("signature"),
                FieldRowPanel([FieldPanel("signatory_name"), FieldPanel("signatory_title")]),
            ],
            heading=_("On statements of credit"),
        ),
    ]


class AccreditingBodyViewSet(EditorViewSet):
    """Accreditors."""

    model = AccreditingBody
    icon = "site"
    list_display = ["name", "code", "country", BooleanColumn("is_fictional", label=_("Fictional"))]
    search_fields = ["name", "code"]
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("code")]),
        FieldRowPanel([FieldPanel("country"), FieldPanel("url")]),
        FieldPanel("is_fictional"),
    ]


viewsets: tuple[Any, ...] = (
    ActivityApprovalViewSet(),
    ProviderAccreditationViewSet(),
    AccreditingBodyViewSet(),
)
