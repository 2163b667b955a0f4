"""Addresses of credits; included by `harmreduction_lms.urls`."""

from django.urls import path

from harmreduction_lms.credits import views


urlpatterns = [
    path("me/profile/", views.profile, name="profile"),
    path("me/courses/<uuid:course_key>/credit/", views.claim_credit, name="claim_credit"),
    path("me/courses/<uuid:course_key>/certificate/", views.issue_certificate, name="issue_certificate"),
    path("me/transcript/", views.transcript, name="transcript"),
    path("me/statements/<str:number>/", views.statement, name="statement"),
    path("me/statements/<str:number>/pdf/", views.statement_pdf, name="statement_pdf"),
    path("me/certificates/<str:number>/", views.certificate, name="certificate"),
    path("me/certificates/<str:number>/pdf/", views.certificate_pdf, name="certificate_pdf"),
    path("verify/", views.verify, name="verify"),
    path("verify/<str:code>/", views.verify_code, name="verify_code"),
]
