"""Contestants: from registrations, from a file, and what changes in an entry."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from competitions.contests.entering import enter_registered, plan_entries
from competitions.contests.entry_file import Verdict, judge_entries
from competitions.contests.models import ContestState, EntryState
from core.audit.lifecycle import Refused
from core.files.tables import Row, Table
from events.registration.models import Delegation, RegistrationRole, RegistrationState
from tests.factories import (
    make_contest,
    make_edition,
    make_entry,
    make_institution,
    make_organiser,
    make_person,
    make_registration,
    make_user,
)


@pytest.fixture
def contest(db):
    return make_contest(make_edition())


@pytest.fixture
def client(signed_in, contest):
    return signed_in(make_organiser(contest.edition.host))


def register(contest, latin_name, country="LA", **fields):
    person = make_person(make_institution(country=country), name=latin_name)
    return make_registration(contest.edition, person, **fields)


def at(name, record, **more):
    return reverse(name, kwargs={"key": record.key, **more})


def codes(contest):
    return list(contest.entries.in_order().values_list("code", flat=True))


def test_confirmed_students_are_entered_in_name_order_under_their_delegations_code(contest):
    laos = Delegation.objects.create(edition=contest.edition, code="LAO", name="Laos", country="LA")
    for name in ("Somchai", "Bounmy", "Keo"):
        register(contest, name, delegation=laos)
    register(contest, "Nguyen", country="VN")
    enter_registered(contest, make_user())
    by_code = {entry.code: entry.registration.person.name for entry in contest.entries.all()}
    assert by_code == {"LAO1": "Bounmy", "LAO2": "Keo", "LAO3": "Somchai", "VNM1": "Nguyen"}


def test_entering_again_adds_only_who_is_new_and_goes_on_counting(contest):
    register(contest, "Keo")
    enter_registered(contest, make_user())
    register(contest, "Bounmy")
    done = enter_registered(contest, make_user())
    assert [entry.code for entry in done.new] == ["LAO2"]
    assert contest.entries.get(code="LAO2").registration.person.name == "Bounmy"
    assert not enter_registered(contest, make_user()).new


def test_who_has_no_consent_is_left_out_and_named(contest, client):
    register(contest, "Keo", state=RegistrationState.WAITING_CONSENT)
    register(contest, "Gone", state=RegistrationState.CANCELLED)
    register(contest, "Teacher", role=RegistrationRole.TEACHER)
    plan = plan_entries(contest)
    assert not plan.new
    assert [each.registration.person.name for each in plan.left_out] == ["Keo"]
    page = client.get(at("enter_registered", contest)).content.decode()
    assert "Keo" in page
    assert "no consent yet" in page
    assert "Gone" not in page


def test_codes_of_delegations_that_end_in_a_figure_stay_apart(contest):
    make_entry(contest, "LAO1")
    for code in ("LAO", "LAO1"):
        guest = code != "LAO"
        team = Delegation.objects.create(
            edition=contest.edition, code=code, name=code, country="LA", guest=guest
        )
        register(contest, f"Of {code}", delegation=team)
    enter_registered(contest, make_user())
    assert codes(contest) == ["LAO1", "LAO2", "LAO1-1"]
    assert contest.entries.get(code="LAO1-1").guest


def test_planning_takes_the_same_queries_for_any_number(contest, django_assert_num_queries):
    for number in range(12):
        register(contest, f"Student {number}")
    with django_assert_num_queries(2):
        plan_entries(contest)


def test_nobody_is_entered_before_the_jury(contest):
    contest.state = ContestState.JURY
    contest.save()
    register(contest, "Keo")
    with pytest.raises(Refused, match="before and during marking"):
        enter_registered(contest, make_user())


def table(header, *rows):
    return Table(tuple(header.split(",")), tuple(
        Row(number, tuple(cells.split(","))) for number, cells in enumerate(rows, start=2)
    ), "csv", separator=",")


def test_a_file_is_judged_row_by_row(contest):
    known = {"LAO1": make_entry(contest, "LAO1", delegation="LAO", name="Keo")}
    judged = judge_entries(
        table("contestant,country,name,guest,school", "LAO1,LAO,Keo,0,x", "USS1,USS,,1,x", "VNM1,Viet Nam,Anh,,x"),
        known,
    )
    assert not judged.faults
    assert [row.verdict for row in judged.rows] == [Verdict.SAME, Verdict.NEW, Verdict.NEW]
    assert [row.entry.country for row in judged.rows] == ["LA", "", "VN"]
    assert judged.passed_over == ["school"]


@pytest.mark.parametrize(
    ("header", "row", "line", "column", "said"),
    [
        ("contestant,name", "LAO1,Keo", 1, "country", "missing"),
        ("contestant,country", ",LAO", 2, "contestant", "empty"),
        ("contestant,country", "LAO1,", 2, "country", "empty"),
        ("contestant,country", f"{'X' * 21},LAO", 2, "contestant", "more than 20"),
        ("contestant,country,guest", "LAO1,LAO,perhaps", 2, "guest", "perhaps"),
    ],
)
def test_what_is_wrong_is_named_by_row_and_column(header, row, line, column, said):
    judged = judge_entries(table(header, row), {})
    assert not judged.storable
    fault = judged.faults[0]
    assert (fault.line, fault.column) == (line, column)
    assert said in fault.text


def test_a_contestant_that_stands_twice_is_wrong():
    judged = judge_entries(table("contestant,country", "LAO1,LAO", "VNM1,VNM", "lao1,LAO"), {})
    assert [(fault.line, fault.column) for fault in judged.faults] == [(4, "contestant")]
    assert "line 2" in judged.faults[0].text


def bring(client, contest, text, name="entries.csv"):
    answer = client.post(at("bring_entries", contest), {"file": SimpleUploadedFile(name, text.encode())})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def test_nothing_of_a_file_is_stored_before_it_is_confirmed(client, contest):
    preview = bring(client, contest, "contestant,country,name,guest\nLAO1,LAO,Keo,1\nLAO2,LAO,Mali,0\n")
    assert "nothing is stored yet" in client.get(preview).content.decode()
    assert not contest.entries.exists()
    client.post(preview)
    assert codes(contest) == ["LAO1", "LAO2"]
    assert contest.entries.get(code="LAO1").guest
    again = bring(client, contest, "contestant,country,name\nLAO1,LAO,Keo\nLAO2,LAO,Mali S.\n")
    assert "Mali → Mali S." in client.get(again).content.decode()
    client.post(again)
    assert contest.entries.get(code="LAO2").name == "Mali S."
    assert contest.entries.get(code="LAO1").guest


def test_a_file_with_one_wrong_row_stores_nothing(client, contest):
    preview = bring(client, contest, "contestant,country\nLAO1,LAO\n,LAO\n")
    page = client.post(preview).content.decode()
    assert "Nothing is stored" in page
    assert not contest.entries.exists()


def test_a_file_that_is_no_table_is_told_in_words(client, contest):
    upload = SimpleUploadedFile("entries.csv", b"%PDF-1.4 nothing")
    assert "PDF" in client.post(at("bring_entries", contest), {"file": upload}).content.decode()


def test_another_persons_file_cannot_be_confirmed(client, contest, signed_in):
    preview = bring(client, contest, "contestant,country\nLAO1,LAO\n")
    other = signed_in(make_organiser(contest.edition.host))
    assert other.post(preview).status_code == 404
    assert not contest.entries.exists()


def test_a_withdrawn_contestant_can_be_entered_again(client, contest):
    entry = make_entry(contest, "LAO1")
    assert "field is required" in client.post(at("withdraw_entry", entry)).content.decode()
    client.post(at("withdraw_entry", entry), {"reason": "Ill."})
    entry.refresh_from_db()
    assert entry.state == EntryState.WITHDRAWN
    assert "Ill." in client.get(at("entry", entry)).content.decode()
    client.post(at("enter_again", entry))
    entry.refresh_from_db()
    assert entry.state == EntryState.ENTERED


def test_a_guest_is_made_by_the_entrys_page_until_the_list_is_published(client, contest):
    entry = make_entry(contest, "LAO1")
    client.post(at("entry", entry), {"guest": "on"})
    entry.refresh_from_db()
    assert entry.guest
    contest.state = ContestState.PUBLISHED
    contest.save()
    client.post(at("entry", entry), {})
    client.post(at("withdraw_entry", entry), {"reason": "No."})
    entry.refresh_from_db()
    assert entry.guest
    assert entry.state == EntryState.ENTERED


def test_an_entry_whose_registration_lost_its_consent_says_so(client, contest):
    registration = register(contest, "Keo")
    enter_registered(contest, make_user())
    registration.state = RegistrationState.WAITING_CONSENT
    registration.save()
    assert "not confirmed" in client.get(at("entry", contest.entries.get())).content.decode()


def test_the_list_exports_and_asks_no_more_of_the_database_as_it_grows(
    client, contest, django_assert_max_num_queries
):
    for number in range(30):
        register(contest, f"Student {number}")
    enter_registered(contest, make_user())
    with django_assert_max_num_queries(12):
        assert "Student 7" in client.get(at("entries", contest)).content.decode()
    csv = b"".join(client.get(at("entries", contest) + "?export=csv").streaming_content).decode()
    assert csv.count("\n") == 31
    assert "Student 7" in csv
