from django.urls import path

from events.venues import views

urlpatterns = [
    path("organise/editions/<str:key>/venues/", views.edition_venues, name="edition_venues"),
    path("organise/editions/<str:key>/venues/new/", views.new_venue, name="new_venue"),
    path("organise/venues/<str:key>/", views.change_venue, name="change_venue"),
    path("organise/venues/<str:key>/earlier/", views.venue_earlier, name="venue_earlier"),
    path("organise/venues/<str:key>/remove/", views.remove_venue_page, name="remove_venue"),
]
