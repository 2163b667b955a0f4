"""Addresses outside the page tree: `path("", include("harmreduction_lms.urls"))` in a site's urls."""

from django.urls import URLPattern

from harmreduction_lms.credits.urls import urlpatterns as credits_urls
from harmreduction_lms.learning.urls import urlpatterns as learning_urls
from harmreduction_lms.quizzes.urls import urlpatterns as quizzes_urls


app_name = "harmreduction_lms"

urlpatterns: list[URLPattern] = [*credits_urls, *learning_urls, *quizzes_urls]
