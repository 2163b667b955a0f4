"""Sentences and phrases that accreditors prescribe or forbid, by kind of credit (A-05 to A-24, J-04).

Tables only; `wording` compares texts with them. They are in the accreditors' language and not translated.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Sentence:
    """A prescribed sentence. `is_seen`: read at its source, so that another wording is refused."""

    rule: str
    template: str
    is_seen: bool = True


@dataclass(frozen=True)
class Phrase:
    """Words that must, or must not, be in a text."""

    rule: str
    pattern: str
    message: Promise
    is_seen: bool = True


DESIGNATIONS: Mapping[str, Sentence] = {
    "ama_pra_1": Sentence(
        "A-05",
        "The {provider} designates this {learning_format} for a maximum of {amount} {unit}. "
        "Physicians should claim only the credit commensurate with the extent of their "
        "participation in the activity.",
    ),
    "ipce": Sentence(
        "A-12",
        "This activity was planned by and for the healthcare team, and learners will receive "
        "{amount} Interprofessional Continuing Education (IPCE) credit for learning and "
        "change.",
    ),
    "aswb_ace": Sentence(
        "A-21",
        "Social workers completing this course receive {amount} {kind_of_content} continuing "
        "education credits.",
        is_seen=False,
    ),
    "rcpsc_3": Sentence(
        "J-04",
        "This activity is an Accredited Self-Assessment Program (Section 3) as defined by the"
        " Maintenance of Certification Program of the Royal College of Physicians and "
        "Surgeons of Canada, and approved by {provider}. You may claim a maximum of {amount} "
        "hours (credits are automatically calculated).",
    ),
}

# The first of a kind is the one to suggest; any of them will do.
ACCREDITATIONS: Mapping[str, tuple[Sentence, ...]] = {
    "ama_pra_1": (
        Sentence(
            "A-09",
            "The {provider} is accredited by the Accreditation Council for Continuing Medical"
            " Education (ACCME) to provide continuing medical education for physicians.",
        ),
        Sentence(
            "A-10",
            "This activity has been planned and implemented in accordance with the "
            "accreditation requirements and policies of the Accreditation Council for "
            "Continuing Medical Education (ACCME) through the joint providership of "
            "{provider} and {joint_provider}. The {provider} is accredited by the ACCME to "
            "provide continuing medical education for physicians.",
            is_seen=False,
        ),
    ),
    "ipce": (
        Sentence(
            "A-11",
            "In support of improving patient care, {provider} is jointly accredited by the "
            "Accreditation Council for Continuing Medical Education (ACCME), the "
            "Accreditation Council for Pharmacy Education (ACPE), and the American Nurses "
            "Credentialing Center (ANCC), to provide continuing education for the healthcare "
            "team.",
            is_seen=False,
        ),
        Sentence(
            "A-11",
            "In support of improving patient care, this activity has been planned and "
            "implemented by {provider} and {joint_provider}. {provider} is jointly accredited"
            " by the Accreditation Council for Continuing Medical Education (ACCME), the "
            "Accreditation Council for Pharmacy Education (ACPE), and the American Nurses "
            "Credentialing Center (ANCC), to provide continuing education for the healthcare "
            "team.",
            is_seen=False,
        ),
    ),
    "ancc": (
        Sentence(
            "A-14",
            "{provider} is accredited as a provider of nursing continuing professional "
            "development by the American Nurses Credentialing Center's Commission on "
            "Accreditation.",
        ),
        Sentence(
            "A-14",
            "{provider} is approved as a provider of nursing continuing professional "
            "development by {approver}, an accredited approver by the American Nurses "
            "Credentialing Center's Commission on Accreditation.",
            is_seen=False,
        ),
    ),
    "acpe": (
        Sentence(
            "A-16",
            "{provider} is accredited by the Accreditation Council for Pharmacy Education as "
            "a provider of continuing pharmacy education.",
        ),
    ),
    "apa": (
        Sentence(
            "A-20",
            "{provider} is approved by the American Psychological Association to sponsor "
            "continuing education for psychologists. {provider} maintains responsibility for "
            "this program and its content.",
        ),
    ),
    "nbcc_acep": (
        Sentence(
            "A-22",
            "{provider} has been approved by NBCC as an Approved Continuing Education "
            "Provider, ACEP No. {number}. Programs that do not qualify for NBCC credit are "
            "clearly identified. {provider} is solely responsible for all aspects of the "
            "programs.",
            is_seen=False,
        ),
    ),
}

JOINT_BODIES = (
    "Accreditation Council for Continuing Medical Education",
    "Accreditation Council for Pharmacy Education",
    "American Nurses Credentialing Center",
)

FORBIDDEN_DESIGNATIONS: Mapping[str, tuple[Phrase, ...]] = {
    "ama_pra_1": (
        Phrase(
            "A-07",
            r"category\s+1\s+cme|accme\s+credit|cme\s+credits?\b",
            _("The AMA's credit is called AMA PRA Category 1 Credit and nothing else."),
        ),
    ),
    "rcpsc_3": (Phrase("J-04", r"\{amount\}\s+credits?\b", _("Hours are printed here, never credits.")),),
}
REQUIRED_DESIGNATIONS: Mapping[str, tuple[Phrase, ...]] = {
    "ca_brn": (
        Phrase(
            "A-24",
            r"\b(?:4|four)[\s-]+years?\b",
            _("Say that the licensee keeps the document for four years (16 CCR 1458)."),
        ),
    ),
}
REQUIRED_ACCREDITATIONS: Mapping[str, tuple[Phrase, ...]] = {
    "ipce": tuple(
        Phrase("A-11", body, format_lazy(_("Name each accreditor in full: {body}."), body=body))
        for body in JOINT_BODIES
    ),
    "aswb_ace": (
        Phrase("A-21", r"provider\s*(?:#|no\.?|number)", _("Give your ACE provider number."), is_seen=False),
        Phrase("A-21", r"final authority", _("Say who has the final authority: the boards."), is_seen=False),
    ),
    "naadac": (
        Phrase("A-23", r"NAADAC\s+Provider\s+#", _("Give your number as “NAADAC Provider #”.")),
        Phrase("A-23", r"responsible", _("Say that you are responsible for all aspects of the programme.")),
    ),
}

# Approval is either there or not: nothing that announces it may stand on a page (D-14).
PENDING = Phrase(
    "D-14",
    r"(?:approval|accreditation|credits?|ceus?)\s+(?:is\s+|are\s+)?(?:pending|applied\s+for|submitted)"
    r"|(?:pending|applied\s+for)\s+(?:approval|accreditation)|application\s+(?:has\s+been\s+)?(?:submitted|filed)",
    _("Do not announce credit that is not approved: take “pending” or “applied for” out."),
)

# Formats a kind of credit has: True was read, False is remembered. Kinds not here take any (A-06, J-01).
FORMATS: Mapping[str, Mapping[str, bool]] = {
    "ama_pra_1": {"enduring": True, "live": True, "other": False},
    "nmc": {"live": True, "blended": False},
}
FORMAT_RULES = {"ama_pra_1": "A-06", "nmc": "J-01"}
FORMAT_MESSAGES: Mapping[str, Promise] = {
    "ama_pra_1": _("The AMA designates enduring material and live activities. Choose one of these formats."),
    "nmc": _("Learning on one's own has no participatory hours. Choose a live format, or leave this out."),
}
