"""Digital badges judged by software of others, offline: Digital Bazaar's, `jose`, `openbadgeslib`.

Each verifier gets the files a holder downloads and what the site serves, and has to find out by itself which
badges count. `npm ci --prefix tests/interop` installs the first two.
"""

import json
import subprocess
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3 import OB3LdpVerifier, OB3Verifier

from harmreduction_lms.core.keyring import add_keys, new_keyring
from harmreduction_lms.credits.actions import claim_credit, correct_award, revoke_award, save_licence
from harmreduction_lms.credits.corrections import Correction
from harmreduction_lms.credits.models import CreditAward, EventReason
from tests.credits.factories import claimed, complete, make_approval, make_enrolment, make_nurse
from tests.environment import find_node_verifiers
from tests.factories import make_course, make_learner
from tests.interop.badges import SITE, Badge, Site, download, site_now, tampered, with_payload


pytestmark = pytest.mark.django_db

FOLDER = Path(__file__).parent
HOW_IT_ENDS = {
    "plain": "valid",
    "everything in it": "valid",
    "from before a new key": "valid",
    "tampered": "refused",
    "of another issuer": "refused",
    "revoked": "revoked",
    "corrected": "revoked",
}

needs_node = pytest.mark.skipif(find_node_verifiers() is None, reason="npm ci --prefix tests/interop")


@pytest.fixture(autouse=True)
def at_an_address(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    settings.HARMREDUCTION_LMS = {**settings.HARMREDUCTION_LMS, "BADGE_SITE_URL": SITE}


@pytest.fixture
def badges(settings: Any) -> dict[str, Badge]:
    """A badge for every way it can end; by the time it is judged, it has."""
    registrar = make_learner("registrar", is_superuser=True)
    revoked, corrected = claimed(), claimed()
    found = {
        "from before a new key": download(claimed()),
        "revoked": download(revoked),
        "corrected": download(corrected),
    }
    revoke_award(award=revoked, reason="Completed by somebody else", actor=registrar)
    correct_award(
        award=corrected,
        correction=Correction(completed_on=date(2026, 10, 19)),
        reason_code=EventReason.ERROR,
        reason="The day was read from the wrong list.",
        actor=registrar,
    )
    use_keyring(settings, add_keys(settings.HARMREDUCTION_LMS["KEYRING"], today=date(2026, 11, 23)))
    found |= {"plain": download(claimed()), "everything in it": download(full_award())}
    found["tampered"] = tampered(found["plain"])
    found["of another issuer"] = forged(settings)
    return found


def full_award() -> CreditAward:
    """An amount that is not whole, objectives, and a licence its holder wants in the badge."""
    objectives = [("objective", "Give naloxone – “first breaths” too"), ("objective", "給予納洛酮")]
    course = make_course(modules=1, lessons=1, title="Überdosis & Erste Hilfe <1>", objectives=objectives)
    nurse = make_nurse(name="سارة בן־דוד")
    licence = {"profession": "nurse", "jurisdiction": "US-FL", "number": "RN 09123456", "is_on_badges": True}
    save_licence(learner=nurse, **licence)
    maximum = {"designated_maximum": Decimal("1.25"), "policy": {"increment": Decimal("0.25")}}
    approval = make_approval(course, **maximum)
    enrolment = complete(make_enrolment(nurse, course))
    return claim_credit(enrolment=enrolment, approval=approval, amount=None, has_attested=True)


def forged(settings: Any) -> Badge:
    """Signed by somebody who calls their own key by the name of ours."""
    own = settings.HARMREDUCTION_LMS["KEYRING"]
    strange = new_keyring(today=date(2026, 1, 1))["signing"][0] | {"id": own["signing"][-1]["id"]}
    use_keyring(settings, {**own, "signing": [*own["signing"][:-1], strange]})
    badge = download(claimed())
    use_keyring(settings, own)
    return badge


def use_keyring(settings: Any, ring: Any) -> None:
    settings.HARMREDUCTION_LMS = {**settings.HARMREDUCTION_LMS, "KEYRING": ring}


def by_node(site: Site, badges: dict[str, Badge]) -> dict[str, dict[str, str]]:
    """Digital Bazaar's verdict on the JSON, that of `jose` on the JWT."""
    asked = {"served": site.served, "badges": {name: asdict(badge) for name, badge in badges.items()}}
    answer = subprocess.run(
        ["node", FOLDER / "verify.mjs"], input=json.dumps(asked), capture_output=True, text=True, timeout=80
    )
    assert answer.returncode == 0, answer.stderr
    return dict(json.loads(answer.stdout))


def by_openbadgeslib(site: Site, badge: Badge, *, form: str) -> str:
    """Its verdict on one file."""
    issuer = next(iter(site.served.values()))["json"]["id"]
    verifier = {"json": OB3LdpVerifier, "jwt": OB3Verifier}[form].for_issuer_did(issuer, site.fetch)
    file = json.dumps(badge.json) if form == "json" else badge.jwt
    try:
        verifier.verify(file, check_status=True, download=site.fetch)
    except LibOpenBadgesException as error:
        return "revoked" if "'revocation' is set" in str(error) else f"refused: {error}"
    return "valid"


@needs_node
def test_digital_bazaar_and_jose_judge_every_badge_right(badges: dict[str, Badge]) -> None:
    verdicts = by_node(site_now(), badges)
    for name, how in HOW_IT_ENDS.items():
        assert [verdict.split(":")[0] for verdict in verdicts[name].values()] == [how, how], verdicts[name]


def test_openbadgeslib_judges_every_badge_right(badges: dict[str, Badge]) -> None:
    site = site_now()
    for name, how in HOW_IT_ENDS.items():
        for form in ("json", "jwt"):
            verdict = by_openbadgeslib(site, badges[name], form=form)
            assert verdict.split(":")[0] == how, (name, form, verdict)


@needs_node
def test_a_status_list_that_somebody_else_changed_is_refused_by_both() -> None:
    badge = download(claimed())
    honest = site_now()
    revoke_award(award=CreditAward.objects.get(), reason="x", actor=make_learner("r", is_superuser=True))
    address = badge.json["credentialStatus"]["statusListCredential"]
    lying = Site(dict(site_now().served))
    before = honest.served[address]["json"]["credentialSubject"]["encodedList"]
    lying.served[address] = with_list(lying.served[address], before)
    verdicts = list(by_node(lying, {"lied about": badge})["lied about"].values())
    verdicts += [by_openbadgeslib(lying, badge, form=form) for form in ("json", "jwt")]
    assert [verdict.split(":")[0] for verdict in verdicts] == ["refused"] * 4


def with_list(page: dict[str, Any], encoded: str) -> dict[str, Any]:
    """A status list with other bits and the old signatures."""
    subject = {**page["json"]["credentialSubject"], "encodedList": encoded}
    return {
        "json": {**page["json"], "credentialSubject": subject},
        "jwt": with_payload(page["jwt"], credentialSubject=subject),
    }


def test_every_badge_fits_the_official_schema(badges: dict[str, Badge]) -> None:
    schema = json.loads((FOLDER / "schemas" / "achievement_credential.json").read_text())
    validator = jsonschema.Draft201909Validator(schema)
    for badge in badges.values():
        assert [error.message for error in validator.iter_errors(badge.json)] == []
