"""What the search fields of our own page types let a visitor find."""

import pytest
from django.test import Client

from tests import factories


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("words", "fields"),
    [
        ("breathing", {"lede": "Keep someone breathing"}),
        ("pharmacists", {"who_for": "For pharmacists"}),
        ("tolerance", {"objectives": [("objective", "Explain tolerance")]}),
    ],
)
def test_course_is_found_by_what_it_says_of_itself(client: Client, words: str, fields: dict) -> None:
    catalogue = factories.make_catalogue()
    course = factories.make_course(parent=catalogue, modules=0, **fields)
    factories.make_course(parent=catalogue, modules=0)
    found = client.get(catalogue.url, {"q": words}).context["courses"]
    assert list(found) == [course]
