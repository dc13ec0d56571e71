"""Import of 10,000 students with a guardian each, against django-import-export bringing the same file into the same
models.

    python bench/student_import.py [ROWS]

Both run in this process, on a SQLite database of their own in a temporary folder, each into an empty school, each
from the same CSV. What is timed is all that happens between the upload and the stored students:

- *ours*: the preview of every row (new, changed, wrong and why), kept in the database; then the confirmation, which
  judges every row anew against the store and writes students, guardians, history and audit in one transaction;
- *row by row*: a resource as a project would write it: a dry run for the preview (`import_data(dry_run=True)`), then
  the import, students found by their number, models cleaned, guardians saved after their student, history by the
  model's own signals, in one transaction. It finds no doubles of name and date of birth, and keeps no preview;
- *in bulk*: the same resource with `use_bulk`, which is its quickest: then no guardians, no history, no cleaning.
"""

import csv
import io
import logging
import os
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
HEADER = ["Number", "Name", "Date of birth", "Gender", "Country", "Grade", "Guardian name", "Guardian email"]


def students_csv(rows: int) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER)
    for n in range(rows):
        born = date(2009, 1, 1) + timedelta(days=n % 1000)
        writer.writerow([
            f"N{n:06}", f"Student {chr(65 + n % 26)}{n:05}", born.isoformat(), "fm"[n % 2], ("LA", "TH", "VN")[n % 3],
            7 + n % 6, f"Guardian {n}", f"guardian{n}@example.org",
        ])
    return out.getvalue().encode()


def ours(content: bytes) -> Callable[[], int]:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from core.files.models import UploadKind
    from core.files.uploads import keep_upload
    from talent.people.models import Person, StudentImport
    from talent.people.student_import.staging import read_file
    from talent.people.student_import.storing import confirm, store
    from tests.factories import make_coordinator, make_institution

    school = make_institution()
    by = make_coordinator(school)

    def run() -> int:
        upload = keep_upload(SimpleUploadedFile("students.csv", content), [UploadKind.SPREADSHEET], by)
        preview = read_file(StudentImport.objects.create(institution=school, by=by, upload=upload), by)
        assert preview.counts["new"] == content.count(b"\n") - 1, preview.counts
        store(confirm(preview, by), by)
        return Person.objects.at(school).count()

    return run


def theirs(content: bytes, *, bulk: bool) -> Callable[[], int]:
    import tablib
    from import_export import fields, resources, widgets

    from talent.people.models import Guardian, Person
    from tests.factories import make_institution

    school = make_institution()

    class StudentResource(resources.ModelResource):
        number = fields.Field("number", "Number")
        name = fields.Field("name", "Name")
        latin_name = fields.Field("latin_name", "Name")
        birth_date = fields.Field("birth_date", "Date of birth", widgets.DateWidget("%Y-%m-%d"))
        gender = fields.Field("gender", "Gender")
        country = fields.Field("country", "Country")
        grade = fields.Field("grade", "Grade", widgets.IntegerWidget())

        class Meta:
            model = Person
            import_id_fields = ("number",)
            fields = ("number", "name", "latin_name", "birth_date", "gender", "country", "grade")
            use_transactions = True
            use_bulk = bulk
            batch_size = 1000
            clean_model_instances = not bulk
            skip_unchanged = not bulk

        def get_queryset(self):
            return Person.objects.filter(institution=school)

        def init_instance(self, row=None):
            return Person(institution=school)

        def after_save_instance(self, instance, row, **kwargs):
            if not bulk:
                Guardian.objects.create(person=instance, name=row["Guardian name"], email=row["Guardian email"])

    def run() -> int:
        for dry_run in (True, False):
            data = tablib.Dataset().load(content.decode(), format="csv")
            result = StudentResource().import_data(data, dry_run=dry_run)
            assert not result.has_errors(), result.base_errors
        return Person.objects.filter(institution=school).count()

    return run


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "LUMINARY_VAR": folder, "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "DJANGO_SETTINGS_MODULE": "config.test_settings",
        }
        import django

        django.setup()
        from django.core.management import call_command

        logging.disable()
        warnings.simplefilter("ignore")
        call_command("migrate", verbosity=0)
        content = students_csv(rows)
        times = {}
        for name, run in (
            ("ours", ours(content)),
            ("row by row", theirs(content, bulk=False)),
            ("in bulk", theirs(content, bulk=True)),
        ):
            started = time.perf_counter()
            stored = run()
            times[name] = time.perf_counter() - started
            assert stored == rows, (name, stored)
    print(f"{rows:,} students")
    for name, taken in times.items():
        print(f"{name:>12}  {taken:7.1f} s   {taken / times['ours']:5.2f} × ours")


if __name__ == "__main__":
    main()
