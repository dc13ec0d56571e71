"""An import from file to store, and back."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from core.audit.lifecycle import Refused
from core.audit.models import Entry
from core.mail.models import Message
from talent.people.models import ConsentStanding, Guardian, ImportState, Person, StudentImport
from talent.people.student_import.labels import wrong_in_words
from talent.people.student_import.storing import confirm, store
from talent.people.student_import.undoing import undo
from talent.people.students import save_guardian, save_student
from talent.people.tasks import tidy_student_imports
from tests.factories import (
    answer_consent,
    make_call,
    make_consent_request,
    make_coordinator,
    make_guardian,
    make_institution,
    make_nomination,
    make_person,
)
from tests.talent.people.student_files import HEADER, csv_file, many_rows, row, staged, xlsx_file

BORN = datetime.date(2010, 5, 6)
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


def stored(school, *rows, by=None, **options) -> StudentImport:
    by = by or make_coordinator(school)
    student_import = staged(school, csv_file(*rows, **options), by)
    return store(confirm(student_import, by), by)


def make_ann(school, **fields) -> Person:
    """The student of `row()`, stored."""
    return make_person(school, name="Ann Able", number="S1", birth_date=BORN, **fields)


def counts(student_import) -> dict:
    return {verdict: student_import.counts[verdict] for verdict in ("new", "changed", "same", "wrong")}


# --- Preview ------------------------------------------------------------------------------------


def test_a_preview_stores_no_student(school):
    preview = staged(school, xlsx_file(row(), row("S2", "Bob", "soon")))
    assert preview.state == ImportState.PREVIEW
    assert counts(preview) == {"new": 1, "changed": 0, "same": 0, "wrong": 1}
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("encoding", "separator"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("cp1251", ";"), ("utf-16-le", ",")],
)
def test_a_russian_schools_file_is_read_in_every_encoding(encoding, separator):
    school = make_institution(country="RU", language="ru", zone="Europe/Moscow")
    file = csv_file(
        ["Иванов Пётр", "12.03.2010", "м", "9 класс", "Иванова Мария", "maria@example.org"],
        header=["ФИО", "Дата рождения", "Пол", "Класс", "ФИО родителя", "Эл. почта родителя"],
        encoding=encoding, separator=separator,
    )
    (found,) = staged(school, file).rows.all()
    assert found.verdict == "new"
    assert found.fields["latin_name"] == "Ivanov Petr"
    assert (found.fields["birth_date"], found.fields["grade"], found.fields["country"]) == ("2010-03-12", 9, "RU")
    assert found.fields["guardians"] == [{"language": "ru", "name": "Иванова Мария", "email": "maria@example.org"}]


def test_a_preview_says_what_it_decided_and_what_it_passed_over(school):
    preview = staged(school, csv_file(["Ann", "03/04/2010", "7"], header=["Name", "Born", "Shoe size"]))
    assert preview.counts["passed_over"] == ["Shoe size"]
    assert "day first" in preview.counts["notices"][0]


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (csv_file(["x"], header=["Name"]), "There is no column for: date of birth"),
        (csv_file(["x", "y", "2010-01-01"], header=["Name", "Student name", "Born"]), "“Name” and “Student name”"),
        (csv_file(header=["Name", "Born", "name"]), "have the heading"),
    ],
)
def test_a_file_without_the_columns_is_refused_in_words(school, file, words):
    refused = staged(school, file)
    assert refused.state == ImportState.REFUSED
    assert words in refused.problem


def test_a_file_lost_by_the_storage_is_refused_in_words(school, coordinator):
    from talent.people.student_import.staging import read_file

    preview = staged(school, csv_file(row()), coordinator)
    preview.upload.file.delete(save=False)
    preview.upload.file.name = "gone"
    preview.state = ImportState.READING
    StudentImport.objects.update(state=ImportState.READING)
    assert "The file is gone" in read_file(preview, coordinator).problem


# --- Confirming -----------------------------------------------------------------------------------


def test_confirming_stores_the_good_rows_and_leaves_the_wrong_out(school, coordinator):
    done = stored(school, row(), row("S2", "Bob", "soon"), row("S3", "Cy", grade=""), by=coordinator)
    assert done.state == ImportState.STORED
    ann, cy = Person.objects.order_by("number")
    assert (ann.name, ann.birth_date, ann.gender, ann.country.code, ann.grade) == (
        "Ann Able", datetime.date(2010, 5, 6), "f", "LA", 9
    )
    assert (ann.sort_key, ann.institution, cy.grade) == ("ann able", school, None)
    guardian = ann.guardians.get()
    assert (guardian.name, guardian.email, guardian.language) == ("Gus Able", "gus@example.org", "en-gb")
    assert ann.history.get().history_user == coordinator
    assert guardian.history.get().history_change_reason == f"student import {done.key}"
    assert Entry.objects.about(ann).get().by == coordinator
    assert done.rows.get(number=2).person == ann


def test_nothing_is_stored_twice_when_confirmed_twice(school, coordinator):
    preview = staged(school, csv_file(row()), coordinator)
    first, second = (StudentImport.objects.get(pk=preview.pk) for _ in range(2))
    store(confirm(first, coordinator), coordinator)
    with pytest.raises(Refused):
        confirm(second, coordinator)
    assert Person.objects.count() == 1


def test_changes_reach_the_student_and_the_guardian(school, coordinator):
    student = make_ann(school, grade=8)
    guardian = make_guardian(student, name="Gus Able")
    done = stored(school, row(grade="9"), by=coordinator)
    assert counts(done) == {"new": 0, "changed": 1, "same": 0, "wrong": 0}
    student.refresh_from_db()
    guardian.refresh_from_db()
    assert (student.grade, student.gender, guardian.email) == (9, "f", "gus@example.org")
    assert student.history.first().grade == 9
    assert stored(school, row(grade="9")).counts["same"] == 1


def test_a_store_that_changed_since_the_preview_sends_it_back_there(school, coordinator):
    preview = staged(school, csv_file(row(), row("S2", "Bob Best")), coordinator)
    somebody = make_ann(school, grade=7, gender="f")
    back = store(confirm(preview, coordinator), coordinator)
    assert back.state == ImportState.PREVIEW
    assert "touches 1 rows, the first of them row 2" in back.problem
    assert counts(back) == {"new": 1, "changed": 1, "same": 0, "wrong": 0}
    assert Person.objects.get() == somebody
    assert store(confirm(back, coordinator), coordinator).state == ImportState.STORED
    assert Person.objects.count() == 2


def test_a_preview_whose_student_is_gone_is_shown_anew(school, coordinator):
    student = make_ann(school, grade=7)
    preview = staged(school, csv_file(row()), coordinator)
    student.delete()
    back = store(confirm(StudentImport.objects.get(pk=preview.pk), coordinator), coordinator)
    assert counts(back)["new"] == 1
    assert store(confirm(back, coordinator), coordinator).state == ImportState.STORED


def test_an_accident_while_storing_stores_nothing_and_says_so(school, coordinator, monkeypatch):
    preview = confirm(staged(school, csv_file(row()), coordinator), coordinator)
    monkeypatch.setattr(Guardian.objects, "bulk_create", None)
    back = store(preview, coordinator)
    assert back.state == ImportState.PREVIEW
    assert "nothing was stored" in back.problem
    assert not Person.objects.exists()


def test_another_schools_students_are_neither_found_nor_touched(school, coordinator):
    other = make_person(name="Ann Able", number="S1", birth_date=datetime.date(2010, 5, 6))
    assert stored(school, row(grade="3"), by=coordinator).counts["new"] == 1
    other.refresh_from_db()
    assert other.grade == 9


def test_a_new_guardian_by_import_is_asked_for_open_consents(school, coordinator):
    student = make_ann(school, grade=9, gender="f")
    request = make_consent_request(student)
    assert not Message.objects.exists()
    stored(school, row(), by=coordinator)
    assert Message.objects.get().to == "gus@example.org"
    answer_consent(request)
    request.refresh_from_db()
    assert request.standing == ConsentStanding.GIVEN


# --- Taking back ------------------------------------------------------------------------------------


def test_an_import_taken_back_leaves_the_students_as_they_were(school, coordinator):
    student = make_person(school, name="Bob Best", number="S2", birth_date=datetime.date(2010, 5, 6), grade=8)
    guardian = make_guardian(student, name="Gus Able", email="old@example.org")
    left = make_person(school, name="Lea Left", number="S3", birth_date=BORN, left_on=timezone.localdate())
    rows = row(), row("S2", "Bob Best-Baker", grade="10"), row("S3", "Lea Left", guardian="Mia Left")
    done = stored(school, *rows, by=coordinator)
    assert counts(done) == {"new": 1, "changed": 2, "same": 0, "wrong": 0}
    undone = undo(done, coordinator)
    assert undone.state == ImportState.UNDONE
    assert set(Person.objects.values_list("name", flat=True)) == {"Bob Best", "Lea Left"}
    student.refresh_from_db()
    guardian.refresh_from_db()
    left.refresh_from_db()
    assert (student.name, student.grade, student.sort_key, student.gender) == ("Bob Best", 8, "bob best", "")
    assert (guardian.email, Guardian.objects.count()) == ("old@example.org", 1)
    assert left.left_on == timezone.localdate()
    assert not Person.history.filter(name="Ann Able").exists()
    assert student.history.first().history_change_reason.endswith("taken back")


def test_an_import_is_not_taken_back_twice(school, coordinator):
    done = stored(school, row(), by=coordinator)
    again = StudentImport.objects.get(pk=done.pk)
    undo(done, coordinator)
    with pytest.raises(Refused):
        undo(again, coordinator)


def change_student(student, by):
    student.grade = 11
    save_student(student, by, ["grade"])


def change_guardian(student, by):
    guardian = student.guardians.get()
    guardian.phone = "12345"
    save_guardian(guardian, by, ["phone"])


def add_guardian(student, by):
    save_guardian(Guardian(person=student, name="Mia"), by, ["name"])


def nominate(student, by):
    make_nomination(make_call(), student)


def ask(student, by):
    make_consent_request(student)


@pytest.mark.parametrize("touch", [change_student, change_guardian, add_guardian, nominate, ask])
@pytest.mark.parametrize("before", [True, False], ids=["changed by it", "brought by it"])
def test_an_import_built_upon_is_not_taken_back(school, coordinator, touch, before):
    if before:
        known = make_ann(school, grade=8)
        make_guardian(known, name="Gus Able")
    done = stored(school, row(), row("S2", "Bob Best"), by=coordinator)
    touch(Person.objects.get(name="Ann Able"), coordinator)
    with pytest.raises(Refused, match=r"since the import: Ann Able\. Nothing was taken back"):
        undo(done, coordinator)
    assert Person.objects.count() == 2
    done.refresh_from_db()
    assert done.state == ImportState.STORED


def test_an_import_is_taken_back_for_a_day(school, coordinator):
    done = stored(school, row(), by=coordinator)
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=25)), pytest.raises(Refused, match="for a day"):
        undo(done, coordinator)


# --- What is left -----------------------------------------------------------------------------------


def test_interrupted_work_is_released_and_old_imports_are_erased(
    school, coordinator, django_capture_on_commit_callbacks
):
    files = [csv_file(row(f"S{n}", f"Ann {n}")) for n in range(4)]
    reading, storing, preview, done = (staged(school, file, coordinator) for file in files)
    StudentImport.objects.filter(pk=reading.pk).update(state=ImportState.READING)
    confirm(storing, coordinator)
    store(confirm(done, coordinator), coordinator)
    file = preview.upload.file
    in_an_hour, in_eight_days, in_a_month = (
        timezone.now() + datetime.timedelta(**after) for after in ({"hours": 1}, {"days": 8}, {"days": 40})
    )
    with time_machine.travel(in_an_hour):
        assert tidy_student_imports.func() == {"released": 2, "erased": 0, "turns forgotten": 0}
    states = dict(StudentImport.objects.values_list("pk", "state"))
    assert (states[reading.pk], states[storing.pk]) == (ImportState.REFUSED, ImportState.PREVIEW)
    with time_machine.travel(in_eight_days), django_capture_on_commit_callbacks(execute=True):
        assert tidy_student_imports.func() == {"released": 0, "erased": 3, "turns forgotten": 0}
    assert not file.storage.exists(file.name)
    with time_machine.travel(in_a_month):
        assert tidy_student_imports.func()["erased"] == 1
    assert not StudentImport.objects.exists()
    assert Person.objects.count() == 1


# --- A large file with every kind of wrong row --------------------------------------------------------

WRONG = {
    "date": (row("W1", "Date Wrong", "31.02.2010"), "date of birth: “31.02.2010”: there is no such day"),
    "country": (row("W2", "Country Wrong", country="Atlantis"), "country: “Atlantis” is not a country known here"),
    "twice in file": (row("N000007", "Twice Wrong"), "school's number: the same number as row 9"),
    "other in store": (
        row("STORED", "Store Wrong", "2011-01-01"), "school's number: this number is stored for Old Hand",
    ),
    "formula": (row("W4", "=A1&B1"), "name: a formula, not a value"),
    "gender": (row("W5", "Gender Wrong", gender="blue"), "gender: “blue” is not a gender"),
    "grade": (row("W6", "Grade Wrong", grade="ninety"), "grade: “ninety” is not a grade"),
    "email": (row("W7", "Email Wrong", email="at home"), "guardian 1: email: “at home” is not an email address"),
    "future": (row("W8", "Future Wrong", "2090-01-01"), "date of birth: 2090-01-01 is in the future"),
    "shifted": ([*row("W9", "Shifted Wrong"), "too much"], "I: “too much” stands under no heading"),
}
FINE = {
    "Excel's number": (row("F1", "Serial Fine", 40304), "2010-05-06"),
    "Buddhist year": (row("F2", "Buddhist Fine", "06/05/2553"), "2010-05-06"),
    "date cell": (row("F3", "Cell Fine", datetime.date(2010, 5, 6)), "2010-05-06"),
}


@pytest.mark.parametrize(("kind", "size"), [("csv", 10_000), ("xlsx", 1_500)])
def test_ten_thousand_rows_with_every_kind_of_wrong_row(kind, size, school, coordinator):
    make_person(school, name="Old Hand", number="STORED", birth_date=datetime.date(2009, 1, 1))
    make_person(school, name="Known Already", number="K1", birth_date=datetime.date(2010, 5, 6))
    rows = many_rows(size - len(WRONG) - len(FINE) - 1)
    rows += [each for each, _words in WRONG.values()] + [each for each, _born in FINE.values()]
    rows.append(row("", "Known Already", grade="12"))
    file = csv_file(*rows, separator=";", encoding="utf-8-sig") if kind == "csv" else xlsx_file(*rows)
    preview = staged(school, file, coordinator)
    assert counts(preview) == {"new": size - len(WRONG) - 1, "changed": 1, "same": 0, "wrong": len(WRONG)}
    wrong = {found.number: wrong_in_words(found.wrong) for found in preview.rows.filter(verdict="wrong")}
    first = size - len(WRONG) - len(FINE) - 1 + 2
    for number, (_row, words) in enumerate(WRONG.values(), first):
        assert words in wrong[number]
    done = store(confirm(preview, coordinator), coordinator)
    assert done.state == ImportState.STORED
    assert Person.objects.count() == size - len(WRONG) - 1 + 2
    for each, born in FINE.values():
        assert Person.objects.get(number=each[0]).birth_date.isoformat() == born
    assert Guardian.objects.count() == size - len(WRONG)
    assert undo(done, coordinator).state == ImportState.UNDONE
    assert Person.objects.count() == 2


def test_the_header_of_the_files_here_is_understood(school):
    assert staged(school, csv_file(row())).counts["passed_over"] == []
    assert len(HEADER) == len(row())
