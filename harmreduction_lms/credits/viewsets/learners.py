"""Learner profiles, to be read. Identifiers show their ending; in full only to whoever may, and logged."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.views.generic import InspectView
from wagtail.log_actions import log

from harmreduction_lms.core.admin import RecordIndexView, RecordViewSet
from harmreduction_lms.core.keyring import CannotOpen, KeyringMissing
from harmreduction_lms.credits.audit_log import SEE_IDENTIFIERS
from harmreduction_lms.credits.learner_ids import ending
from harmreduction_lms.credits.models import LearnerLicence, LearnerProfile


SEALED = ("npi", "nabp_eprofile", "birth_day")
PERMISSION = "harmreduction_lms.view_identifiers"


class LearnerProfileIndexView(RecordIndexView):
    """The list opens nothing that is sealed."""

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().defer(*SEALED)


class LearnerProfileInspectView(InspectView):
    """One profile. Posting shows the identifiers in full, once, and logs who saw them."""

    template_name = "harmreduction_lms/admin/credits/learner_profile.html"
    is_open = False

    def get_object(self, queryset: Any = None) -> LearnerProfile:
        return get_object_or_404(LearnerProfile.objects.defer(*SEALED), pk=self.pk)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        title = f"{self.object._meta.verbose_name} {self.object.pk}"
        log(self.object, SEE_IDENTIFIERS, user=request.user, title=title)
        self.is_open = True
        response = self.render_to_response(self.get_context_data(**kwargs))
        add_never_cache_headers(response)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_open = self.request.user.has_perm(PERMISSION) and not self.is_open
        return {**super().get_context_data(**kwargs), "may_open": may_open, "licences": self.licences()}

    def get_npi_display_value(self) -> str:
        return self._shown(lambda: self.object.npi)

    def get_nabp_eprofile_display_value(self) -> str:
        return self._shown(lambda: self.object.nabp_eprofile)

    def get_birth_day_display_value(self) -> str:
        day = self._shown(lambda: self.object.birth_day)
        return day if self.is_open or day == NONE else str(_("entered"))

    def licences(self) -> list[tuple[str, str]]:
        """Each licence with its number, or the number's ending."""
        found = LearnerLicence.objects.filter(learner_id=self.object.learner_id).defer("number")
        return [
            (f"{one.get_profession_display()}, {one.place}", self._shown(_number_of(one))) for one in found
        ]

    def _shown(self, read: Any) -> str:
        try:
            text = read()
        except (CannotOpen, KeyringMissing):
            return str(_("cannot be read with the keys this site has"))
        return (text if self.is_open else ending(text)) or NONE


NONE = "–"


def _number_of(licence: LearnerLicence) -> Any:
    return lambda: licence.number


class LearnerProfileViewSet(RecordViewSet):
    """Names and professions as learners entered them."""

    model = LearnerProfile
    icon = "user"
    menu_label = gettext_lazy("Learner profiles")
    index_view_class = LearnerProfileIndexView
    inspect_view_class = LearnerProfileInspectView
    list_display = ["name", "credentials", "profession", "learner"]
    list_filter = ["profession"]
    search_fields = ["name"]
    inspect_view_fields = [
        "name",
        "given_name",
        "family_name",
        "credentials",
        "profession",
        "learner",
        "npi",
        "nabp_eprofile",
        "birth_day",
        "updated_at",
    ]


viewsets: tuple[Any, ...] = (LearnerProfileViewSet(),)
