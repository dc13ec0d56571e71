from django.urls import path

from core.accounts import views

urlpatterns = [
    path("first-run/", views.first_run, name="first_run"),
    path("demonstration/<slug:key>/sign-in/", views.demonstration_sign_in, name="demonstration_sign_in"),
    path("users/", views.users, name="users"),
    path("users/<slug:key>/", views.user, name="user"),
    path("users/<slug:key>/close/", views.close_account, name="close_account"),
    path("users/<slug:key>/reopen/", views.reopen_account, name="reopen_account"),
    path("users/<slug:key>/join-secretariat/", views.join_secretariat, name="join_secretariat"),
    path("users/<slug:key>/leave-secretariat/", views.leave_secretariat, name="leave_secretariat"),
]
