"""An organiser sets quotas, sees what they cost, tries others, lays down a ruling and hands out the report."""

import csv
import io

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from talent.calls.models import CallState
from talent.institutions.models import Institution
from talent.nominations.models import NominationState
from talent.selection.models import Standing
from tests.factories import (
    make_call,
    make_criterion,
    make_institution,
    make_nomination,
    make_organiser,
    make_panellist,
    make_person,
    make_question,
    make_review,
)

pytestmark = pytest.mark.browser

NOMINEES = [
    ("Anan Suk", "TH", "m", 95, "Physics"), ("Budi Santoso", "ID", "m", 90, "Physics"),
    ("Chan Dara", "KH", "m", 85, "Physics"), ("Đỗ Minh", "VN", "m", 80, "Biology"),
    ("ບົວ ສີ", "LA", "f", 40, "Biology"), ("Eka Putri", "ID", "f", 30, "Physics"),
]


@pytest.fixture
def season(site):
    """A call in review whose six nominations are all reviewed; two of them are girls."""
    host = make_institution("Universitas Bandung", Institution.Kind.UNIVERSITY, "ID")
    call = make_call(host, title="Science Camp 2026", places=4, state=CallState.REVIEWING, consents_required=[])
    make_criterion(call, maximum=100)
    question = make_question(call, "choice", label="Field", choices=["Physics", "Biology"], tells_subject=True)
    panellist = make_panellist(call)
    for name, country, gender, points, field in NOMINEES:
        person = make_person(make_institution(country=country), name=name, latin_name=name, gender=gender)
        nomination = make_nomination(call, person, NominationState.READY)
        nomination.answers.create(question=question, text=field)
        make_review(nomination, panellist, [points])
    return call


def chosen(call) -> set[str]:
    found = Standing.objects.filter(proposal__call=call, proposal__state="open", selected=True)
    return {each.nomination.nominee.name for each in found.select_related("nomination__nominee")}


def test_quotas_by_share_their_price_what_if_a_ruling_and_the_report(season, open_page, address, look, tmp_path):
    page = open_page(make_organiser(season.institution))
    page.goto(address("call_places", key=season.key))
    page.locator("#id_quota-attribute").select_option("gender")
    page.locator("#id_quota-value").fill("f")
    page.locator("#id_quota-minimum_share").fill("60")
    page.locator("#id_quota-maximum_share").fill("40")
    page.get_by_role("button", name="Add the quota").click()
    expect(page.get_by_text("“At most” is below “at least”.").first).to_be_visible()
    look(page, "quota-refused")
    page.locator("#id_quota-minimum_share").fill("50")
    page.locator("#id_quota-maximum_share").fill("")
    page.get_by_role("button", name="Add the quota").click()
    expect(page.get_by_text("Female: at least 50 %").first).to_be_visible()
    page.locator("#id_quota-attribute").select_option("subject")
    page.locator("#id_quota-maximum").fill("3")
    page.get_by_role("button", name="Add the quota").click()
    expect(page.get_by_text("Each Field: at most 3").first).to_be_visible()
    look(page, "quotas-of-a-call")

    page.goto(address("close_reviews", key=season.key))
    page.get_by_role("button", name="Close the reviews").click()
    prices = page.get_by_role("region", name="What each quota costs")
    expect(prices.get_by_role("row", name="at least 50 % female")).to_contain_text("95")
    assert chosen(season) == {"Anan Suk", "Budi Santoso", "ບົວ ສີ", "Eka Putri"}
    look(page, "proposal-with-prices")

    page.get_by_role("link", name="What if").click()
    page.get_by_label("Places").fill("3")
    quota = page.get_by_role("group", name="at least 50 % female")
    quota.get_by_label("At least, in %").fill("30")
    page.get_by_role("button", name="See who changes").click()
    expect(page.get_by_text("1 would go out")).to_be_visible()
    expect(page.get_by_role("heading", name="would come in")).to_have_count(0)
    expect(page.get_by_text("255 → 225")).to_be_visible()
    look(page, "what-if")
    assert chosen(season) == {"Anan Suk", "Budi Santoso", "ບົວ ສີ", "Eka Putri"}

    standing = Standing.objects.get(nomination__nominee__name="Chan Dara", proposal__state="open")
    page.goto(address("adjust_standing", key=season.key, nomination=standing.nomination.key))
    page.get_by_role("link", name="Make it a ruling instead").click()
    page.get_by_label("It must be taken.").check()
    page.get_by_label("Reason").fill("Won the regional contest since.")
    look(page, "ruling")
    page.get_by_role("button", name="Let it stand").click()
    expect(page.get_by_text("The ruling on Chan Dara stands.")).to_be_visible()
    assert chosen(season) == {"Anan Suk", "Chan Dara", "ບົວ ສີ", "Eka Putri"}
    look(page, "proposal-with-a-ruling")

    for name, link in (("n.csv", "its nominations (CSV)"), ("q.toml", "its quotas (TOML)")):
        with page.expect_download() as download:
            page.get_by_role("link", name=link).click()
        download.value.save_as(tmp_path / name)
    with page.expect_download() as download:
        page.get_by_role("link", name="the report (PDF)").click()
    assert download.value.suggested_filename.endswith(".pdf")
    out = io.StringIO()
    call_command(
        "select_nominations", str(tmp_path / "n.csv"), quotas=str(tmp_path / "q.toml"), stdout=out, stderr=io.StringIO()
    )
    names = {each.nomination.key: each.nomination.nominee.name for each in Standing.objects.all()}
    rows = csv.DictReader(io.StringIO(out.getvalue()))
    assert {names[row["id"]] for row in rows if row["selected"] == "yes"} == chosen(season)

    page.get_by_role("button", name="Lift the ruling").click()
    expect(page.get_by_text("is lifted.")).to_be_visible()
    assert "Chan Dara" not in chosen(season)
