from django.urls import path

from talent.recommendations import link_views, school_views

urlpatterns = [
    path("nominations/<str:key>/recommendations/", school_views.recommendations, name="recommendations"),
    path("nominations/<str:key>/recommendations/ask/", school_views.ask_named, name="ask_named"),
    path(
        "nominate/<str:key>/<str:school>/ask-recommenders/", school_views.ask_all_of_school, name="ask_all_of_school"
    ),
    path("recommendations/<str:key>/", school_views.recommendation_text, name="recommendation_text"),
    path("recommendations/<str:key>/renew/", school_views.renew_recommendation, name="renew_recommendation"),
    path("recommendations/<str:key>/cancel/", school_views.cancel_recommendation, name="cancel_recommendation"),
    path("recommend/<str:token>/", link_views.recommendation, name="recommendation"),
    path("recommend/<str:token>/save/", link_views.save_recommendation, name="save_recommendation"),
    path("recommend/<str:token>/who/", link_views.confirm_recommender, name="confirm_recommender"),
    path("recommend/<str:token>/cannot/", link_views.cannot_recommend, name="cannot_recommend"),
    path("recommend/<str:token>/new-link/", link_views.new_recommendation_link, name="new_recommendation_link"),
]
