"""Journey 7: anybody reads published results, without an account."""

from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import expect

from competitions.contests.mark import MarkValue
from competitions.contests.models import Contest, ContestState, JuryRole
from competitions.marking.enter import Typed, enter_marks
from competitions.results.correct import take_up_again
from competitions.results.cutoffs import keep_choice
from competitions.results.medals import Cutoffs
from competitions.results.publish import publish
from competitions.results.sheet import read_sheet
from talent.people.models import ConsentKind
from tests.factories import (
    answer_consent,
    make_consent_request,
    make_contest,
    make_entry,
    make_guardian,
    make_juror,
    make_person,
    make_registration,
)

pytestmark = pytest.mark.browser
CUTOFFS = Cutoffs(Decimal(34), Decimal(28), Decimal(20))


@pytest.fixture
def contest(site):
    contest = make_contest(state=ContestState.MARKING, problems=6, title="Mathematical Olympiad")
    chair = make_juror(contest, JuryRole.CHAIR)
    person = make_person(name="ບຸນມີ ສີສະຫວັດ", latin_name="Bounmy Sisavath")
    make_guardian(person)
    consent = answer_consent(make_consent_request(person, optional=[ConsentKind.NAME]))
    named = make_registration(contest.edition, person, consent=consent)
    entries = [
        make_entry(contest, f"{team}{number}", country=country)
        for team, country in (("KHM", "KH"), ("LAO", "LA"), ("VNM", "VN")) for number in range(1, 7)
    ]
    contest.entries.filter(code="LAO1").update(registration=named)
    problems = list(contest.problems.all())
    enter_marks(contest, [
        Typed(entry, problem, MarkValue.of((place * 5 + problem.number * (place % 4)) % 8), 0)
        for place, entry in enumerate(entries) for problem in problems
    ], chair)
    Contest.lifecycle.move(contest, ContestState.JURY, by=chair)
    keep_choice(contest, CUTOFFS, "", chair, seen=read_sheet(contest).digest)
    publish(contest, chair)
    contest.chair = chair
    return contest


def test_anybody_reads_the_results_and_checks_them(page, look, contest, tmp_path):
    page.goto("/")
    look(page, "welcome-with-results")
    page.get_by_role("link", name="Mathematical Olympiad").click()
    expect(page.get_by_role("heading", name="Mathematical Olympiad")).to_be_visible()
    expect(page.get_by_text("Bounmy Sisavath")).to_be_visible()
    expect(page.get_by_text("=", exact=False).first).to_be_visible()
    look(page, "results-by-person")
    page.get_by_label("Award").select_option("gold")
    expect(page.get_by_role("row")).not_to_have_count(19)
    page.get_by_role("link", name="Clear").click()

    page.get_by_role("link", name="By country").click()
    expect(page.get_by_role("columnheader", name="Team total")).to_be_visible()
    look(page, "results-by-country")
    page.get_by_role("link", name="Problems and distribution").click()
    expect(page.get_by_role("img", name="How many contestants have each total")).to_be_visible()
    look(page, "results-statistics")

    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV").click()
    kept = tmp_path / "results.csv"
    download.value.save_as(kept)
    expect(page.get_by_text(sha256(Path(kept).read_bytes()).hexdigest())).to_be_visible()


def test_a_list_under_correction_says_so(page, look, contest):
    take_up_again(contest, contest.chair, "Problem 2 was marked by the wrong scheme.", still_shown=True)
    page.goto(f"/results/{contest.key}/")
    expect(page.get_by_text("This list is being corrected.")).to_be_visible()
    look(page, "results-being-corrected")
