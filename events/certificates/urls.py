from django.urls import path

from events.certificates import public_views, views

urlpatterns = [
    path("verify/", public_views.verify, name="verify"),
    path("verify/<str:code>/", public_views.verify_certificate, name="verify_certificate"),
    path("verify/<str:code>/sheet/", public_views.print_public, name="print_public_certificate"),
    path("certificates/", views.own_certificates, name="own_certificates"),
    path("certificates/<str:key>/", views.certificate, name="certificate"),
    path("certificates/<str:key>/sheet/", views.print_certificate, name="print_certificate"),
    path("certificates/<str:key>/revoke/", views.revoke_certificate, name="revoke_certificate"),
    path("organise/editions/<str:key>/certificates/", views.edition_certificates, name="edition_certificates"),
    path(
        "organise/editions/<str:key>/certificates/progress/", views.certificates_progress,
        name="certificates_progress",
    ),
    path("organise/editions/<str:key>/certificates/issue/", views.issue_certificates, name="issue_certificates"),
]
