"""The pages of an import, as a coordinator walks through them."""

import io

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.files.spreadsheets import read_table
from core.waiting.register import waiting_for
from talent.people.models import ImportState, Person, StudentImport
from tests.core.files.material import pdf
from tests.factories import make_coordinator, make_institution, make_person
from tests.talent.people.student_files import csv_file, many_rows, row, xlsx_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def school():
    return make_institution()


@pytest.fixture
def coordinator(school):
    return make_coordinator(school)


@pytest.fixture
def client(coordinator, signed_in):
    return signed_in(coordinator)


def bring(client, school, file, **data):
    return client.post(reverse("import_students", args=[school.key]), {"file": file, **data}, follow=True)


def text_of(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").find("main").get_text(" ").split())


def address(name: str, student_import=None) -> str:
    return reverse(name, args=[(student_import or StudentImport.objects.latest("pk")).key])


def test_a_coordinator_brings_students_in(client, school):
    preview = bring(client, school, csv_file(row(), row("S2", "Bob Best", "soon"), row("S3", "Cy Clark")))
    words = text_of(preview)
    for expected in ("preview: nothing stored yet", "2 new", "1 wrong", "“soon” is not a date", "Store 2 students"):
        assert expected in words
    assert not Person.objects.exists()
    done = client.post(address("import_confirm"), follow=True)
    assert "The students are stored." in text_of(done)
    assert set(Person.objects.values_list("name", flat=True)) == {"Ann Able", "Cy Clark"}
    assert "Ann Able" in text_of(client.get(reverse("students", args=[school.key])))
    assert text_of(client.get(address("import_undo"))).startswith("Take this import back?")
    undone = client.post(address("import_undo"), follow=True)
    assert "taken back" in text_of(undone)
    assert not Person.objects.exists()


def test_pressed_twice_the_button_stores_once_and_says_so(client, school):
    bring(client, school, csv_file(row()))
    for expected in ("The students are stored.", "It is “stored” and cannot become “storing”."):
        assert expected in text_of(client.post(address("import_confirm"), follow=True))
    assert Person.objects.count() == 1


def test_what_is_no_table_is_refused_at_the_form_in_words(client, school):
    answer = bring(client, school, SimpleUploadedFile("students.xlsx", pdf()))
    assert "This is a PDF, not a table. Save the table as .xlsx or .csv." in text_of(answer)
    answer = bring(client, school, SimpleUploadedFile("students.csv", b""))
    assert "empty" in text_of(answer)
    assert not StudentImport.objects.exists()


def test_a_200_megabyte_upload_is_refused_in_words(client, school, settings):
    settings.UPLOAD_LIMIT_MB = 1
    answer = bring(client, school, SimpleUploadedFile("students.csv", b"name,born\n" + b"x" * 3 * 2**20))
    assert "The file is larger than 1 MB." in text_of(answer)
    assert not StudentImport.objects.exists()


def test_a_table_without_the_columns_says_what_is_missing(client, school):
    answer = bring(client, school, csv_file(["x"], header=["Shoe size"]))
    assert "There is no column for: name, date of birth." in text_of(answer)
    assert "Nothing of this file was stored." in text_of(answer)


def test_a_large_file_is_read_and_stored_by_the_worker(client, school, run_tasks):
    waiting = bring(client, school, xlsx_file(*many_rows(2100), row("W", "", "")))
    page = BeautifulSoup(waiting.content, "html.parser")
    assert page.find(attrs={"hx-get": address("student_import")})
    assert page.find("noscript").find("meta", {"http-equiv": "refresh"})
    asked = client.get(address("student_import"), headers={"HX-Request": "true"})
    assert b"<html" not in asked.content
    assert not asked.has_header("HX-Redirect")
    run_tasks()
    asked = client.get(address("student_import"), headers={"HX-Request": "true"})
    assert asked["HX-Redirect"] == address("student_import")
    assert "2100 new" in text_of(client.get(address("student_import")))
    storing = client.post(address("import_confirm"), follow=True)
    assert "Storing." in text_of(storing)
    assert not Person.objects.exists()
    run_tasks()
    assert Person.objects.count() == 2100
    assert "This is stored." in text_of(client.get(address("student_import")))


def test_a_task_run_again_does_nothing(client, school, run_tasks):
    from talent.people.tasks import read_student_file, store_students

    bring(client, school, csv_file(row()))
    key = StudentImport.objects.get().key
    assert read_student_file.func(key) == "not waiting to be read"
    assert store_students.func(key, 1) == "not waiting to be stored"


def test_the_preview_shows_each_kind_by_itself_and_pages(client, school):
    make_person(school, name="Ann Able", number="S1", birth_date="2010-05-06", grade=8, gender="f")
    bring(client, school, csv_file(row(), *many_rows(60), row("W", "Bob", "soon")))
    changed = text_of(client.get(address("student_import") + "?verdict=changed"))
    assert "grade: 8 → 9; new guardian: Gus Able, gus@example.org" in changed
    assert "Student A00000" not in changed
    new = client.get(address("student_import") + "?verdict=new")
    assert "Next →" in text_of(new)


def test_wrong_rows_come_back_as_a_file_that_can_be_brought_in_again(client, school):
    bring(client, school, csv_file(row(), row("S2", "=Bob", "soon"), row("S3", "Cy", grade="99")))
    for kind in ("csv", "xlsx"):
        answer = client.get(address("import_wrong_rows") + f"?format={kind}")
        content = b"".join(answer.streaming_content)
        table = read_table(io.BytesIO(content))
        assert table.header[:4] == ("Row", "What is wrong", "Number", "Name")
        assert [line.cells[0] for line in table.rows] == ["3", "4"]
        assert "“99” is not a grade" in table.rows[1].cells[1]
    corrected = content_of(client).replace(b"99", b"9")
    again = bring(client, school, SimpleUploadedFile("corrected.csv", corrected))
    assert StudentImport.objects.latest("pk").counts["passed_over"] == ["Row", "What is wrong"]
    assert "1 new" in text_of(again)


def content_of(client) -> bytes:
    return b"".join(client.get(address("import_wrong_rows")).streaming_content)


def test_wrong_letters_are_mended_by_naming_the_encoding(client, school):
    file = csv_file(row(name="Müller Jörg"), row("S2", "Bjørn"), encoding="cp1252")
    bring(client, school, file, encoding="cp1251")
    assert "Müller" not in text_of(client.get(address("student_import")))
    mended = client.post(address("import_encoding"), {"encoding": "cp1252"}, follow=True)
    assert "Müller Jörg" in text_of(mended)
    assert StudentImport.objects.get().rows.count() == 2
    wrong = client.post(address("import_encoding"), {"encoding": "utf-8"}, follow=True)
    assert "cannot be read as utf-8" in text_of(wrong)
    assert "Letters came out wrong?" in text_of(wrong)
    assert "Müller Jörg" in text_of(client.post(address("import_encoding"), {"encoding": "cp1252"}, follow=True))


def test_a_preview_put_aside_leaves_nothing(client, school):
    bring(client, school, csv_file(row()))
    assert "put aside" in text_of(client.post(address("import_abandon"), follow=True))
    assert StudentImport.objects.get().state == ImportState.ABANDONED
    assert not StudentImport.objects.get().rows.exists()
    assert "Nothing of this file was stored." in text_of(client.get(address("student_import")))
    client.post(address("import_confirm"))
    assert not Person.objects.exists()


def test_a_preview_waits_on_the_home_page(client, school, coordinator):
    bring(client, school, csv_file(row()))
    (waiting,) = [thing for thing in waiting_for(coordinator) if "students.csv" in thing.title]
    assert waiting.address == address("student_import")
    assert "students.csv" in text_of(client.get(reverse("students", args=[school.key])))


def test_the_template_is_understood_and_its_examples_are_not_stored(client, school):
    for kind in ("xlsx", "csv"):
        answer = client.get(reverse("import_template", args=[school.key]) + f"?format={kind}")
        template = b"".join(answer.streaming_content)
        answer = bring(client, school, SimpleUploadedFile(f"template.{kind}", template))
        assert "the template's example" in text_of(answer)
        preview = StudentImport.objects.latest("pk")
        assert preview.counts["passed_over"] == []
        assert (preview.counts["new"], preview.counts["wrong"]) == (0, 2)
    assert client.get(reverse("import_template", args=[school.key]) + "?format=exe").status_code == 404


def test_the_preview_takes_no_more_queries_for_more_rows(client, school):
    taken = []
    for n in (5, 45):
        bring(client, school, csv_file(*many_rows(n)))
        with CaptureQueriesContext(connection) as captured:
            client.get(address("student_import"))
        taken.append(len(captured))
    assert taken[0] == taken[1] <= 15
