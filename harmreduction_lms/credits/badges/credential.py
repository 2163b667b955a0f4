"""An award as an Open Badges 3.0 AchievementCredential (1EdTech, 2024; ce-rules I-02, I-04).

Made of the snapshot, so the badge says what the statement says. It names nobody: name and e-mail address are
in it as salted hashes, to be compared with what the holder says; a licence number only if they asked for it.
"""

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext as _
from django.utils.translation import override

from harmreduction_lms.credits.amounts import credit_text
from harmreduction_lms.credits.badges.issuer import Issuer
from harmreduction_lms.credits.badges.json_ld import OPEN_BADGES, VC
from harmreduction_lms.credits.badges.status import entry, moment_text
from harmreduction_lms.credits.days import site_day
from harmreduction_lms.credits.models import CreditAward, CreditKind, LearnerLicence
from harmreduction_lms.credits.records import licences_text
from harmreduction_lms.credits.statements.document import fictional_notice, holder
from harmreduction_lms.credits.statements.fields import Snapshot


@dataclass(frozen=True)
class BadgeFacts:
    """What a badge says besides the snapshot. `course_address` is empty where the course has no page."""

    identifier: UUID
    place: int
    email: str
    licences: str
    started_on: date | None
    course_address: str


def badge_facts(award: CreditAward, *, identifier: UUID, place: int) -> BadgeFacts:
    """What the learner and the course say today; the badge keeps it. At most 4 queries."""
    enrolment, learner = award.enrolment, award.learner
    course = enrolment.course if enrolment else None
    opted_in = LearnerLicence.objects.filter(learner_id=award.learner_id, is_on_badges=True)
    return BadgeFacts(
        identifier=identifier,
        place=place,
        email=getattr(learner, "email", ""),
        licences=licences_text(list(opted_in)),
        started_on=site_day(enrolment.enrolled_at) if enrolment else None,
        course_address=(course.full_url or "") if course else "",
    )


def badge_credential(award: CreditAward, facts: BadgeFacts, *, issuer: Issuer) -> dict[str, Any]:
    """The credential of `award`, not secured yet, in the language of its statement."""
    snapshot: Snapshot = award.snapshot
    with override(snapshot["language"]):
        return {
            "@context": [VC, OPEN_BADGES],
            "id": facts.identifier.urn,
            "type": ["VerifiableCredential", "AchievementCredential"],
            "name": snapshot["course"]["title"],
            "description": _description(snapshot),
            "issuer": _issuer(snapshot, issuer),
            "validFrom": moment_text(award.issued_at),
            "awardedDate": moment_text(award.issued_at),
            "credentialSubject": _subject(award, facts),
            "evidence": [_evidence(award)],
            "credentialStatus": entry(issuer, facts.place),
        }


def _issuer(snapshot: Snapshot, issuer: Issuer) -> dict[str, Any]:
    provider = snapshot["provider"]
    return {
        "id": issuer.did,
        "type": ["Profile"],
        "name": provider["name"],
        **_given(otherIdentifier=list(_identifiers({"ext:ProviderNumber": provider["number"]}))),
    }


def _subject(award: CreditAward, facts: BadgeFacts) -> dict[str, Any]:
    started = facts.started_on.isoformat() if facts.started_on else ""
    return {
        "type": ["AchievementSubject"],
        "identifier": [
            hashed_identity(kind, text)
            for kind, text in (("emailAddress", facts.email.lower()), ("name", holder(award.snapshot)))
            if text
        ],
        "creditsEarned": number(award.snapshot["credit"]["amount"]),
        **_given(activityStartDate=started, licenseNumber=facts.licences),
        "activityEndDate": award.snapshot["completed_on"],
        "achievement": _achievement(award, facts),
    }


def _achievement(award: CreditAward, facts: BadgeFacts) -> dict[str, Any]:
    """What everybody who earned this credit achieved: the same identifier whoever holds the badge."""
    snapshot = award.snapshot
    credit, course = snapshot["credit"], snapshot["course"]
    identifier = uuid5(award.course_key, f"{credit['type_code']}:{snapshot['approval']['number']}").urn
    page = facts.course_address
    return {
        "id": identifier,
        "type": ["Achievement"],
        "achievementType": "Course",
        "name": course["title"],
        "description": _statements(snapshot),
        "inLanguage": snapshot["language"],
        "criteria": {**_given(id=page), "narrative": _criteria()},
        "creditsAvailable": number(credit["designated_maximum"]),
        "otherIdentifier": list(_identifiers(_approval_numbers(snapshot))),
        **_given(
            alignment=[_alignment(text, page or identifier) for text in course.get("objectives", ())],
            tag=list(course.get("topics", ())),
        ),
    }


def _approval_numbers(snapshot: Snapshot) -> dict[str, str]:
    """The approval's number; in pharmacy it is the Universal Activity Number."""
    is_uan = snapshot["credit"].get("kind") == CreditKind.ACPE
    return {
        "ext:UniversalActivityNumber" if is_uan else "ext:ApprovalNumber": snapshot["approval"]["number"],
        "ext:CreditType": snapshot["credit"]["type_code"],
    }


def _identifiers(numbers: dict[str, str]) -> Iterator[dict[str, str]]:
    for kind, text in numbers.items():
        if text:
            yield {"type": "IdentifierEntry", "identifier": text, "identifierType": kind}


def _alignment(objective: str, address: str) -> dict[str, Any]:
    return {"type": ["Alignment"], "targetName": objective, "targetUrl": address}


def _evidence(award: CreditAward) -> dict[str, Any]:
    text = _("The record is the statement of credit %(number)s, issued by %(provider)s.")
    values = {"number": award.number, "provider": award.snapshot["provider"]["name"]}
    return {"type": ["Evidence"], "name": _("Statement of credit"), "narrative": text % values}


def _description(snapshot: Snapshot) -> str:
    label = "".join(run["text"] for run in snapshot["credit"]["label"])
    notice = fictional_notice() if snapshot["is_fictional"] else ""
    return " ".join(filter(None, (f"{credit_text(snapshot['credit'])} ({label}).", notice)))


def _statements(snapshot: Snapshot) -> str:
    """The accreditor's own words, as printed."""
    notice = fictional_notice() if snapshot["is_fictional"] else ""
    words = (snapshot["accreditation_statement"], snapshot["designation_statement"], notice)
    return "\n\n".join(filter(None, words))


def _criteria() -> str:
    return _("The holder completed the course and met every condition set for this credit.")


def hashed_identity(kind: str, text: str) -> dict[str, Any]:
    """Proves to somebody who knows `text` that the badge is about it, and tells nobody else."""
    salt = secrets.token_hex(16)
    digest = hashlib.sha256(f"{text}{salt}".encode()).hexdigest()
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": f"sha256${digest}",
        "identityType": kind,
        "salt": salt,
    }


def number(text: str) -> int | float:
    """An amount as JSON. Whole ones have no point: RDF spells 2 and 2.0 differently in some languages."""
    amount = Decimal(text)
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _given(**values: Any) -> dict[str, Any]:
    """Those that there are: standards want a property left out rather than empty."""
    return {name: value for name, value in values.items() if value}
