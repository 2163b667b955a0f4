"""A manager looks at what was issued, and can change none of it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenContext
from tests.browser.editor import Editor
from tests.browser.site import ExampleSite


pytestmark = pytest.mark.browser

# An award as a claim makes it. The way there through the pages is the clinician's journey.
AWARD = """
from django.utils import timezone
from harmreduction_lms.credits.actions import claim_credit
from harmreduction_lms.credits.models import ActivityApproval
from harmreduction_lms.pages.models import CoursePage
from tests.credits.factories import complete, make_enrolment, make_nurse
course = CoursePage.objects.get(curriculum_key="c5-overdose")
enrolment = complete(make_enrolment(make_nurse("zora", name="Zora Example"), course), at=timezone.now())
approval = ActivityApproval.objects.get(credit_type__professions=["nurse"])
claim_credit(enrolment=enrolment, approval=approval, amount=None, has_attested=True)
"""


def test_a_manager_sees_approvals_awards_and_learners_and_cannot_touch_an_award(
    open_context: OpenContext, site: ExampleSite
) -> None:
    site.run(AWARD)
    page = open_context(viewport={"width": 1400, "height": 1000}).new_page()
    editor = Editor(page, site, "manager")
    editor.open_from_menu("Learners")
    expect(page.get_by_text("zora").first).to_be_visible()
    editor.open_from_menu("Approvals")
    expect(page.get_by_role("link", name=re.compile("Add activity approval")).first).to_be_visible()
    editor.open_from_menu("Awards")
    awards = page.url.partition("?")[0]
    expect(page.locator("main")).to_contain_text("Zora Example")
    check_that_nothing_can_be_changed(page, awards)


def check_that_nothing_can_be_changed(page: Page, awards: str) -> None:
    main = page.locator("main")
    expect(main.get_by_role("link", name=re.compile("^Add"))).to_have_count(0)
    expect(main.locator("a[href*='/edit/'], a[href*='/delete/'], a[href$='/new/']")).to_have_count(0)
    inspect = main.locator("a[href*='/inspect/']").first.get_attribute("href") or ""
    number = inspect.rstrip("/").rsplit("/", 1)[-1]
    before = text_of(page, inspect)
    token = next(c["value"] for c in page.context.cookies() if c["name"] == "csrftoken")
    for address in ("new/", f"edit/{number}/", f"delete/{number}/"):
        answer = page.request.post(
            f"{awards}{address}",
            form={"csrfmiddlewaretoken": token, "amount": "99.00", "status": "revoked"},
            headers={"Referer": awards},
            max_redirects=0,
        )
        # Wagtail sends whoever may not do a thing to its front page.
        assert (answer.status, answer.headers.get("location")) == (302, "/admin/"), address
    assert text_of(page, inspect) == before


def text_of(page: Page, address: str) -> str:
    page.goto(address)
    return page.locator("main dl").first.inner_text()
