"""Files of students as schools send them, made for the tests."""

import csv
import datetime
import io

from django.core.files.uploadedfile import SimpleUploadedFile

from core.files.uploads import keep_upload
from talent.institutions.models import Institution
from talent.people.models import StudentImport
from talent.people.student_import.staging import read_file
from tests.core.files.material import workbook
from tests.factories import make_coordinator

HEADER = ["Number", "Name", "Date of birth", "Gender", "Country", "Grade", "Guardian name", "Guardian email"]


def row(number="S1", name="Ann Able", born="2010-05-06", gender="f", country="LA", grade="9", guardian="Gus Able",
        email="gus@example.org") -> list:
    return [number, name, born, gender, country, grade, guardian, email]


def csv_file(*rows, header=None, encoding="utf-8", separator=",", name="students.csv") -> SimpleUploadedFile:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows([header or HEADER, *rows])
    return SimpleUploadedFile(name, out.getvalue().encode(encoding))


def xlsx_file(*rows, header=None, name="students.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, workbook(header or HEADER, *rows))


def staged(institution: Institution, file: SimpleUploadedFile, by=None, encoding: str = "") -> StudentImport:
    """The file read into its preview."""
    by = by or make_coordinator(institution)
    upload = keep_upload(file, ["spreadsheet"], by)
    student_import = StudentImport.objects.create(institution=institution, by=by, upload=upload, encoding=encoding)
    return read_file(student_import, by)


def many_rows(n: int) -> list[list]:
    """Good rows, no two alike."""
    first = datetime.date(2009, 1, 1)
    return [
        row(
            f"N{i:06}", f"Student {chr(65 + i % 26)}{i:05}", (first + datetime.timedelta(days=i % 1000)).isoformat(),
            "fm"[i % 2], ["LA", "TH", "VN"][i % 3], str(7 + i % 6), f"Guardian {i}", f"g{i}@example.org",
        )
        for i in range(n)
    ]
