"""What learners are told about gates and refusals. Each unmet gate says what to do next."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from harmreduction_lms.credits.models import LearnerDatum, Profession
from harmreduction_lms.credits.rules import ClaimRefusal, Gate, GateCode


ATTESTATION_TEXT = gettext_lazy(
    "I took part in the whole of this course myself, and I claim only the credit that matches my "
    "participation."
)

LABELS: dict[GateCode, Promise] = {
    GateCode.CONTENT: gettext_lazy("All required steps done"),
    GateCode.POST_TEST: gettext_lazy("Post-test passed"),
    GateCode.EVALUATION: gettext_lazy("Evaluation handed in"),
    GateCode.ATTESTATION: gettext_lazy("Attestation given"),
    GateCode.SEAT_TIME: gettext_lazy("Time spent in the course"),
    GateCode.LEARNER_DATA: gettext_lazy("Your name and profession"),
    GateCode.CLAIM: gettext_lazy("Credit claimed"),
    GateCode.IDENTITY_DATA: gettext_lazy("What the board needs to know of you"),
    GateCode.PROFESSION: gettext_lazy("Open to your profession"),
    GateCode.ATTEMPTS: gettext_lazy("Post-test passed within the attempts allowed"),
    GateCode.REPEAT: gettext_lazy("Not awarded for this course before"),
    GateCode.APPROVAL_WINDOW: gettext_lazy("Course approved on the day"),
    GateCode.ACCREDITATION_WINDOW: gettext_lazy("Provider accredited on the day"),
    GateCode.COURSE_WINDOW: gettext_lazy("Course open for credit on the day"),
    GateCode.CLOCK: gettext_lazy("Course reviewed in time"),
    GateCode.ACTIVITY_FILE: gettext_lazy("Credit opened by the organisation"),
    GateCode.POLICY_CONFIRMED: gettext_lazy("Rules of the credit type confirmed"),
    GateCode.POLICY_WINDOW: gettext_lazy("Rules of the credit type in force on the day"),
}

REFUSALS: dict[ClaimRefusal, Promise] = {
    ClaimRefusal.NOT_POSITIVE: gettext_lazy(
        "Choose an amount above zero. If you do not want this credit, leave the page without claiming."
    ),
    ClaimRefusal.ABOVE_MAXIMUM: gettext_lazy(
        "At most %(maximum)s can be awarded for this course. Choose that or less."
    ),
    ClaimRefusal.OFF_INCREMENT: gettext_lazy(
        "This credit is counted in steps of %(increment)s. Choose an amount on one of these steps."
    ),
    ClaimRefusal.NOT_DIVISIBLE: gettext_lazy(
        "This credit is awarded whole: %(maximum)s or nothing. Claim the whole amount."
    ),
}


@dataclass(frozen=True)
class Reason:
    """A gate in words: what it is called, whether it is met, and what to do next where it is not."""

    label: str
    is_met: bool
    text: str


def explain(gate: Gate) -> Reason:
    """`gate` in the active language; a met gate needs no text."""
    text = "" if gate.is_met else _TEXTS[gate.code](gate)
    return Reason(label=str(LABELS[gate.code]), is_met=gate.is_met, text=text)


def refusal_text(refusal: ClaimRefusal) -> str:
    return str(REFUSALS[refusal])


def percent(score: Fraction) -> int:
    """A share as whole per cent, rounded down so that nobody reads 80 beside a fail at 80."""
    return int(score * 100 // 1)


def plain_number(amount: Decimal) -> str:
    """A decimal without idle zeros: 80.00 is 80, 0.50 is 0.5."""
    return f"{amount.normalize():f}"


def _content(gate: Gate) -> str:
    return _("Finish the required steps of the course first.")


def _post_test(gate: Gate) -> str:
    score, pass_mark = gate.values["score"], gate.values["pass_mark"]
    needed = plain_number(Decimal(str(pass_mark)))
    if not isinstance(score, Fraction):
        return _("Take the post-test; this credit needs %(needed)s %%.") % {"needed": needed}
    return _(
        "Your best result is %(score)s %%; this credit needs %(needed)s %%. Take the post-test again."
    ) % {
        "score": percent(score),
        "needed": needed,
    }


def _seat_time(gate: Gate) -> str:
    missing = int(str(gate.values["minimum"])) - int(str(gate.values["minutes"]))
    return ngettext(
        "Spend %(count)d more minute in the course.", "Spend %(count)d more minutes in the course.", missing
    ) % {"count": missing}


def _evaluation(gate: Gate) -> str:
    return _("Fill in the evaluation. Your answers do not change your result.")


def _attestation(gate: Gate) -> str:
    return _("Tick the attestation when you claim.")


def _learner_data(gate: Gate) -> str:
    return _("Enter your name and profession as your licence has them.")


def _claim(gate: Gate) -> str:
    return _("Claim the credit below, once everything above is met.")


def _activity_file(gate: Gate) -> str:
    return _(
        "The organisation is still completing what learners must know before they start. You can claim this "
        "credit once that is done; a certificate of completion can be issued now."
    )


def _identity_data(gate: Gate) -> str:
    return _(
        "Enter in your profile: %(data)s. You can claim now; the credit is awarded by itself as soon as this "
        "is there."
    ) % {"data": data_names(gate.values["missing"])}


def waiting_text(gate: Gate) -> str:
    """What a claim waits for, to a learner who has made it."""
    return _(
        "It waits for this in your profile: %(data)s. As soon as it is there, the credit is awarded by "
        "itself."
    ) % {"data": data_names(gate.values["missing"])}


def data_names(codes: object) -> str:
    """Identifiers by name, for a sentence."""
    labels = dict(LearnerDatum.choices)
    return ", ".join(str(labels.get(code, code)) for code in codes) if isinstance(codes, tuple) else ""


def _attempts(gate: Gate) -> str:
    maximum = int(str(gate.values["maximum"]))
    return ngettext(
        "This credit needs the post-test passed at the first attempt. No credit can be awarded; a "
        "certificate of completion can.",
        "This credit needs the post-test passed within %(count)d attempts. No credit can be awarded; a "
        "certificate of completion can.",
        maximum,
    ) % {"count": maximum}


def _repeat(gate: Gate) -> str:
    return _(
        "You were awarded this credit for this course on %(day)s, and it is awarded once to each person. A "
        "certificate of completion can be issued."
    ) % {"day": _day(gate.values["earlier"])}


def repeat_warning(earlier: date) -> str:
    """For those who may be awarded the credit again: their board may not count it again (ce-rules B-17)."""
    return _(
        "You were awarded this credit for this course before, on %(day)s. Your board may not count it twice "
        "in one renewal period: ask before you claim it again."
    ) % {"day": _day(earlier)}


def daily_limit_text(moment: datetime) -> str:
    """Why credit waits, and until when."""
    return _(
        "The limit of this credit for 24 hours is reached. It is awarded by itself after %(moment)s; there "
        "is nothing you need to do."
    ) % {"moment": date_format(timezone.localtime(moment), "j F Y, H:i")}


def _profession(gate: Gate) -> str:
    named = gate.values["professions"]
    labels = dict(Profession.choices)
    names = ", ".join(str(labels.get(code, code)) for code in named) if isinstance(named, tuple) else ""
    return _(
        "This credit can be awarded only to: %(professions)s. If your profession is one of these, correct "
        "it in your profile."
    ) % {"professions": names}


def _policy_confirmed(gate: Gate) -> str:
    return _(
        "The organisation has not confirmed the rules of this credit type yet. No credit can be awarded "
        "until it has; a certificate of completion can be issued."
    )


WINDOW_TEXTS: dict[GateCode, Promise] = {
    GateCode.APPROVAL_WINDOW: pgettext_lazy(
        "gate",
        "The course is approved for this credit %(window)s, not on %(day)s. No credit can be awarded; a "
        "certificate of completion can.",
    ),
    GateCode.ACCREDITATION_WINDOW: pgettext_lazy(
        "gate",
        "The provider is accredited %(window)s, not on %(day)s. No credit can be awarded; a certificate of "
        "completion can.",
    ),
    GateCode.COURSE_WINDOW: pgettext_lazy(
        "gate",
        "Credit can be earned %(window)s, not on %(day)s. No credit can be awarded; a certificate of "
        "completion can.",
    ),
    GateCode.CLOCK: pgettext_lazy(
        "gate",
        "A course like this earns credit %(window)s, unless it is reviewed again; not on %(day)s. No credit "
        "can be awarded; a certificate of completion can.",
    ),
    GateCode.POLICY_WINDOW: pgettext_lazy(
        "gate",
        "The rules this approval rests on are in force %(window)s, not on %(day)s. Write to the provider; a "
        "certificate of completion can be issued.",
    ),
}


def _window(gate: Gate) -> str:
    first, last = gate.values["first"], gate.values["last"]
    values = {"first": _day(first), "last": _day(last)}
    if first and last:
        window = _("from %(first)s to %(last)s") % values
    else:
        window = (_("from %(first)s on") if first else _("until %(last)s")) % values
    return str(WINDOW_TEXTS[gate.code]) % {"window": window, "day": _day(gate.values["day"])}


def _day(value: object) -> str:
    return str(date_format(value, "j F Y")) if isinstance(value, date) else ""


_TEXTS: dict[GateCode, Callable[[Gate], str]] = {
    GateCode.CONTENT: _content,
    GateCode.POST_TEST: _post_test,
    GateCode.SEAT_TIME: _seat_time,
    GateCode.EVALUATION: _evaluation,
    GateCode.ATTESTATION: _attestation,
    GateCode.LEARNER_DATA: _learner_data,
    GateCode.CLAIM: _claim,
    GateCode.IDENTITY_DATA: _identity_data,
    GateCode.ATTEMPTS: _attempts,
    GateCode.REPEAT: _repeat,
    GateCode.PROFESSION: _profession,
    GateCode.APPROVAL_WINDOW: _window,
    GateCode.ACCREDITATION_WINDOW: _window,
    GateCode.COURSE_WINDOW: _window,
    GateCode.CLOCK: _window,
    GateCode.ACTIVITY_FILE: _activity_file,
    GateCode.POLICY_CONFIRMED: _policy_confirmed,
    GateCode.POLICY_WINDOW: _window,
}
