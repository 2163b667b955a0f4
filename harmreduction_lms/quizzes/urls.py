"""Addresses of quizzes, all private to the signed-in learner."""

from django.urls import path

from harmreduction_lms.quizzes import views


urlpatterns = [
    path("me/quizzes/<uuid:quiz_key>/", views.quiz_start, name="quiz_start"),
    path("me/quizzes/<uuid:quiz_key>/start/", views.start, name="start_attempt"),
    path("me/attempts/<uuid:uuid>/", views.attempt, name="attempt"),
    path("me/attempts/<uuid:uuid>/overview/", views.attempt_overview, name="attempt_overview"),
    path("me/attempts/<uuid:uuid>/save/", views.save, name="save_answer"),
    path("me/attempts/<uuid:uuid>/result/", views.attempt_result, name="attempt_result"),
]
