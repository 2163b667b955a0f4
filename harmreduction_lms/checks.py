"""System checks: what a site forgot, said when it starts and not when a learner meets it."""

from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, register

from harmreduction_lms.conf import conf


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
