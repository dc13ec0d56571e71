"""The pages of an import, as a coordinator walks them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.audit.models import Entry
from talent.nominations.bulk.models import NominationImport
from talent.nominations.models import Nomination
from tests.factories import make_coordinator, make_institution
from tests.talent.nominations.bulk.material import PDF, archive, make_asking_call, make_class, table


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def school(db):
    return make_institution()


@pytest.fixture
def client(school, signed_in):
    return signed_in(make_coordinator(school))


@pytest.fixture
def call(db):
    return make_asking_call()


def brought(client, call, school, **files):
    address = reverse("bring_nominations", kwargs={"key": call.key, "school": school.key})
    return client.post(address, {name: SimpleUploadedFile(*file) for name, file in files.items()}, follow=True)


def act(client, name, follow=True, **data):
    return client.post(reverse(name, kwargs={"key": NominationImport.objects.get().key}), data, follow=follow)


def test_a_class_is_brought_looked_at_stored_and_taken_back(client, call, school):
    make_class(school, ["Ann Able", "Ben Best"])
    content = table(call, ["1001", "Curious.", "Physics", ""], ["1002", "Kind.", "Chemistry", ""])
    page = brought(client, call, school, table=("class.xlsx", content), archive=("f.zip", archive({"1001.pdf": PDF})))
    text = page.content.decode()
    assert "Store 1 draft" in text
    assert "these can: Physics; Biology" in text
    page = client.get(reverse("brought_files", kwargs={"key": NominationImport.objects.get().key}))
    assert "1001.pdf" in page.content.decode()
    assert "The drafts are stored" in act(client, "confirm_nominations").content.decode()
    draft = Nomination.objects.get()
    assert Entry.objects.about(draft).filter(act="brought in by a file").exists()
    page = act(client, "undo_nominations")
    assert "taken back" in page.content.decode()
    assert not Nomination.objects.exists()


def test_the_page_shows_file_names_for_the_schools_own_students(client, call, school):
    make_class(school, ["Ann Able"])
    page = client.get(reverse("bring_nominations", kwargs={"key": call.key, "school": school.key}))
    assert "1001 transcript.pdf" in page.content.decode()


def test_nothing_chosen_is_said_so(client, call, school):
    assert "Choose a table, an archive, or both" in brought(client, call, school).content.decode()


def test_an_archive_is_added_to_a_preview(client, call, school):
    make_class(school, ["Ann Able"])
    brought(client, call, school, table=("class.xlsx", table(call, ["1001", "Curious.", "Physics", ""])))
    act(client, "bring_more", archive=SimpleUploadedFile("f.zip", archive({"1001.pdf": PDF})))
    assert NominationImport.objects.get().counts["files"] == {"taken": 1, "held": 0, "wrong": 0}
    page = act(client, "bring_more", archive=SimpleUploadedFile("f.pdf", PDF))
    assert "zip archive" in page.content.decode()


def test_wrong_rows_are_downloaded_as_the_template_with_its_lists(client, call, school):
    import io

    from openpyxl import load_workbook

    make_class(school, ["Ann Able"])
    brought(client, call, school, table=("class.xlsx", table(call, ["1001", "Curious.", "Chemistry", ""])))
    answer = client.get(reverse("wrong_nominations", kwargs={"key": NominationImport.objects.get().key}))
    sheet = load_workbook(io.BytesIO(answer.content))["Nominations"]
    assert [cell.value for cell in sheet[2]][:3] == [
        2, "2. Field: “Chemistry” cannot be chosen; these can: Physics; Biology.", "1001"
    ] or sheet["A2"].value == "2"
    assert {str(rule.sqref).split(":")[0] for rule in sheet.data_validations.dataValidation} >= {"C2", "E2"}


def test_a_large_file_is_read_in_the_background_with_a_page_that_waits(client, call, school, run_tasks, monkeypatch):
    monkeypatch.setattr("talent.nominations.bulk.views.AT_ONCE_BYTES", 10)
    monkeypatch.setattr("talent.nominations.bulk.views.AT_ONCE_ROWS", 0)
    make_class(school, ["Ann Able"])
    content = table(call, ["1001", "Curious.", "Physics", ""])
    page = brought(client, call, school, table=("class.xlsx", content), archive=("f.zip", archive({"1001.pdf": PDF})))
    assert "You may leave this page" in page.content.decode()
    run_tasks()
    assert NominationImport.objects.get().state == "preview"
    act(client, "confirm_nominations")
    run_tasks()
    assert NominationImport.objects.get().state == "stored"
    assert Nomination.objects.count() == 1


def test_the_preview_takes_no_more_queries_for_more_rows(client, call, school, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    make_class(school, [f"Student {n}" for n in range(12)])
    rows = [[str(1001 + n), "Curious.", "Physics", ""] for n in range(12)]
    brought(client, call, school, table=("class.xlsx", table(call, *rows[:2])))
    address = reverse("nomination_import", kwargs={"key": NominationImport.objects.get().key})
    with CaptureQueriesContext(connection) as few:
        client.get(address)
        asked = len(few)
    NominationImport.objects.all().delete()
    brought(client, call, school, table=("class.xlsx", table(call, *rows)))
    address = reverse("nomination_import", kwargs={"key": NominationImport.objects.get().key})
    with django_assert_max_num_queries(asked):
        client.get(address)
