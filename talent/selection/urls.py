from django.urls import path

from talent.selection import checking_views, closing_views, meeting_views, proposal_views

CALL = "calls/<str:key>/"

urlpatterns = [
    path(CALL + "reviewing/close/", closing_views.close_reviews, name="close_reviews"),
    path(CALL + "reviewing/open-again/", closing_views.reopen_reviews, name="reopen_reviews"),
    path(CALL + "proposal/", proposal_views.proposal, name="proposal"),
    path(CALL + "proposal/what-if/", checking_views.what_if, name="what_if"),
    path(CALL + "proposal/report/", checking_views.report, name="selection_report"),
    path(CALL + "proposal/nominations.csv", checking_views.nominations_file, name="selection_nominations"),
    path(CALL + "proposal/quotas.toml", checking_views.quotas_file, name="selection_quotas"),
    path(CALL + "proposal/<str:nomination>/ruling/", checking_views.rule_on, name="rule_on"),
    path(CALL + "proposal/<str:nomination>/ruling/lift/", checking_views.lift_ruling, name="lift_ruling"),
    path(CALL + "proposal/again/", proposal_views.propose_again, name="propose_again"),
    path(CALL + "proposal/decide/", proposal_views.decide, name="decide"),
    path(CALL + "proposal/<str:nomination>/adjust/", proposal_views.adjust, name="adjust_standing"),
    path(CALL + "proposal/<str:nomination>/undo/", proposal_views.undo_adjustment, name="undo_adjustment"),
    path(CALL + "meeting/", meeting_views.panel_meeting, name="panel_meeting"),
    path(CALL + "meeting/record/", meeting_views.record_meeting, name="record_meeting"),
    path(CALL + "meeting/<str:nomination>/", meeting_views.discuss, name="discuss"),
    path("panel-meetings/<str:key>/", meeting_views.meeting_record, name="meeting_record"),
]
