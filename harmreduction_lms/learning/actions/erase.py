"""Erasing what learning holds about a learner, but for enrolments that something of record rests on."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import CASCADE, ProtectedError, Q, QuerySet, RestrictedError
from django.utils.translation import gettext
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy

from harmreduction_lms.core.log_entries import entries_about, forget_in_log
from harmreduction_lms.learning.audit_log import ERASE
from harmreduction_lms.learning.models import Enrolment


@transaction.atomic
def erase_learning_data(*, learner: Any, actor: Any = None) -> list[Enrolment]:
    """Erases enrolments, steps done and evaluation receipts; gives the enrolments that have to stay.

    An enrolment stays while a row of another domain protects it, as an award does until its term ends:
    course, number and dates, without what was read when. So credits removes what it may of its own first,
    and this runs again when an award's term is over. Evaluation sheets have no name and stay.

    Call it from the one erasure over all domains, after the account can no longer sign in. `actor` is who
    asks: the learner, or somebody who may delete enrolments; None is the system itself.
    """
    if actor not in (None, learner) and not ModelPermissionPolicy(Enrolment).user_has_permission(
        actor, "delete"
    ):
        raise PermissionDenied
    enrolments = Enrolment.objects.filter(learner=learner)
    has_data = enrolments.exists()
    # Editors' lists name the learner in a title that starts like an enrolment's own.
    forget_in_log(Enrolment, entries_about(enrolments) | Q(label__startswith=f"{learner} · "), person=learner)
    _delete_what_goes_with(enrolments)
    kept = [enrolment for enrolment in enrolments if not _delete(enrolment)]
    if has_data:
        by = None if actor == learner else actor
        log(learner, ERASE, user=by, title=gettext("(erased)"), data={"enrolments_kept": len(kept)})
    return kept


@transaction.atomic
def erase_enrolment(*, enrolment: Enrolment) -> bool:
    """Erases one enrolment with its steps, when the time to keep it is over; False where something still
    rests on it, and then nothing is erased.

    The system's own, for the purge of records: it asks nobody's permission.
    """
    rows = Enrolment.objects.filter(pk=enrolment.pk)
    about = entries_about(rows)
    if not _delete(enrolment):
        return False
    forget_in_log(Enrolment, about, person=enrolment.learner)
    return True


def _delete_what_goes_with(enrolments: QuerySet[Enrolment]) -> None:
    """Rows that would go with their enrolment go now, whether or not it can: steps, receipts, times."""
    for relation in Enrolment._meta.related_objects:
        if relation.on_delete is CASCADE:
            rows = relation.related_model._base_manager.all()
            rows.filter(**{f"{relation.field.name}__in": enrolments}).delete()


def _delete(enrolment: Enrolment) -> bool:
    """Whether it could go. The database's own protection says what rests on it: this domain knows nothing of
    those above."""
    try:
        with transaction.atomic():
            enrolment.delete()
    except (ProtectedError, RestrictedError):
        return False
    return True
