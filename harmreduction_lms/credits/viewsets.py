"""What editors and administrators see of credits: they set up approvals, and read records.

Issued records have no form: they are made by actions and corrected by new records.
"""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, PageChooserPanel
from wagtail.admin.ui.tables import BooleanColumn, DateColumn, TitleColumn

from harmreduction_lms.core.admin import LearningViewSet, RecordViewSet
from harmreduction_lms.courses.selectors import course_page_models
from harmreduction_lms.credits.editor_forms import (
    ActivityApprovalForm,
    CourseRowForm,
    CreditTypeForm,
    DisclosureForm,
)
from harmreduction_lms.credits.models import (
    AccreditingBody,
    ActivityApproval,
    ActivityRole,
    CompletionCertificate,
    CreditAward,
    CreditPolicy,
    CreditType,
    Disclosure,
    LearnerProfile,
    Person,
    ProviderAccreditation,
)


class EditorViewSet(LearningViewSet):
    """A viewset with panels and, where needed, a form of its own."""

    form_base: type[WagtailAdminModelForm] = WagtailAdminModelForm
    copy_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None

    def get_panels(self) -> list[Any]:
        """The panels; computed when asked, because course page types are known only then."""
        return list(self.panels)

    def get_edit_handler(self) -> Any:
        handler = ObjectList(self.get_panels(), base_form_class=self.form_base)
        return handler.bind_to_model(self.model)


def course_chooser() -> PageChooserPanel:
    """A chooser that offers courses only."""
    return PageChooserPanel("course", page_type=list(course_page_models()))


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


class ActivityRoleViewSet(EditorViewSet):
    """Who is in control of a course's content."""

    model = ActivityRole
    form_base = CourseRowForm
    icon = "group"
    menu_label = _("Roles in courses")
    list_display = ["person", "role", "course", "disclosure"]
    list_filter = ["role"]
    search_fields = ["person__name", "course__title"]

    def get_panels(self) -> list[Any]:
        return [
            course_chooser(),
            FieldRowPanel([FieldPanel("person"), FieldPanel("role")]),
            FieldPanel("disclosure"),
            FieldPanel("sort_order"),
        ]


class PersonViewSet(EditorViewSet):
    """People who plan, write, teach or review."""

    model = Person
    icon = "user"
    list_display = ["name", "credentials", "affiliation", BooleanColumn("is_fictional", label=_("Fictional"))]
    search_fields = ["name", "affiliation"]
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("credentials")]),
        FieldPanel("affiliation"),
        FieldPanel("biography"),
        FieldPanel("is_fictional"),
    ]


class DisclosureViewSet(EditorViewSet):
    """What people disclosed, and when."""

    model = Disclosure
    form_base = DisclosureForm
    icon = "doc-full"
    list_display = ["person", "signed_on", BooleanColumn("none_declared", label=_("Nothing to disclose"))]
    list_filter = ["signed_on"]
    search_fields = ["person__name"]
    panels = [
        FieldRowPanel([FieldPanel("person"), FieldPanel("signed_on")]),
        FieldPanel("none_declared"),
        FieldPanel("relationships"),
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


class CreditAwardViewSet(RecordViewSet):
    """Awards, to be read, exported and opened as the learner sees them."""

    model = CreditAward
    icon = "success"
    menu_label = _("Awards")
    list_display = [
        "number",
        "learner",
        "credit_type",
        "amount",
        DateColumn("completed_on", label=_("Completed on"), sort_key="completed_on"),
        "status",
        TitleColumn(
            "statement",
            label=_("Statement"),
            accessor=lambda award: _("Open"),
            get_url=lambda award: reverse("harmreduction_lms:statement", args=[award.number]),
        ),
    ]
    list_filter = ["status", "credit_type", "completed_on"]
    list_export = ["number", "learner", "credit_type", "amount", "completed_on", "issued_at", "status"]
    export_filename = "awards"
    search_fields = ["number"]
    inspect_view_fields = [
        "number",
        "learner",
        "credit_type",
        "approval",
        "amount",
        "completed_on",
        "issued_at",
        "status",
        "version",
        "supersedes",
        "retain_until",
    ]


class CompletionCertificateViewSet(RecordViewSet):
    """Certificates of completion."""

    model = CompletionCertificate
    icon = "doc-full-inverse"
    menu_label = _("Certificates")
    list_display = [
        "number",
        "learner",
        DateColumn("completed_on", label=_("Completed on"), sort_key="completed_on"),
        TitleColumn(
            "certificate",
            label=_("Certificate"),
            accessor=lambda certificate: _("Open"),
            get_url=lambda certificate: reverse("harmreduction_lms:certificate", args=[certificate.number]),
        ),
    ]
    list_filter = ["completed_on"]
    search_fields = ["number"]
    inspect_view_fields = ["number", "learner", "completed_on", "issued_at"]


class LearnerProfileViewSet(RecordViewSet):
    """Names and professions as learners entered them."""

    model = LearnerProfile
    icon = "user"
    menu_label = _("Learner profiles")
    list_display = ["name", "credentials", "profession", "learner"]
    list_filter = ["profession"]
    search_fields = ["name"]
    inspect_view_fields = ["name", "credentials", "profession", "learner", "updated_at"]


viewsets: tuple[Any, ...] = (
    ActivityApprovalViewSet(),
    CreditAwardViewSet(),
    CompletionCertificateViewSet(),
    LearnerProfileViewSet(),
    ActivityRoleViewSet(),
    PersonViewSet(),
    DisclosureViewSet(),
    ProviderAccreditationViewSet(),
    CreditTypeViewSet(),
    CreditPolicyViewSet(),
    AccreditingBodyViewSet(),
)
