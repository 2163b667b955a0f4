"""A format of a site's own, as plain as can be, and the people who import."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from PIL import Image as PILImage
from wagtail import hooks
from wagtail.models import Locale

from harmreduction_lms.quizzes.exchange.audit_log import register_log_actions
from harmreduction_lms.quizzes.exchange.base import (
    ExchangeFormat,
    ExchangeItem,
    Picture,
    ReadResult,
    Refusal,
    UnreadableFile,
    WrittenFile,
    exchange_formats,
)
from harmreduction_lms.quizzes.import_views.hooks import register_admin_urls
from tests import factories


# The same once more where `wagtail_hooks` has them: registered before any test asks for an address.
for _name, _hook in (
    ("register_log_actions", register_log_actions),
    ("register_admin_urls", register_admin_urls),
):
    if _hook not in hooks.get_hooks(_name):
        hooks.register(_name, _hook)


class JsonFormat(ExchangeFormat):
    """Items as a JSON list. Holds no pictures and says so; an entry that is no object is refused."""

    name = "test-json"
    label = "Test JSON"
    extensions = ("testjson",)

    def read(self, name: str, content: bytes) -> ReadResult:
        try:
            entries = json.loads(content)
        except ValueError as error:
            raise UnreadableFile("This file is not JSON. Export it again.") from error
        result = ReadResult()
        for number, entry in enumerate(entries, start=1):
            where = f"entry {number}"
            if isinstance(entry, dict):
                lists = {key: tuple(entry[key]) for key in ("hints", "tags", "notes") if key in entry}
                result.items.append(ExchangeItem(**{**entry, **lists, "where": where}))
            else:
                result.refused.append(Refusal(where, "An entry must be an object."))
        return result

    def write(self, items: Sequence[ExchangeItem]) -> WrittenFile:
        kept = [item for item in items if item.picture is None]
        refused = [Refusal(item.title, "No pictures here.") for item in items if item.picture]
        return WrittenFile(file_of(*kept), refused)


def file_of(*items: Any) -> bytes:
    """A file of this format; anything that is no item stands in it as it is."""
    entries = [asdict(item) if isinstance(item, ExchangeItem) else item for item in items]
    return json.dumps(entries).encode()


def item_of(kind: str = "true_false", **fields: Any) -> ExchangeItem:
    """A question as a format would read it."""
    defaults: dict[str, Any] = {
        "kind": kind,
        "title": f"About {kind}",
        "stem": f"<p>What helps first, asked as {kind}?</p>",
        "answer": factories.ANSWERS[kind],
        "rationale": "<p>Breathing comes first.</p>",
        "where": "line 1",
    }
    return ExchangeItem(**{**defaults, **fields})


def one_of_each() -> list[ExchangeItem]:
    """A question of every kind that needs no picture."""
    return [
        item_of(kind, where=f"line {line}")
        for line, kind in enumerate(factories.ANSWERS, start=1)
        if kind != "image_choice"
    ]


def picture_of(colour: str = "red", *, alt: str = "A nasal spray in its package.") -> Picture:
    drawn = BytesIO()
    PILImage.new("RGB", (40, 30), colour).save(drawn, "PNG")
    return Picture(f"{colour}.png", drawn.getvalue(), alt)


@pytest.fixture(autouse=True)
def json_format() -> Iterator[JsonFormat]:
    yield exchange_formats.register(JsonFormat.name, JsonFormat())
    exchange_formats.unregister(JsonFormat.name)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def locale(db: None) -> Locale:
    return Locale.get_default()


def make_person(*rights: str) -> Any:
    """Somebody who may use the admin, with these rights on questions."""
    person = factories.make_learner(is_staff=True)
    names = ["access_admin", *(f"{right}_question" for right in rights)]
    person.user_permissions.set(Permission.objects.filter(codename__in=names))
    return person


@pytest.fixture
def editor(client: Client, db: None) -> Client:
    client.force_login(factories.make_learner(is_superuser=True, is_staff=True))
    return client
