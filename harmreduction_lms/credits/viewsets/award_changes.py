"""Correcting, re-issuing and revoking an award in the admin: a form, then what it would do, then the act."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permission_policies import ModelPermissionPolicy

from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.credits.actions import (
    check_correction,
    correct_award,
    reissue_under_new_name,
    revoke_award,
)
from harmreduction_lms.credits.actions.report_changes import TOLD
from harmreduction_lms.credits.amounts import amount_text
from harmreduction_lms.credits.forms.award_changes import (
    AwardChangeForm,
    CorrectionForm,
    NewNameForm,
    RevocationForm,
)
from harmreduction_lms.credits.models import AwardStatus, CreditAward, EventReason, ReportRow
from harmreduction_lms.credits.statements.document import day_text


TEMPLATES = "harmreduction_lms/admin/credits"

PLACES = {
    "name": gettext_lazy("Name"),
    "credentials": gettext_lazy("Credentials"),
    "amount": gettext_lazy("Amount"),
    "completed_on": gettext_lazy("Completed on"),
}
SHOWN = {"amount": amount_text, "completed_on": day_text}


class AwardChangeView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Base: the first POST shows what would change, the second one, confirmed, changes it."""

    model = CreditAward
    permission_policy = ModelPermissionPolicy(CreditAward)
    permission_required = "change"
    template_name = f"{TEMPLATES}/award_change.html"
    form_class: type[AwardChangeForm]
    lead: str | Promise
    button: str | Promise
    header_icon = "success"

    @cached_property
    def award(self) -> CreditAward:
        awards = CreditAward.objects.select_related("approval__policy", "learner")
        found: CreditAward = get_object_or_404(awards, pk=self.kwargs["pk"])
        return found

    def get_page_subtitle(self) -> str:
        return self.award.number

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("harmreduction_lms_creditaward:index"), "label": _("Awards")},
            {"url": award_url(self.award), "label": self.award.number},
            {"url": "", "label": self.get_page_title()},
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.award.status != AwardStatus.VALID:
            messages.error(request, _("Only a valid award can be changed. Look at its newest version."))
            return redirect(award_url(self.award))
        return self._page(self.form_class(award=self.award))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form_class(request.POST, award=self.award)
        if not form.is_valid() or "change" in request.POST:
            return self._page(form)
        try:
            if "confirm" not in request.POST:
                self.check(form)
                return self._page(form, template=f"{TEMPLATES}/award_change_check.html")
            return self._done(self.act(form))
        except HarmReductionLMSError as error:
            form.add_error(None, str(error))
            return self._page(form)

    def check(self, form: AwardChangeForm) -> None:
        """Raise what stands in the way."""
        check_correction(award=self.award, correction=form.correction(), actor=self.request.user)

    def act(self, form: AwardChangeForm) -> CreditAward:
        """Do it, and give the award to show next."""
        raise NotImplementedError

    def _done(self, award: CreditAward) -> HttpResponse:
        messages.success(self.request, _("Done. The ledger has a new link that says so."))
        return redirect(award_url(award))

    def _page(self, form: AwardChangeForm, template: str = "") -> HttpResponse:
        self.template_name = template or self.template_name
        context = {
            "form": form,
            "award": self.award,
            "learner": self.award.snapshot["learner"]["name"],
            "course": self.award.snapshot["course"]["title"],
            "differences": list(self._differences(form)) if template else [],
            "destinations": self._destinations() if template else [],
            "cancel_url": award_url(self.award),
            "button": self.button,
            "lead": self.lead,
            "is_revocation": isinstance(form, RevocationForm),
        }
        return self.render_to_response(self.get_context_data(**context))

    def _differences(self, form: AwardChangeForm) -> Iterator[tuple[str | Promise, str, str]]:
        for name, before, after in form.correction().differences(self.award.snapshot):
            show = SHOWN.get(name, str)
            yield PLACES[name], show(before), show(after)

    def _destinations(self) -> list[str]:
        """Boards that were told of this award, in any version."""
        rows = ReportRow.objects.filter(award__number=self.award.number, state__in=TOLD)
        return sorted({row.get_destination_display() for row in rows})


class CorrectView(AwardChangeView):
    """An amount, a day or credentials were printed wrongly."""

    page_title = gettext_lazy("Correct award")
    form_class = CorrectionForm
    button = gettext_lazy("Issue the corrected version")
    lead = gettext_lazy("Change what was printed wrongly. All else stays as it was printed.")

    def act(self, form: AwardChangeForm) -> CreditAward:
        return correct_award(
            award=self.award,
            correction=form.correction(),
            reason_code=EventReason.ERROR,
            reason=form.cleaned_data["reason"],
            actor=self.request.user,
        )


class NewNameView(AwardChangeView):
    """The holder has another legal name now (ce-rules E-07)."""

    page_title = gettext_lazy("Issue under a new name")
    form_class = NewNameForm
    button = gettext_lazy("Issue it under the new name")
    lead = gettext_lazy("The statement is issued once more with the new name. All else stays as it was.")

    def act(self, form: AwardChangeForm) -> CreditAward:
        values = form.cleaned_data
        return reissue_under_new_name(
            award=self.award,
            name=values["name"],
            credentials=values["credentials"],
            evidence=values["reason"],
            actor=self.request.user,
        )


class RevokeView(AwardChangeView):
    """The award no longer counts (ce-rules E-08)."""

    page_title = gettext_lazy("Revoke award")
    form_class = RevocationForm
    button = gettext_lazy("Revoke the award")
    lead = gettext_lazy("The award stays on record and says everywhere that it no longer counts.")

    def check(self, form: AwardChangeForm) -> None:
        """Nothing but the form can be wrong."""

    def act(self, form: AwardChangeForm) -> CreditAward:
        return revoke_award(award=self.award, actor=self.request.user, **form.cleaned_data)


def award_url(award: CreditAward) -> str:
    """The page of one award in the admin."""
    return reverse("harmreduction_lms_creditaward:inspect", args=[award.pk])
