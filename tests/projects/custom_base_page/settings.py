"""A site with a base page of its own: it leaves our pages app out and composes its pages from the mixins.

On Wagtail 8 its base page replaces Wagtail's (`WAGTAIL_PAGE_MODEL`); we borrow the one Wagtail tests itself
with. Wagtail 7.4 cannot swap the base page; there the site's pages inherit from an abstract one.
"""

import wagtail

from tests.projects.default.settings import *
from tests.projects.default.settings import INSTALLED_APPS


INSTALLED_APPS = [
    "tests.projects.custom_base_page.site_pages",
    *(app for app in INSTALLED_APPS if app != "harmreduction_lms.pages"),
]

if wagtail.VERSION >= (8, 0):
    INSTALLED_APPS.insert(0, "wagtail.test.basepage")
    WAGTAIL_PAGE_MODEL = "basepage.BasePage"

# Parent links differ between the two, and so do the migrations.
MIGRATION_MODULES = {
    "site_pages": f"tests.projects.custom_base_page.site_pages.migrations_wagtail{wagtail.VERSION[0]}"
}
