"""Presses and files at the same moment."""

from functools import partial

import pytest

from core.audit.lifecycle import Refused
from talent.people.models import ImportState, Person, StudentImport
from talent.people.student_import.storing import confirm, store
from talent.people.student_import.undoing import undo
from tests.concurrency import at_once
from tests.factories import make_coordinator, make_institution
from tests.talent.people.student_files import csv_file, many_rows, row, staged

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


def test_a_preview_confirmed_twenty_times_at_once_is_stored_once():
    school = make_institution()
    by = make_coordinator(school)
    key = staged(school, csv_file(*many_rows(50)), by).key

    def press() -> str:
        try:
            return store(confirm(StudentImport.objects.get(key=key), by), by).state
        except Refused:
            return "refused"

    answers = at_once([press] * 20)
    assert sorted(answers) == ["refused"] * 19 + ["stored"]
    assert Person.objects.count() == 50


def test_two_files_with_the_same_students_at_once_store_them_once():
    school = make_institution()
    by = make_coordinator(school)
    # Without numbers no constraint of the database would stop the second.
    rows = [["", *each[1:]] for each in many_rows(30)]
    keys = [staged(school, csv_file(*rows), by).key for _ in range(4)]

    def press(key: str) -> str:
        return store(confirm(StudentImport.objects.get(key=key), by), by).state

    assert sorted(at_once([partial(press, key) for key in keys])) == ["preview"] * 3 + ["stored"]
    assert Person.objects.count() == 30
    assert StudentImport.objects.filter(state=ImportState.PREVIEW).first().counts["same"] == 30


def test_an_import_taken_back_at_once_by_many_is_taken_back_once():
    school = make_institution()
    by = make_coordinator(school)
    done = store(confirm(staged(school, csv_file(row(), row("S2", "Bob Best")), by), by), by)

    def press() -> str:
        try:
            return undo(StudentImport.objects.get(key=done.key), by).state
        except Refused:
            return "refused"

    assert sorted(at_once([press] * 8)) == ["refused"] * 7 + ["undone"]
    assert not Person.objects.exists()
