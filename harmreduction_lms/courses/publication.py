"""What may keep a course from being published, decided by higher domains.

A guard is given the page as it would be published and answers with sentences: what to do first. Drafts are
never stopped. Three places ask: the hooks in `publication_hooks`, which tell an editor before it comes to
more; the page's `publish`, for code, workflows and schedules; and its `save`, past which nothing becomes the
published version of a page, Wagtail's API included.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.core.registry import Registry
from harmreduction_lms.courses.audit_log import NOT_PUBLISHED


PublicationGuard = Callable[[Any], Sequence[str]]

publication_guards: Registry[PublicationGuard] = Registry()

SCHEDULED = "wagtail.publish.scheduled"
"""How Wagtail's command logs what it publishes."""

_is_free: ContextVar[bool] = ContextVar("hrlms_publication_is_free", default=False)


class PublicationStopped(HarmReductionLMSError, PermissionDenied):
    """The page cannot be published yet; `reasons` say what to do first.

    A refused permission to Wagtail, which therefore undoes what led here and shows no error page.
    """

    def __init__(self, page: Any, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        first = _("“%(title)s” cannot be published yet.") % {"title": page}
        super().__init__(" ".join((first, *self.reasons)))


def reasons_against(page: Any) -> tuple[str, ...]:
    """What all guards say about `page` as it is in memory."""
    if _is_free.get():
        return ()
    return tuple(reason for guard in publication_guards for reason in guard(page))


@contextmanager
def unguarded() -> Iterator[None]:
    """For an action that changes one fact of what is published already, such as the day of its review."""
    token = _is_free.set(True)
    try:
        yield
    finally:
        _is_free.reset(token)


def check_saving(page: Any) -> None:
    """Raise `PublicationStopped` if saving this page would publish another version of it. One query."""
    if not page.pk or not page.live or not page.live_revision_id:
        return
    rows: Any = type(page)._default_manager.filter(pk=page.pk)
    if page.live_revision_id in rows.values_list("live_revision_id", flat=True):
        return
    if reasons := reasons_against(page):
        raise PublicationStopped(page, reasons)


def may_publish(revision: Any, *, log_action: Any) -> bool:
    """Whether to go on publishing; raises `PublicationStopped` where somebody waits for the answer.

    When a schedule comes due nobody does, and an error would keep all other pages waiting: the revision is
    taken off the schedule and the page's history says why.
    """
    page = revision.as_object()
    reasons = reasons_against(page)
    if not reasons:
        return True
    if log_action != SCHEDULED:
        raise PublicationStopped(page, reasons)
    revision.approved_go_live_at = None
    revision.save(update_fields=["approved_go_live_at"])
    log(page, NOT_PUBLISHED, revision=revision, data={"reasons": reasons})
    return False
