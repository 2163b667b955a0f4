"""Addresses of a learner's own pages, included in the namespace `harmreduction_lms`."""

from django.urls import path

from harmreduction_lms.learning import views


urlpatterns = [
    path("me/", views.my_learning, name="my_learning"),
    path("me/courses/<uuid:course_key>/", views.my_course, name="my_course"),
    path("me/courses/<uuid:course_key>/enrol/", views.enrol, name="enrol"),
    path("me/courses/<uuid:course_key>/again/", views.take_again, name="take_again"),
    path("me/courses/<uuid:course_key>/state.json", views.learner_state, name="learner_state"),
    path("me/courses/<uuid:course_key>/evaluation/", views.evaluation, name="evaluation"),
    path("me/steps/<uuid:step_key>/done/", views.complete_step, name="complete_step"),
    path("me/seat-time/", views.seat_time, name="seat_time"),
]
