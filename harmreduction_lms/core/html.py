"""The one place where HTML is cleaned, and the only one that may mark it as safe.

bleach has had its last release (6.4.0, June 2026) and lets `javascript:123` through as host and port; nh3
keeps `javascript<U+200B>:`. So either library's output passes our own URL check, and a site swaps the library
with `HARMREDUCTION_LMS["SANITIZER"] = "nh3"`.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from harmreduction_lms.conf import conf


TAGS = frozenset(
    {
        *("a", "abbr", "b", "blockquote", "br", "cite", "code", "em", "h3", "h4", "hr", "i", "li", "ol", "p"),
        *("strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul"),
    }
)
ATTRIBUTES = {
    "a": frozenset({"href", "title"}),
    "abbr": frozenset({"title"}),
    "th": frozenset({"scope", "colspan", "rowspan"}),
    "td": frozenset({"colspan", "rowspan"}),
    "ol": frozenset({"start"}),
}
BREAKS = frozenset({"p", "br", "li", "td", "th", "h3", "h4", "tr"})
SCHEMES = frozenset({"http", "https", "mailto", "tel"})

# What browsers drop or trim from an address before they read its scheme (WHATWG URL, "basic URL parser"),
# and format characters that hide one. An address that has any of them was not written by hand.
SUSPICIOUS = re.compile("[\x00-\x20\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\\\\]")

# Not `html.parser`: it takes seconds over kilobytes of unclosed tags. This never looks past the next "<".
_TAG = re.compile(r"<(?:[!?]|/?([a-zA-Z][a-zA-Z0-9]*))[^<>]*>")
# Python refuses to make a number of more than 4,300 digits, with an error.
_ENDLESS_REFERENCE = re.compile(r"&#[xX]?[0-9a-fA-F]{12,};?")


def is_allowed_url(url: str) -> bool:
    """Whether an address may stand in a link: a listed scheme, or a path or fragment of this site."""
    url = url.strip(" ")
    if not url or SUSPICIOUS.search(url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme:
        needs_host = parts.scheme in {"http", "https"}
        return parts.scheme in SCHEMES and (bool(parts.netloc) or not needs_host)
    return not parts.netloc and ":" not in url.split("/")[0].split("?")[0].split("#")[0]


def clean_html(html: str) -> SafeString:
    """`html` with nothing left in it but the tags, attributes and addresses on our lists."""
    return mark_safe(_cleaned(html, conf.SANITIZER))  # noqa: S308


def clean_all(texts: Iterable[str]) -> list[SafeString]:
    """Each of `texts`, cleaned; for many at once."""
    sanitiser = conf.SANITIZER
    return [mark_safe(_cleaned(html, sanitiser)) for html in texts]  # noqa: S308


def plain_text(html: str) -> str:
    """The words of `html`, for lists, alternative text and search."""
    text = _TAG.sub(lambda found: " " if (found[1] or "").lower() in BREAKS else "", html)
    return " ".join(unescape(_ENDLESS_REFERENCE.sub("", text)).split())


def piece_of(cleaned: SafeString, piece: str) -> SafeString:
    """A piece that was cut out of cleaned HTML outside of its tags: as clean as the whole.

    A tag may be opened in one piece and closed in another. Raises `ValueError` for anything else.
    """
    if not isinstance(cleaned, SafeString) or piece not in cleaned:
        raise ValueError(piece)
    return mark_safe(piece)  # noqa: S308


# The texts of a question are cleaned for every learner who starts its quiz; bleach takes a millisecond each.
@lru_cache(maxsize=1024)
def _cleaned(html: str, sanitiser: str) -> str:
    return _drop_bad_links(_cleaner(sanitiser)(html))


def _cleaner(sanitiser: str) -> Callable[[str], str]:
    if sanitiser == "bleach":
        return _clean_with_bleach
    if sanitiser == "nh3":
        return _clean_with_nh3
    raise ImproperlyConfigured('HARMREDUCTION_LMS["SANITIZER"] must be "bleach" or "nh3".')


def _clean_with_bleach(html: str) -> str:
    import bleach

    attributes = {tag: sorted(names) for tag, names in ATTRIBUTES.items()}
    return str(bleach.clean(html, tags=TAGS, attributes=attributes, protocols=SCHEMES, strip=True))


def _clean_with_nh3(html: str) -> str:
    try:
        import nh3
    except ImportError as error:
        raise ImproperlyConfigured("Install harmreduction-lms[nh3] to use the nh3 sanitiser.") from error
    attributes = {tag: set(names) for tag, names in ATTRIBUTES.items()}
    return str(
        nh3.clean(html, tags=set(TAGS), attributes=attributes, url_schemes=set(SCHEMES), link_rel=None)
    )


def _drop_bad_links(html: str) -> str:
    rewriter = _LinkChecker()
    rewriter.feed(html)
    rewriter.close()
    return "".join(rewriter.parts)


class _LinkChecker(HTMLParser):
    """Writes cleaned HTML out again without addresses that fail `is_allowed_url`.

    Attributes are held to our list a second time: nh3 keeps `title` and `lang` on every element.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = ATTRIBUTES.get(tag, frozenset())
        kept = [(name, value or "") for name, value in attrs if name in names]
        kept = [(name, value) for name, value in kept if name != "href" or is_allowed_url(value)]
        written = "".join(f' {name}="{escape(value)}"' for name, value in kept)
        self.parts.append(f"<{tag}{written}>")

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_entityref(self, name: str) -> None:
        self.parts.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.parts.append(f"&#{name};")
