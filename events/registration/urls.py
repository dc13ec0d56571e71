from django.urls import path

from events.registration import expected_views, organiser_views, record_views, school_views

urlpatterns = [
    path("editions/<slug:slug>/join/", expected_views.join_on_line, name="join_on_line"),
    path(
        "organise/editions/<str:key>/own-country/", expected_views.edition_own_country, name="edition_own_country"
    ),
    path("registrations/", school_views.my_registrations, name="my_registrations"),
    path("registrations/open/", school_views.open_editions, name="open_editions"),
    path("registrations/open/<str:key>/", school_views.register_students, name="register_students"),
    path("registrations/teachers/new/", school_views.new_teacher, name="new_teacher"),
    path("registrations/<str:key>/", school_views.registration, name="registration"),
    path("registrations/<str:key>/record/", record_views.registered_record, name="registered_record"),
    path("registrations/<str:key>/cancel/", school_views.cancel_registration, name="cancel_registration"),
    path(
        "organise/editions/<str:key>/registrations/", organiser_views.edition_registrations,
        name="edition_registrations",
    ),
    path("organise/editions/<str:key>/numbers/", organiser_views.edition_numbers, name="edition_numbers"),
    path("organise/editions/<str:key>/delegations/", organiser_views.edition_delegations, name="edition_delegations"),
    path(
        "organise/editions/<str:key>/delegations/<str:delegation>/", organiser_views.change_delegation,
        name="change_delegation",
    ),
    path("organise/editions/<str:key>/places/", organiser_views.open_places, name="open_places"),
    path("organise/editions/<str:key>/add/", organiser_views.add_people, name="add_people"),
    path("organise/editions/<str:key>/add/found/", organiser_views.add_found_person, name="add_found_person"),
    path("organise/editions/<str:key>/add/new/", organiser_views.add_new_person, name="add_new_person"),
]
