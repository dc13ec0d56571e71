from django.urls import path

from talent.selection import closing_views, meeting_views, proposal_views

CALL = "calls/<str:key>/"

urlpatterns = [
    path(CALL + "reviewing/close/", closing_views.close_reviews, name="close_reviews"),
    path(CALL + "reviewing/open-again/", closing_views.reopen_reviews, name="reopen_reviews"),
    path(CALL + "proposal/", proposal_views.proposal, name="proposal"),
    path(CALL + "proposal/again/", proposal_views.propose_again, name="propose_again"),
    path(CALL + "proposal/decide/", proposal_views.decide, name="decide"),
    path(CALL + "proposal/<str:nomination>/adjust/", proposal_views.adjust, name="adjust_standing"),
    path(CALL + "proposal/<str:nomination>/undo/", proposal_views.undo_adjustment, name="undo_adjustment"),
    path(CALL + "meeting/", meeting_views.panel_meeting, name="panel_meeting"),
    path(CALL + "meeting/record/", meeting_views.record_meeting, name="record_meeting"),
    path(CALL + "meeting/<str:nomination>/", meeting_views.discuss, name="discuss"),
    path("panel-meetings/<str:key>/", meeting_views.meeting_record, name="meeting_record"),
]
