"""Puts the reports into Wagtail's admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from harmreduction_lms.quizzes.reports.views import (
    NAMESPACE,
    QuestionView,
    QuizListView,
    QuizView,
    StatisticsMixin,
)


class StatisticsMenuItem(MenuItem):
    """Shown to whoever may open it."""

    def is_shown(self, request: HttpRequest) -> bool:
        policy = StatisticsMixin.permission_policy
        return policy.user_has_permission(request.user, StatisticsMixin.permission_required)


class QuizStatisticsViewSet(ViewSet):
    """Quiz statistics below `/admin/learning/`."""

    name = NAMESPACE
    url_prefix = "learning/quiz-statistics"
    icon = "table"
    menu_label = _("Quiz statistics")
    menu_name = "quiz-statistics"
    menu_order = 560
    menu_item_class = StatisticsMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", QuizListView.as_view(), name="index"),
            path("results/", QuizListView.as_view(results_only=True), name="index_results"),
            path("<uuid:quiz_key>/", QuizView.as_view(), name="quiz"),
            path("<uuid:quiz_key>/<uuid:question_key>/", QuestionView.as_view(), name="question"),
        ]


viewsets: tuple[Any, ...] = (QuizStatisticsViewSet(),)
