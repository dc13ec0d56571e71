from django.urls import path

from events.copying import views

urlpatterns = [
    path("organise/editions/<str:key>/copy/", views.copy_edition_page, name="copy_edition"),
]
