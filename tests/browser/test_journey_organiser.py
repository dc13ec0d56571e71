"""Journey 5: an organiser makes an edition by pages, sees who is coming, makes groups, exports, issues certificates."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from events.certificates.models import Certificate
from events.certificates.participation import issue_to_all
from events.programmes.models import Edition, EditionState
from events.registration.models import Registration
from events.registration.places import set_open_places
from events.registration.register import register
from talent.institutions.models import Institution
from tests.factories import (
    make_call,
    make_coordinator,
    make_edition,
    make_guardian,
    make_institution,
    make_organiser,
    make_person,
    make_programme,
)

pytestmark = pytest.mark.browser

STUDENTS = [
    ("LA", "ບຸນມີ ສີສະຫວັດ", "Bounmy Sisavath", "m"), ("LA", "ນ້ອຍ ພົມມະຈັນ", "Noy Phommachanh", "f"),
    ("RU", "Мария Орлова", "Maria Orlova", "f"), ("RU", "Иван Петров", "Ivan Petrov", "m"),
    ("VN", "Nguyễn Thị Hoa", "Nguyen Thi Hoa", "f"), ("VN", "Trần Văn Nam", "Tran Van Nam", "m"),
    ("TH", "กานดา ใจดี", "Kanda Jaidee", "f"), ("TH", "สมชาย รักเรียน", "Somchai Rakrian", "m"),
    ("KH", "សុខ ដារ៉ា", "Sok Dara", "m"), ("MM", "မောင်မောင်", "Maung Maung", "m"),
    ("ID", "Siti Rahmawati", "Siti Rahmawati", "f"), ("MY", "Tan Mei Ling", "Tan Mei Ling", "f"),
]


@pytest.fixture
def university():
    return make_institution("Universitas Bahari", Institution.Kind.UNIVERSITY, "ID", zone="Asia/Jakarta")


@pytest.fixture
def organiser(university):
    return make_organiser(university, name="Ani Organiser")


def come(edition, by) -> None:
    """Students and teachers of eight countries are registered."""
    for country, name, latin, gender in STUDENTS:
        school = make_institution(f"School of {country}", country=country)
        register(edition, make_person(school, name=name, latin_name=latin, gender=gender), by=by)
    register(edition, make_person(school, role="teacher", name="Puan Aminah", latin_name="Aminah"), by=by)


def test_an_organiser_makes_an_edition_and_publishes_it(open_page, look, organiser, university):
    make_call(university, title="Camp call 2027")
    page = open_page(organiser)
    page.goto("/organise/")
    look(page, "my-editions-empty")
    page.get_by_role("link", name="New edition").click()
    page.get_by_label("Name").fill("Science camp by the sea")
    page.get_by_label("Kind").select_option(label="STEAM camp")
    look(page, "new-programme")
    page.get_by_role("button", name="Go on to the edition").click()

    page.get_by_label("Title").fill("Science camp by the sea 2027")
    page.get_by_label("In short").fill("A week of marine science for students from twelve countries.")
    page.get_by_label("Begins").fill("2027-07-05T09:00")
    page.get_by_label("Ends").fill("2027-07-04T12:00")
    page.get_by_label("Venue").fill("Campus Anyer")
    page.get_by_label("City").fill("Banten")
    page.get_by_label("Camp call 2027").check()
    page.get_by_label("Open registration by schools").check()
    page.get_by_label("Registration closes").fill("2027-06-01T23:59")
    page.locator("#div_id_consents_required").get_by_label("Taking part").check()
    page.locator("#div_id_consents_optional").get_by_label("Name in published results").check()
    page.get_by_role("button", name="Store as a draft").click()
    expect(page.get_by_role("alert")).to_contain_text("It cannot end before it begins")
    look(page, "new-edition-refused")
    expect(page.get_by_label("Venue")).to_have_value("Campus Anyer")
    page.get_by_label("Ends").fill("2027-07-11T12:00")
    page.get_by_role("button", name="Store as a draft").click()

    expect(page.get_by_role("region", name="Before it can be published")).to_contain_text("open places")
    look(page, "edition-home-draft")
    page.get_by_role("link", name="Open places").click()
    page.get_by_label("Student").fill("40")
    look(page, "open-places")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Publish").click()
    look(page, "publish-edition")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("The edition is published.")).to_be_visible()
    edition = Edition.objects.get()
    assert edition.state == EditionState.PUBLISHED

    public = open_page()
    public.goto("/")
    look(public, "welcome")
    public.get_by_role("link", name="Science camp by the sea 2027").click()
    expect(public.get_by_text("40 of 40 places left")).to_be_visible()
    look(public, "edition-page")
    public.goto("/editions/")
    look(public, "editions")


def test_an_organiser_sees_who_comes_exports_groups_and_certifies(open_page, look, organiser, university, run_tasks):
    edition = make_edition(make_programme(university), title="Science camp 2027")
    come(edition, organiser)
    page = open_page(organiser)
    page.goto(f"/organise/editions/{edition.key}/")
    expect(page.get_by_text("13 confirmed")).to_be_visible()
    page.get_by_text("The same as a table").click()
    expect(page.get_by_role("region", name="By country").get_by_role("row")).to_have_count(9)
    look(page, "edition-home")

    page.get_by_role("link", name="List of who is coming").click()
    expect(page.get_by_role("row")).to_have_count(14)
    look(page, "who-is-coming")
    page.get_by_label("Country").select_option(label="Laos")
    expect(page.get_by_role("row")).to_have_count(3)
    page.get_by_label("Search").fill("noy")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    rows = list(csv.DictReader(Path(download.value.path()).read_text("utf-8-sig").splitlines()))
    assert [(row["Name"], row["Name in Latin letters"]) for row in rows] == [("ນ້ອຍ ພົມມະຈັນ", "Noy Phommachanh")]
    page.get_by_role("link", name="ນ້ອຍ ພົມມະຈັນ").click()
    look(page, "registration")

    page.goto(f"/organise/editions/{edition.key}/delegations/")
    look(page, "delegations")
    page.goto(f"/organise/editions/{edition.key}/add/?q=aminah")
    look(page, "add-people")

    page.goto(f"/organise/editions/{edition.key}/groups/")
    page.get_by_label("Number of groups").fill("3")
    page.get_by_role("button", name="Propose").click()
    look(page, "groups-proposed")
    page.get_by_role("button", name="Store these groups").click()
    expect(page.get_by_role("region", name="Group 3")).to_be_visible()
    look(page, "groups")
    page.get_by_role("region", name="Group 1").get_by_role("link", name="Move").first.click()
    page.get_by_label("Into").select_option(label="Group 2")
    page.get_by_role("button", name="Move").click()
    expect(page.get_by_role("alert")).to_contain_text("breaks a rule")
    look(page, "group-move-warned")
    page.get_by_role("button", name="Move in spite of that").click()
    expect(page.get_by_text("is in Group 2 now")).to_be_visible()

    page.goto(f"/organise/editions/{edition.key}/certificates/")
    page.get_by_role("link", name="Issue certificates of participation").click()
    page.get_by_role("button", name="Issue 13 certificates").click()
    expect(page.get_by_text("Being issued: 0 of 13")).to_be_visible()
    run_tasks()
    expect(page.get_by_text("13 of 13 confirmed people")).to_be_visible()
    page.reload()
    look(page, "certificates")


def test_anybody_verifies_a_certificate_by_its_code(open_page, look, organiser, university):
    edition = make_edition(make_programme(university), title="Science camp 2027")
    come(edition, organiser)
    issue_to_all(edition, organiser)
    certificate = Certificate.objects.order_by("pk").first()
    page = open_page(size="phone")
    page.goto("/verify/")
    page.get_by_label("Code").fill("wrong")
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_role("alert")).to_contain_text("not a whole code")
    look(page, "verify")
    page.get_by_label("Code").fill(certificate.code.replace("-", " ").lower())
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_role("heading", name="This certificate is genuine")).to_be_visible()
    expect(page.get_by_text("Bounmy")).to_have_count(0)
    look(page, "certificate-public")
    page.get_by_role("link", name="As a sheet to print").click()
    look(page, "certificate-sheet-public")

    desk = open_page(organiser)
    desk.goto(f"/certificates/{certificate.key}/")
    look(desk, "certificate")
    desk.get_by_role("link", name="Print").click()
    expect(desk.get_by_text("ບຸນມີ ສີສະຫວັດ")).to_be_visible()
    look(desk, "certificate-sheet")


def test_a_school_registers_several_students_and_sees_what_lacks(open_page, look, organiser, university, run_tasks):
    edition = make_edition(
        make_programme(university), title="Science camp 2027", open_registration=True,
        registration_closes_at=timezone.now() + timedelta(days=9), consents_required=["taking_part", "medical"],
        consents_optional=["photographs", "name"],
    )
    set_open_places(edition, {"student": 2}, organiser)
    coordinator = make_coordinator(name="Khamla Coordinator")
    school = coordinator.memberships.get().institution
    for country, name, latin, _gender in STUDENTS[:3]:
        make_guardian(make_person(school, name=name, latin_name=latin, country=country))
    page = open_page(coordinator)
    page.goto("/registrations/")
    look(page, "registrations-empty")
    page.get_by_role("link", name="Register students").click()
    look(page, "open-editions")
    page.get_by_role("link", name="Science camp 2027").click()
    for _country, name, _latin, _gender in STUDENTS[:3]:
        page.get_by_label(name).check()
    look(page, "register-students")
    page.get_by_role("button", name="Register those ticked").click()
    expect(page.get_by_role("heading", name="2 of 3 registered")).to_be_visible()
    look(page, "registered")
    run_tasks()
    page.goto("/")
    expect(page.get_by_text("Consents lack for Science camp 2027")).to_be_visible()
    look(page, "school-home")
    page.get_by_text("Consents lack for Science camp 2027").click()
    look(page, "registrations")
    page.get_by_role("row").nth(1).get_by_role("link").click()
    look(page, "registration-waiting")
    page.get_by_role("link", name="Cancel the registration").click()
    page.get_by_label("Reason").fill("Moved to another school")
    look(page, "cancel-registration")
    page.get_by_role("button", name="Cancel the registration").click()
    expect(page.get_by_text("The registration is cancelled.")).to_be_visible()
    assert Registration.objects.live().count() == 1
