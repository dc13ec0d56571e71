"""Journey 6, its beginning: an organiser makes a contest, its jury and its contestants."""

import pytest
from playwright.sync_api import expect

from competitions.contests.models import Contest, ContestState
from events.registration.models import Delegation, RegistrationState
from tests.factories import make_edition, make_organiser, make_person, make_registration, make_user

pytestmark = pytest.mark.browser

FILE = "contestant,country,name,guest\nVNM1,Viet Nam,Anh,0\nUSS1,USS,,1\n"
WRONG = "contestant,country,guest\nVNM1,Viet Nam,perhaps\n,Laos,0\n"


@pytest.fixture
def edition(site):
    edition = make_edition(title="Mekong Olympiad")
    laos = Delegation.objects.create(edition=edition, code="LAO", name="Laos", country="LA")
    for name in ("Somchai", "Bounmy", "Keo"):
        make_registration(edition, make_person(name=name), delegation=laos)
    make_registration(edition, make_person(name="Mali"), RegistrationState.WAITING_CONSENT, delegation=laos)
    return edition


def test_an_organiser_prepares_a_contest_and_opens_it_for_marks(open_page, look, edition):
    chair = make_user("Ana Chair")
    page = open_page(make_organiser(edition.host))
    page.goto("/contests/")
    look(page, "contests")
    page.get_by_role("link", name="Make a contest · Mekong Olympiad").click()
    page.get_by_label("Title").fill("Mathematics")
    look(page, "contest-new")
    page.get_by_role("button", name="Make the contest").click()
    expect(page.get_by_text("Before marking can begin:")).to_be_visible()
    look(page, "contest-in-preparation")

    page.get_by_role("link", name="Add problems").click()
    page.get_by_label("Step").fill("2")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("not a whole number of steps").first).to_be_visible()
    look(page, "contest-problems-refused")
    page.get_by_label("Step").fill("1")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("6 problems are added.")).to_be_visible()
    page.get_by_role("link", name="Give a seat").click()
    page.get_by_label("Email of their account").fill(chair.email)
    page.get_by_label("Part in the jury").select_option("chair")
    page.get_by_role("button", name="Give the seat").click()
    expect(page.get_by_text("Ana Chair has a seat")).to_be_visible()

    page.get_by_role("navigation", name="Pages of this contest").get_by_role("link", name="Contestants").click()
    page.get_by_role("link", name="Enter the registered students").click()
    expect(page.get_by_role("row", name="Mali")).to_contain_text("no consent yet")
    look(page, "contestants-from-registrations")
    page.get_by_role("button", name="Enter them").click()
    expect(page.get_by_text("3 contestants are entered.")).to_be_visible()

    bring(page, WRONG)
    expect(page.get_by_text("Nothing can be stored while something is wrong")).to_be_visible()
    look(page, "contestants-from-a-wrong-file")
    page.get_by_role("link", name="Another file").click()
    page.get_by_label("File").set_input_files(as_file(FILE))
    page.get_by_role("button", name="Look at it").click()
    look(page, "contestants-from-a-file")
    page.get_by_role("button", name="Store it").click()
    expect(page.get_by_role("link", name="USS1")).to_be_visible()
    look(page, "contestants")
    page.get_by_role("link", name="USS1").click()
    page.get_by_role("link", name="Withdraw").click()
    page.get_by_label("Reason").fill("Did not travel.")
    look(page, "contestant-withdraw")
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("Did not travel.")).to_be_visible()
    look(page, "contestant")

    page.goto(f"/contests/{Contest.objects.get().key}/")
    page.get_by_role("link", name="Begin marking").click()
    look(page, "begin-marking")
    page.get_by_role("button", name="Begin marking").click()
    expect(page.get_by_role("navigation", name="Pages of this contest").get_by_text("Marks")).to_be_visible()
    contest = Contest.objects.get()
    assert contest.state == ContestState.MARKING
    assert list(contest.entries.entered().in_order().values_list("code", flat=True)) == ["LAO1", "LAO2", "LAO3", "VNM1"]


def bring(page, text):
    page.get_by_role("link", name="From a file").click()
    page.get_by_label("File").set_input_files(as_file(text))
    page.get_by_role("button", name="Look at it").click()


def as_file(text):
    return {"name": "contestants.csv", "mimeType": "text/csv", "buffer": text.encode()}
