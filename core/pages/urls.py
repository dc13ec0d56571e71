from django.urls import path
from django.views.i18n import set_language

from core.accounts.access import public
from core.pages import views

urlpatterns = [
    path("", views.home, name="home"),
    path("me/", views.personal_settings, name="personal_settings"),
    path("language/", public(set_language), name="set_language"),
    path("healthy", views.healthy, name="healthy"),
]
