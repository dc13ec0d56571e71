from django.urls import path

from core.mail import views

urlpatterns = [
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/<slug:key>/", views.message, name="message"),
    path("outbox/<slug:key>/send-again/", views.send_message_again, name="send_message_again"),
]
