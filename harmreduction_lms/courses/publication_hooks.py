"""Tells editors why a page is not published: Wagtail hooks, registered in `wagtail_hooks`."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Task

from harmreduction_lms.courses.publication import reasons_against
from harmreduction_lms.courses.roles import PageRole


def before_publish_page(request: HttpRequest, page: Any) -> HttpResponse | None:
    """In the editor, for now and for later: the draft was saved a moment ago, and stays a draft."""
    return redirect("wagtailadmin_pages:edit", page.pk) if _explain(request, [page]) else None


def before_bulk_action(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    """Publishing several at once: all or none, and each course that cannot be is named."""
    if action_type != "publish":
        return None
    pages = list(_pages(objects, drafts_below=action.cleaned_form.cleaned_data.get("include_descendants")))
    return redirect(action.next_url) if _explain(request, pages) else None


def before_edit_page(request: HttpRequest, page: Any) -> None:
    """The last approval of a workflow publishes. The page itself refuses that; here the reasons are said."""
    state = page.current_workflow_state if _is_approval(request) else None
    if state and _is_last_task(state):
        _explain(request, [page])


def _is_approval(request: HttpRequest) -> bool:
    is_action = request.method == "POST" and bool(request.POST.get("action-workflow-action"))
    return is_action and request.POST.get("workflow-action-name") == "approve"


def _is_last_task(state: Any) -> bool:
    tasks = Task.objects.filter(workflow_tasks__workflow=state.workflow, active=True)
    return tasks.exclude(task_states__in=state.successful_task_states).count() <= 1


def _pages(objects: Iterable[Any], *, drafts_below: bool | None) -> Iterator[Any]:
    """The pages as they would be published: their latest revisions."""
    for page in objects:
        yield page.get_latest_revision_as_object()
        if drafts_below:
            for draft in page.get_descendants().not_live().specific():
                yield draft.get_latest_revision_as_object()


def _explain(request: HttpRequest, pages: Iterable[Any]) -> bool:
    """Say what keeps each of the courses from being published; whether anything does."""
    stopped = False
    for page in pages:
        if getattr(page, "page_role", None) == PageRole.COURSE and (reasons := reasons_against(page)):
            stopped = True
            said = _("“%(title)s” is not published yet. It stays a draft until this is done:") % {
                "title": page
            }
            listed = format_html_join("", "<li>{}</li>", ((reason,) for reason in reasons))
            messages.error(request, format_html("{}<ul>{}</ul>", said, listed))
    return stopped
