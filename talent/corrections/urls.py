from django.urls import path

from talent.corrections import views

urlpatterns = [
    path("nominations/<str:key>/ask-correction/", views.ask_correction, name="ask_correction"),
    path("questions/<str:key>/ask-anew/", views.ask_question_anew, name="ask_question_anew"),
    path("corrections/<str:key>/", views.correction_page, name="correction"),
    path("corrections/<str:key>/answer/", views.answer_correction, name="answer_correction"),
    path("corrections/<str:key>/accept/", views.accept_correction, name="accept_correction"),
    path("corrections/<str:key>/again/", views.ask_correction_again, name="ask_correction_again"),
    path("corrections/<str:key>/withdraw/", views.withdraw_correction, name="withdraw_correction"),
    path("corrections/<str:key>/before/<str:question>/", views.old_evidence, name="old_evidence"),
]
