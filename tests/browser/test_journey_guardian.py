"""Journey 3: a guardian on a phone, without an account."""

import re

import pytest
from playwright.sync_api import expect

from talent.people.models import ConsentAnswer, ConsentKind, ConsentRequest
from tests.factories import make_consent_request, make_guardian, make_institution, make_person

pytestmark = pytest.mark.browser


@pytest.fixture
def letter(site, outbox):
    """The link in the mail to the guardian of a nominated student."""
    school = make_institution("ໂຮງຮຽນ ວຽງຈັນ", latin_name="Vientiane School")
    student = make_person(school, name="ບຸນມີ ສີສະຫວັດ", latin_name="Bounmy Sisavath")
    make_guardian(student, name="Nok Sisavath", email="nok@example.org")
    hosts = [make_institution("Moscow State University", country="RU"), make_institution("Lao Science Museum")]
    make_consent_request(
        student, purpose="ASEAN+3 Science Camp 2026", explained="Five days of experiments in Vientiane, in July.",
        organiser=hosts[1], required=[ConsentKind.TAKING_PART, ConsentKind.MEDICAL, ConsentKind.SHARING],
        optional=[ConsentKind.PHOTOGRAPHS, ConsentKind.NAME], hosts=hosts,
    )
    return re.search(r"http\S+/consent/\S+", outbox()[-1].body).group()


def choose(page, question, answer):
    page.get_by_role("group", name=question).get_by_label(answer).check()


def test_a_guardian_answers_each_question_on_a_phone_and_withdraws_later(open_page, look, letter):
    page = open_page(size="phone")
    page.goto(letter)
    expect(page.get_by_role("heading", name="ASEAN+3 Science Camp 2026")).to_be_visible()
    look(page, "consent-asked")

    choose(page, "take part", "Yes, I consent")
    choose(page, "pictures", "No")
    choose(page, "doctor", "Yes, I consent")
    choose(page, "Moscow State University", "Yes, I consent")
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("alert")).to_contain_text("Please choose yes or no")
    look(page, "consent-incomplete")
    expect(page.get_by_role("group", name="pictures").get_by_label("No")).to_be_checked()

    choose(page, "Lao Science Museum", "Yes, I consent")
    choose(page, "published results", "No")
    page.get_by_label("Your full name").fill("Nok Sisavath")
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_text("Your answers are written down")).to_be_visible()
    look(page, "consent-answered")
    assert ConsentRequest.objects.get().standing == "given"

    page.goto(letter)
    page.get_by_role("link", name=re.compile("Withdraw.*doctor")).click()
    expect(page.get_by_text("no longer confirmed")).to_be_visible()
    look(page, "consent-withdraw")
    page.get_by_label("Your full name").fill("Nok Sisavath")
    page.get_by_role("button", name="Withdraw this consent").click()
    expect(page.get_by_text("Your answer is changed")).to_be_visible()
    assert ConsentRequest.objects.get().standing == "refused"
    assert ConsentAnswer.objects.filter(decision="withdrawn").count() == 1


def test_a_guardian_chooses_another_language_and_a_broken_link_says_so(open_page, look, letter):
    page = open_page(size="phone")
    page.goto(letter)
    page.get_by_label("Language").select_option("vi")
    page.get_by_role("contentinfo").get_by_role("button").click()
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    page.goto(letter[:-4])
    expect(page.get_by_role("main")).to_be_visible()
    look(page, "consent-broken")
