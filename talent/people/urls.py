from django.urls import path

from talent.people import consent_views, school_consent_views

urlpatterns = [
    path("consent/<str:token>/", consent_views.consent, name="consent"),
    path("consent/<str:token>/new-link/", consent_views.consent_new_link, name="consent_new_link"),
    path("consent/<str:token>/change/<slug:slug>/", consent_views.consent_change, name="consent_change"),
    path("schools/<str:key>/consents/", school_consent_views.school_consents, name="school_consents"),
    path("schools/<str:key>/consents/print/", school_consent_views.print_consents, name="print_consents"),
    path("consents/<str:key>/", school_consent_views.school_consent, name="school_consent"),
    path("consents/<str:key>/<str:who>/again/", school_consent_views.ask_again, name="ask_consent_again"),
    path("consents/<str:key>/<str:who>/print/", school_consent_views.print_consent, name="print_consent"),
    path("consents/<str:key>/<str:who>/paper/", school_consent_views.record_paper, name="record_paper"),
    path("consents/<str:key>/papers/<str:paper>/", school_consent_views.signed_paper, name="signed_paper"),
]
