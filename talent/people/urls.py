from django.urls import path

from talent.people import consent_views, school_consent_views, staff_views, student_views
from talent.people.record import link_views as record_link_views
from talent.people.record import views as record_views
from talent.people.rollover import views as rollover_views
from talent.people.school_change import link_views as school_change_link_views
from talent.people.school_change import views as school_change_views
from talent.people.student_import import views as import_views

urlpatterns = [
    path("consent/<str:token>/", consent_views.consent, name="consent"),
    path("consent/<str:token>/new-link/", consent_views.consent_new_link, name="consent_new_link"),
    path("consent/<str:token>/change/<slug:slug>/", consent_views.consent_change, name="consent_change"),
    path("schools/<str:key>/consents/", school_consent_views.school_consents, name="school_consents"),
    path("schools/<str:key>/consents/print/", school_consent_views.print_consents, name="print_consents"),
    path("consents/", school_consent_views.my_consents, name="my_consents"),
    path("consents/<str:key>/", school_consent_views.school_consent, name="school_consent"),
    path("consents/<str:key>/<str:who>/again/", school_consent_views.ask_again, name="ask_consent_again"),
    path("consents/<str:key>/<str:who>/print/", school_consent_views.print_consent, name="print_consent"),
    path("consents/<str:key>/<str:who>/paper/", school_consent_views.record_paper, name="record_paper"),
    path("consents/<str:key>/papers/<str:paper>/", school_consent_views.signed_paper, name="signed_paper"),
    path("students/", student_views.my_students, name="my_students"),
    path("students/counts/", student_views.student_counts, name="student_counts"),
    path("students/<str:key>/", student_views.student, name="student"),
    path("students/<str:key>/edit/", student_views.student_edit, name="student_edit"),
    path("students/<str:key>/left/", student_views.student_left, name="student_left"),
    path("students/<str:key>/guardians/add/", student_views.guardian_add, name="guardian_add"),
    path("students/<str:key>/record/", record_views.student_record, name="student_record"),
    path("students/<str:key>/record/pdf/", record_views.student_record_pdf, name="student_record_pdf"),
    path("students/<str:key>/record/json/", record_views.student_record_json, name="student_record_json"),
    path("my-record/", record_views.my_record, name="my_record"),
    path("my-record/pdf/", record_views.my_record_pdf, name="my_record_pdf"),
    path("my-record/json/", record_views.my_record_json, name="my_record_json"),
    path("awards/", record_views.country_awards, name="country_awards"),
    path("record/", record_link_views.ask_for_record, name="ask_for_record"),
    path("record/asked/", record_link_views.record_asked, name="record_asked"),
    path("record/by-link/<str:token>/", record_link_views.record_by_link, name="record_by_link"),
    path("record/by-link/<str:token>/join/", record_link_views.join_record, name="join_record"),
    path("record/by-link/<str:token>/pdf/", record_link_views.record_by_link_pdf, name="record_by_link_pdf"),
    path("record/by-link/<str:token>/json/", record_link_views.record_by_link_json, name="record_by_link_json"),
    path("guardians/<str:key>/edit/", student_views.guardian_edit, name="guardian_edit"),
    path("guardians/<str:key>/end/", student_views.guardian_end, name="guardian_end"),
    path("schools/<str:key>/staff/", staff_views.staff, name="staff"),
    path("schools/<str:key>/staff/add/", staff_views.staff_add, name="staff_add"),
    path("staff/<str:key>/edit/", staff_views.staff_edit, name="staff_edit"),
    path("staff/<str:key>/left/", staff_views.staff_left, name="staff_left"),
    path("schools/<str:key>/students/", student_views.students, name="students"),
    path("schools/<str:key>/students/add/", student_views.student_add, name="student_add"),
    path("schools/<str:key>/changes/", school_change_views.school_changes, name="school_changes"),
    path("schools/<str:key>/changes/ask/", school_change_views.choose_old_school, name="choose_old_school"),
    path("schools/<str:key>/changes/ask/<str:old>/", school_change_views.ask_for_student, name="ask_for_student"),
    path("students/<str:key>/change-school/", school_change_views.choose_new_school, name="choose_new_school"),
    path(
        "students/<str:key>/change-school/<str:school>/", school_change_views.start_school_change,
        name="start_school_change",
    ),
    path("school-changes/<str:key>/", school_change_views.school_change, name="school_change"),
    path("school-changes/<str:key>/take-in/", school_change_views.take_student_in, name="take_student_in"),
    path("school-changes/<str:key>/decline/", school_change_views.decline_student, name="decline_student"),
    path(
        "school-changes/<str:key>/withdraw/", school_change_views.withdraw_school_change,
        name="withdraw_school_change",
    ),
    path(
        "school-change/<str:token>/", school_change_link_views.school_change_by_link, name="school_change_by_link"
    ),
    path("schools/<str:key>/school-year/", rollover_views.roll_year_over, name="roll_year_over"),
    path("school-years/<str:key>/", rollover_views.year_rollover, name="year_rollover"),
    path("schools/<str:key>/students/import/", import_views.import_students, name="import_students"),
    path("schools/<str:key>/students/import/template/", import_views.import_template, name="import_template"),
    path("student-imports/<str:key>/", import_views.student_import, name="student_import"),
    path("student-imports/<str:key>/wrong-rows/", import_views.import_wrong_rows, name="import_wrong_rows"),
    path("student-imports/<str:key>/confirm/", import_views.import_confirm, name="import_confirm"),
    path("student-imports/<str:key>/encoding/", import_views.import_encoding, name="import_encoding"),
    path("student-imports/<str:key>/put-aside/", import_views.import_abandon, name="import_abandon"),
    path("student-imports/<str:key>/undo/", import_views.import_undo, name="import_undo"),
]
