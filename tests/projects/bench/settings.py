"""The default test site plus one bare Wagtail page, the floor that `make bench` measures against."""

from tests.projects.default.settings import *
from tests.projects.default.settings import BASE_DIR, INSTALLED_APPS


INSTALLED_APPS = ["tests.projects.bench.bare", *INSTALLED_APPS]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# A file, not memory: a query should cost what it costs on a site. The durable settings of design.md.
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": BASE_DIR / "build" / "bench.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }
}
