"""Who nominates and through which stages: the organiser's pages, invitations and more time for one school."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.audit.lifecycle import Refused
from talent.calls.copy_call import copy_call
from talent.calls.invited import invite, take_back_invitation
from talent.calls.models import Call, CallState, Nominating
from talent.calls.nominators import why_not
from talent.calls.publish import lacks_of_call, publish
from talent.institutions.models import Institution, InstitutionState
from talent.nominations.drafts import make_drafts
from talent.nominations.models import NominationState
from talent.nominations.school_reminders import remind_schools
from talent.nominations.submit import submit
from tests.factories import (
    make_call,
    make_coordinator,
    make_criterion,
    make_extension,
    make_institution,
    make_invited,
    make_nomination,
    make_organiser,
    make_person,
)

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def call(db):
    call = make_call()
    make_criterion(call)
    return call


@pytest.fixture
def organiser(call):
    return make_organiser(call.institution)


@pytest.fixture
def client(organiser, signed_in):
    return signed_in(organiser)


def page(name: str, record) -> str:
    return reverse(name, kwargs={"key": record.key})


def lacks(call) -> str:
    return " ".join(each.words for each in lacks_of_call(call) if each.step == "stages")


# --- who may nominate --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "state", "country", "invited", "words"),
    [
        ("school", "verified", "LA", False, ""),
        ("university", "verified", "LA", False, ""),
        ("school", "verified", "TH", False, "may not nominate"),
        ("school", "applied", "LA", False, "not verified"),
        ("ministry", "verified", "LA", False, "does not nominate"),
    ],
)
def test_all_verified_institutions_of_the_countries_nominate_but_ministries(db, kind, state, country, invited, words):
    call = make_call(countries=["LA"])
    reason = why_not(call, make_institution(kind=kind, state=state, country=country), invited=invited)
    assert words in reason
    assert bool(words) == bool(reason)


def test_by_invitation_only_those_invited_nominate_wherever_they_are(db):
    call = make_call(countries=["LA"], nominating=Nominating.INVITED)
    assert "has invited" in why_not(call, make_institution(), invited=False)
    assert not why_not(call, make_institution(country="TH"), invited=True)


def test_invited_institutions_are_told_once_and_see_the_call_among_theirs(call, client, organiser, outbox, signed_in):
    call.nominating = Nominating.INVITED
    call.save()
    school, other = make_institution("Invited School"), make_institution("Other School")
    coordinator = make_coordinator(school)
    found = client.get(page("call_stages", call), {"q": "invited sch"}).content.decode()
    assert school.key in found
    client.post(page("change_invited", call), {"institution": school.key})
    client.post(page("change_invited", call), {"institution": school.key})
    message, = outbox()
    assert (message.to, call.title in message.body) == (coordinator.email, True)
    assert call.title in signed_in(coordinator).get(reverse("school_calls")).content.decode()
    stranger = signed_in(make_coordinator(other))
    assert call.title not in stranger.get(reverse("school_calls")).content.decode()
    there = reverse("school_call", kwargs={"key": call.key, "school": other.key})
    assert "has invited" in stranger.get(there).content.decode()
    with pytest.raises(Refused, match="has invited"):
        make_drafts(call, other, [make_person(other)], make_coordinator(other))


def test_of_a_draft_nobody_is_told_before_it_is_published(call, organiser, outbox):
    call.state, call.nominating = CallState.DRAFT, Nominating.INVITED
    call.save()
    school = make_institution()
    make_coordinator(school)
    assert "none is invited" in lacks(call)
    invite(call, school, organiser)
    assert not outbox()
    assert not lacks(call)
    publish(Call.objects.get(pk=call.pk), organiser)
    assert len(outbox()) == 1


@pytest.mark.parametrize(
    "fields", [{"kind": Institution.Kind.MINISTRY}, {"state": InstitutionState.SUSPENDED}],
)
def test_who_cannot_nominate_is_not_invited(call, organiser, fields):
    with pytest.raises(Refused, match="cannot be invited"):
        invite(call, make_institution(**fields), organiser)


def test_an_invitation_taken_back_leaves_drafts_that_cannot_be_submitted(call, organiser):
    call.nominating = Nominating.INVITED
    call.save()
    school = make_institution()
    make_invited(call, school)
    draft = make_nomination(call, make_person(school))
    take_back_invitation(call, school, organiser)
    with pytest.raises(Refused, match="has invited"):
        submit(draft, make_coordinator(school))


def test_a_company_has_no_coordinator_so_its_organiser_nominates_its_experts(db, signed_in):
    company = make_institution(kind=Institution.Kind.COMPANY)
    call = make_call(nominee_role="expert", consents_required=[])
    expert = make_person(company, "expert")
    client = signed_in(make_organiser(company))
    assert call.title in client.get(reverse("school_calls")).content.decode()
    choose = reverse("choose_nominees", kwargs={"key": call.key, "school": company.key})
    client.post(choose, {"person": expert.key})
    draft = call.nominations.get()
    submitting = reverse("submit_nominations", kwargs={"key": call.key, "school": company.key})
    client.post(submitting, {"nomination": draft.key, "confirmed": "yes"})
    draft.refresh_from_db()
    assert draft.state == NominationState.READY


# --- the step ----------------------------------------------------------------------------


def test_the_ministries_deadline_is_typed_in_the_calls_zone_and_comes_after_the_closing(client, call):
    call.zone = "Asia/Bangkok"
    call.save()
    typed = {"nominating": "all", "ministry_stage": "on", "forwarded_per_ministry": "3"}
    assert "until when" in client.post(page("call_stages", call), typed).content.decode()
    early = call.closes_at.strftime("%Y-%m-%dT%H:%M")
    refused = client.post(page("call_stages", call), {**typed, "ministries_close_at": early})
    assert "need time after" in refused.content.decode() or refused.status_code == 302
    until = (call.closes_at + timedelta(days=9)).strftime("%Y-%m-%d")
    client.post(page("call_stages", call), {**typed, "ministries_close_at": f"{until}T17:00"})
    call.refresh_from_db()
    assert (call.ministry_stage, call.forwarded_per_ministry, call.ministries_close_at.hour) == (True, 3, 10)


def test_a_later_closing_leaves_the_ministries_their_time(client, call):
    call.ministry_stage, call.ministries_close_at, call.zone = True, call.closes_at + timedelta(days=9), "UTC"
    call.save()
    typed = {"title": call.title, "summary": call.summary, "zone": "UTC", "opens_at": call.opens_at.isoformat()[:16]}
    for days, status in ((9, 200), (8, 302)):
        closes = (call.closes_at + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")
        answer = client.post(page("call_when", call), {**typed, "closes_at": closes, "grace_minutes": "5"})
        assert answer.status_code == status
        assert ("ministries&#x27; deadline comes first" in answer.content.decode()) == (status == 200)


@pytest.mark.parametrize(
    ("days", "reviews", "words"),
    [(None, None, "but not until when"), (-1, None, "before schools have done"), (0, None, "before schools have done"),
     (9, 5, "before the ministries have forwarded"), (9, 12, "")],
)
def test_publishing_knows_the_ministries_deadline(call, days, reviews, words):
    call.ministry_stage = True
    call.ministries_close_at = None if days is None else call.closes_at + timedelta(days=days)
    call.reviews_close_at = None if reviews is None else call.closes_at + timedelta(days=reviews)
    call.save()
    found = lacks(call)
    assert words in found
    assert bool(words) == bool(found)


def test_between_schools_and_panel_nothing_is_put_once_somebody_submitted(client, call):
    make_nomination(call, state=NominationState.READY)
    until = (call.closes_at + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
    client.post(page("call_stages", call), {"ministry_stage": "on", "ministries_close_at": until})
    call.refresh_from_db()
    assert not call.ministry_stage


def test_each_step_shows_beside_what_schools_will_see_while_it_is_typed(client, call):
    def seen(name: str, **typed) -> str:
        return client.post(page(name, call), typed, **HTMX).content.decode()

    assert "institutions that the organiser invites" in seen("call_stages", nominating="invited")
    assert "female" in seen("call_who", nominee_role="student", genders="f")
    assert "ລາວ" in seen("call_who", nominee_role="student", languages="lo")
    assert "Photographs" in seen("call_consents", photographs="optional")
    assert "37" in seen("call_places", nominations_per_institution=2, places=37, offer_days=7)
    call.refresh_from_db()
    assert (call.nominating, call.genders, call.consents_optional, call.places) == ("all", [], [], 20)


def test_a_copy_has_all_of_it_a_year_later_and_no_extension(call, organiser):
    call.ministry_stage, call.ministries_close_at = True, call.closes_at + timedelta(days=9)
    call.grace_minutes, call.genders, call.languages, call.self_nomination = 15, ["f"], ["lo"], True
    call.nominating = Nominating.INVITED
    call.save()
    school = make_institution()
    make_invited(call, school)
    make_extension(call, school)
    copy = Call.objects.get(pk=copy_call(call, organiser).pk)
    assert copy.ministries_close_at.year == call.ministries_close_at.year + 1
    for name in ("ministry_stage", "grace_minutes", "genders", "languages", "self_nomination", "nominating"):
        assert getattr(copy, name) == getattr(call, name)
    assert [each.institution for each in copy.invited.all()] == [school]
    assert not copy.extensions.exists()


# --- more time for one school ------------------------------------------------------------


def test_an_organiser_gives_one_school_more_time_which_it_reads_on_its_page(client, call, signed_in, outbox):
    school = make_institution("Flooded School")
    coordinator = make_coordinator(school)
    assert school.key in client.get(page("call_extensions", call), {"q": "flooded"}).content.decode()
    day = (call.closes_at + timedelta(days=3)).strftime("%Y-%m-%dT12:00")
    typed = {"school": school.key, "closes_at": day, "reason": "The flood."}
    assert "Choose the school" in client.post(page("call_extensions", call), {**typed, "school": ""}).content.decode()
    client.post(page("call_extensions", call), typed)
    extension = call.extensions.get()
    assert "The flood." in client.get(page("organise_call", call)).content.decode()
    there = reverse("school_call", kwargs={"key": call.key, "school": school.key})
    assert "extended for your school" in signed_in(coordinator).get(there).content.decode()
    client.post(page("take_back_extension", extension))
    assert not call.extensions.exists()
    assert len(outbox()) == 2


def test_the_call_stays_among_those_open_to_a_school_with_more_time_only(call, signed_in):
    call.opens_at, call.closes_at = call.opens_at - timedelta(days=9), call.opens_at
    call.save()
    school = make_institution()
    make_extension(call, school, closes_at=call.closes_at + timedelta(days=9))
    assert call.title in signed_in(make_coordinator(school)).get(reverse("school_calls")).content.decode()
    assert call.title not in signed_in(make_coordinator()).get(reverse("school_calls")).content.decode()


def test_reminders_go_by_the_schools_own_closing(call, outbox):
    extended, other = make_institution(), make_institution()
    make_extension(call, extended, closes_at=call.closes_at + timedelta(days=9))
    for school in (extended, other):
        make_coordinator(school)
        make_nomination(call, make_person(school))
    assert remind_schools(call.closes_at - timedelta(days=2)) == 1
    assert remind_schools(call.closes_at + timedelta(days=7)) == 1
    first, second = outbox()
    assert first.to != second.to
