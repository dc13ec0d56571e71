from django.urls import path

from talent.offers import offer_views

CALL = "calls/<str:key>/"

urlpatterns = [
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
