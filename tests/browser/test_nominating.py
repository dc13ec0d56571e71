"""Journey 2: a school nominates from its list. Journey 5, its first half: an organiser builds the call."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from talent.calls.models import Call, Question
from talent.institutions.models import Institution
from talent.nominations.models import Nomination
from tests.factories import (
    make_call,
    make_coordinator,
    make_criterion,
    make_guardian,
    make_institution,
    make_organiser,
    make_pdf,
    make_person,
    make_question,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def call(db):
    call = make_call(
        make_institution("Universitas Nusantara", Institution.Kind.UNIVERSITY, "ID"), title="Science camp on the river",
        summary="A week of field science for young people of all member countries.", grades=[9, 10],
        description="Groups from different countries study the river together.", nominations_per_institution=3,
    )
    make_question(call, label="Why this student?", maximum_length=1500, help_text="What have you seen them do?")
    make_question(call, Question.Kind.CHOICE, label="Field", choices=["biology", "physics"])
    make_question(call, Question.Kind.FILE, label="School report")
    make_criterion(call, label="Curiosity", weight=2)
    return call


@pytest.fixture
def school(db):
    school = make_institution("Lycée de Vientiane")
    for name in ("Noy Phommasan", "Kham Souvanna", "Seng Inthavong"):
        make_guardian(make_person(school, name=name))
    make_person(school, name="Bounmy Too Young", grade=7)
    return school


def test_a_school_nominates_students_from_its_list(call, school, open_page, look, tmp_path, run_tasks, outbox):
    page = open_page(make_coordinator(school))
    page.goto("/nominate/")
    look(page, "nominate-calls")
    page.get_by_role("link", name=call.title).click()
    look(page, "nominate-empty")
    page.get_by_role("link", name="Choose students").first.click()
    page.get_by_text("Cannot be nominated, and why").click()
    expect(page.get_by_text("Grade 7; the call is for grades 9–10.")).to_be_visible()
    page.get_by_label("Noy Phommasan").check()
    page.get_by_label("Kham Souvanna").check()
    expect(page.get_by_role("button", name="Make drafts (2)")).to_be_visible()
    look(page, "nominate-choose")
    page.get_by_role("button", name="Make drafts").click()
    expect(page.get_by_text("2 drafts are made.")).to_be_visible()
    look(page, "nominate-table")

    page.get_by_role("link", name="Kham Souvanna").click()
    page.get_by_label("Why this student?").fill("She built a weather station from scrap.")
    page.get_by_label("Field").select_option("physics")
    expect(page.get_by_text("Saved at")).to_be_visible()
    report = tmp_path / "report.pdf"
    report.write_bytes(make_pdf())
    page.get_by_label("School report").set_input_files(report)
    expect(page.get_by_text("report.pdf")).to_be_visible()
    expect(page.get_by_text("Nothing lacks: it can be submitted.")).to_be_visible()
    look(page, "nominate-fill-in")
    page.reload()
    expect(page.get_by_label("Why this student?")).to_have_value("She built a weather station from scrap.")
    page.get_by_role("link", name="Copy answers to your other drafts").click()
    page.get_by_label("Field").check()
    look(page, "nominate-copy-answers")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("1 draft changed.")).to_be_visible()

    page.get_by_role("button", name="Submit the ticked (1)").click()
    expect(page.get_by_text("Each nominee's guardians get an email with a link")).to_be_visible()
    look(page, "nominate-submit")
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_text("Submitted: Kham Souvanna.")).to_be_visible()
    page.get_by_role("link", name="Kham Souvanna").click()
    look(page, "nominate-nomination")
    assert Nomination.objects.get(nominee__name="Kham Souvanna").state == "submitted"
    assert [message.about for message in outbox()] != []


def test_two_windows_on_one_draft_and_a_lost_session(call, school, open_page, look):
    coordinator = make_coordinator(school)
    draft = Nomination.objects.create(call=call, nominee=school.people.first(), institution=school)
    first, second = open_page(coordinator), open_page(coordinator)
    for page in (first, second):
        page.goto(f"/nominations/{draft.key}/fill-in/")
    first.get_by_label("Why this student?").fill("Typed in the first window.")
    first.get_by_label("Field").focus()
    expect(first.get_by_text("Saved at")).to_be_visible()
    second.get_by_label("Why this student?").fill("Typed in the second.")
    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.get_by_text("Somebody saved this draft in another window")).to_be_visible()
    expect(second.get_by_text("Typed in the first window.")).to_be_visible()
    look(second, "nominate-conflict")
    second.get_by_role("button", name="Keep what is typed here").click()
    expect(second.get_by_text("Saved at")).to_be_visible()
    assert draft.answers.get().text == "Typed in the second."
    second.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    second.get_by_label("Why this student?").fill("Typed while signed out.")
    second.get_by_label("Field").focus()
    expect(second.get_by_text("The last change could not be saved")).to_be_visible()
    expect(second.get_by_label("Why this student?")).to_have_value("Typed while signed out.")


def test_a_school_without_scripts_fills_in_and_submits(call, school, open_page, tmp_path):
    page = open_page(make_coordinator(school), java_script_enabled=False)
    page.goto(f"/nominate/{call.key}/{school.key}/choose/")
    page.get_by_label("Noy Phommasan").check()
    page.get_by_role("button", name="Make drafts").click()
    page.get_by_role("link", name="Noy Phommasan").click()
    page.get_by_label("Why this student?").fill("Curious.")
    page.get_by_label("Field").select_option("biology")
    report = tmp_path / "report.pdf"
    report.write_bytes(make_pdf())
    page.get_by_label("School report").set_input_files(report)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Submit").click()
    page.get_by_role("button", name="Submit", exact=True).click()
    assert Nomination.objects.get().state == "submitted"


def test_an_organiser_builds_a_call(open_page, look):
    host = make_institution("Universitas Nusantara", Institution.Kind.UNIVERSITY, "ID")
    make_institution("Nanyang Laboratory", Institution.Kind.COMPANY, "SG")
    page = open_page(make_organiser(host))
    page.goto("/calls/mine/")
    look(page, "call-none-yet")
    page.get_by_role("link", name="New call").click()
    page.get_by_label("Title").fill("Olympiad camp")
    page.get_by_label("In short").fill("Five days of problems.")
    page.get_by_label("Time zone").select_option("Asia/Jakarta")
    page.get_by_label("Opens").fill("2030-03-01T09:00")
    page.get_by_label("Closes").fill("2030-04-01T17:00")
    look(page, "call-1-new")
    page.get_by_role("button", name="Save and go on").click()

    page.get_by_label("Age counted on").fill("2030-09-01")
    page.get_by_label("Youngest").fill("14")
    page.get_by_label("Oldest").fill("17")
    page.get_by_label("10", exact=True).check()
    expect(page.locator("#seen")).to_contain_text("14 to 17")
    look(page, "call-2-who")
    page.get_by_role("button", name="Save and go on").click()
    look(page, "call-2-stages")
    page.get_by_role("button", name="Save and go on").click()

    look(page, "call-3-questions-empty")
    page.get_by_role("link", name="Add a question").first.click()
    page.get_by_label("Kind").select_option("choice")
    page.get_by_label("Question", exact=False).first.fill("Which subject?")
    page.get_by_label("Choices").fill("algebra\ngeometry")
    expect(page.locator("#seen")).to_contain_text("Which subject?")
    look(page, "call-3-question")
    page.get_by_role("button", name="Save and add another").click()
    page.get_by_label("Kind").select_option("file")
    page.get_by_label("Question", exact=False).first.fill("School report")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Move “School report” up").click()
    expect(page.locator(".line").first).to_contain_text("School report")
    look(page, "call-3-questions")
    page.get_by_role("link", name="Go on to the rubric").click()

    page.get_by_role("link", name="Add a criterion").first.click()
    page.get_by_label("Criterion").fill("Ingenuity")
    page.get_by_label("What 5 means").fill("solves what others could not")
    look(page, "call-4-criterion")
    page.get_by_role("button", name="Save", exact=True).click()
    look(page, "call-4-rubric")
    page.get_by_role("link", name="Go on to consents").click()

    page.get_by_role("group", name="Photographs").get_by_label("asked for, not required").check()
    page.get_by_label("Find a host").fill("nanyang")
    expect(page.get_by_role("button", name="Add Nanyang Laboratory")).to_be_visible()
    look(page, "call-5-consents")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", name="Recommendations", level=1)).to_be_visible()
    page.get_by_role("button", name="Save and go on").click()

    page.get_by_label("By", exact=False).first.select_option("country")
    page.get_by_label("At most", exact=True).fill("4")
    page.get_by_role("button", name="Add the quota").click()
    expect(page.get_by_text("Each country: at most 4").first).to_be_visible()
    look(page, "call-6-places")
    page.get_by_role("button", name="Save and go on").click()

    expect(page.get_by_text("Nothing lacks: it can be published.")).to_be_visible()
    look(page, "call-7-preview")
    page.get_by_role("link", name="Publish", exact=True).click()
    page.get_by_role("button", name="Publish").click()
    look(page, "call-organise")
    call = Call.objects.get()
    assert call.state == "published"
    visitor = open_page()
    visitor.goto(f"/calls/{call.key}/")
    look(visitor, "call-public")
    visitor.goto("/calls/")
    look(visitor, "calls-public")
