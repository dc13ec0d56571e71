from django.urls import path

from talent.selection import offer_views, panel_views, progress_views, proposal_views, review_views

CALL = "calls/<str:key>/"

urlpatterns = [
    path(CALL + "panel/", panel_views.panel, name="panel"),
    path(CALL + "reviewing/start/", panel_views.start_reviewing, name="start_reviewing"),
    path("panellists/<str:key>/remove/", panel_views.remove_panellist, name="remove_panellist"),
    path("panellists/<str:key>/chair/", panel_views.make_chair, name="make_chair"),
    path(
        "panel-invitations/<str:key>/withdraw/", panel_views.withdraw_invitation,
        name="withdraw_panel_invitation",
    ),
    path("reviews/", review_views.my_reviews, name="my_reviews"),
    path("reviews/<str:key>/", review_views.review_page, name="review_page"),
    path("reviews/<str:key>/points/", review_views.keep_points, name="keep_points"),
    path("reviews/<str:key>/comment/", review_views.keep_comment, name="keep_comment"),
    path("reviews/<str:key>/submit/", review_views.submit_review, name="submit_review"),
    path("reviews/<str:key>/open-again/", review_views.open_review_again, name="open_review_again"),
    path("reviews/<str:key>/stand-aside/", review_views.stand_aside, name="stand_aside"),
    path(CALL + "reviewing/", progress_views.progress, name="review_progress"),
    path(CALL + "reviewing/remind/", progress_views.remind, name="remind_panel"),
    path(CALL + "reviewing/close/", progress_views.close_reviews, name="close_reviews"),
    path(CALL + "reviewing/open-again/", progress_views.reopen_reviews, name="reopen_reviews"),
    path("nominations/<str:key>/reviews/", progress_views.nomination_reviews, name="nomination_reviews"),
    path(CALL + "proposal/", proposal_views.proposal, name="proposal"),
    path(CALL + "proposal/again/", proposal_views.propose_again, name="propose_again"),
    path(CALL + "proposal/decide/", proposal_views.decide, name="decide"),
    path(CALL + "proposal/<str:nomination>/adjust/", proposal_views.adjust, name="adjust_standing"),
    path(CALL + "proposal/<str:nomination>/undo/", proposal_views.undo_adjustment, name="undo_adjustment"),
    path(CALL + "offers/", offer_views.call_offers, name="call_offers"),
    path(CALL + "offers/send/", offer_views.send_offers, name="send_offers"),
    path("nominations/<str:key>/offer-again/", offer_views.offer_again, name="offer_again"),
    path("offers/<str:key>/take-back/", offer_views.take_back, name="take_back_offer"),
    path("offers/", offer_views.school_offers, name="school_offers"),
    path("offers/link/<str:token>/", offer_views.offer_by_link, name="offer_by_link"),
    path("offers/<str:key>/", offer_views.offer_page, name="offer_page"),
    path("offers/<str:key>/accept/", offer_views.accept_offer, name="accept_offer"),
    path("offers/<str:key>/decline/", offer_views.decline_offer, name="decline_offer"),
]
