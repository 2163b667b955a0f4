"""Links in rich text, expanded as Wagtail does it."""

import pytest
from django.utils import translation
from pytest_django import Settings
from wagtail.models import Locale
from wagtail.rich_text import expand_db_html

from harmreduction_lms.courses.page_links import expand_html
from tests import factories


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "html",
    [
        "<p>No link</p>",
        '<a href="https://example.org/?a=1&amp;b=2">out</a>',
        '<a href="mailto:a@example.org">mail</a> <a href="#here">here</a> <a name="x">anchor</a>',
        '<a linktype="page" id="999999">gone</a>',
        '<a linktype="page" id="abc">broken</a>',
        '<a linktype="page">broken</a>',
        '<a linktype="unheard-of" id="1">unknown</a>',
        '<embed embedtype="unheard-of" />',
    ],
)
def test_everything_but_pages_is_expanded_by_wagtail(html: str) -> None:
    expected = "<a>broken</a>" if "broken" in html else expand_db_html(html)
    assert expand_html(html) == expected


def test_link_to_a_page_becomes_its_address() -> None:
    page = factories.make_catalogue()
    html = f'<a linktype="page" id="{page.pk}">x</a>'
    assert expand_html(html) == expand_db_html(html) == f'<a href="{page.url}">x</a>'


@pytest.mark.parametrize("live", [True, False])
def test_link_leads_to_the_live_translation_in_the_active_language(settings: Settings, live: bool) -> None:
    settings.WAGTAIL_I18N_ENABLED = True
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("cy", "Welsh")]
    page = factories.make_catalogue()
    welsh = factories.make_catalogue(
        translation_key=page.translation_key, locale=Locale.objects.create(language_code="cy"), live=live
    )
    html = f'<a linktype="page" id="{page.pk}">x</a>'
    with translation.override("cy"):
        assert expand_html(html) == expand_db_html(html) == f'<a href="{(welsh if live else page).url}">x</a>'
