"""Thirty students nominated by the call's own table and a zip of evidence; a recommendation by link; a correction."""

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from core.mail.models import Message
from talent.calls.models import Question
from talent.nominations.models import Nomination, NominationState
from talent.recommendations.asking import Recommender, ask, name_recommender
from talent.recommendations.models import Recommendation
from tests.factories import (
    make_call,
    make_coordinator,
    make_correction,
    make_criterion,
    make_guardian,
    make_institution,
    make_nomination,
    make_organiser,
    make_pdf,
    make_person,
    make_question,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMES = ("Noy", "Kham", "Seng", "Bounmy", "Sisavath", "Vone")


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def call(db):
    call = make_call(title="Science camp on the river", nominations_per_institution=50)
    make_question(call, label="Why this student?", maximum_length=300)
    make_question(call, Question.Kind.CHOICE, label="Field", choices=["Biology", "Physics"])
    make_question(call, Question.Kind.FILE, label="Transcript of marks")
    return call


@pytest.fixture
def school(db):
    school = make_institution("Lycée de Vientiane")
    for n in range(30):
        make_guardian(make_person(school, name=f"{NAMES[n % 6]} Souvanna {n + 1}", number=str(1001 + n)))
    return school


def filled_in(template: bytes) -> bytes:
    """The template with a row for each student that its list offers; one has a choice that there is not."""
    book = load_workbook(io.BytesIO(template))
    sheet, offered = book["Nominations"], [cell.value for cell in book["Lists"]["A"]]
    for row, student in enumerate(offered, start=2):
        for column, value in enumerate([student, "Asks how it works.", "Physics"], start=1):
            sheet.cell(row, column, value)
    sheet.cell(31, 3, "Astrology")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def evidence() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for n in range(29):
            packed.writestr(f"class 9/{1001 + n} transcript.pdf", make_pdf())
        packed.writestr("holiday.pdf", make_pdf())
    return out.getvalue()


def keep(folder, name: str, content: bytes) -> str:
    path = folder / name
    path.write_bytes(content)
    return str(path)


def test_a_school_nominates_thirty_students_by_table_and_zip(call, school, open_page, look, tmp_path):
    page = open_page(make_coordinator(school))
    page.goto(f"/nominate/{call.key}/{school.key}/")
    page.get_by_role("link", name="From a table").click()
    look(page, "bulk-bring")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the template").click()
    template = download.value.path().read_bytes()
    page.locator("input[name=table]").set_input_files(keep(tmp_path, "class.xlsx", filled_in(template)))
    page.locator("input[name=archive]").set_input_files(keep(tmp_path, "files.zip", evidence()))
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("button", name="Store 29 drafts")).to_be_visible()
    expect(page.get_by_text("“Astrology” cannot be chosen; these can: Biology; Physics.")).to_be_visible()
    look(page, "bulk-preview")
    page.get_by_role("link", name=re.compile("not taken")).click()
    expect(page.get_by_text("The name begins with no nominee's number or name.")).to_be_visible()
    look(page, "bulk-files")
    page.go_back()
    page.get_by_role("button", name="Store 29 drafts").click()
    expect(page.get_by_text("The good rows are drafts now.")).to_be_visible()
    assert Nomination.objects.filter(state=NominationState.DRAFT, answers__upload__isnull=False).count() == 28
    page.get_by_role("link", name="To the nominations").click()
    page.get_by_role("link", name="What still lacks").click()
    expect(page.get_by_text("28 drafts are complete and not submitted.")).to_be_visible()
    look(page, "what-lacks")


def follow_link(page: Page, to: str) -> None:
    body = Message.objects.filter(to=to).latest("pk").body
    page.goto(re.search(r"https?://\S+/recommend/\S+", body)[0])


def test_a_teacher_recommends_on_a_phone_by_link(open_page, look, site):
    call = make_call(title="Science camp on the river", recommendations_asked=1)
    make_criterion(call, label="Curiosity", descriptors={"0": "None seen.", "5": "Asks questions of their own."})
    nomination = make_nomination(call, make_person(make_institution("Lycée de Vientiane"), name="Noy Phommasan"))
    coordinator = make_coordinator(nomination.institution)
    somsri = Recommender("Somsri Boun", "somsri@example.org", "en-gb")
    ask(name_recommender(nomination, somsri, coordinator), coordinator)
    page = open_page(size="phone")
    follow_link(page, "somsri@example.org")
    look(page, "recommend-who")
    page.get_by_role("button", name="Yes, I am Somsri Boun").click()
    expect(page.get_by_text("Asks questions of their own.")).to_be_visible()
    # What is typed before the page's scripts run is not saved by itself, only by the button.
    page.wait_for_load_state()
    page.get_by_label("Your recommendation").fill("She built a rain gauge and kept its table for two years.")
    expect(page.get_by_text("Saved at")).to_be_visible()
    look(page, "recommend-write")
    page.reload()
    expect(page.get_by_label("Your recommendation")).to_have_value(
        "She built a rain gauge and kept its table for two years."
    )
    page.get_by_role("button", name="Hand it in").click()
    look(page, "recommend-hand-in")
    page.get_by_role("button", name="Hand it in").click()
    expect(page.get_by_text("Your recommendation is handed in")).to_be_visible()
    look(page, "recommend-given")
    assert Recommendation.objects.get().handed_in.startswith("She built")
    school = open_page(coordinator)
    school.goto(f"/nominations/{nomination.key}/recommendations/")
    expect(school.get_by_text("given", exact=True).first).to_be_visible()
    expect(school.get_by_text("rain gauge")).to_have_count(0)
    look(school, "recommendations-of-school")


def test_a_correction_is_made_and_compared(open_page, look):
    call = make_call(title="Science camp on the river")
    nomination = make_nomination(call, make_person(name="Noy Phommasan"), NominationState.READY)
    question = make_question(call, label="Why this student?")
    nomination.answers.create(question=question, text="Good.")
    make_correction(nomination, question, words="Please say what you have seen.", due_at=timezone.now() + timedelta(3))
    school = open_page(make_coordinator(nomination.institution))
    school.goto("/")
    school.get_by_role("link", name="Correct: Noy Phommasan").click()
    look(school, "correction-answer")
    school.get_by_label("Why this student?").fill("Keeps a table of the rain.")
    school.get_by_role("button", name="Hand in the correction").click()
    expect(school.get_by_text("The correction is handed in.")).to_be_visible()
    organiser = open_page(make_organiser(call.institution))
    organiser.goto("/")
    organiser.get_by_role("link", name="Corrected: Noy Phommasan").click()
    expect(organiser.get_by_text("Good.")).to_be_visible()
    look(organiser, "correction-compare")
    organiser.get_by_role("button", name="Accept").click()
    expect(organiser.get_by_text("The correction is accepted.")).to_be_visible()
