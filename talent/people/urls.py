from django.urls import path

from talent.people import consent_views

urlpatterns = [
    path("consent/<str:token>/", consent_views.consent, name="consent"),
    path("consent/<str:token>/new-link/", consent_views.consent_new_link, name="consent_new_link"),
    path("consent/<str:token>/change/<slug:slug>/", consent_views.consent_change, name="consent_change"),
]
