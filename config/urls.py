"""Every room's addresses, gathered."""

from django.urls import include, path

urlpatterns = [
    path("", include("core.pages.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("talent.people.urls")),
]
