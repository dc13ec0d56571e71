from django.urls import path, re_path

from events.pictures import views

urlpatterns = [
    re_path(r"^pictures/(?P<digest>[0-9a-f]{64})\.webp$", views.edition_picture, name="edition_picture"),
    path("organise/editions/<str:key>/pictures/", views.edition_pictures, name="edition_pictures"),
    path("organise/pictures/<str:key>/", views.describe_picture, name="describe_picture"),
    path("organise/pictures/<str:key>/earlier/", views.picture_earlier, name="picture_earlier"),
    path("organise/pictures/<str:key>/remove/", views.remove_picture_page, name="remove_picture"),
]
