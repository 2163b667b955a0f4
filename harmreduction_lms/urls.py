"""Addresses outside the page tree: `path("", include("harmreduction_lms.urls"))` in a site's urls."""

from django.urls import URLPattern


app_name = "harmreduction_lms"

urlpatterns: list[URLPattern] = []
