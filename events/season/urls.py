from django.urls import path

from events.season import views

urlpatterns = [
    path("season/", views.season_list, name="season"),
    path("season/month/", views.season_month, name="season_month"),
    path("season/calendar.ics", views.season_feed_file, name="season_feed"),
]
