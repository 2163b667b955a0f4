"""Small helpers of the course tests."""

import json
import uuid
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


class Words:
    """A component as a higher domain would register one."""

    def __init__(self, words: str) -> None:
        self.words = words

    def render_html(self, parent_context: Any = None) -> str:
        return self.words


def body_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def cold_queries_of(client: Client, url: str) -> int:
    """Queries with nothing cached but what belongs to the site itself."""
    client.get(url)
    cache.clear()
    client.get("/no-such-page/")  # fills the cache of site root paths, as any page before it would
    return queries_of(client, url)


def stream(*blocks: tuple[str, Any]) -> str:
    """A StreamField's value as the database holds it."""
    return json.dumps([{"type": name, "value": value, "id": str(uuid.uuid4())} for name, value in blocks])


def items(*values: Any) -> list[dict[str, Any]]:
    """A ListBlock's value as the database holds it."""
    return [{"type": "item", "value": value, "id": str(uuid.uuid4())} for value in values]
