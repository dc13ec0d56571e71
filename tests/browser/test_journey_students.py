"""Journey 2, its beginning: a school brings its students in from a file, sees what is wrong, and stores the rest."""

import pytest
from playwright.sync_api import expect

from talent.people.models import Person
from tests.factories import make_coordinator, make_institution, make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FILE = """name;latin name;date of birth;gender;grade;number;guardian 1 name;guardian 1 email
ມະນີ ວົງສາ;Mani Vongsa;2011-05-04;f;9;S-1;Bounmy Vongsa;bounmy@example.org
ສົມສັກ ແກ້ວມະນີ;Somsak Keomany;2010-11-30;m;10;S-2;;
Wrong Date;Wrong Date;31.02.2011;f;9;S-3;;
Kept Before;Kept Before;2011-01-01;f;10;S-4;;
"""


def test_a_school_brings_its_students_in_from_a_file(open_page, look, tmp_path, run_tasks):
    school = make_institution("ໂຮງຮຽນວຽງຈັນ")
    make_person(school, name="Kept Before", latin_name="Kept Before", number="S-4", grade=9, birth_date="2011-01-01")
    page = open_page(make_coordinator(school))
    page.goto(f"/schools/{school.key}/students/import/")
    look(page, "students-file")
    students = tmp_path / "students.csv"
    students.write_bytes(FILE.encode("utf-8-sig"))
    page.set_input_files("input[type=file]", students)
    page.get_by_role("button", name="Read the file").click()
    run_tasks()
    expect(page.get_by_text("Nothing is stored yet.")).to_be_visible(timeout=15_000)
    look(page, "students-preview")
    page.get_by_role("link", name="wrong", exact=False).first.click()
    expect(page.get_by_text("31.02.2011").first).to_be_visible()
    assert Person.objects.at(school).count() == 1

    page.get_by_role("button", name="Store 3 students").click()
    run_tasks()
    expect(page.get_by_text("This is stored.")).to_be_visible(timeout=15_000)
    look(page, "students-stored")
    assert set(Person.objects.at(school).values_list("number", "grade")) == {("S-1", 9), ("S-2", 10), ("S-4", 10)}

    page.get_by_role("link", name="Students", exact=True).first.click()
    expect(page.get_by_text("Mani Vongsa")).to_be_visible()
    look(page, "students-list")
