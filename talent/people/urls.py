from django.urls import path

from talent.people import consent_views

urlpatterns = [
    path("consent/<str:token>/", consent_views.consent, name="consent"),
]
