"""What editors are told of a course's way to credit: on its editing page and in its activity file."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from wagtail.admin.panels import Panel

from harmreduction_lms.credits.activity_file import course_findings, current_approvals
from harmreduction_lms.credits.days import site_today
from harmreduction_lms.credits.readiness_words import PLACE_WORDS, Place, remark
from harmreduction_lms.learning.selectors import course_by_key


TEMPLATE = "harmreduction_lms/admin/credits/readiness.html"

# Lists where something is mended, found by the course's title.
LISTS: Mapping[Place, str] = {
    Place.ROLES: "activityrole",
    Place.SUPPORT: "commercialsupport",
    Place.APPROVALS: "activityapproval",
}
WHOLE_LISTS: Mapping[Place, str] = {
    Place.DISCLOSURES: "disclosure",
    Place.PEOPLE: "person",
    Place.POLICIES: "creditpolicy",
}


def readiness(course: Any) -> dict[str, Any]:
    """Everything the panel says. Seven queries."""
    remarks = [remark(finding) for finding in course_findings(course)]
    lines = [(said, PLACE_WORDS[said.place], place_url(said.place, course)) for said in remarks]
    return {
        "approvals": current_approvals(course.translation_key, site_today()),
        "blocking": [line for line in lines if line[0].is_blocking],
        "warnings": [line for line in lines if not line[0].is_blocking],
        "links": [
            (PLACE_WORDS[place], place_url(place, course)) for place in (Place.ACTIVITY, Place.HOURS, *LISTS)
        ],
    }


def place_url(place: Place, course: Any) -> str:
    """Where a finding about `course` is mended."""
    if place == Place.PAGE:
        return reverse("wagtailadmin_pages:edit", args=[course.pk])
    if place == Place.ACTIVITY:
        return reverse("harmreduction_lms_activity:of_course", args=[course.translation_key])
    if place == Place.HOURS:
        return reverse("harmreduction_lms_activity:hours", args=[course.translation_key])
    if place in WHOLE_LISTS:
        return reverse(f"harmreduction_lms_{WHOLE_LISTS[place]}:index")
    return reverse(f"harmreduction_lms_{LISTS[place]}:index") + "?" + urlencode({"q": course.title})


class ActivityReadinessPanel(Panel):
    """The same in the activity file, for the course as it was saved last."""

    class BoundPanel(Panel.BoundPanel):
        template_name = TEMPLATE

        def is_shown(self) -> bool:
            return bool(super().is_shown() and self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> Any:
            context = super().get_context_data(parent_context)
            course = course_by_key(self.instance.course_key)
            return {**context, **(readiness(course.get_latest_revision_as_object()) if course else {})}
