from django.urls import path

from core.audit import views

urlpatterns = [
    path("audit/", views.audit, name="audit"),
    path("audit/readings/", views.readings, name="readings"),
]
