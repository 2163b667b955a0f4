"""Run by `nox -s wheel` in an environment that has only the built wheel: does what was packed start a site?

Not a pytest file: the suite's settings and factories are not there, and must not be.
"""

import sys
import tempfile
from importlib.resources import files
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command


PACKED = [
    "py.typed",
    "templates/harmreduction_lms/base.html",
    "static/harmreduction_lms/css/tokens.css",
    "static/harmreduction_lms/fonts/literata-latin-wght-normal.woff2",
    "credits/badges/contexts/open-badges-3.0.3.json",
    "credits/transcript/transcript.typ",
    "curriculum/content/LICENSE",
    "curriculum/content/en/clinician/c5-overdose/course.toml",
    "migrations/0001_initial.py",
]

KEYRING = Path(tempfile.mkdtemp()) / "keyring.json"

settings.configure(
    HARMREDUCTION_LMS={"KEYRING": str(KEYRING)},
    SECRET_KEY="smoke-test",
    DEBUG=False,
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    STATIC_URL="/static/",
    WAGTAIL_SITE_NAME="Smoke test",
    WAGTAILADMIN_BASE_URL="http://localhost",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[
        "harmreduction_lms.pages",
        "harmreduction_lms",
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
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "django.contrib.staticfiles",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
)


def main() -> None:
    missing = [name for name in PACKED if not files("harmreduction_lms").joinpath(name).is_file()]
    assert not missing, f"not in the wheel: {missing}"
    call_command("make_keyring", str(KEYRING))
    call_command("check")
    call_command("migrate", verbosity=0)
    call_command("load_curriculum", publish=True)

    from django.test import Client

    for path in (
        "/learn/",
        "/learn/overdose/",
        "/learn/overdose/responding/recognise-and-respond/",
        "/verify/",
    ):
        response = Client().get(path)
        assert response.status_code == 200, f"{path}: {response.status_code}"
    sys.stdout.write("The wheel starts a site.\n")


if __name__ == "__main__":
    django.setup()
    from django.urls import include, path
    from wagtail import urls as wagtail_urls
    from wagtail.admin import urls as wagtailadmin_urls
    from wagtail.documents import urls as wagtaildocs_urls

    urlpatterns = [
        path("admin/", include(wagtailadmin_urls)),
        path("documents/", include(wagtaildocs_urls)),
        path("", include("harmreduction_lms.urls")),
        path("", include(wagtail_urls)),
    ]
    main()
