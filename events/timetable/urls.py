from django.urls import path

from events.timetable import views

urlpatterns = [
    path("organise/editions/<str:key>/groups/", views.groups, name="groups"),
    path("organise/editions/<str:key>/groups/propose/", views.propose_groups, name="propose_groups"),
    path("organise/editions/<str:key>/groups/store/", views.store_proposal, name="store_groups"),
    path("organise/editions/<str:key>/groups/late/", views.place_late_students, name="place_late_students"),
    path("organise/editions/<str:key>/groups/file/", views.groups_file, name="groups_file"),
    path("organise/registrations/<str:key>/group/", views.move_to_group, name="move_to_group"),
]
