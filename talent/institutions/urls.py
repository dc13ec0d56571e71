from django.urls import path

from talent.institutions import country_views, member_views, verification_views, views

urlpatterns = [
    path("institutions/", views.institutions, name="institutions"),
    path("institutions/new/", views.new_institution, name="new_institution"),
    path("institutions/<str:key>/", views.institution, name="institution"),
    path("institutions/<str:key>/change/", views.change_institution, name="change_institution"),
    path("institutions/<str:key>/verify/", verification_views.verify_institution, name="verify_institution"),
    path("institutions/<str:key>/refuse/", verification_views.refuse_institution, name="refuse_institution"),
    path("institutions/<str:key>/suspend/", verification_views.suspend_institution, name="suspend_institution"),
    path("institutions/<str:key>/reinstate/", verification_views.reinstate_institution, name="reinstate_institution"),
    path("institutions/<str:key>/apply-again/", verification_views.apply_again, name="apply_again"),
    path("institutions/<str:key>/members/", member_views.members, name="members"),
    path("institutions/<str:key>/members/invite/", member_views.invite_colleague, name="invite_colleague"),
    path("memberships/<str:key>/end/", member_views.end_of_membership, name="end_membership"),
    path("memberships/<str:key>/hand-over/", member_views.hand_over_membership, name="hand_over_membership"),
    path("invitations/<str:key>/", member_views.answer_invitation, name="answer_invitation"),
    path("invitations/<str:key>/withdraw/", member_views.withdraw_invitation, name="withdraw_invitation"),
    path("invitation/<str:token>/", member_views.invitation, name="invitation"),
    path("countries/", country_views.member_countries, name="member_countries"),
    path("countries/new/", country_views.new_country, name="new_country"),
    path("countries/<str:code>/", country_views.change_country, name="change_country"),
]
