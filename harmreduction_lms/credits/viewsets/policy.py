"""Credit types and their rules, by version."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn

from harmreduction_lms.credits.editor_forms import (
    CreditTypeForm,
)
from harmreduction_lms.credits.models import (
    CreditPolicy,
    CreditType,
)
from harmreduction_lms.credits.viewsets.base import EditorViewSet


class CreditTypeViewSet(EditorViewSet):
    """Kinds of credit."""

    model = CreditType
    form_base = CreditTypeForm
    icon = "tag"
    list_display = ["name", "code", "body", "unit_plural"]
    list_filter = ["body"]
    search_fields = ["name", "code"]
    panels = [
        FieldPanel("body"),
        FieldRowPanel([FieldPanel("name"), FieldPanel("code")]),
        FieldPanel("label"),
        FieldRowPanel([FieldPanel("unit_singular"), FieldPanel("unit_plural")]),
        FieldPanel("professions"),
    ]


class CreditPolicyViewSet(EditorViewSet):
    """The rules of credit types, by version."""

    model = CreditPolicy
    icon = "clipboard-list"
    list_display = [
        "credit_type",
        "version",
        "effective_from",
        "claim_mode",
        BooleanColumn("is_confirmed", label=_("Confirmed")),
    ]
    list_filter = ["credit_type", "claim_mode"]
    search_fields = ["credit_type__name"]
    panels = [
        FieldRowPanel([FieldPanel("credit_type"), FieldPanel("version")]),
        FieldRowPanel([FieldPanel("effective_from"), FieldPanel("effective_to")]),
        MultiFieldPanel(
            [
                FieldPanel("minutes_per_unit"),
                FieldPanel("increment"),
                FieldPanel("rounding"),
                FieldPanel("claim_mode"),
            ],
            heading=_("Amount"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("assessment_required"),
                FieldPanel("pass_mark"),
                FieldPanel("evaluation_required"),
                FieldPanel("attestation_required"),
            ],
            heading=_("What a learner must have done"),
        ),
        FieldPanel("designation_statement"),
        FieldPanel("retention_years"),
        MultiFieldPanel(
            [FieldPanel("source_note"), FieldPanel("confirmed_by"), FieldPanel("confirmed_on")],
            heading=_("Where these rules come from"),
        ),
    ]


viewsets: tuple[Any, ...] = (
    CreditTypeViewSet(),
    CreditPolicyViewSet(),
)
