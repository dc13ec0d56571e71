from django.urls import path

from events.calling_off import views

urlpatterns = [
    path("organise/editions/<str:key>/cancel/", views.cancel_edition_page, name="cancel_edition"),
    path("organise/editions/<str:key>/dates/", views.postpone_edition, name="postpone_edition"),
    path("organise/editions/<str:key>/dates/back/", views.move_edition_back, name="move_edition_back"),
]
