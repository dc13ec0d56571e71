"""Every room's addresses, gathered."""

from django.urls import include, path

urlpatterns = [
    path("", include("core.pages.urls")),
    path("", include("core.accounts.urls")),
    path("", include("core.audit.urls")),
    path("", include("core.mail.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("talent.institutions.urls")),
    path("", include("talent.people.urls")),
    path("", include("talent.calls.urls")),
    path("", include("talent.nominations.urls")),
    path("", include("talent.recommendations.urls")),
    path("", include("talent.corrections.urls")),
    path("", include("talent.reviews.urls")),
    path("", include("talent.selection.urls")),
    path("", include("talent.offers.urls")),
    path("", include("talent.retention.urls")),
    path("", include("events.programmes.urls")),
    path("", include("events.copying.urls")),
    path("", include("events.venues.urls")),
    path("", include("events.pictures.urls")),
    path("", include("events.registration.urls")),
    path("", include("events.payments.urls")),
    path("", include("events.calling_off.urls")),
    path("", include("events.timetable.urls")),
    path("", include("events.certificates.urls")),
    path("", include("events.season.urls")),
    path("", include("competitions.contests.urls")),
    path("", include("competitions.marking.urls")),
    path("", include("competitions.results.urls")),
]
