from django.urls import path

from competitions.marking import file_views, views

urlpatterns = [
    path("contests/<slug:key>/marks/", views.grid, name="marks"),
    path("contests/<slug:key>/marks/enter/", views.enter, name="enter_marks"),
    path("contests/<slug:key>/marks/changes/", views.changes, name="mark_changes"),
    path("contests/<slug:key>/marks/contestant/<slug:name>/", views.contestant_sheet, name="contestant_sheet"),
    path("contests/<slug:key>/marks/problem/<slug:name>/", views.problem_sheet, name="problem_sheet"),
    path("contests/<slug:key>/marks/history/<slug:entry>/<int:number>/", views.mark_history, name="mark_history"),
    path("contests/<slug:key>/marks/file/", file_views.bring_marks, name="bring_marks"),
    path("contests/<slug:key>/marks/file/<slug:upload>/", file_views.preview_marks, name="preview_marks"),
    path("contests/<slug:key>/marks/export/<slug:name>/", file_views.export_marks, name="export_marks"),
    path("contests/<slug:key>/progress/", views.progress, name="progress"),
]
