"""Addresses outside the page tree. A site includes this once: `path("", include("harmreduction_lms.urls"))`."""

from django.urls import URLPattern


app_name = "harmreduction_lms"

urlpatterns: list[URLPattern] = []
