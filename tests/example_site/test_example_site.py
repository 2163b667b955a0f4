"""The example site as somebody finds it after `make demo`, and what a second run keeps.

It has settings of its own, so everything runs in processes of its own, on a database in a temporary folder.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


ROOT = Path(__file__).resolve().parents[2]
MANAGE = ROOT / "example_site" / "manage.py"

STRICT = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
}


class ExampleSite:
    """Runs commands, and Python inside the site, against one database."""

    def __init__(self, folder: Path) -> None:
        self.environment = {**os.environ, "EXAMPLE_SITE_VAR": str(folder)}
        self.environment.pop("DJANGO_SETTINGS_MODULE", None)

    def run(self, *arguments: str, code: int = 0, text: str = "", **environment: str) -> str:
        result = subprocess.run(
            [sys.executable, str(MANAGE), *arguments],
            env={**self.environment, **environment},
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == code, result.stdout + result.stderr
        return result.stdout + result.stderr

    def ask(self, python: str) -> Any:
        """The value of `answer` after running `python` in the site."""
        program = f"import json\n{python}\nprint('answer:' + json.dumps(answer))"
        lines = self.run("shell", "-c", program).splitlines()
        [answer] = [line.removeprefix("answer:") for line in lines if line.startswith("answer:")]
        return json.loads(answer)

    def get(self, *paths: str, username: str = "") -> dict[str, dict[str, Any]]:
        """Status, headers and text of pages, anonymous or as somebody."""
        return self.ask(
            f"""
from django.contrib.auth import get_user_model
from django.test import Client
client = Client(HTTP_HOST="localhost")
if {username!r}:
    user = get_user_model().objects.get(username={username!r})
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
answer = {{}}
for path in {paths!r}:
    response = client.get(path)
    headers, text = dict(response.headers), response.content.decode()
    answer[path] = {{"status": response.status_code, "headers": headers, "text": text}}
"""
        )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> ExampleSite:
    site = ExampleSite(tmp_path_factory.mktemp("example"))
    output = site.run("demo", "--port", "8123")
    assert "http://localhost:8123/admin/" in output
    assert "demo-educator-2026" in output
    return site


def test_migrations_are_complete(site: ExampleSite) -> None:
    assert "No changes detected" in site.run("makemigrations", "--check", "--dry-run", "home")


def test_the_site_passes_its_checks(site: ExampleSite) -> None:
    assert "no issues" in site.run("check")


def test_public_pages_are_there_under_the_strict_policy(site: ExampleSite) -> None:
    paths = [
        "/",
        "/learn/",
        "/learn/overdose/",
        "/learn/?q=naloxone",
        "/accounts/login/",
        "/accounts/signup/",
    ]
    paths += ["/verify/", "/learn/overdose/responding/recognise-and-respond/"]
    for path, page in site.get(*paths).items():
        assert page["status"] == 200, path
        policy = page["headers"]["Content-Security-Policy"]
        assert set(policy.split("; ")) >= STRICT, path
        assert "unsafe" not in policy
        assert "example_site/tokens.css" in page["text"], f"{path} does not go through the overridden base"


def test_overdose_now_leads_to_a_lesson(site: ExampleSite) -> None:
    link = "/learn/overdose/responding/recognise-and-respond/"
    page = site.get("/")["/"]
    assert f'class="hr-sos" href="{link}"' in page["text"]


def test_the_footer_offers_to_sign_in_or_out_only_where_pages_are_private(site: ExampleSite) -> None:
    into, out = 'href="/accounts/login/"', 'href="/accounts/logout/"'
    visitor = site.get("/learn/", "/accounts/login/")
    assert all(into in page["text"] and out not in page["text"] for page in visitor.values())
    learner = site.get("/me/", "/learn/", username="clinician")
    assert out in learner["/me/"]["text"]
    assert into not in learner["/me/"]["text"]
    assert learner["/learn/"]["text"] == visitor["/learn/"]["text"]


def test_an_address_with_nothing_says_so_and_leads_on(site: ExampleSite) -> None:
    status, text = site.ask(
        """
from django.test import Client, override_settings
with override_settings(DEBUG=False):
    response = Client(HTTP_HOST="localhost").get("/nothing-here/")
answer = [response.status_code, response.content.decode()]
"""
    )
    assert status == 404
    assert "There is nothing at this address" in text
    assert 'href="/learn/"' in text


def test_only_the_admin_gets_the_policy_that_wagtail_needs(site: ExampleSite) -> None:
    pages = site.get("/admin/", "/admin/pages/", "/learn/overdose/", username="educator")
    assert "'unsafe-inline'" in pages["/admin/"]["headers"]["Content-Security-Policy"]
    assert "unsafe" not in pages["/learn/overdose/"]["headers"]["Content-Security-Policy"]
    assert "default-src 'none'" in pages["/admin/"]["headers"]["Content-Security-Policy"]


def test_people_may_do_what_they_are_there_for(site: ExampleSite) -> None:
    answer = site.ask(
        """
from django.contrib.auth import get_user_model
from wagtail.models import Page
from harmreduction_lms.pages.models import CoursePage
people = {user.username: user for user in get_user_model().objects.all()}
course = CoursePage.objects.get()
home = Page.objects.get(depth=2)
rights = ["wagtailadmin.access_admin", "harmreduction_lms.publish_question",
          "harmreduction_lms.change_activityapproval", "harmreduction_lms.view_creditaward",
          "harmreduction_lms.view_quizattempt", "harmreduction_lms.change_creditaward"]
answer = {name: [user.has_perm(right) for right in rights] for name, user in people.items()}
answer["pages"] = {name: [page.permissions_for_user(user).can_edit() for page in (course, home)]
                   for name, user in people.items()}
answer["profile"] = people["clinician"].learner_profile.printed_name
"""
    )
    assert answer["educator"] == [True, True, False, False, True, False]
    assert answer["manager"] == [True, False, True, True, True, False]
    assert answer["clinician"] == [False] * 6
    assert answer["pages"] == {
        "admin": [True, True],
        "educator": [True, False],
        "manager": [False, False],
        "clinician": [False, False],
    }
    assert answer["profile"] == "Noor Haddad, RN"


def test_whatever_is_fictional_says_so(site: ExampleSite) -> None:
    answer = site.ask(
        """
from harmreduction_lms.models import AccreditingBody, ActivityApproval, CreditType, Person
models = (AccreditingBody, ActivityApproval, Person)
answer = {
    "marked": all(row.is_fictional for model in models for row in model.objects.all()),
    "named": [body.name for body in AccreditingBody.objects.all()],
    "open_to": {kind.name: kind.professions for kind in CreditType.objects.all()},
    "maxima": sorted(str(approval.designated_maximum) for approval in ActivityApproval.objects.all()),
}
"""
    )
    assert answer["marked"]
    assert answer["named"] == ["Fictional Academy of Example Teamwork", "Fictional Board of Example Nursing"]
    assert answer["open_to"] == {
        "Fictional interprofessional credit": [],
        "Fictional nursing contact hours": ["nurse"],
    }
    assert answer["maxima"] == ["1.50", "1.50"]
    assert "Fictional" in site.get("/learn/overdose/")["/learn/overdose/"]["text"]


def test_a_second_run_keeps_what_was_entered(site: ExampleSite) -> None:
    site.ask(
        """
from django.contrib.auth import get_user_model
from harmreduction_lms.credits.models import ActivityApproval
from harmreduction_lms.pages.models import LessonPage
user = get_user_model().objects.get(username="manager")
user.set_password("something else entirely")
user.save()
user.groups.get(name="Managers").permissions.clear()
lesson = LessonPage.objects.get(slug="products")
lesson.title = "Products, as our clinic has them"
lesson.save_revision().publish()
LessonPage.objects.get(slug="asking").unpublish()
ActivityApproval.objects.get(approval_number="EX-2026-0418").delete()
answer = None
"""
    )
    site.run("demo", "--port", "8123")
    answer = site.ask(
        """
from django.contrib.auth import get_user_model
from harmreduction_lms.credits.models import ActivityApproval
from harmreduction_lms.pages.models import CoursePage, LessonPage
user = get_user_model().objects.get(username="manager")
answer = [
    user.check_password("something else entirely"),
    user.groups.get(name="Managers").permissions.count(),
    LessonPage.objects.get(slug="products").title,
    LessonPage.objects.get(slug="asking").live,
    ActivityApproval.objects.count(),
    CoursePage.objects.count(),
    get_user_model().objects.count(),
]
"""
    )
    assert answer == [True, 0, "Products, as our clinic has them", False, 1, 1, 4]


def test_the_first_run_makes_keys_and_later_ones_keep_them(site: ExampleSite) -> None:
    path = Path(site.environment["EXAMPLE_SITE_VAR"]) / "keyring.json"
    keys = path.read_text()
    assert path.stat().st_mode & 0o077 == 0
    site.run("demo", "--port", "8123")
    assert path.read_text() == keys
    site.run("check", "--fail-level", "WARNING")


def test_links_of_the_admin_name_the_port_the_demo_is_served_at() -> None:
    plan = subprocess.run(
        ["make", "--dry-run", "demo", "PORT=8123"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "BASE_URL=http://localhost:8123 exec" in plan.stdout


def test_demo_people_are_not_made_on_a_site_without_debug(site: ExampleSite) -> None:
    output = site.run("demo", code=1, DEBUG="0", SECRET_KEY="a secret of the test")
    assert "only made while DEBUG is on" in output
