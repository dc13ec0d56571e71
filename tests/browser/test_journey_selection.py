"""Journey 4: a panel scores, the organiser decides and sends offers, schools answer."""

import re

import pytest
from playwright.sync_api import expect

from events.registration.models import Registration
from talent.calls.models import Quota
from talent.institutions.models import Institution, Membership
from talent.nominations.models import NominationState
from talent.offers.models import Offer
from talent.reviews.models import Review
from talent.selection.models import Proposal
from tests.factories import (
    make_call,
    make_coordinator,
    make_criterion,
    make_edition,
    make_guardian,
    make_institution,
    make_member,
    make_nomination,
    make_organiser,
    make_person,
    make_programme,
    make_question,
    make_user,
)

pytestmark = pytest.mark.browser

NOMINEES = [
    ("ບຸນມີ ສີສະຫວັດ", "Bounmy Sisavath", "LA", "f"), ("อนงค์ ใจดี", "Anong Jaidee", "TH", "f"),
    ("Niran Suk", "Niran Suk", "TH", "m"), ("Nguyễn Thị Linh", "Nguyen Thi Linh", "VN", "f"),
    ("Дарья Орлова", "Darya Orlova", "RU", "f"), ("Budi Santoso", "Budi Santoso", "ID", "m"),
]


@pytest.fixture
def season(site):
    """A call with a rubric, six ready nominations of six schools and an edition that uses it."""
    host = make_institution("Universitas Bandung", Institution.Kind.UNIVERSITY, "ID")
    call = make_call(host, title="ASEAN+3 Science Camp 2026", places=3, consents_required=[])
    make_criterion(call, label="Curiosity", maximum=5, weight=2, descriptors={
        "0": "Nothing shows it", "3": "Asks good questions", "5": "Follows a question by own experiments",
    })
    make_criterion(call, label="Work with others", maximum=5)
    make_criterion(call, label="School results", maximum=100, weight="0.5")
    Quota.objects.create(call=call, attribute="country", maximum=1)
    Quota.objects.create(call=call, attribute="gender", value="f", minimum=1)
    question = make_question(call, label="What did you find out by yourself?")
    for name, latin_name, country, gender in NOMINEES:
        school = make_institution(f"School of {latin_name.split()[0]}", country=country)
        make_coordinator(school)
        nominee = make_person(school, name=name, latin_name=latin_name, gender=gender)
        make_guardian(nominee)
        nomination = make_nomination(call, nominee, NominationState.READY)
        nomination.answers.create(question=question, text="Why the river turns green in April: I took samples.")
    make_edition(make_programme(host)).calls.add(call)
    return call


def score(page, curiosity, together, results):
    """Score one nomination by keyboard, as somebody does who has forty before them."""
    page.locator("fieldset").first.get_by_role("radio").first.focus()
    page.keyboard.press(str(curiosity))
    page.keyboard.press(str(together))
    page.get_by_label("Points, 0 to 100").fill(str(results))
    page.keyboard.press("Tab")
    expect(page.locator("#saved")).to_contain_text("3 of 3 criteria scored")
    page.get_by_role("button", name="Submit the review").click()


def test_from_the_panel_to_accepted_places(open_page, look, season, outbox):
    call = season
    organiser = make_organiser(call.institution, name="Olga Organiser")
    reviewer = make_user("Ravi Reviewer")
    insider = make_member(call.nominations.first().institution, name="Ina Insider")

    office = open_page(organiser)
    office.goto(f"/calls/{call.key}/organise/")
    office.get_by_role("link", name="Panel").click()
    for user in (reviewer, insider):
        office.get_by_label("Email").fill(user.email)
        office.get_by_role("button", name="Add to the panel").click()
        expect(office.get_by_text(f"{user.name} is on the panel.")).to_be_visible()
    office.get_by_label("Email").fill("not.yet@example.org")
    office.get_by_role("button", name="Add to the panel").click()
    office.get_by_role("button", name="Make Ina Insider the chair").click()
    look(office, "panel")
    office.get_by_role("link", name="Start reviewing").click()
    expect(office.get_by_text("closes it early")).to_be_visible()
    look(office, "start-reviewing")
    office.get_by_role("button", name="Start reviewing").click()
    expect(office.get_by_text("0 of 11 reviews submitted")).to_be_visible()

    desk = open_page(reviewer)
    desk.goto("/reviews/")
    look(desk, "my-reviews")
    desk.get_by_role("link", name="Review the next").click()
    look(desk, "review")
    for number in range(6):
        score(desk, 5 - number // 2, 4 if number % 2 else 5, 90 - number)
    expect(desk.get_by_text("That was the last one")).to_be_visible()

    phone = open_page(insider, size="phone")
    phone.goto("/reviews/")
    expect(phone.get_by_text("0 of 5 submitted")).to_be_visible()
    expect(phone.get_by_text("ບຸນມີ ສີສະຫວັດ")).to_have_count(0)
    phone.get_by_role("link", name="Review the next").click()
    phone.get_by_text("Asks good questions").tap()
    expect(phone.locator("#saved")).to_contain_text("1 of 3 criteria scored")
    phone.get_by_role("button", name="Submit the review").tap()
    expect(phone.get_by_role("alert")).to_contain_text("Not scored yet")
    look(phone, "review-incomplete")
    phone.get_by_role("link", name="Stand aside").click()
    look(phone, "stand-aside")
    phone.get_by_label("Reason").fill("I taught her last year.")
    phone.get_by_role("button", name="Stand aside").click()
    assert Review.objects.filter(state="recused").count() == 1

    office.goto(f"/calls/{call.key}/reviewing/")
    expect(office.get_by_role("cell", name="own school")).to_have_count(1)
    look(office, "review-progress")
    office.get_by_role("button", name="Remind").click()
    expect(office.get_by_text("1 reminder is sent.")).to_be_visible()
    office.get_by_role("link", name="Close the reviews").click()
    look(office, "close-reviews")
    office.get_by_role("button", name="Close the reviews").click()

    expect(office.get_by_text("was reached at")).to_be_visible()
    look(office, "proposal")
    office.get_by_role("link", name="อนงค์ ใจดี").click()
    look(office, "nomination-reviews")
    office.go_back()
    office.get_by_role("row", name=re.compile("Niran Suk")).get_by_role("link", name="Take in").click()
    expect(office.get_by_text("1 too many").first).to_be_visible()
    look(office, "adjust")
    office.get_by_role("link", name="Cancel").click()
    office.get_by_role("row", name=re.compile("Linh")).get_by_role("link", name="Take out").click()
    office.get_by_label("Reason").fill("Took part last year.")
    office.get_by_label("Keep on the waiting list").uncheck()
    office.get_by_role("button", name="Take out").click()
    office.get_by_role("row", name=re.compile("Орлова")).get_by_role("link", name="Take in").click()
    office.get_by_label("Reason").fill("In her place.")
    office.get_by_role("button", name="Take in").click()
    look(office, "proposal-adjusted")
    office.get_by_role("link", name="Decide").click()
    office.wait_for_url("**/decide/")
    look(office, "decide")
    office.get_by_role("button", name="Decide").click()
    expect(office.get_by_text("Decided.")).to_be_visible()
    assert Proposal.objects.get().state == "decided"

    office.get_by_role("link", name="Send 3 offers").click()
    look(office, "send-offers")
    office.get_by_role("button", name="Send offers").click()
    expect(office.get_by_text("3 offers are sent.")).to_be_visible()
    look(office, "call-offers")

    first, second, third = Offer.objects.order_by("pk")
    school = open_page(coordinator(first), size="phone")
    school.goto("/")
    school.get_by_role("link", name=re.compile("An offer to answer")).click()
    look(school, "school-offers")
    school.get_by_role("link", name=first.nomination.nominee.name).click()
    look(school, "offer")
    school.get_by_role("link", name="Accept").click()
    school.get_by_role("button", name="Accept").click()
    expect(school.get_by_text("has the place")).to_be_visible()
    assert Registration.objects.get().person == first.nomination.nominee

    guardian = second.nomination.nominee.guardians.get()
    letter = next(m.body for m in outbox() if m.to == guardian.email and "/offers/link/" in m.body)
    home = open_page(size="phone")
    home.goto(re.search(r"http\S+/offers/link/\S+", letter).group())
    look(home, "offer-by-link")
    home.get_by_label("Reason").fill("We move in July.")
    home.get_by_role("button", name="Decline the place").click()
    expect(home.get_by_text("Thank you for telling us")).to_be_visible()
    assert Offer.objects.filter(state="offered").count() == 2

    office.reload()
    expect(office.get_by_role("row", name=re.compile("declined"))).to_be_visible()
    look(office, "call-offers-answered")
    assert third.state == "offered"


def coordinator(offer):
    return Membership.objects.get(institution=offer.nomination.institution, role="coordinator").user
