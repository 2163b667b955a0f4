"""Addresses of credits; included by `harmreduction_lms.urls`."""

from django.urls import path

from harmreduction_lms.credits import views


urlpatterns = [
    path("me/profile/", views.profile, name="profile"),
    path("me/licences/", views.licences, name="licences"),
    path("me/licences/<str:jurisdiction>/<slug:profession>/", views.licence, name="licence"),
    path(
        "me/licences/<str:jurisdiction>/<slug:profession>/delete/",
        views.delete_licence,
        name="delete_licence",
    ),
    path("me/consents/", views.consents, name="consents"),
    path("me/elsewhere/", views.elsewhere, name="elsewhere"),
    path("me/elsewhere/<uuid:uuid>/", views.elsewhere_entry, name="elsewhere_entry"),
    path("me/elsewhere/<uuid:uuid>/delete/", views.delete_elsewhere, name="delete_elsewhere"),
    path("me/data/", views.my_data, name="my_data"),
    path("me/data/download/", views.download_my_data, name="download_my_data"),
    path("me/data/erase/", views.erase_me, name="erase_me"),
    path("me/data/erased/<str:token>/", views.erased, name="erased"),
    path("me/courses/<uuid:course_key>/credit/", views.claim_credit, name="claim_credit"),
    path("me/courses/<uuid:course_key>/certificate/", views.issue_certificate, name="issue_certificate"),
    path("me/transcript/", views.transcript, name="transcript"),
    path("me/transcript/nmc/", views.nmc_record, name="nmc_record"),
    path("me/transcript/file/<slug:form>/", views.transcript_file, name="transcript_file"),
    path("me/statements/<str:number>/", views.statement, name="statement"),
    path("me/statements/<str:number>/pdf/", views.statement_pdf, name="statement_pdf"),
    path("me/statements/<str:number>/badge/", views.badge, name="badge"),
    path("me/statements/<str:number>/badge/<slug:form>/", views.badge_file, name="badge_file"),
    path("me/certificates/<str:number>/", views.certificate, name="certificate"),
    path("me/certificates/<str:number>/pdf/", views.certificate_pdf, name="certificate_pdf"),
    path("credentials/did.json", views.badge_issuer, name="badge_issuer"),
    path("credentials/status/<int:number>/", views.badge_status, name="badge_status"),
    path("verify/", views.verify, name="verify"),
    path("verify/<str:code>/", views.verify_code, name="verify_code"),
]
