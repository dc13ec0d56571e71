from django.urls import path

from talent.reviews import assignment_views, panel_views, progress_views, review_views, rules_views

CALL = "calls/<str:key>/"

urlpatterns = [
    path(CALL + "panel/", panel_views.panel, name="panel"),
    path(CALL + "reviewing/start/", panel_views.start_reviewing, name="start_reviewing"),
    path(CALL + "review/", rules_views.call_review, name="call_review"),
    path(CALL + "assignment/", assignment_views.assignment, name="assignment"),
    path("panellists/<str:key>/", rules_views.panel_seat, name="panel_seat"),
    path("panellists/<str:key>/conflicts/", rules_views.declare_conflict, name="declare_conflict"),
    path("panel-conflicts/<str:key>/remove/", rules_views.remove_conflict, name="remove_conflict"),
    path("panellists/<str:key>/remove/", panel_views.remove_panellist, name="remove_panellist"),
    path("panellists/<str:key>/chair/", panel_views.make_chair, name="make_chair"),
    path(
        "panel-invitations/<str:key>/withdraw/", panel_views.withdraw_invitation,
        name="withdraw_panel_invitation",
    ),
    path("reviews/", review_views.my_reviews, name="my_reviews"),
    path("reviews/<str:key>/", review_views.review_page, name="review_page"),
    path("reviews/<str:key>/evidence/<str:question>/", review_views.review_evidence, name="review_evidence"),
    path("reviews/<str:key>/points/", review_views.keep_points, name="keep_points"),
    path("reviews/<str:key>/comment/", review_views.keep_comment, name="keep_comment"),
    path("reviews/<str:key>/submit/", review_views.submit_review, name="submit_review"),
    path("reviews/<str:key>/open-again/", review_views.open_review_again, name="open_review_again"),
    path("reviews/<str:key>/stand-aside/", review_views.stand_aside, name="stand_aside"),
    path(CALL + "reviewing/", progress_views.progress, name="review_progress"),
    path(CALL + "reviewing/remind/", progress_views.remind, name="remind_panel"),
    path("nominations/<str:key>/reviews/", progress_views.nomination_reviews, name="nomination_reviews"),
]
