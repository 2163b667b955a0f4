"""How long records are kept, and what of a learner stays when they are erased.

An award is kept for the years of its policy, counted from the day of the activity (ce-rules E-01). Where one
completion earned several types of credit, the strictest holds for all of them, and for what they rest on.
A rule of an accreditor in the United States is no legal duty in the sense of Article 17(3)(b) of the GDPR
(ce-rules H-03): what stays after an erasure stays as evidence of the award, for legal claims.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.credits.models import AwardStatus, CreditAward, ErasureRequest
from harmreduction_lms.learning.models import Enrolment


AWARD = "award"
ACCOUNT = "account"
LOG = "log"
MARKS = "marks"


@dataclass(frozen=True)
class Kept:
    """Something that stays after an erasure. What it says is plain data, so that it can be kept as JSON."""

    kind: str
    number: str = ""
    title: str = ""
    until: str = ""

    @property
    def until_day(self) -> date | None:
        return parse_date(self.until) if self.until else None

    @property
    def what(self) -> str:
        return str(WHAT[self.kind])

    @property
    def why(self) -> str:
        return str(WHY[self.kind])

    def as_json(self) -> dict[str, str]:
        return asdict(self)


WHAT = {
    AWARD: _(
        "The award and what stands on its statement: your name and credentials as printed, the licence where "
        "one was printed, course, date, amount and number, the results it rests on, that you enrolled and "
        "attested, and whether it was reported to a board."
    ),
    ACCOUNT: _("An empty account without a name, an address or a password, that nobody can sign in to."),
    LOG: _("That something was done, and when, in the log of the site. The entries name nobody."),
    MARKS: _(
        "Marks of quizzes and answers to course evaluations, without a name and without what you wrote in "
        "quizzes. Nothing leads from them to you, so they cannot be found again."
    ),
}
WHY = {
    AWARD: _(
        "You, or a board that counted this credit, may have to prove that it was awarded (legal claims, "
        "GDPR Article 17(3)(e)). It is used for nothing else (Article 18), is in no list, and can only be "
        "verified by whoever has its number or code. After the day named, it is erased too."
    ),
    ACCOUNT: _("Other records point to it, and a ledger that can be checked must not lose a row."),
    LOG: _("A log with gaps proves nothing to anybody."),
    MARKS: _(
        "From them the organisation learns whether its questions are fair. They are about nobody any more."
    ),
}


def what_stays(learner: Any) -> list[Kept]:
    """What is kept of `learner` if they are erased now, or was when they were. 1 query."""
    awards = CreditAward.objects.filter(learner_id=learner.pk).exclude(status=AwardStatus.PURGED)
    rows = list(awards.values_list("enrolment_id", "number", "snapshot__course__title", "retain_until"))
    until = {
        enrolment: max(day for other, _number, _title, day in rows if other == enrolment)
        for enrolment, *_rest in rows
    }
    kept = [
        Kept(AWARD, number, str(title or ""), until[enrolment].isoformat())
        for enrolment, number, title, _day in rows
    ]
    return [*dict.fromkeys(kept), Kept(ACCOUNT), Kept(LOG), Kept(MARKS)]


def kept_of(request: ErasureRequest) -> list[Kept]:
    """What the report of an erasure says was kept."""
    return [Kept(**line) for line in request.kept]


def expired_enrolments(day: date) -> QuerySet[Enrolment]:
    """Enrolments of which every award, of any type and version, has been kept to the end before `day`."""
    awarded = Enrolment.objects.filter(credit_awards__isnull=False)
    terms = awarded.annotate(kept_until=Max("credit_awards__retain_until"))
    return terms.filter(kept_until__lt=day).order_by("kept_until", "pk")


def unfinished_erasures() -> QuerySet[ErasureRequest]:
    """Requests that nobody acted on, and erased learners who got an award while they were being erased."""
    late = Q(learner__credit_awards__restricted_at=None, learner__credit_awards__isnull=False)
    return ErasureRequest.objects.filter(Q(done_at=None) | late).distinct().order_by("pk")


def without_awards(kept: Iterable[Kept], numbers: Iterable[str]) -> list[Kept]:
    """`kept` without the awards of these numbers."""
    gone = set(numbers)
    return [one for one in kept if not (one.kind == AWARD and one.number in gone)]
