"""System checks: what a site forgot, said when it starts and not when a learner meets it."""

import stat
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, register

from harmreduction_lms.conf import conf
from harmreduction_lms.core.keyring import has_keyring


KEYRING_HINT = "Run `manage.py make_keyring PATH`, and name the file in HARMREDUCTION_LMS."


@register
def check_apps(**_kwargs: Any) -> list[CheckMessage]:
    """The table block brings templates and scripts of its own."""
    if apps.is_installed("wagtail.contrib.typed_table_block"):
        return []
    return [
        Error(
            "Lessons use Wagtail's typed table block, which is not installed.",
            hint='Add "wagtail.contrib.typed_table_block" to INSTALLED_APPS.',
            id="harmreduction_lms.E001",
        )
    ]


@register
def check_sanitiser(**_kwargs: Any) -> list[CheckMessage]:
    if conf.SANITIZER not in {"bleach", "nh3"}:
        return [
            Error(
                f'HARMREDUCTION_LMS["SANITIZER"] is {conf.SANITIZER!r}.',
                hint='Use "bleach" or "nh3".',
                id="harmreduction_lms.E002",
            )
        ]
    if find_spec(conf.SANITIZER) is None:
        return [
            Error(
                f"The sanitiser {conf.SANITIZER} is not installed.",
                hint="Install harmreduction-lms[nh3].",
                id="harmreduction_lms.E003",
            )
        ]
    return []


@register
def check_database(**_kwargs: Any) -> list[CheckMessage]:
    """On SQLite a transaction that reads before it writes fails under load, unless it is IMMEDIATE."""
    database: dict[str, Any] = settings.DATABASES.get("default", {})
    options: dict[str, Any] = database.get("OPTIONS", {})
    if "sqlite" not in database.get("ENGINE", "") or options.get("transaction_mode") == "IMMEDIATE":
        return []
    return [
        checks.Warning(
            "SQLite without IMMEDIATE transactions: learners who submit at the same time get errors.",
            hint='Set OPTIONS {"transaction_mode": "IMMEDIATE", "timeout": 20} on the default database.',
            id="harmreduction_lms.W001",
        )
    ]


@register
def check_number_prefix(**_kwargs: Any) -> list[CheckMessage]:
    prefix = conf.NUMBER_PREFIX
    if prefix.isascii() and prefix.isalpha() and prefix.isupper() and 2 <= len(prefix) <= 6:
        return []
    return [
        Error(
            f'HARMREDUCTION_LMS["NUMBER_PREFIX"] is {prefix!r}.',
            hint="Use 2 to 6 capital letters, A to Z.",
            id="harmreduction_lms.E004",
        )
    ]


@register
def check_keyring(**_kwargs: Any) -> list[CheckMessage]:
    """Without keys no identifier can be kept and no document issued; a site without credit needs none."""
    if not conf.KEYRING:
        return [
            checks.Warning(
                "This site has no keys of its own: no certificate and no credit can be issued.",
                hint=KEYRING_HINT,
                id="harmreduction_lms.W002",
            )
        ]
    if has_keyring():
        return []
    return [
        Error(
            'The keyring that HARMREDUCTION_LMS["KEYRING"] names cannot be read.',
            hint="Put the file back from its copy and let the server read it. Do not make a new one: what "
            "the lost keys have sealed could not be read with it.",
            id="harmreduction_lms.E005",
        )
    ]


@register(deploy=True)
def check_keyring_for_deployment(**_kwargs: Any) -> list[CheckMessage]:
    """A site in the open has keys, and no other account of its server reads them."""
    if not conf.KEYRING:
        return [
            Error(
                "This site has no keys of its own.",
                hint=KEYRING_HINT,
                id="harmreduction_lms.E006",
            )
        ]
    path = Path(conf.KEYRING) if isinstance(conf.KEYRING, str) else None
    if path is None or not path.exists() or not path.stat().st_mode & stat.S_IROTH:
        return []
    return [
        checks.Warning(
            "Every account of this server can read the keyring.",
            hint=f"chmod 600 {path}",
            id="harmreduction_lms.W003",
        )
    ]
