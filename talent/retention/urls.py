from django.urls import path

from talent.retention import views

urlpatterns = [
    path("erasures/", views.erasures, name="erasures"),
    path("erasures/<str:key>/", views.erasure, name="erasure"),
    path("erasures/<str:key>/grant/", views.grant_erasure, name="grant_erasure"),
    path("erasures/<str:key>/refuse/", views.refuse_erasure, name="refuse_erasure"),
    path("record/by-link/<str:token>/erase/", views.ask_erasure, name="ask_erasure"),
    path("record/by-link/<str:token>/keep/", views.keep_record_longer, name="keep_record_longer"),
]
