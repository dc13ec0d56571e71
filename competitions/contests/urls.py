from django.urls import path

from competitions.contests import entry_views, views

urlpatterns = [
    path("contests/", views.contests, name="contests"),
    path("editions/<slug:key>/contests/new/", views.new_contest, name="new_contest"),
    path("contests/<slug:key>/", views.contest, name="contest"),
    path("contests/<slug:key>/title/", views.change_contest, name="change_contest"),
    path("contests/<slug:key>/problems/", views.add_problems, name="add_problems"),
    path("contests/problem/<slug:key>/", views.change_problem, name="change_problem"),
    path("contests/problem/<slug:key>/remove/", views.remove_problem, name="remove_problem"),
    path("contests/<slug:key>/jury/", views.add_juror, name="add_juror"),
    path("contests/seat/<slug:key>/", views.change_juror, name="change_juror"),
    path("contests/seat/<slug:key>/remove/", views.remove_juror, name="remove_juror"),
    path("contests/<slug:key>/begin-marking/", views.begin_marking, name="begin_marking"),
    path("contests/<slug:key>/back-to-preparation/", views.back_to_preparation, name="back_to_preparation"),
    path("contests/<slug:key>/close-marking/", views.bring_before_jury, name="bring_before_jury"),
    path("contests/<slug:key>/reopen-marking/", views.reopen_marking, name="reopen_marking"),
    path("contests/<slug:key>/contestants/", entry_views.entries, name="entries"),
    path("contests/<slug:key>/contestants/registered/", entry_views.enter_registered, name="enter_registered"),
    path("contests/<slug:key>/contestants/file/", entry_views.bring_entries, name="bring_entries"),
    path("contests/<slug:key>/contestants/file/<slug:upload>/", entry_views.preview_entries, name="preview_entries"),
    path("contests/contestant/<slug:key>/", entry_views.entry, name="entry"),
    path("contests/contestant/<slug:key>/withdraw/", entry_views.withdraw_entry, name="withdraw_entry"),
    path("contests/contestant/<slug:key>/enter-again/", entry_views.enter_again, name="enter_again"),
]
