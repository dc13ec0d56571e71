from django.urls import path

from talent.calls.views import calls, content, public

urlpatterns = [
    path("calls/", public.call_list, name="call_list"),
    path("calls/mine/", calls.own_calls, name="own_calls"),
    path("calls/new/", calls.new_call, name="new_call"),
    path("calls/<str:key>/", public.call_page, name="call_page"),
    path("calls/<str:key>/deadlines.ics", public.call_calendar, name="call_calendar"),
    path("calls/<str:key>/organise/", calls.organise_call, name="organise_call"),
    path("calls/<str:key>/when/", calls.call_when, name="call_when"),
    path("calls/<str:key>/who/", calls.call_who, name="call_who"),
    path("calls/<str:key>/questions/", content.call_questions, name="call_questions"),
    path("calls/<str:key>/questions/new/", content.new_question, name="new_question"),
    path("calls/<str:key>/rubric/", content.call_rubric, name="call_rubric"),
    path("calls/<str:key>/rubric/new/", content.new_criterion, name="new_criterion"),
    path("calls/<str:key>/consents/", content.call_consents, name="call_consents"),
    path("calls/<str:key>/hosts/", content.change_hosts, name="change_hosts"),
    path("calls/<str:key>/places/", content.call_places, name="call_places"),
    path("calls/<str:key>/quotas/", content.change_quotas, name="change_quotas"),
    path("calls/<str:key>/preview/", calls.call_preview, name="call_preview"),
    path("calls/<str:key>/publish/", calls.publish_call, name="publish_call"),
    path("calls/<str:key>/unpublish/", calls.unpublish_call, name="unpublish_call"),
    path("calls/<str:key>/close/", calls.close_call, name="close_call"),
    path("calls/<str:key>/reopen/", calls.reopen_call, name="reopen_call"),
    path("calls/<str:key>/copy/", calls.copy_of_call, name="copy_call"),
    path("questions/<str:key>/", content.edit_question, name="edit_question"),
    path("questions/<str:key>/move/", content.move_question, name="move_question"),
    path("questions/<str:key>/remove/", content.remove_question, name="remove_question"),
    path("criteria/<str:key>/", content.edit_criterion, name="edit_criterion"),
    path("criteria/<str:key>/move/", content.move_criterion, name="move_criterion"),
    path("criteria/<str:key>/remove/", content.remove_criterion, name="remove_criterion"),
]
