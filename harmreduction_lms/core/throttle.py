"""How often something public may be asked: counted a minute at a time in Django's cache.

Without a cache that keeps anything, it gets slow for everybody and never open: then this process alone
counts, and lets few through.
"""

import ipaddress
import logging
import time
from threading import Lock

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from harmreduction_lms.conf import conf


PERIOD = 60
WITHOUT_CACHE = 10
"""Requests a minute that a process answers while the cache keeps nothing."""

logger = logging.getLogger(__name__)


def seconds_to_wait(scope: str, who: str, *, limit: int) -> int:
    """0 if `who` may go on; else the seconds until the count starts again. Counts this time too."""
    now = time.time()
    window = int(now // PERIOD)
    try:
        count = _counted(f"{scope}:{who}", window)
    # Each cache raises errors of its own; ValueError is a key that was lost.
    except Exception as error:  # noqa: BLE001
        logger.error("The cache does not count (%s), so %s is slowed down", type(error).__name__, scope)
        count, limit = _here.count(scope, window), min(limit, WITHOUT_CACHE)
    return 0 if count <= limit else PERIOD - int(now % PERIOD)


def client_address(request: HttpRequest) -> str:
    """Who asks: the address of the connection, or what the proxy says in `CLIENT_ADDRESS_HEADER`. Of an IPv6
    address the first half, because a household has all of the second."""
    header = conf.CLIENT_ADDRESS_HEADER
    text = request.headers.get(header, "") if header else request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return ""
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False))


def _counted(name: str, window: int) -> int:
    """One more. Addresses are personal data, so the cache holds only a keyed digest of them."""
    digest = salted_hmac("harmreduction_lms.throttle", f"{name}:{window}", algorithm="sha256")
    key = f"hrlms-rate-{digest.hexdigest()}"
    cache.add(key, 0, PERIOD * 2)
    return int(cache.incr(key))


class _Here:
    """What this process counts by itself."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._window = 0
        self._counts: dict[str, int] = {}

    def count(self, scope: str, window: int) -> int:
        with self._lock:
            if window != self._window:
                self._window, self._counts = window, {}
            self._counts[scope] = self._counts.get(scope, 0) + 1
            return self._counts[scope]


_here = _Here()
