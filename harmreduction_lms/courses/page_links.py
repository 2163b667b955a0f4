"""Links to pages in rich text, looked up together.

Wagtail's handler asks for the active locale and for a translation once a link on a site in several languages.
Here both are asked once for all links. A site that has registered a handler of its own for pages keeps it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import swapper
from django.conf import settings
from django.utils.html import format_html
from wagtail.models import Locale
from wagtail.rich_text import get_rewriter
from wagtail.rich_text.rewriters import LinkRewriter, MultiRuleRewriter


def expand_html(html: str) -> str:
    """As Wagtail's `expand_db_html`, at a number of queries that does not depend on the number of links."""
    from wagtail.rich_text.pages import PageLinkHandler  # needs the base page to be loaded

    links, *others = get_rewriter().rewriters
    rules = dict(links.bulk_rules)
    if rules.get("page") == PageLinkHandler.expand_db_attributes_many:
        rules["page"] = _page_links
    expanded: str = MultiRuleRewriter([LinkRewriter(bulk_rules=rules), *others])(html)
    return expanded


def _page_links(links: Sequence[dict[str, str]]) -> list[str]:
    """The opening tag of each link; of a link to a page that is gone, a tag that leads nowhere."""
    urls = _page_urls({link["id"] for link in links if link.get("id", "").isdecimal()})
    found = (urls.get(link.get("id", "")) for link in links)
    return [format_html('<a href="{}">', url) if url else "<a>" for url in found]


def _page_urls(ids: Iterable[str]) -> dict[str, str | None]:
    pages = _specific(pk__in=ids)
    translations = _translations(pages) if getattr(settings, "WAGTAIL_I18N_ENABLED", False) else {}
    return {str(page.pk): translations.get(page.translation_key, page).url for page in pages}


def _translations(pages: Iterable[Any]) -> dict[Any, Any]:
    """Live translations into the active language, by translation key."""
    locale = Locale.get_active()
    keys = [page.translation_key for page in pages if page.locale_id != locale.pk]
    found = _specific(translation_key__in=keys, locale=locale, live=True) if keys else []
    return {page.translation_key: page for page in found}


def _specific(**criteria: Any) -> list[Any]:
    """Specific, because a page type may decide its own address."""
    base = swapper.load_model("wagtailcore", "Page")
    return list(base._default_manager.filter(**criteria).defer_streamfields().specific())
