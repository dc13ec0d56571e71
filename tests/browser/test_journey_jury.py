"""Journey 6: a jury marks in the grid, two at once, brings a file, moves the cut-offs and publishes."""

import pytest
from playwright.sync_api import expect

from competitions.contests.models import ContestState, JuryRole
from competitions.marking.models import Mark, MarkChange
from tests.factories import make_contest, make_entry, make_juror

pytestmark = pytest.mark.browser


@pytest.fixture
def contest(site):
    contest = make_contest(state=ContestState.MARKING, problems=6, title="Mathematical Olympiad")
    for delegation in ("KHM", "LAO", "VNM"):
        for number in range(1, 7):
            make_entry(contest, f"{delegation}{number}")
    return contest


@pytest.fixture
def ana(contest):
    return make_juror(contest, JuryRole.CHAIR, name="Ana")


@pytest.fixture
def ben(contest):
    return make_juror(contest, name="Ben")


def cell(page, code, problem):
    return page.locator(f'tr[data-code="{code}"] td[data-problem="{problem}"]')


def status(page, said):
    expect(page.locator("#grid-status")).to_contain_text(said)


def stored(code, problem):
    mark = Mark.objects.filter(entry__code=code, problem__number=problem).first()
    return mark.value.text if mark else None


def test_marks_are_typed_by_keyboard_as_in_a_spreadsheet(open_page, address, look, contest, ana):
    page = open_page(ana)
    page.goto(address("marks", key=contest.key))
    look(page, "marks")
    cell(page, "KHM1", 1).focus()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    expect(cell(page, "KHM2", 1)).to_be_focused()
    page.keyboard.type("3")
    page.keyboard.press("Tab")
    expect(cell(page, "KHM2", 2)).to_be_focused()
    page.keyboard.type("a")
    page.keyboard.press("ArrowDown")
    expect(cell(page, "KHM3", 2)).to_be_focused()
    page.keyboard.type("6")
    page.keyboard.press("Escape")
    expect(cell(page, "KHM3", 2)).to_have_text("")
    status(page, "All saved")
    expect(page.locator('tr[data-code="KHM1"] [data-total]')).to_have_text("7")
    expect(page.locator('tr[data-code="KHM2"] [data-rank]')).to_have_text("2")
    assert [stored("KHM1", 1), stored("KHM2", 1), stored("KHM2", 2), stored("KHM3", 2)] == ["7", "3", "absent", None]

    cell(page, "KHM1", 1).focus()
    page.keyboard.press("F2")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Delete")
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    status(page, "All saved")
    assert stored("KHM1", 1) == "5"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Delete")
    expect(cell(page, "KHM1", 1)).to_have_text("")
    status(page, "All saved")
    assert stored("KHM1", 1) == "not marked"
    page.get_by_role("button", name="withheld").click()
    status(page, "All saved")
    assert stored("KHM1", 1) == "withheld"

    page.get_by_role("button", name="History of the mark").click()
    dialog = page.get_by_role("dialog", name="History of the mark")
    expect(dialog.get_by_role("row")).to_have_count(5)
    dialog.get_by_role("button", name="Close").click()
    expect(cell(page, "KHM1", 1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#grid-status")).to_be_focused()


def test_a_mark_that_cannot_be_is_refused_in_its_cell_and_what_was_typed_stays(open_page, address, look, contest, ana):
    page = open_page(ana)
    page.goto(address("marks", key=contest.key))
    cell(page, "LAO1", 3).focus()
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    expect(page.locator("#grid-troubles")).to_contain_text("LAO1, P3: 9 is not stored. 9 is above 7")
    expect(cell(page, "LAO1", 3)).to_have_text("9")
    expect(cell(page, "LAO1", 3)).to_have_attribute("aria-invalid", "true")
    status(page, "Not saved: 1")
    look(page, "marks-refused")
    page.reload()
    expect(cell(page, "LAO1", 3)).to_have_text("9")
    page.get_by_role("button", name="Go to it").click()
    expect(cell(page, "LAO1", 3)).to_be_focused()
    page.keyboard.type("6")
    page.keyboard.press("Enter")
    status(page, "All saved")
    expect(page.locator("#grid-troubles")).to_be_hidden()
    assert stored("LAO1", 3) == "6"


def test_two_people_type_at_once_and_neither_overwrites_the_other_unseen(open_page, address, look, contest, ana, ben):
    hers, his = open_page(ana), open_page(ben)
    for page in (hers, his):
        page.goto(address("marks", key=contest.key))
    # What one types appears at the other's by itself.
    cell(hers, "VNM1", 1).focus()
    hers.keyboard.type("2")
    hers.keyboard.press("Enter")
    expect(cell(his, "VNM1", 1)).to_have_text("2")
    expect(his.locator('tr[data-code="VNM1"] [data-rank]')).to_have_text("1")

    # Both begin to type into the same cell; he is first.
    cell(hers, "VNM2", 1).focus()
    hers.keyboard.type("4")
    cell(his, "VNM2", 1).focus()
    his.keyboard.type("5")
    his.keyboard.press("Enter")
    status(his, "All saved")
    hers.wait_for_timeout(3500)
    hers.keyboard.press("Enter")
    troubles = hers.locator("#grid-troubles")
    expect(troubles).to_contain_text("VNM2, P1: you typed 4. Ben made it 5")
    expect(cell(hers, "VNM2", 1)).to_have_text("4≠ 5")
    assert stored("VNM2", 1) == "5"
    look(hers, "marks-conflict")
    troubles.get_by_role("button", name="Put 4").click()
    status(hers, "All saved")
    expect(cell(his, "VNM2", 1)).to_have_text("4")
    history = MarkChange.objects.filter(mark__entry__code="VNM2").order_by("id")
    assert [change.value.text for change in history] == ["5", "4"]

    cell(his, "VNM3", 1).focus()
    his.keyboard.type("1")
    cell(hers, "VNM3", 1).focus()
    hers.keyboard.type("3")
    hers.keyboard.press("Enter")
    status(hers, "All saved")
    his.keyboard.press("Enter")
    his.get_by_role("button", name="Keep 3").click()
    status(his, "All saved")
    expect(cell(his, "VNM3", 1)).to_have_text("3")
    assert stored("VNM3", 1) == "3"


def test_marks_typed_without_network_are_kept_and_sent_when_it_is_back(open_page, address, contest, ana):
    page = open_page(ana)
    page.goto(address("marks", key=contest.key))
    page.context.set_offline(True)
    cell(page, "LAO1", 1).focus()
    for mark in ("7", "6", "5"):
        page.keyboard.type(mark)
        page.keyboard.press("Enter")
    status(page, "Not saved: 3")
    expect(page.locator("#grid-status")).to_contain_text("no network")
    assert stored("LAO1", 1) is None
    page.context.set_offline(False)
    status(page, "All saved")
    assert [stored(f"LAO{number}", 1) for number in (1, 2, 3)] == ["7", "6", "5"]


def test_a_block_from_a_spreadsheet_is_pasted(open_page, address, contest, ana):
    page = open_page(ana)
    page.goto(address("marks", key=contest.key))
    cell(page, "LAO1", 1).focus()
    page.evaluate("""() => {
        const data = new DataTransfer();
        data.setData("text/plain", "7\\t1\\t0\\r\\n2\\tabsent\\t3\\r\\n");
        const paste = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
        document.activeElement.dispatchEvent(paste);
    }""")
    status(page, "All saved")
    marks = [[stored(f"LAO{row}", column) for column in (1, 2, 3)] for row in (1, 2)]
    assert marks == [["7", "1", "0"], ["2", "absent", "3"]]


def test_a_phone_marks_by_tapping_and_without_the_grid_by_a_form(open_page, address, look, contest, ana):
    page = open_page(ana, size="phone")
    page.goto(address("marks", key=contest.key))
    cell(page, "KHM1", 1).tap()
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    status(page, "All saved")
    assert stored("KHM1", 1) == "4"
    plain = open_page(ana, size="phone", java_script_enabled=False)
    plain.goto(address("marks", key=contest.key))
    plain.get_by_role("link", name="KHM1", exact=True).click()
    plain.get_by_label("P2").fill("6")
    plain.get_by_label("P3").fill("99")
    plain.get_by_role("button", name="Save").click()
    expect(plain.get_by_text("99 is above 7")).to_be_visible()
    expect(plain.get_by_label("P3")).to_have_value("99")
    assert [stored("KHM1", 2), stored("KHM1", 3)] == ["6", None]
    page.goto(plain.url)
    look(page, "marks-of-one-contestant")
    page.goto(address("progress", key=contest.key))
    look(page, "marking-progress")


def test_a_jury_brings_a_file_moves_a_cut_off_publishes_and_anybody_reads_it(open_page, address, look, contest, ana):
    page = open_page(ana)
    page.goto("/")
    page.get_by_role("link", name="Scripts to be marked").click()
    page.get_by_role("link", name="Marks from a file").click()
    page.get_by_label("File").set_input_files({"name": "marks.csv", "mimeType": "text/csv", "buffer": FILE.encode()})
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_text("nothing is stored yet")).to_be_visible()
    look(page, "marks-from-a-file")
    page.get_by_role("button", name="Store the marks").click()
    expect(page.get_by_text("108 marks are stored.")).to_be_visible()
    page.get_by_role("navigation", name="Pages of this contest").get_by_role("link", name="Standing").click()
    expect(page.get_by_role("heading", name="Standing")).to_be_visible()
    look(page, "standing")

    page.get_by_role("link", name="Contest", exact=True).click()
    look(page, "contest")
    page.get_by_role("link", name="Close marking").click()
    page.get_by_role("button", name="Close marking").click()
    page.get_by_role("link", name="Jury meeting").click()
    look(page, "jury-meeting")
    bronze = page.get_by_role("textbox", name="Lowest total of bronze")
    before = bronze.input_value()
    page.get_by_role("link", name="More bronze: one total lower").click()
    expect(page.get_by_text("get a better award")).to_be_visible()
    expect(bronze).not_to_have_value(before)
    page.get_by_role("textbox", name="Lowest total of gold").fill("40")
    page.get_by_role("textbox", name="Lowest total of gold").press("Enter")
    expect(page.get_by_text("Against what stands now")).to_contain_text("a lesser one")
    look(page, "jury-meeting-moved")
    page.get_by_role("link", name="Keep this as the jury's choice").click()
    page.get_by_label("Note of the jury").fill("17 votes to 3.")
    look(page, "jury-choice")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("17 votes to 3.")).to_be_visible()
    page.get_by_role("link", name="Publish").click()
    look(page, "publish")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("The results are published.")).to_be_visible()


FILE = "contestant,country,P1,P2,P3,P4,P5,P6\n" + "".join(
    f"{delegation}{number},{delegation},"
    + ",".join(str((number * 5 + place * problem + len(delegation)) % 8) for problem in range(1, 7)) + "\n"
    for place, delegation in enumerate(("KHM", "LAO", "VNM"), start=1)
    for number in range(1, 7)
)
