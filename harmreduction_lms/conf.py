"""Settings: one dict, `HARMREDUCTION_LMS`, read at use and never at import.

Each property is one setting; `docs/reference/settings.md` lists them all and a test holds the two together.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings as django_settings


class Settings:
    """Typed access to the `HARMREDUCTION_LMS` dict."""

    def _get(self, name: str, default: Any) -> Any:
        return getattr(django_settings, "HARMREDUCTION_LMS", {}).get(name, default)

    @property
    def SANITIZER(self) -> str:
        """Library that cleans HTML: `"bleach"` or `"nh3"` (needs the extra of that name)."""
        return str(self._get("SANITIZER", "bleach"))

    @property
    def NUMBER_PREFIX(self) -> str:
        """First letters of statement and certificate numbers, 2 to 6 capital letters."""
        return str(self._get("NUMBER_PREFIX", "HR"))

    @property
    def ISSUER_NAME(self) -> str:
        """Name of the organisation that issues certificates of completion; `WAGTAIL_SITE_NAME` when empty."""
        fallback = getattr(django_settings, "WAGTAIL_SITE_NAME", "")
        return str(self._get("ISSUER_NAME", "") or fallback)

    @property
    def OVERDOSE_NOW_URL(self) -> str:
        """Address behind the "Overdose now" button on every public page; empty hides the button."""
        return str(self._get("OVERDOSE_NOW_URL", ""))

    @property
    def PDF_FONT_PATHS(self) -> Sequence[str]:
        """Folders with further fonts for PDF statements, searched before the shipped ones."""
        return tuple(self._get("PDF_FONT_PATHS", ()))

    @property
    def KEYRING(self) -> str | Mapping[str, Any]:
        """Path of the file with the package's own keys, or the keys themselves (`manage.py make_keyring`)."""
        source = self._get("KEYRING", "")
        return source if isinstance(source, Mapping) else str(source)

    @property
    def VERIFY_PER_MINUTE(self) -> int:
        """Documents one address may check in a minute by their codes."""
        return int(self._get("VERIFY_PER_MINUTE", 30))

    @property
    def VERIFY_NUMBERS_PER_MINUTE(self) -> int:
        """Documents one address may look for in a minute by their numbers; six times that for the site."""
        return int(self._get("VERIFY_NUMBERS_PER_MINUTE", 10))

    @property
    def VERIFY_SITE_PER_MINUTE(self) -> int:
        """Documents all together may check in a minute by their codes."""
        return int(self._get("VERIFY_SITE_PER_MINUTE", 600))

    @property
    def CLIENT_ADDRESS_HEADER(self) -> str:
        """Header in which your proxy gives the client's address; empty takes the connection's own."""
        return str(self._get("CLIENT_ADDRESS_HEADER", ""))

    @property
    def BADGE_SITE_URL(self) -> str:
        """Address under which digital badges name the site; empty takes the address of the request."""
        return str(self._get("BADGE_SITE_URL", ""))

    @property
    def SUBMISSION_GRACE_SECONDS(self) -> int:
        """Seconds after a quiz deadline during which a submission still counts (slow networks)."""
        return int(self._get("SUBMISSION_GRACE_SECONDS", 30))

    @property
    def CE_BROKER_PROFESSIONS(self) -> Mapping[str, Sequence[str]]:
        """What CE Broker calls our professions; of several names, the learner's credentials choose one."""
        return dict(self._get("CE_BROKER_PROFESSIONS", {"nurse": ("RN", "LPN", "APRN")}))


conf = Settings()
