"""A blind call: assigned by the organiser, scored on a phone and by keyboard, and met about by the panel."""

import re

import pytest
from playwright.sync_api import expect

from talent.calls.models import Call, Question
from talent.institutions.models import Institution
from talent.nominations.models import Answer, NominationState
from talent.reviews import reviewing
from talent.reviews.models import DiscussionNote, PanelMeeting, Review
from tests.factories import (
    make_call,
    make_criterion,
    make_guardian,
    make_institution,
    make_nomination,
    make_organiser,
    make_panellist,
    make_person,
    make_question,
    make_review,
    make_upload,
    make_user,
)

pytestmark = pytest.mark.browser

NAMES = ["Bounmy Sisavath", "Anong Jaidee", "Niran Suk", "Linh Nguyen", "Darya Orlova", "Budi Santoso"]


@pytest.fixture
def season(site):
    """A published call with a rubric, a subject question and six ready nominations, each with a file."""
    host = make_institution("Universitas Bandung", Institution.Kind.UNIVERSITY, "ID")
    call = make_call(host, title="Mathematics Camp 2026", places=3, consents_required=[])
    make_criterion(call, label="Curiosity", maximum=5, descriptors={"0": "Nothing shows it", "5": "Own experiments"})
    make_criterion(call, label="Results", maximum=10)
    subject = make_question(call, Question.Kind.CHOICE, label="Subject", choices=["physics", "biology"])
    report = make_question(call, Question.Kind.FILE, label="Report")
    for number, name in enumerate(NAMES):
        nominee = make_person(make_institution(f"School of {name.split()[0]}", country="LA"), name=name)
        make_guardian(nominee)
        nomination = make_nomination(call, nominee, NominationState.READY)
        Answer.objects.create(nomination=nomination, question=subject, text=["physics", "biology"][number % 2])
        Answer.objects.create(nomination=nomination, question=report, upload=make_upload(name=f"{name}.pdf"))
    return call


def refuse_names(page):
    content = page.content()
    assert [name for name in NAMES if name in content or name.split()[0] in content] == []


def test_a_blind_review_is_assigned_scored_on_a_phone_and_by_keyboard(open_page, look, season):
    call = season
    office = open_page(make_organiser(call.institution, name="Olga Organiser"))
    office.goto(f"/calls/{call.key}/review/")
    office.get_by_label("Reviewers of each nomination").fill("2")
    office.get_by_label("Name", exact=True).check()
    office.get_by_label("School", exact=True).check()
    office.get_by_label("Reviews may differ by").fill("40")
    office.get_by_label("The question that tells the subject").select_option(label="Subject")
    look(office, "call-review-step")
    office.get_by_role("button", name="Save", exact=True).click()
    expect(office.get_by_text("Saved.")).to_be_visible()

    users = [make_user("Ravi Reviewer"), make_user("Mei Reviewer"), make_user("Sok Reviewer")]
    seats = [make_panellist(call, user) for user in users]
    own = open_page(users[0], size="phone")
    own.goto(f"/panellists/{seats[0].key}/")
    own.get_by_label("physics").check()
    own.get_by_label("Find a school").fill("School of Budi")
    own.get_by_role("button", name="Find").click()
    own.get_by_role("button", name="Declare School of Budi").click()
    expect(own.get_by_text("Declared.")).to_be_visible()
    look(own, "panel-seat")

    office.goto(f"/calls/{call.key}/assignment/")
    expect(office.get_by_text("Foretold from the nominations that are ready now")).to_be_visible()
    look(office, "assignment-foretold")
    office.goto(f"/calls/{call.key}/reviewing/start/")
    office.get_by_role("button", name="Start reviewing").click()
    expect(office.get_by_text("0 of 12 reviews submitted")).to_be_visible()
    late = make_panellist(call, make_user("Late Reviewer"))
    office.goto(f"/calls/{call.key}/assignment/")
    expect(office.get_by_text("What would change")).to_be_visible()
    look(office, "assignment-change")
    office.get_by_role("button", name="Assign so").click()
    expect(office.get_by_text("3 reviews are assigned anew.")).to_be_visible()
    assert late.reviews.count() == 3

    score_on_a_phone(open_page(users[1], size="phone"), look, seats[1])
    score_by_keyboard(open_page(users[2]), look, seats[2])


def score_on_a_phone(phone, look, seat):
    phone.goto("/reviews/")
    refuse_names(phone)
    phone.get_by_role("link", name="Review the next").click()
    refuse_names(phone)
    look(phone, "blind-review")
    phone.get_by_text("Own experiments").tap()
    expect(phone.locator("#saved")).to_contain_text("1 of 2 criteria scored")
    # In a valley: what is chosen waits, says so, and is kept when the connection is back.
    phone.context.set_offline(True)
    phone.locator("fieldset").nth(1).get_by_text("7", exact=True).tap()
    expect(phone.get_by_text("Not saved yet")).to_be_visible()
    phone.context.set_offline(False)
    expect(phone.locator("#saved")).to_contain_text("2 of 2 criteria scored")
    expect(phone.get_by_text("Not saved yet")).to_be_hidden()
    assert sorted(Review.objects.get(panellist=seat, state="started").scores.values_list("points", flat=True)) == [5, 7]
    phone.get_by_role("button", name="Submit the review").tap()
    expect(phone.get_by_text(re.compile("Your review of Nomination [0-9A-Z]{6} is submitted"))).to_be_visible()
    refuse_names(phone)


def score_by_keyboard(desk, look, seat):
    desk.goto("/reviews/")
    desk.get_by_role("link", name="Review the next").click()
    desk.locator("fieldset").first.get_by_role("radio").first.focus()
    desk.keyboard.press("4")
    desk.keyboard.press("1")
    desk.keyboard.press("0")
    expect(desk.locator("#saved")).to_contain_text("2 of 2 criteria scored")
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_text("is submitted.")).to_be_visible()
    assert sorted(seat.reviews.get(state="submitted").scores.values_list("points", flat=True)) == [4, 10]
    first = desk.url
    desk.locator("fieldset").first.get_by_role("radio").first.focus()
    desk.keyboard.press("n")
    desk.wait_for_url(lambda url: url != first and "/reviews/" in url)


def test_a_chair_meets_with_the_panel_about_the_borderline(open_page, look, season):
    call = season
    Call.objects.update(reviewers_per_nomination=None)
    chair = make_panellist(call, make_user("Chan Chair"), is_chair=True)
    other = make_panellist(call, make_user("Mei Reviewer"))
    organiser = make_organiser(call.institution, name="Olga Organiser")
    reviewing.start(call, organiser)
    Review.objects.all().delete()
    for number, nomination in enumerate(call.nominations.order_by("pk")):
        make_review(nomination, chair, [5 - number // 2, 9 - number])
        make_review(nomination, other, [5 - (number + 1) // 2, 8 - number])

    office = open_page(organiser)
    office.goto(f"/calls/{call.key}/reviewing/close/")
    office.get_by_role("button", name="Close the reviews").click()

    page = open_page(chair.user, size="phone")
    page.goto(f"/calls/{call.key}/meeting/")
    look(page, "panel-meeting")
    page.get_by_role("link", name="show the borderline band").tap()
    expect(page.get_by_text("borderline").first).to_be_visible()
    page.get_by_role("link", name="Niran Suk").tap()
    page.get_by_label("A note").fill("The report convinced us.")
    page.get_by_role("button", name="Keep the note").tap()
    expect(page.get_by_text("The report convinced us.")).to_be_visible()
    look(page, "panel-discussion")
    assert DiscussionNote.objects.get().by == chair.user

    page.goto(f"/calls/{call.key}/meeting/record/")
    page.get_by_label("Chan Chair").check()
    page.get_by_label("Mei Reviewer").check()
    page.get_by_label("What was decided").fill("Niran before Linh.")
    look(page, "record-meeting")
    page.get_by_role("button", name="Record").tap()
    expect(page.get_by_text("The meeting is recorded.")).to_be_visible()
    look(page, "meeting-record")
    assert PanelMeeting.objects.get().present.count() == 2
    with page.expect_download() as download:
        page.get_by_role("link", name="Minutes as PDF").tap()
    assert download.value.suggested_filename.endswith(".pdf")
