"""An offer of credit as a learner sees it: what it is, each gate in words, and where to go next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.credits.amounts import amount_text
from harmreduction_lms.credits.models import ActivityApproval, AwardStatus, ClaimMode, ClaimState
from harmreduction_lms.credits.reasons import (
    Reason,
    daily_limit_text,
    explain,
    plain_number,
    repeat_warning,
    waiting_text,
)
from harmreduction_lms.credits.records import label_runs
from harmreduction_lms.credits.rules import OUT_OF_THE_LEARNERS_HANDS, GateCode
from harmreduction_lms.credits.selectors import CreditOffer
from harmreduction_lms.learning.models import Enrolment


LINK_WORDS: dict[GateCode, Promise] = {
    GateCode.CONTENT: _("Go on with the course"),
    GateCode.POST_TEST: _("Go to the course"),
    GateCode.SEAT_TIME: _("Go to the course"),
    GateCode.EVALUATION: _("Fill in the evaluation"),
    GateCode.LEARNER_DATA: _("Enter name and profession"),
    GateCode.IDENTITY_DATA: _("Complete your profile"),
    GateCode.PROFESSION: _("See your profile"),
}


@dataclass(frozen=True)
class ApprovalLine:
    """What an approval offers, in words."""

    label: list[dict[str, Any]]
    amount: str
    unit: str
    provider: str
    approval_number: str
    valid_to: date
    learning_format: str
    pass_mark: str
    is_learners_choice: bool
    is_fictional: bool


@dataclass(frozen=True)
class GateLine:
    """A gate with the way to what would meet it."""

    code: GateCode
    reason: Reason
    url: str

    @property
    def link_words(self) -> str:
        return str(LINK_WORDS.get(self.code, ""))


@dataclass(frozen=True)
class OfferCard:
    """One approval on a learner's page."""

    offer: CreditOffer
    line: ApprovalLine
    gates: tuple[GateLine, ...]

    @property
    def own_gates(self) -> list[GateLine]:
        """What the learner meets by what they do."""
        return [gate for gate in self.gates if gate.code not in OUT_OF_THE_LEARNERS_HANDS]

    @property
    def standing_gates(self) -> list[GateLine]:
        """What must simply be so: approval, dates, profession. Where one is not, the offer is not open."""
        return [gate for gate in self.gates if gate.code in OUT_OF_THE_LEARNERS_HANDS]

    @property
    def statement_url(self) -> str:
        """Where the statement is, once there is an award; a revoked one is shown too."""
        award = self.offer.award
        return reverse("harmreduction_lms:statement", args=[award.number]) if award else ""

    @property
    def is_revoked(self) -> bool:
        return self.offer.award is not None and self.offer.award.status == AwardStatus.REVOKED

    @property
    def is_ready(self) -> bool:
        """Whether claiming is all that is left; the attestation is given while claiming, and an identifier
        that is missing holds the claim and does not hinder it."""
        left = (GateCode.ATTESTATION, GateCode.CLAIM, GateCode.IDENTITY_DATA)
        return self.offer.award is None and self.offer.eligibility.lacks_only(*left)

    @property
    def held_text(self) -> str:
        """What a claim that was made waits for; empty where none does."""
        claim = self.offer.claim
        if claim is None or not self.offer.is_held:
            return ""
        if claim.state == ClaimState.PENDING_DAILY_LIMIT:
            return daily_limit_text(datetime.fromisoformat(claim.waits_for[0]))
        unmet = {gate.code: gate for gate in self.offer.eligibility.unmet}
        if identity := unmet.get(GateCode.IDENTITY_DATA):
            return waiting_text(identity)
        return next((gate.reason.text for gate in self.gates if not gate.reason.is_met), "")

    @property
    def held_url(self) -> str:
        """Where what is missing is entered; empty where there is nothing to do but wait."""
        return next((gate.url for gate in self.gates if gate.url), "") if self.offer.is_held else ""

    @property
    def held_amount(self) -> str:
        claim = self.offer.claim
        return amount_text(claim.amount) if claim and self.offer.is_held else ""

    @property
    def repeat_warning(self) -> str:
        """For a learner who has this credit from an earlier enrolment and may be awarded it again."""
        repeat = next((gate for gate in self.offer.eligibility.gates if gate.code == GateCode.REPEAT), None)
        earlier = repeat.values["earlier"] if repeat and repeat.is_met and self.offer.award is None else None
        return repeat_warning(earlier) if isinstance(earlier, date) else ""


def approval_line(approval: ActivityApproval) -> ApprovalLine:
    maximum, credit_type, policy = approval.designated_maximum, approval.credit_type, approval.policy
    return ApprovalLine(
        label=label_runs(credit_type.label),
        amount=amount_text(maximum),
        unit=credit_type.unit_singular if maximum == 1 else credit_type.unit_plural,
        provider=approval.accreditation.provider_name,
        approval_number=approval.approval_number,
        valid_to=min(approval.valid_to, approval.accreditation.valid_to),
        learning_format=str(approval.get_format_display()),
        pass_mark=plain_number(policy.pass_mark) if policy.assessment_required else "",
        is_learners_choice=policy.claim_mode == ClaimMode.COMMENSURATE,
        is_fictional=approval.is_fictional,
    )


def offer_cards(offers: tuple[CreditOffer, ...], enrolment: Enrolment) -> list[OfferCard]:
    urls = next_urls(enrolment)
    return [
        OfferCard(
            offer=offer,
            line=approval_line(offer.approval),
            gates=tuple(
                GateLine(gate.code, explain(gate), "" if gate.is_met else urls.get(gate.code, ""))
                for gate in offer.eligibility.gates
            ),
        )
        for offer in offers
    ]


def next_urls(enrolment: Enrolment) -> Mapping[GateCode, str]:
    """Where each unmet gate is met, by its code."""
    arguments = [enrolment.course_key]
    course = reverse("harmreduction_lms:my_course", args=arguments)
    back = urlencode({"next": reverse("harmreduction_lms:claim_credit", args=arguments)})
    profile = f"{reverse('harmreduction_lms:profile')}?{back}"
    return {
        GateCode.CONTENT: course,
        GateCode.POST_TEST: course,
        GateCode.SEAT_TIME: course,
        GateCode.EVALUATION: reverse("harmreduction_lms:evaluation", args=arguments),
        GateCode.LEARNER_DATA: profile,
        GateCode.IDENTITY_DATA: profile,
        GateCode.PROFESSION: profile,
    }
