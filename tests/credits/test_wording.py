"""What accreditors want said, and what must not be. A rule that was only remembered warns; others refuse."""

import pytest

from harmreduction_lms.credits.prescribed import ACCREDITATIONS, DESIGNATIONS
from harmreduction_lms.credits.sentences import credit_runs
from harmreduction_lms.credits.wording import (
    Finding,
    Level,
    accreditation_findings,
    designation_findings,
    format_findings,
    label_findings,
    pending_findings,
    refusals,
)


AMA = (
    "The Northside Institute designates this enduring material for a maximum of 2.75 AMA PRA Category 1"
    " Credits™. Physicians should claim only the credit commensurate with the extent of their "
    "participation in the activity."
)
ACCME = (
    "The St. Brigid's Hospital Inc. is accredited by the Accreditation Council for Continuing Medical "
    "Education (ACCME) to provide continuing medical education for physicians."
)
JOINT = (
    "In support of improving patient care, Northside Institute is jointly accredited by the "
    "Accreditation Council for Continuing Medical Education (ACCME), the Accreditation Council for "
    "Pharmacy Education (ACPE), and the American Nurses Credentialing Center (ANCC), to provide "
    "continuing education for the healthcare team."
)
ACPE = (
    "Northside Institute is accredited by the Accreditation Council for Pharmacy Education as a "
    "provider of continuing pharmacy education."
)
ANCC = (
    "Northside Institute is accredited as a provider of nursing continuing professional development by "
    "the American Nurses Credentialing Center’s Commission on Accreditation."
)
APA = (
    "Northside Institute is approved by the American Psychological Association to sponsor continuing "
    "education for psychologists. Northside Institute maintains responsibility for this program and its"
    " content."
)
IPCE = (
    "This activity was planned by and for the healthcare team, and learners will receive 1.5 "
    "Interprofessional Continuing Education (IPCE) credit for learning and change."
)
RCPSC = (
    "This activity is an Accredited Self-Assessment Program (Section 3) as defined by the Maintenance "
    "of Certification Program of the Royal College of Physicians & Surgeons of Canada, and approved by "
    "Northside Institute. You may claim a maximum of 2 hours (credits are automatically calculated)."
)


def rules(findings: list[Finding]) -> set[str]:
    return {finding.rule for finding in findings}


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("ama_pra_1", AMA, set()),
        ("ama_pra_1", DESIGNATIONS["ama_pra_1"].template, set()),
        ("ama_pra_1", AMA.replace("Credits™", "Credit(s)™"), set()),
        ("ama_pra_1", AMA.replace("™", ""), {"A-05"}),
        ("ama_pra_1", AMA.replace("a maximum of ", ""), {"A-05"}),
        ("ama_pra_1", AMA.split(".")[0] + ".", {"A-05"}),
        ("ama_pra_1", AMA.replace("enduring material", "online course"), {"A-05"}),
        ("ama_pra_1", AMA.replace("AMA PRA Category 1 Credits™", "Category 1 CME credits"), {"A-05", "A-07"}),
        ("ama_pra_1", f"{AMA} It also earns ACCME credit.", {"A-05", "A-07"}),
        ("ipce", IPCE, set()),
        ("ipce", IPCE.replace("by and for", "for"), {"A-12"}),
        ("rcpsc_3", RCPSC, set()),
        ("rcpsc_3", RCPSC.replace("2 hours", "6 credits"), {"J-04"}),
        ("ca_brn", "Kept by the licensee for four years.", set()),
        ("ca_brn", "Keep this document.", {"A-24"}),
        ("ancc", "Northside Institute awards 2 contact hours.", set()),
        ("ancc", "2 contact hours, approval pending.", {"D-14"}),
        ("other", "Whatever a scheme of its own says.", set()),
        ("ama_pra_1", "", set()),
    ],
)
def test_a05_a06_a07_a12_a24_j04_designation_statements(kind: str, text: str, expected: set[str]) -> None:
    findings = designation_findings(kind, text)
    assert rules(findings) == expected
    assert refusals(findings) == findings


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("ama_pra_1", ACCME, set()),
        ("ama_pra_1", ACCME.replace("(ACCME) ", ""), {"A-09"}),
        ("ama_pra_1", ACCME.replace("for physicians", "for everybody"), {"A-09"}),
        ("ipce", JOINT, set()),
        ("ipce", JOINT.replace("Accreditation Council for Pharmacy Education (ACPE)", "ACPE"), {"A-11"}),
        ("ipce", f"{JOINT} Physicians earn AMA PRA Category 1 Credits™.", {"A-11"}),
        ("ancc", ANCC, set()),
        ("ancc", ANCC.replace("nursing continuing professional development", "nursing education"), {"A-14"}),
        ("acpe", ACPE, set()),
        ("acpe", f"{ACPE} We are proud of it.", {"A-16"}),  # "and nothing more"
        ("apa", APA, set()),
        ("apa", APA.split(".")[0] + ".", {"A-20"}),
        ("naadac", "NAADAC Provider #81914. We are responsible for all aspects of the programme.", set()),
        ("naadac", "NAADAC approved.", {"A-23"}),
        ("other", "Accredited by nobody at all.", set()),
    ],
)
def test_a09_a11_a14_a16_a20_a23_accreditation_statements(kind: str, text: str, expected: set[str]) -> None:
    findings = accreditation_findings([kind], text)
    assert {finding.rule for finding in refusals(findings)} == expected
    assert all(str(finding) for finding in findings)


@pytest.mark.parametrize(
    ("kind", "text", "rule"),
    [
        (
            "ama_pra_1",
            "This activity has been planned and implemented in accordance with the requirements of the ACCME "
            "through the joint providership of Northside Institute and Riverside Clinic.",
            "A-10",
        ),
        (
            "ancc",
            "Northside Institute is approved as a provider of nursing continuing professional development by "
            "Ohio Nurses, an accredited approver.",
            "A-14",
        ),
        ("aswb_ace", "Northside Institute is approved.", "A-21"),
        ("nbcc_acep", "Northside Institute is an approved provider.", "A-22"),
    ],
)
def test_a10_a14_a21_a22_what_was_only_remembered_warns_and_does_not_refuse(
    kind: str, text: str, rule: str
) -> None:
    findings = accreditation_findings([kind], text)
    assert rules(findings) == {rule}
    assert refusals(findings) == []


def test_a21_the_designation_of_social_work_warns() -> None:
    findings = designation_findings("aswb_ace", "Social workers earn 2 credits.")
    assert [finding.level for finding in findings] == [Level.WARNING]


@pytest.mark.parametrize("kind", list(ACCREDITATIONS))
def test_each_prescribed_sentence_is_accepted_with_its_places_filled_in(kind: str) -> None:
    for sentence in ACCREDITATIONS[kind]:
        text = sentence.template.replace("{provider}", "St. Mary's Inc.").replace("{approver}", "Ohio Nurses")
        assert accreditation_findings([kind], text.replace("{number}", "1234")) == []


def test_a_finding_says_what_to_write() -> None:
    finding = accreditation_findings(["acpe"], "We teach pharmacists.")[0]
    assert "Write: {provider} is accredited by the Accreditation Council for Pharmacy Education" in str(
        finding
    )


@pytest.mark.parametrize(
    ("html", "is_right"),
    [
        ("<p><i>AMA PRA Category 1 Credit</i>™</p>", True),
        ("<p><em>AMA PRA Category 1 Credit(s)</em>™</p>", True),
        ("<p>AMA PRA Category 1 Credit™</p>", False),
        ("<p><i>AMA PRA Category 1 Credit</i></p>", False),
    ],
)
def test_a05_the_name_of_the_credit_is_in_italics_with_its_mark(html: str, is_right: bool) -> None:
    assert (label_findings("ama_pra_1", html) == []) is is_right
    assert label_findings("ancc", html) == []


@pytest.mark.parametrize("name", ["AMA PRA Category 1 Credit", "AMA PRA Category 1 Credit(s)"])
def test_a05_the_name_of_the_credit_is_set_in_italics_inside_a_sentence(name: str) -> None:
    runs = credit_runs(f"A maximum of 1.0 {name}™. Physicians…")
    assert [run["text"] for run in runs if run["italic"]] == [name]
    assert "".join(run["text"] for run in runs) == f"A maximum of 1.0 {name}™. Physicians…"


@pytest.mark.parametrize(
    ("kind", "activity_format", "level"),
    [
        ("ama_pra_1", "enduring", None),
        ("ama_pra_1", "live", None),
        ("ama_pra_1", "other", Level.WARNING),
        ("ama_pra_1", "home_study", Level.REFUSED),
        ("nmc", "live", None),
        ("nmc", "enduring", Level.REFUSED),  # J-01: "self-paced module; participatory = 0"
        ("ancc", "home_study", None),
    ],
)
def test_a06_j01_formats_that_a_kind_of_credit_has(
    kind: str, activity_format: str, level: Level | None
) -> None:
    assert [finding.level for finding in format_findings(kind, activity_format)] == ([level] if level else [])


@pytest.mark.parametrize(
    ("text", "is_refused"),
    [
        ("CEUs applied for.", True),
        ("Approval pending", True),
        ("This course is pending approval by the board.", True),
        ("Accreditation is pending.", True),
        ("An application has been submitted to ANCC.", True),
        ("Approved for 2 contact hours.", False),
        ("Claims are pending until your licence number is there.", False),
        ("What to do while results are pending.", False),
    ],
)
def test_d14_credit_that_is_not_approved_is_not_announced(text: str, is_refused: bool) -> None:
    assert bool(pending_findings(text)) is is_refused
