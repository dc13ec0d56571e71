"""An organiser builds a call in stages with a conditional question; a ministry ranks and forwards; a student alone."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from talent.calls.models import Call, CallState, Question
from talent.institutions.models import Institution
from talent.nominations.forwarding import MinistrysPart, in_stage
from talent.nominations.models import Nomination, NominationState
from tests.factories import (
    make_call,
    make_coordinator,
    make_criterion,
    make_guardian,
    make_institution,
    make_nomination,
    make_officer,
    make_organiser,
    make_person,
    make_question,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def host(db):
    return make_institution("Universitas Nusantara", Institution.Kind.UNIVERSITY, "ID")


def test_an_organiser_builds_a_conditional_question_and_sees_what_schools_will_see(host, open_page, look, address):
    call = make_call(host, title="Young researchers", state=CallState.DRAFT)
    make_criterion(call, label="Courage", descriptors={"5": "Goes where nobody went."})
    page = open_page(make_organiser(host))
    page.goto(address("call_stages", key=call.key))
    seen = page.locator("#seen")
    page.get_by_label("Ministries rank and forward").check()
    expect(seen).to_contain_text("rank and forward their country's nominations")
    until = (call.closes_at + timedelta(days=7)).strftime("%Y-%m-%dT12:00")
    page.get_by_label("Ministries forward until").fill(until)
    look(page, "call-stages")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()

    page.goto(address("new_question", key=call.key))
    page.get_by_label("Kind").select_option("choice")
    page.get_by_label("Question*").fill("Has done research before?")
    page.get_by_label("Choices").fill("yes\nno")
    expect(seen.get_by_label("Has done research before?")).to_be_visible()
    page.get_by_role("button", name="Save and add another").click()
    page.get_by_label("Kind").select_option("long")
    page.get_by_label("Question*").fill("What was found?")
    page.get_by_label("yes", exact=True).check()
    expect(seen.get_by_text("What was found?")).to_be_hidden()
    seen.get_by_label("Has done research before?").select_option("yes")
    expect(seen.get_by_text("What was found?")).to_be_visible()
    look(page, "call-question-condition")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#lines").get_by_text("only if “Has done research before?” is answered “yes”")).to_be_visible()
    look(page, "call-questions")

    page.goto(address("edit_criterion", key=call.criteria.get().key))
    page.get_by_label("Highest score").fill("3")
    expect(page.get_by_label("What 5 means")).to_have_count(0)
    page.get_by_label("What 3 means").fill("Goes alone.")
    expect(seen).to_contain_text("Goes alone.")
    look(page, "call-criterion")
    question = call.questions.get(label="What was found?")
    assert question.shown_values == ["yes"]
    assert Call.objects.get(pk=call.pk).ministry_stage


def test_a_ministry_ranks_by_keyboard_and_forwards_the_best(host, open_page, look):
    call = make_call(host, title="Young researchers", ministry_stage=True, forwarded_per_ministry=2)
    Call.objects.filter(pk=call.pk).update(ministries_close_at=call.closes_at + timedelta(days=7))
    school = make_institution("Lycée de Vientiane")
    noy, kham, seng = (
        make_nomination(call, make_person(school, name=name), NominationState.WITH_MINISTRY)
        for name in ("Noy Phommasan", "Kham Souvanna", "Seng Inthavong")
    )
    page = open_page(make_officer("LA"))
    page.goto("/")
    page.get_by_role("link", name=re.compile("To rank and forward")).click()
    look(page, "ministry-forwarding")
    part = MinistrysPart(call, "LA")
    page.get_by_label("Place of Seng Inthavong").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("tbody tr").nth(1)).to_contain_text("Seng")
    expect(page.get_by_label("Place of Seng Inthavong")).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("tbody tr").nth(0)).to_contain_text("Seng")
    page.get_by_label("Place of Kham Souvanna").fill("2")
    page.get_by_label("Place of Kham Souvanna").press("Enter")
    expect(page.locator("tbody tr").nth(1)).to_contain_text("Kham")
    assert list(in_stage(part)) == [seng, kham, noy]
    page.get_by_label("What the school of Noy Phommasan is told").fill("Took part last year.")
    page.get_by_role("button", name="Forward them").click()
    expect(page.get_by_text("2 of at most 2 forwarded.")).to_be_visible()
    page.get_by_role("button", name=re.compile("Take back.*Kham Souvanna")).click()
    expect(page.get_by_text("1 of at most 2 forwarded.")).to_be_visible()
    look(page, "ministry-forwarded")
    states = {each.nominee.name: each.state for each in Nomination.objects.filter(call=call).select_related("nominee")}
    assert states == {
        "Seng Inthavong": "ready", "Kham Souvanna": "with_ministry", "Noy Phommasan": "with_ministry",
    }
    noy.refresh_from_db()
    assert noy.ministry_words == "Took part last year."


def test_a_student_nominates_themselves_on_a_phone_and_the_school_confirms(
    host, open_page, look, run_tasks, outbox, address
):
    call = make_call(host, title="Young researchers", self_nomination=True)
    which = make_question(call, Question.Kind.CHOICE, label="Has done research before?", choices=["yes", "no"])
    make_question(call, label="What was found?", shown_if=which, shown_values=["yes"])
    school = make_institution("Lycée de Vientiane")
    make_guardian(make_person(school, name="Noy Phommasan", email="noy@example.org"))
    coordinator = make_coordinator(school)

    page = open_page(size="phone")
    page.goto(address("call_page", key=call.key))
    page.get_by_role("link", name="Nominate yourself").click()
    look(page, "nominate-myself")
    page.get_by_label("Your email").fill("noy@example.org")
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("heading", name="Look into your email")).to_be_visible()
    run_tasks()
    link = re.search(r"/my-nomination/\S+", outbox()[0].body).group()
    page.goto(address("call_list").replace("/calls/", link))
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_label("What was found?")).to_be_hidden()
    page.get_by_label("Has done research before?").select_option("yes")
    page.get_by_label("What was found?").fill("A water flea.")
    look(page, "own-nomination")
    page.get_by_role("button", name="Save and hand in to my school").click()
    expect(page.get_by_text("Your school has it now")).to_be_visible()
    look(page, "own-nomination-handed-in")

    office = open_page(coordinator)
    office.goto("/")
    office.get_by_role("link", name=re.compile("To confirm")).first.click()
    office.get_by_role("link", name="Noy Phommasan").click()
    look(office, "own-nomination-to-confirm")
    office.get_by_role("button", name="Submit", exact=True).click()
    office.get_by_role("button", name="Submit", exact=True).click()
    expect(office.get_by_text("Submitted: Noy Phommasan.")).to_be_visible()
    assert Nomination.objects.get().state == NominationState.SUBMITTED
