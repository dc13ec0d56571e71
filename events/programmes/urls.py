from django.urls import path

from events.programmes import public_views, state_views, views

urlpatterns = [
    path("editions/", public_views.editions, name="editions"),
    path("editions/<slug:slug>/", public_views.edition_page, name="edition_page"),
    path("editions/<slug:slug>/calendar.ics", public_views.edition_calendar_file, name="edition_calendar"),
    path("organise/", views.my_editions, name="my_editions"),
    path("organise/new/", views.choose_programme, name="choose_programme"),
    path("organise/programmes/new/", views.new_programme, name="new_programme"),
    path("organise/programmes/<str:key>/editions/new/", views.new_edition, name="new_edition"),
    path("organise/editions/<str:key>/", views.edition_home, name="edition_home"),
    path("organise/editions/<str:key>/change/", views.edit_edition, name="edit_edition"),
    path("organise/editions/<str:key>/publish/", state_views.publish_edition, name="publish_edition"),
    path("organise/editions/<str:key>/unpublish/", state_views.unpublish_edition, name="unpublish_edition"),
    path("organise/editions/<str:key>/close/", state_views.close_edition, name="close_edition"),
    path("organise/editions/<str:key>/archive/", state_views.archive_edition, name="archive_edition"),
    path("organise/editions/<str:key>/team/", views.edition_team, name="edition_team"),
    path(
        "organise/editions/<str:key>/team/<str:member>/remove/", views.remove_from_team, name="remove_from_team"
    ),
]
