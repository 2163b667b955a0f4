"""Addresses of quizzes: private to the signed-in learner, but for check-yourself quizzes."""

from django.urls import path

from harmreduction_lms.quizzes import public_views, views


urlpatterns = [
    path("check-yourself/<uuid:quiz_key>/", public_views.check_yourself, name="check_yourself"),
    path("me/quizzes/<uuid:quiz_key>/", views.quiz_start, name="quiz_start"),
    path("me/quizzes/<uuid:quiz_key>/start/", views.start, name="start_attempt"),
    path("me/attempts/<uuid:uuid>/", views.attempt, name="attempt"),
    path("me/attempts/<uuid:uuid>/overview/", views.attempt_overview, name="attempt_overview"),
    path("me/attempts/<uuid:uuid>/save/", views.save, name="save_answer"),
    path("me/attempts/<uuid:uuid>/result/", views.attempt_result, name="attempt_result"),
]
