"""A plain site: our pages app, Wagtail's own base page, Django's own user."""

import os
from pathlib import Path
from typing import Any


BASE_DIR = Path(__file__).resolve().parents[3]
SECRET_KEY = "tests-only"
DEBUG = False
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "tests.projects.default.urls"
USE_TZ = True
TIME_ZONE = "America/Chicago"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_SITE_NAME = "Test site"
WAGTAILADMIN_BASE_URL = "http://testserver"
STATIC_URL = "/static/"
MEDIA_ROOT = BASE_DIR / "build" / "test-media"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "/login/"

INSTALLED_APPS = [
    "harmreduction_lms.pages",
    "harmreduction_lms",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

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

if os.environ.get("HRLMS_TEST_POSTGRES"):
    INSTALLED_APPS.append("django.contrib.postgres")
    DATABASES: dict[str, dict[str, Any]] = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "harmreduction_lms",
            "USER": "postgres",
            "HOST": "127.0.0.1",
            "PORT": os.environ["HRLMS_TEST_POSTGRES"],
        }
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": ":memory:",
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
        }
    }

# Keys for tests only; a site makes its own with `manage.py make_keyring`.
HARMREDUCTION_LMS = {
    # All tests come from one address; those of the limits set their own.
    "VERIFY_PER_MINUTE": 10_000,
    "VERIFY_NUMBERS_PER_MINUTE": 10_000,
    "KEYRING": {
        "encryption": [{"id": "e1", "key": "P3m7e0NbBTIWUdrv03TNxoHcBvqmXjdOODN7iMoEbeo"}],
        "index": [{"id": "i1", "key": "3n0bchoeBjK3zwTt9QMsjs_6n5oISSFSuSbxpafnZdc"}],
        "signing": [
            {"id": "s1", "seed": "BDpxh3TFcr2KJa2-sb_NXAJWrhHOz5-cP5JdDlK-r4k", "from": "2026-01-01"}
        ],
    },
}
