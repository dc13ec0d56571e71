"""Import of 10,000 students, against django-import-export bringing the same file into the same models.

    python -m bench.student_import [ROWS]

Both run in one process on one SQLite database of their own, one after the other, each into an empty school, each
reading the same CSV. Ours is timed from the file to the stored students: reading, preview of every row, confirmation
with all its checks anew, history and audit. The other as a project would write it: a dry run for the preview, then
the import, with the same checks of dates, countries and duplicates that its fields and validators offer, in bulk mode.
"""
