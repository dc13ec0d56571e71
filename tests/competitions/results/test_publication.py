"""From the jury's cut-offs to a published list, its correction, and the names in it."""

import io
from decimal import Decimal
from hashlib import sha256

import pytest
from django.core.management import call_command
from django.urls import reverse

from competitions.contests.mark import MarkValue, Standing
from competitions.contests.models import Contest, ContestState, JuryRole
from competitions.marking.models import Mark
from competitions.results.canonical import file_of
from competitions.results.correct import take_up_again
from competitions.results.cutoffs import keep_choice
from competitions.results.medals import Cutoffs
from competitions.results.models import CutoffChoice, CutoffProposal, Publication, PublicationState
from competitions.results.publish import publish
from competitions.results.sheet import read_sheet
from core.audit.lifecycle import Refused
from core.audit.models import Entry as AuditEntry
from events.certificates.models import Certificate, CertificateState
from talent.people.models import ConsentDecision, ConsentKind
from talent.people.record.models import RecordEntry
from tests.concurrency import at_once
from tests.factories import (
    answer_consent,
    make_consent_request,
    make_contest,
    make_edition,
    make_entry,
    make_guardian,
    make_juror,
    make_organiser,
    make_person,
    make_registration,
)

# Totals 14, 11, 8, 8, 3, 0 of 14; the last but one has a full mark on the first problem but no medal with CUTOFFS.
MARKS = {"LAO1": "77", "LAO2": "74", "KHM1": "53", "KHM2": "35", "VNM1": "7-", "VNM2": "00"}
CUTOFFS = Cutoffs(Decimal(14), Decimal(11), Decimal(8))


def make_marks(contest, marks, by):
    """Marks put there directly, one character each: a number, `a` for absent, `-` for none."""
    problems = list(contest.problems.all())
    for code, row in marks.items():
        entry = contest.entries.filter(code=code).first() or make_entry(contest, code)
        for problem, text in zip(problems, row, strict=True):
            if text == "-":
                continue
            value = MarkValue(Standing.ABSENT) if text == "a" else MarkValue.of(int(text))
            Mark.objects.update_or_create(
                entry=entry, problem=problem,
                defaults={"contest": contest, "standing": value.standing, "points": value.number, "by": by},
            )


@pytest.fixture
def contest(db):
    return make_contest(make_edition(), ContestState.JURY, problems=2, title="Olympiad")


@pytest.fixture
def chair(contest):
    user = make_juror(contest, JuryRole.CHAIR, name="Chair")
    make_marks(contest, {**MARKS, "VNM1": "7a"}, user)
    return user


@pytest.fixture
def client(signed_in, chair):
    return signed_in(chair)


def choose(contest, by, cutoffs=CUTOFFS, note=""):
    return keep_choice(contest, cutoffs, note, by, seen=read_sheet(contest).digest)


def published(contest, by, **words):
    Contest.objects.filter(pk=contest.pk, state=ContestState.PUBLISHED).update(state=ContestState.JURY)
    contest.refresh_from_db()
    choose(contest, by)
    return publish(contest, by, **words)


def at(name, contest):
    return reverse(name, kwargs={"key": contest.key})


def test_the_proposal_and_the_choice_are_both_kept(contest, chair):
    choice = choose(contest, chair, note="17 votes to 3")
    assert (choice.gold, choice.silver, choice.bronze, choice.note) == (14, 11, 8, "17 votes to 3")
    assert choice.counts["contestants"] == {"gold": 1, "silver": 1, "bronze": 2, "mention": 1, "none": 1}
    neighbours = choice.proposal.neighbours
    assert [sum(each["contestants"][medal] for medal in ("gold", "silver", "bronze")) for each in neighbours] == [2, 4]
    assert choice.proposal.totals_digest == read_sheet(contest).digest
    choose(contest, chair, Cutoffs(Decimal(11), Decimal(11), Decimal(8)))
    assert (CutoffProposal.objects.count(), CutoffChoice.objects.count()) == (2, 2)


def test_a_choice_made_from_other_marks_than_were_seen_is_refused(contest, chair):
    seen = read_sheet(contest).digest
    Mark.objects.filter(entry__code="VNM2").update(points=1)
    with pytest.raises(Refused, match="changed since you looked"):
        keep_choice(contest, CUTOFFS, "", chair, seen=seen)


@pytest.mark.parametrize("state", [ContestState.PREPARING, ContestState.MARKING, ContestState.PUBLISHED])
def test_the_jury_decides_only_before_publication_and_after_marking(contest, chair, state):
    Contest.objects.filter(pk=contest.pk).update(state=state)
    with pytest.raises(Refused, match="jury decides after"):
        choose(contest, chair)
    with pytest.raises(Refused, match="jury decides after"):
        publish(contest, chair)


def test_a_published_list_is_frozen_ranked_and_awarded(contest, chair):
    publication = published(contest, chair)
    rows = list(publication.results.order_by("pk").values_list("rank", "tied", "code", "marks", "total", "award"))
    assert rows == [
        (1, False, "LAO1", ["7", "7"], Decimal(14), "gold"),
        (2, False, "LAO2", ["7", "4"], Decimal(11), "silver"),
        (3, True, "KHM1", ["5", "3"], Decimal(8), "bronze"),
        (3, True, "KHM2", ["3", "5"], Decimal(8), "bronze"),
        (5, False, "VNM1", ["7", "absent"], Decimal(7), "honourable mention"),
        (6, False, "VNM2", ["0", "0"], Decimal(0), ""),
    ]
    contest.refresh_from_db()
    assert contest.state == ContestState.PUBLISHED
    Mark.objects.update(points=1, standing="number")
    assert publication.results.get(code="LAO1").total == 14


def test_anybody_can_make_the_list_and_its_digest_again(contest, chair, client, tmp_path):
    make_entry(contest, "=LAO3", delegation="Lao, \"PDR\"", guest=True)
    choose(contest, chair)
    publication = publish(contest, chair, reason="A guest came late.")
    downloaded = client.get(at("results_file", contest)).content
    assert sha256(downloaded).hexdigest() == publication.digest
    file = tmp_path / "results.csv"
    file.write_bytes(downloaded)
    again = io.StringIO()
    call_command(
        "rank_results", str(file), gold="14", silver="11", bronze="8", maximum="P1=7,P2=7", stdout=again
    )
    assert again.getvalue() == downloaded.decode()
    page = client.get(at("results", contest)).content.decode()
    assert publication.digest in page
    assert "--gold 14 --silver 11 --bronze 8 --maximum P1=7,P2=7" in page


def test_a_medal_that_nobody_gets_is_printed_so_that_the_list_can_be_made_again(contest, chair, tmp_path):
    choice = choose(contest, chair, Cutoffs(None, Decimal(14), Decimal(8)))
    assert choice.gold == 15
    publication = publish(contest, chair)
    again = io.StringIO()
    file = tmp_path / "results.csv"
    file.write_text(file_of(publication))
    call_command("rank_results", str(file), gold="15", silver="14", bronze="8", maximum="7", stdout=again)
    assert again.getvalue() == file_of(publication)


def test_nothing_is_published_without_a_choice_or_after_marks_changed(contest, chair):
    with pytest.raises(Refused, match="not chosen"):
        publish(contest, chair)
    choose(contest, chair)
    Mark.objects.filter(entry__code="VNM2").update(points=1)
    with pytest.raises(Refused, match="changed after the jury chose"):
        publish(contest, chair)
    assert not Publication.objects.exists()


def test_scripts_that_are_not_settled_are_named_and_need_a_reason(contest, chair, client):
    Mark.objects.filter(entry__code="VNM1", problem__number=2).delete()
    Mark.objects.filter(entry__code="VNM2", problem__number=1).update(standing="withheld", points=None)
    choose(contest, chair)
    with pytest.raises(Refused, match="VNM1, P2: not marked; VNM2, P1: withheld"):
        publish(contest, chair)
    page = client.post(at("publish_results", contest), {"note": "Kept."}).content.decode()
    assert "VNM1, P2: not marked" in page
    assert "Kept." in page
    client.post(at("publish_results", contest), {"reason": "The script was lost."})
    assert Publication.objects.get().results.get(code="VNM1").marks == ["7", "not marked"]
    moved = AuditEntry.objects.about(contest).filter(to_state=ContestState.PUBLISHED).get()
    assert moved.reason == "The script was lost."
    assert moved.detail == {"digest": Publication.objects.get().digest}


def test_a_corrected_list_replaces_the_old_one_with_a_visible_note(contest, chair, client):
    old = published(contest, chair)
    take_up_again(contest, chair, "Problem 2 of VNM2 was marked again.", still_shown=True)
    page = client.get(at("results", contest)).content.decode()
    assert "being corrected" in page
    assert "marked again" in page
    Mark.objects.filter(entry__code="VNM2").update(points=4)
    new = published(contest, chair, note="Corrected on Tuesday.")
    old.refresh_from_db()
    assert (old.state, new.state) == (PublicationState.REPLACED, PublicationState.PUBLISHED)
    assert new.digest != old.digest
    page = client.get(at("results", contest)).content.decode()
    for words in ("A corrected list", "marked again", "Corrected on Tuesday.", new.digest):
        assert words in page
    assert old.digest not in page


def test_a_list_taken_back_shows_only_why(contest, chair, client):
    published(contest, chair)
    client.post(at("correct_results", contest), {"reason": "A wrong file was published.", "shown": "no"})
    page = client.get(at("results", contest)).content.decode()
    assert "A wrong file was published." in page
    assert "LAO1" not in page
    assert client.get(at("results_file", contest)).status_code == 404
    assert "Olympiad" not in client.get(reverse("published_results")).content.decode()


def test_correcting_asks_for_a_reason(contest, chair, client):
    published(contest, chair)
    assert "field is required" in client.post(at("correct_results", contest), {"shown": "yes"}).content.decode()
    contest.refresh_from_db()
    assert contest.state == ContestState.PUBLISHED


# --- names and certificates ----------------------------------------------------------------


def registered(contest, code, name, decision=ConsentDecision.GIVEN, guest=False):
    """An entry of a registered student whose guardian answered everything alike; entry and consent request."""
    person = make_person(name=name)
    make_guardian(person)
    request = make_consent_request(person, optional=[ConsentKind.NAME])
    answer_consent(request, decision)
    registration = make_registration(contest.edition, person, consent=request)
    return make_entry(contest, code, registration=registration, guest=guest), request


def test_a_name_stands_in_the_list_only_with_consent(contest, chair, client):
    registered(contest, "LAO1x1", "Bounmy Named")
    registered(contest, "LAO1x2", "Keo Unnamed", ConsentDecision.REFUSED)
    make_entry(contest, "LAO1x3", name="From File")
    make_marks(contest, {"LAO1x1": "77", "LAO1x2": "77", "LAO1x3": "77"}, chair)
    publication = published(contest, chair)
    shown = dict(publication.results.values_list("code", "shown_name"))
    assert (shown["LAO1x1"], shown["LAO1x2"], shown["LAO1x3"]) == ("Bounmy Named", "", "")
    page = client.get(at("results", contest)).content.decode()
    assert "Bounmy Named" in page
    assert "Keo" not in page
    assert "From File" not in page
    assert "Named" not in file_of(publication)


def test_a_name_withdrawn_is_gone_at_once_and_one_given_later_appears(contest, chair, client):
    _entry, request = registered(contest, "LAO9", "Bounmy Named")
    make_marks(contest, {"LAO9": "77"}, chair)
    publication = published(contest, chair)
    address = at("results", contest)
    before = client.get(address)
    assert client.get(address, headers={"If-None-Match": before["ETag"]}).status_code == 304
    for kinds in ([ConsentKind.NAME], [ConsentKind.TAKING_PART]):
        answer_consent(request, ConsentDecision.WITHDRAWN, kinds=kinds)
        after = client.get(address, headers={"If-None-Match": before["ETag"]})
        assert after.status_code == 200
        assert "Bounmy" not in after.content.decode()
        assert Certificate.objects.get().shown_as != "Bounmy Named"
        answer_consent(request, ConsentDecision.GIVEN, kinds=kinds)
        assert "Bounmy Named" in client.get(address).content.decode()
        assert Certificate.objects.get().shown_as == "Bounmy Named"
    publication.refresh_from_db()
    assert publication.digest == sha256(file_of(publication).encode()).hexdigest()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_name_withdrawn_while_the_list_is_published_is_not_in_it():
    contest = make_contest(make_edition(), ContestState.JURY, problems=1)
    chair = make_juror(contest, JuryRole.CHAIR)
    requests = [registered(contest, f"LAO{number}", f"Named {number}")[1] for number in range(1, 9)]
    make_marks(contest, {f"LAO{number}": str(number % 8) for number in range(1, 9)}, chair)
    choose(contest, chair, Cutoffs(Decimal(7), Decimal(6), Decimal(5)))

    def withdraw(request):
        return lambda: answer_consent(request, ConsentDecision.WITHDRAWN, kinds=[ConsentKind.NAME])

    answers = at_once([lambda: publish(contest, chair), *(withdraw(request) for request in requests)])
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert set(Publication.objects.get().results.values_list("shown_name", flat=True)) == {""}


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_publishing_pressed_by_many_at_once_makes_one_list():
    contest = make_contest(make_edition(), ContestState.JURY, problems=2)
    chair = make_juror(contest, JuryRole.CHAIR)
    make_marks(contest, {**MARKS, "VNM1": "7a"}, chair)
    choose(contest, chair)
    answers = at_once([lambda: publish(Contest.objects.get(pk=contest.pk), chair)] * 8)
    assert sum(isinstance(answer, Publication) for answer in answers) == 1
    assert sum(isinstance(answer, Refused) for answer in answers) == 7
    assert Publication.objects.count() == 1


def test_awards_are_certified_and_a_correction_takes_them_back(contest, chair):
    entry, _request = registered(contest, "LAO9", "Bounmy Named")
    make_marks(contest, {"LAO9": "74"}, chair)
    published(contest, chair)
    certificate = Certificate.objects.get()
    assert (certificate.registration, certificate.award, certificate.shown_as) == (
        entry.registration, "silver", "Bounmy Named",
    )
    assert certificate.title == "Olympiad"
    published(contest, chair)
    assert Certificate.objects.get() == certificate
    Mark.objects.filter(entry=entry).update(points=0)
    published(contest, chair)
    certificate.refresh_from_db()
    assert certificate.state == CertificateState.REVOKED
    assert Certificate.objects.count() == 1


def told(person) -> dict[str, tuple[dict, bool]]:
    """What the person's talent record says: {kind: (detail, whether it stands)}."""
    return {entry.kind: (entry.detail, entry.withdrawn_at is None) for entry in person.record_entries.all()}


def test_results_stand_in_talent_records_as_the_last_list_has_them(contest, chair):
    entry, _request = registered(contest, "LAO9", "Bounmy Named")
    person = entry.registration.person
    make_marks(contest, {"LAO9": "74"}, chair)
    published(contest, chair)
    rank, award = told(person)["contest"], told(person)["award"]
    assert rank == ({"contest": contest.key, "rank": "2", "total": "11", "maximum": "14"}, True)
    assert award[0]["award"] == "silver"
    Mark.objects.filter(entry=entry).update(points=0)
    published(contest, chair)
    assert told(person)["contest"][0]["total"] == "0"
    assert told(person)["contest"][1]
    assert not told(person)["award"][1]


def test_a_list_taken_back_is_taken_out_of_talent_records_and_one_still_shown_is_not(contest, chair):
    entry, _request = registered(contest, "LAO9", "Bounmy Named")
    make_marks(contest, {"LAO9": "74"}, chair)
    published(contest, chair)
    take_up_again(contest, chair, "A mark was wrong.", still_shown=True)
    assert told(entry.registration.person)["award"][1]
    published(contest, chair)
    take_up_again(contest, chair, "Marks were wrong.", still_shown=False)
    assert not told(entry.registration.person)["award"][1]
    assert not told(entry.registration.person)["contest"][1]


def test_talent_records_can_be_written_anew_from_what_is_stored(contest, chair):
    entry, _request = registered(contest, "LAO9", "Bounmy Named")
    make_marks(contest, {"LAO9": "74"}, chair)
    published(contest, chair)
    before = told(entry.registration.person)
    RecordEntry.objects.all().delete()
    call_command("write_talent_records", stdout=io.StringIO())
    call_command("write_talent_records", stdout=io.StringIO())
    after = told(entry.registration.person)
    assert {kind: after[kind] for kind in before} == before
    assert set(after) - set(before) == {"programme"}  # which the factory wrote nowhere
    assert RecordEntry.objects.count() == len(after)


# --- pages -------------------------------------------------------------------------------------


def test_the_meeting_shows_both_neighbours_and_what_moving_a_cut_off_does(contest, chair, client):
    page = client.get(at("jury_meeting", contest)).content.decode()
    assert "under half" in page
    assert "over half" in page
    moved = client.get(at("jury_meeting", contest), {"gold": "11", "silver": "8", "bronze": "7"}).content.decode()
    assert "get a better award" in moved
    query = {"gold": "11", "silver": "8", "bronze": "7"}
    part = client.get(at("jury_meeting", contest), query, headers={"HX-Request": "true"})
    assert part.content.decode().strip().startswith('<div id="meeting"')
    assert not CutoffChoice.objects.exists()


@pytest.mark.parametrize(("query", "said"), [
    ({"gold": "x", "silver": "1", "bronze": "1"}, "not a number"),
    ({"gold": "5", "silver": "6", "bronze": "1"}, "not below"),
    ({"gold": "5", "silver": "4", "bronze": "0"}, "above zero"),
])
def test_cut_offs_that_cannot_be_are_refused_in_words(contest, client, query, said):
    assert said in client.get(at("jury_meeting", contest), query).content.decode()
    assert said in client.get(at("choose_cutoffs", contest), query, follow=True).content.decode()


def test_the_chair_keeps_the_choice_with_a_note(contest, chair, client):
    address = at("choose_cutoffs", contest) + "?gold=14&silver=11&bronze=8"
    page = client.get(address).content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    client.post(address, {"note": "Unanimous.", "seen": seen})
    assert CutoffChoice.objects.get().note == "Unanimous."
    assert "Unanimous." in client.get(at("jury_meeting", contest)).content.decode()


def test_the_standing_sends_nothing_while_nothing_changes(contest, chair, client):
    page = client.get(at("standing", contest)).content.decode()
    seen = page.split("seen=")[1].split('"')[0]
    poll = {"headers": {"HX-Request": "true"}}
    assert client.get(at("standing", contest), {"seen": seen}, **poll).status_code == 204
    choose(contest, chair)
    changed = client.get(at("standing", contest), {"seen": seen}, **poll)
    assert changed.status_code == 200
    assert "cut-offs" in changed.content.decode()


def test_an_empty_contest_has_its_pages(contest, signed_in):
    client = signed_in(make_organiser(contest.edition.host))
    for name in ("standing", "jury_meeting", "progress"):
        assert client.get(at(name, contest)).status_code == 200


def test_ranks_are_shown_in_the_manner_of_equals(contest, chair, client):
    published(contest, chair)
    page = client.get(at("results", contest)).content.decode()
    assert ">=3<" in page
    assert client.get(at("results", contest), {"award": "gold"}).content.decode().count("LAO1") == 1
    assert "KHM1" not in client.get(at("results", contest), {"delegation": "LAO"}).content.decode().split("<tbody>")[1]


def test_countries_are_ranked_by_their_teams_total(contest, chair, client):
    from competitions.results.standings import by_country

    rows = by_country(published(contest, chair))
    assert [(row.rank, row.delegation, row.total, row.gold, row.silver, row.bronze, row.mention) for row in rows] == [
        ("1", "LAO", "25", 1, 1, 0, 0), ("2", "KHM", "16", 0, 0, 2, 0), ("3", "VNM", "7", 0, 0, 0, 1),
    ]
    assert "LAO" in client.get(at("results_by_country", contest)).content.decode()


def test_statistics_and_the_picture_are_of_the_frozen_rows(contest, chair, client):
    published(contest, chair)
    Mark.objects.update(points=0, standing="number")
    page = client.get(at("results_statistics", contest)).content.decode()
    assert "gold from 14" in page
    assert "absent 1" in page


def test_what_is_not_published_is_nowhere(contest, chair, client):
    assert client.get(at("results", contest)).status_code == 404
    assert "Olympiad" not in client.get(reverse("published_results")).content.decode()


def test_published_results_stand_on_the_welcome_page(contest, chair, client):
    published(contest, chair)
    client.logout()
    assert "Olympiad" in client.get(reverse("home")).content.decode()
    assert "Olympiad" in client.get(reverse("published_results")).content.decode()


def test_the_jury_decides_waits_for_the_chair(contest, client):
    assert "The jury decides: Olympiad" in client.get(reverse("home")).content.decode()


def test_public_pages_take_as_many_queries_for_any_number(contest, chair, client, django_assert_max_num_queries):
    make_marks(contest, {f"D{number % 20}x{number}": "35" for number in range(150)}, chair)
    published(contest, chair)
    client.logout()
    for name, most in (("results", 8), ("results_by_country", 4), ("results_statistics", 4), ("results_file", 3)):
        with django_assert_max_num_queries(most):
            assert client.get(at(name, contest)).status_code == 200


def test_jury_pages_take_as_many_queries_for_any_number(contest, chair, client, django_assert_max_num_queries):
    make_marks(contest, {f"D{number % 20}x{number}": "35" for number in range(150)}, chair)
    for name, most in (("standing", 20), ("jury_meeting", 22), ("publish_results", 22)):
        with django_assert_max_num_queries(most):
            assert client.get(at(name, contest)).status_code == 200
