"""References, terms and labels in the admin."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale

from harmreduction_lms.courses.models import Audience, GlossaryTerm, Reference, ReferenceStatus, Topic
from harmreduction_lms.courses.viewsets import viewsets


pytestmark = pytest.mark.django_db


def test_every_snippet_of_the_domain_has_a_viewset() -> None:
    assert {viewset.model for viewset in viewsets} == {Reference, GlossaryTerm, Audience, Topic}


@pytest.mark.parametrize("model", [Reference, GlossaryTerm, Audience, Topic])
def test_editor_lists_and_adds_snippets(admin_client: Client, model: type) -> None:
    for view in ("list", "add"):
        url = reverse(model.snippet_viewset.get_url_name(view))  # type: ignore[attr-defined]
        assert admin_client.get(url).status_code == 200


def test_references_are_found_by_their_words_and_filtered_by_how_they_were_checked(
    admin_client: Client,
) -> None:
    Reference.objects.create(key="E1", citation="Naloxone guidance", status=ReferenceStatus.SEEN)
    Reference.objects.create(key="E2", citation="Naloxone memory", status=ReferenceStatus.RECALLED)
    Reference.objects.create(key="E3", citation="Something else", status=ReferenceStatus.SEEN)
    url = reverse(Reference.snippet_viewset.get_url_name("list"))
    assert keys(admin_client, f"{url}?q=naloxone") == {"E1", "E2"}
    assert keys(admin_client, f"{url}?status=S1") == {"E1", "E3"}


def keys(client: Client, url: str) -> set[str]:
    return {reference.key for reference in client.get(url).context["object_list"]}


def test_choosers_find_references_and_terms(admin_client: Client) -> None:
    Reference.objects.create(key="E1", citation="Naloxone guidance")
    GlossaryTerm.objects.create(
        key="t", term="Tolerance", definition="It falls.", locale=Locale.get_default()
    )
    for model, words in ((Reference, "naloxone"), (GlossaryTerm, "tolerance")):
        url = reverse(model.snippet_viewset.chooser_viewset.get_url_name("choose_results"))
        assert words in admin_client.get(url, {"q": words}).content.decode().lower()


def test_display_address_is_what_a_person_would_read_out() -> None:
    assert Reference(url="https://www.example.org/guidance/").display_url == "example.org/guidance"
    assert Reference(url="").display_url == ""
