"""Wagtail's own editor, worked as a person works it: by what stands on the screen."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.browser.site import ExampleSite


class Editor:
    """Somebody signed in at /admin/, with a form open or about to be."""

    def __init__(self, page: Page, site: ExampleSite, username: str) -> None:
        self.page = page
        page.goto("/admin/")
        page.get_by_label("Username").fill(username)
        page.locator("input[name=password]").fill(site.passwords[username])
        page.get_by_role("button", name="Sign in").click()
        expect(page).to_have_url(re.compile("/admin/$"))

        page.goto("/admin/pages/")
        # Wagtail opens the highest page somebody may work on: for the educator that is the catalogue.
        self.catalogue = page.url

    @property
    def preview_frame(self) -> FrameLocator:
        return self.page.frame_locator("#w-preview-iframe")

    def open_from_menu(self, name: str) -> None:
        """By the side bar: Learning, then `name`."""
        menu = self.page.get_by_role("navigation")
        menu.get_by_role("button", name="Learning").click()
        menu.get_by_role("link", name=name, exact=True).click()
        self.page.wait_for_load_state()

    def add_below(self, parent: str, kind: str) -> None:
        """Opens the form of a new page; where only one type may stand there, Wagtail asks nothing."""
        self.page.goto(f"{parent}add_subpage/")
        if self.page.url.endswith("/add_subpage/"):
            self.page.get_by_role("link", name=re.compile(f"^{kind}")).click()
        expect(self.page.locator("#id_title")).to_be_visible()

    def add_question(self) -> None:
        self.open_from_menu("Questions")
        self.page.get_by_role("link", name="Add question").first.click()
        expect(self.page.locator("#id_title")).to_be_visible()

    def write(self, **fields: str) -> None:
        for name, text in fields.items():
            self.page.locator(f"#id_{name}").fill(text)

    def add_block(self, field: str, kind: str = "") -> Locator:
        """Adds a block at the end of a stream; a stream of one sort only does not ask which."""
        stream = self.page.locator(f"[data-contentpath='{field}']").first
        blocks = stream.locator("[data-streamfield-child]:not([data-streamfield-child] *)")
        before = blocks.count()
        stream.get_by_role("button", name="Insert a block").last.click()
        if kind:
            self.page.get_by_role("option", name=kind, exact=True).click()
        expect(blocks).to_have_count(before + 1)
        return blocks.last

    def choose(self, block: Locator, button: str, title: str) -> None:
        block.get_by_role("button", name=re.compile(f"^{button}")).first.click()
        self.page.get_by_role("dialog").get_by_role("link", name=title, exact=True).click()
        expect(block).to_contain_text(title)

    @contextmanager
    def preview(self) -> Iterator[FrameLocator]:
        """The page as the panel beside the form shows it, while the block runs."""
        toggle = self.page.get_by_role("button", name="Toggle preview")
        toggle.click()
        yield self.preview_frame
        toggle.click()

    def preview_html(self) -> str:
        """The preview as it is sent, for what does not show."""
        address = self.page.locator("#w-preview-iframe").get_attribute("src") or ""
        return self.page.request.get(address).text()

    def publish(self, title: str) -> str:
        """Publishes from the menu beside "Save draft"; gives the page's address among the pages."""
        self.page.locator("footer .w-dropdown__toggle").click()
        self.page.get_by_role("button", name="Publish", exact=True).click()
        link = self.page.locator("main").get_by_role("link", name=title, exact=True).first
        return (link.get_attribute("href") or "").removesuffix("edit/")


def type_into(rich_text: Locator, text: str) -> None:
    rich_text.locator("[contenteditable=true]").click()
    rich_text.page.keyboard.type(text)
