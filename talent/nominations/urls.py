from django.urls import path

from talent.nominations.bulk import views as bulk
from talent.nominations.duplicates import views as duplicates
from talent.nominations.views import lacking, ministry, nomination, own, received, school

urlpatterns = [
    path("calls/<str:key>/nominations/", received.call_nominations, name="call_nominations"),
    path("nominate/", school.school_calls, name="school_calls"),
    path("nominate/<str:key>/<str:school>/", school.school_call, name="school_call"),
    path("nominate/<str:key>/<str:school>/choose/", school.choose_nominees, name="choose_nominees"),
    path("nominate/<str:key>/<str:school>/submit/", school.submit_nominations, name="submit_nominations"),
    path("calls/<str:key>/lacks/", lacking.call_lacks, name="call_lacks"),
    path("nominate/<str:key>/<str:school>/lacks/", lacking.school_lacks, name="school_lacks"),
    path("calls/<str:key>/duplicates/", duplicates.call_duplicates, name="call_duplicates"),
    path("calls/<str:key>/duplicates/look/", duplicates.look_for_duplicates, name="look_for_duplicates"),
    path("duplicates/<str:key>/", duplicates.duplicate, name="duplicate"),
    path("duplicates/<str:key>/ask/", duplicates.ask_about_duplicate, name="ask_about_duplicate"),
    path("duplicates/<str:key>/withdraw/", duplicates.withdraw_duplicate, name="withdraw_duplicate"),
    path("nominate/<str:key>/<str:school>/bring/", bulk.bring_nominations, name="bring_nominations"),
    path("nominate/<str:key>/<str:school>/template/", bulk.nomination_template, name="nomination_template"),
    path("nomination-imports/<str:key>/", bulk.nomination_import, name="nomination_import"),
    path("nomination-imports/<str:key>/files/", bulk.brought_files, name="brought_files"),
    path("nomination-imports/<str:key>/wrong/", bulk.wrong_rows, name="wrong_nominations"),
    path("nomination-imports/<str:key>/more/", bulk.bring_more, name="bring_more"),
    path("nomination-imports/<str:key>/confirm/", bulk.confirm_import, name="confirm_nominations"),
    path("nomination-imports/<str:key>/abandon/", bulk.abandon_import, name="abandon_nominations"),
    path("nomination-imports/<str:key>/undo/", bulk.undo_import, name="undo_nominations"),
    path("calls/<str:key>/myself/", own.nominate_myself, name="nominate_myself"),
    path("my-nomination/<str:token>/", own.own_nomination, name="own_nomination"),
    path("nominations/<str:key>/send-back/", own.send_back, name="send_back"),
    path("forward/", ministry.ministry_calls, name="ministry_calls"),
    path("forward/<str:key>/<str:country>/", ministry.forwarding_page, name="forwarding"),
    path("nominations/<str:key>/forward-late/", ministry.forward_late, name="forward_late"),
    path("nominations/<str:key>/", nomination.nomination_page, name="nomination"),
    path("nominations/<str:key>/fill-in/", nomination.fill_in, name="fill_in"),
    path("nominations/<str:key>/copy-answers/", nomination.copy_to_others, name="copy_answers"),
    path("nominations/<str:key>/to-draft/", nomination.to_draft, name="nomination_to_draft"),
    path("nominations/<str:key>/withdraw/", nomination.withdraw_nomination, name="withdraw_nomination"),
    path("nominations/<str:key>/discard/", nomination.discard_draft, name="discard_draft"),
    path("nominations/<str:key>/evidence/<str:question>/", nomination.evidence, name="evidence"),
]
