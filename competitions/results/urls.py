from django.urls import path

from competitions.results import public_views, views

urlpatterns = [
    path("contests/<slug:key>/standing/", views.standing, name="standing"),
    path("contests/<slug:key>/meeting/", views.jury_meeting, name="jury_meeting"),
    path("contests/<slug:key>/meeting/choose/", views.choose_cutoffs, name="choose_cutoffs"),
    path("contests/<slug:key>/publish/", views.publish_results, name="publish_results"),
    path("contests/<slug:key>/correct/", views.correct_results, name="correct_results"),
    path("results/", public_views.published_results, name="published_results"),
    path("results/<slug:key>/", public_views.results, name="results"),
    path("results/<slug:key>/countries/", public_views.results_by_country, name="results_by_country"),
    path("results/<slug:key>/statistics/", public_views.results_statistics, name="results_statistics"),
    path("results/<slug:key>/results.csv", public_views.results_file, name="results_file"),
]
