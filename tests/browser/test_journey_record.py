"""A family sees a student's record, the student changes school, the school's year turns; each in a real browser."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from talent.people.models import Person
from talent.people.record.details import AwardDetail
from talent.people.record.entries import NewEntry, write_entry
from talent.people.rollover.models import YearRollover
from talent.retention.models import Erasure
from tests.factories import make_coordinator, make_guardian, make_institution, make_person

pytestmark = pytest.mark.browser


@pytest.fixture
def student(site):
    school = make_institution("ໂຮງຮຽນ ວຽງຈັນ", latin_name="Vientiane School", last_grade=12)
    student = make_person(school, name="ບຸນມີ ສີສະຫວັດ", latin_name="Bounmy Sisavath", grade=9)
    make_guardian(student, name="Nok Sisavath", email="nok@example.org")
    write_entry(NewEntry(
        person=student, source="award:1", title="Mekong Science Olympiad", on=date(2026, 7, 4),
        detail=AwardDetail(contest="k", award="silver", words="Silver medal"), organiser=school.pk,
    ))
    return student


def link_in(message, path: str) -> str:
    return re.search(rf"http\S+/{path}/\S+", message.body).group()


def test_a_guardian_asks_for_the_link_on_a_phone_saves_the_record_and_asks_for_erasure(
    open_page, look, student, outbox, address
):
    page = open_page(size="phone")
    page.goto(address("ask_for_record"))
    look(page, "record-ask")
    page.get_by_label("Your email").fill("nok@example.org")
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("heading", name="Look into your email")).to_be_visible()

    page.goto(link_in(outbox()[-1], "record/by-link"))
    expect(page.get_by_text("Mekong Science Olympiad")).to_be_visible()
    look(page, "record-by-link")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save as PDF").click()
    assert saved.value.suggested_filename.endswith(".pdf")

    page.get_by_role("link", name="Ask for erasure").click()
    look(page, "record-erase")
    page.get_by_role("button", name="Ask for erasure").click()
    expect(page.get_by_text("the school answers by")).to_be_visible()
    assert Erasure.objects.get().state == "asked"


def test_a_student_goes_to_another_school_with_the_guardians_yes(open_page, look, student, outbox, address):
    new = make_institution("Savannakhet School")
    page = open_page(make_coordinator(student.institution))
    page.goto(address("student", key=student.key))
    look(page, "record-on-student")
    page.get_by_role("link", name="Goes to another school").click()
    page.get_by_label("Name or city").fill("Savannakhet")
    page.get_by_role("button", name="Find").click()
    look(page, "school-change-choose")
    page.get_by_role("link", name=re.compile("Savannakhet School")).click()
    page.get_by_role("button", name="Ask the family").click()
    expect(page.get_by_text("Nothing changes before they agree")).to_be_visible()

    phone = open_page(size="phone")
    phone.goto(link_in(outbox()[-1], "school-change"))
    look(phone, "school-change-asked")
    phone.get_by_label("Yes, I agree").check()
    phone.get_by_label("Your name").fill("Nok Sisavath")
    phone.get_by_role("button", name="Send my answer").click()
    expect(phone.get_by_text("you can still say no")).to_be_visible()

    there = open_page(make_coordinator(new))
    there.goto(address("home"))
    there.get_by_role("link", name=re.compile("Take in")).click()
    look(there, "school-change-agreed")
    there.get_by_role("link", name="Take in", exact=True).click()
    there.get_by_label("Your school's number").fill("S-9")
    there.get_by_role("button", name="Take in").click()
    expect(there.get_by_text("Mekong Science Olympiad")).to_be_visible()
    assert Person.objects.get(pk=student.pk).institution == new


def test_a_coordinator_begins_the_school_year_and_takes_it_back(open_page, look, student, address):
    leaver = make_person(student.institution, name="Last Grader", grade=12)
    page = open_page(make_coordinator(student.institution))
    page.goto(address("students", key=student.institution.key))
    page.get_by_role("link", name="New school year").click()
    expect(page.get_by_label("Last Grader leaves")).to_be_checked()
    look(page, "school-year")
    page.get_by_role("button", name="Begin the new school year").click()
    expect(page.get_by_role("heading", name=re.compile("School year"))).to_be_visible()
    look(page, "school-year-done")
    assert Person.objects.get(pk=student.pk).grade == 10
    assert Person.objects.get(pk=leaver.pk).left_on
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("everybody has the grade from before")).to_be_visible()
    assert YearRollover.objects.get().state == "undone"
