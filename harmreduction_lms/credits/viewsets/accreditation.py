"""Accreditors, the organisation's own standing, and which course is approved for what."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn

from harmreduction_lms.credits.editor_forms import (
    ActivityApprovalForm,
)
from harmreduction_lms.credits.models import (
    AccreditingBody,
    ActivityApproval,
    ProviderAccreditation,
)
from harmreduction_lms.credits.viewsets.base import EditorViewSet, course_chooser


class ActivityApprovalViewSet(EditorViewSet):
    """Which course is approved for what."""

    model = ActivityApproval
    form_base = ActivityApprovalForm
    icon = "check"
    menu_label = _("Approvals")
    list_display = [
        "approval_number",
        "course",
        "credit_type",
        "designated_maximum",
        "valid_from",
        "valid_to",
        BooleanColumn("is_fictional", label=_("Fictional")),
    ]
    list_filter = ["credit_type", "valid_to"]
    search_fields = ["approval_number", "course__title"]

    def get_panels(self) -> list[Any]:
        return [
            course_chooser(),
            FieldPanel("accreditation"),
            FieldRowPanel([FieldPanel("credit_type"), FieldPanel("policy")]),
            FieldRowPanel([FieldPanel("approval_number"), FieldPanel("designated_maximum")]),
            FieldPanel("format"),
            FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
            FieldPanel("joint_provider_name"),
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
    list_filter = ["body"]
    search_fields = ["provider_name", "number"]
    panels = [
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("provider_name"), FieldPanel("provider_address"), FieldPanel("number")],
            heading=_("Provider"),
        ),
        FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
        FieldPanel("accreditation_statement"),
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
