"""What a course, an approval and an accreditation give to a snapshot, all words filled in."""

import hashlib
import logging
from datetime import date
from typing import Any

from harmreduction_lms.courses.selectors import course_page_models
from harmreduction_lms.credits.amounts import amount_text
from harmreduction_lms.credits.models import ActivityApproval, PersonRole, PrintedImage
from harmreduction_lms.credits.pictures import PictureRefused, printed_png
from harmreduction_lms.credits.selectors import roles_for
from harmreduction_lms.learning.models import Enrolment


logger = logging.getLogger(__name__)

PRESENTERS = (PersonRole.FACULTY, PersonRole.AUTHOR, PersonRole.CONTENT_EXPERT)


def course_parts(of: Enrolment | ActivityApproval, approval: ActivityApproval) -> dict[str, Any]:
    """Dates, topics, objectives and presenters of the course. Without its page the approval's dates count: an
    activity is never older than its approval, and earns nothing after it. At most 4 queries."""
    course = _course_page(of)
    ends_on = getattr(course, "ends_on", None)
    roles = roles_for(of.course_key)
    return {
        "released_on": _iso(getattr(course, "released_on", None) or approval.valid_from),
        "reviewed_on": _iso(getattr(course, "reviewed_on", None)),
        "expires_on": _iso(min(filter(None, (ends_on, approval.valid_to)))),
        "topics": [topic.name for topic in course.topics.all()] if course else [],
        "objectives": [str(block.value) for block in course.objectives] if course else [],
        "faculty": list(dict.fromkeys(str(role.person) for role in roles if role.role in PRESENTERS)),
    }


def accreditation_parts(approval: ActivityApproval) -> dict[str, Any]:
    """Who provides and who accredits: names, statements, signature, pictures."""
    accreditation = approval.accreditation
    return {
        "provider": {
            "name": accreditation.provider_name,
            "address": accreditation.provider_address,
            "number": accreditation.number,
            "valid_from": accreditation.valid_from.isoformat(),
            "valid_to": accreditation.valid_to.isoformat(),
            "joint_provider": approval.joint_provider_name,
        },
        "accreditor": {"code": accreditation.body.code, "name": accreditation.body.name},
        "accreditation_statement": filled(accreditation.accreditation_statement, approval),
        "designation_statement": filled(approval.policy.designation_statement, approval),
        "logo": printed_digest(accreditation.logo),
        "signature": {
            "name": accreditation.signatory_name,
            "title": accreditation.signatory_title,
            "image": printed_digest(accreditation.signature),
        },
    }


def filled(text: str, approval: ActivityApproval) -> str:
    """A statement with its placeholders filled in; the amount there is the designated maximum (A-05). One
    that nothing fills stays, and the statement is not issued.

    Replaced by name rather than with `str.format`, which would let a template reach into objects.
    """
    maximum, credit_type = approval.designated_maximum, approval.credit_type
    provider = approval.accreditation.provider_name
    if provider.startswith("The "):
        text = text.replace("The {provider}", "{provider}").replace("the {provider}", "{provider}")
    for placeholder, value in {
        "{amount}": amount_text(maximum),
        "{unit}": credit_type.unit_singular if maximum == 1 else credit_type.unit_plural,
        "{learning_format}": str(approval.get_format_display()).lower(),
        "{number}": approval.accreditation.number,
        "{joint_provider}": approval.joint_provider_name,
        "{provider}": provider,
    }.items():
        text = text.replace(placeholder, value or placeholder)
    return text


def printed_digest(image: Any) -> str:
    """Digest of `image` as it is printed from now on, whatever becomes of it; empty where there is none, or
    none that can be printed."""
    if image is None:
        return ""
    try:
        data, width, height = printed_png(image)
    except PictureRefused:
        logger.exception("The image %s cannot be printed on statements", image.pk)
        return ""
    digest = hashlib.sha256(data).hexdigest()
    values = {"data": data, "width": width, "height": height}
    PrintedImage.objects.get_or_create(digest=digest, defaults=values)
    return digest


def _course_page(of: Enrolment | ActivityApproval) -> Any:
    """The live page of the course, or None."""
    for model in course_page_models():
        if page := model._default_manager.filter(pk=of.course_id).first():
            return page
    return None


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
