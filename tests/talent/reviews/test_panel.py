"""Who sits on a panel, by email and by invitation."""

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed

from core.accounts.models import User
from core.audit.lifecycle import Refused
from talent.calls.models import CallState
from talent.nominations.models import NominationState
from talent.reviews import panel, reviewing
from talent.reviews.models import PanelInvitation, Panellist, Review, ReviewState
from tests.factories import (
    make_call,
    make_criterion,
    make_member,
    make_nomination,
    make_organiser,
    make_panellist,
    make_review,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    return make_call()


@pytest.fixture
def organiser(call):
    return make_organiser(call.institution)


def test_whoever_has_confirmed_the_address_gets_a_seat_and_is_told(call, organiser, outbox):
    user = make_user(email="anong@example.org")
    added = panel.add_by_email(call, " Anong@Example.org ", organiser)
    assert (added.call, added.user, added.left_at) == (call, user, None)
    assert [(message.to, call.title in message.subject) for message in outbox()] == [("anong@example.org", True)]


def test_an_address_that_is_not_confirmed_gives_no_seat_but_an_invitation(call, organiser, outbox):
    user = make_user(email="new@example.org")
    EmailAddress.objects.filter(user=user).update(verified=False)
    added = panel.add_by_email(call, "new@example.org", organiser)
    assert isinstance(added, PanelInvitation)
    assert "/accounts/signup/" in outbox()[0].body
    assert not Panellist.objects.exists()


def test_who_was_invited_takes_the_seat_when_the_address_is_confirmed(call, organiser):
    panel.add_by_email(call, "new@example.org", organiser)
    user = User.objects.create_user(email="new@example.org", name="New")
    address = EmailAddress.objects.create(user=user, email="New@example.org", verified=True)
    email_confirmed.send(EmailAddress, request=None, email_address=address)
    assert [(each.user, each.call) for each in Panellist.objects.all()] == [(user, call)]
    assert PanelInvitation.objects.get().state == "joined"


def test_who_was_invited_takes_the_seat_at_the_next_sign_in(call, organiser, client, password):
    user = make_user(email="late@example.org")
    EmailAddress.objects.filter(user=user).update(verified=False)
    panel.add_by_email(call, "late@example.org", organiser)
    EmailAddress.objects.filter(user=user).update(verified=True)
    client.post("/accounts/login/", {"login": "late@example.org", "password": password})
    assert Panellist.objects.get().user == user


def test_a_seat_that_waits_for_somebody_else_is_not_taken(call, organiser):
    panel.add_by_email(call, "new@example.org", organiser)
    panel.join_as_invited(make_user(email="other@example.org"))
    assert not Panellist.objects.exists()


def test_an_invitation_that_was_withdrawn_or_came_too_late_gives_no_seat(call, organiser):
    panel.withdraw_invitation(panel.add_by_email(call, "a@example.org", organiser), organiser)
    panel.join_as_invited(make_user(email="a@example.org"))
    panel.add_by_email(call, "b@example.org", organiser)
    type(call).objects.update(state=CallState.DECIDED)
    panel.join_as_invited(make_user(email="b@example.org"))
    assert not Panellist.objects.exists()


def test_nobody_is_added_or_invited_twice(call, organiser):
    make_user(email="anong@example.org")
    panel.add_by_email(call, "anong@example.org", organiser)
    panel.add_by_email(call, "new@example.org", organiser)
    for email in ("anong@example.org", "NEW@example.org"):
        with pytest.raises(Refused):
            panel.add_by_email(call, email, organiser)


def test_who_leaves_keeps_submitted_reviews_and_may_come_back(call, organiser):
    make_criterion(call)
    panellist = make_panellist(call, is_chair=True)
    nomination = make_nomination(call, state=NominationState.READY)
    make_review(nomination, panellist, [5])
    panel.remove(panellist, organiser)
    panellist.refresh_from_db()
    assert panellist.left_at is not None
    assert not panellist.is_chair
    assert Review.objects.get().state == ReviewState.SUBMITTED
    with pytest.raises(Refused):
        panel.remove(panellist, organiser)
    panel.add_by_email(call, panellist.user.email, organiser)
    panellist.refresh_from_db()
    assert panellist.left_at is None


def test_a_panel_has_one_chair(call, organiser):
    first, second = make_panellist(call), make_panellist(call)
    panel.make_chair(first, organiser)
    panel.make_chair(second, organiser)
    assert list(call.panel.filter(is_chair=True)) == [second]


def test_the_panel_of_a_decided_call_stays_as_it_was(organiser):
    call = make_call(state=CallState.DECIDED)
    panellist = make_panellist(call)
    for act in (
        lambda: panel.add_by_email(call, "a@example.org", organiser),
        lambda: panel.remove(panellist, organiser),
        lambda: panel.make_chair(panellist, organiser),
    ):
        with pytest.raises(Refused):
            act()


def test_reviewing_needs_a_panel_and_a_rubric_with_weight(call, organiser):
    with pytest.raises(Refused, match="panel"):
        reviewing.start(call, organiser)
    make_panellist(call)
    make_criterion(call, weight=0)
    with pytest.raises(Refused, match="rubric"):
        reviewing.start(call, organiser)
    call.refresh_from_db()
    assert call.state == CallState.PUBLISHED


def test_every_ready_nomination_goes_to_every_panellist_but_never_to_its_own_school(call, organiser, outbox):
    make_criterion(call)
    nominations = [make_nomination(call, state=NominationState.READY) for _ in range(3)]
    make_nomination(call, state=NominationState.SUBMITTED)
    free = make_panellist(call)
    own = make_panellist(call, make_member(nominations[0].institution))
    moved = make_panellist(call, make_member(nominations[1].nominee.institution))
    make_panellist(call, left_at="2026-01-01T00:00Z")
    reviewing.start(call, organiser)
    given = {panellist: set(panellist.reviews.values_list("nomination", flat=True)) for panellist in (free, own, moved)}
    first, second, third = (each.pk for each in nominations)
    assert given == {free: {first, second, third}, own: {second, third}, moved: {first, third}}
    assert Review.objects.count() == 7
    assert sum("Reviewing has begun" in message.subject for message in outbox()) == 3


def test_a_school_of_the_nominee_that_did_not_nominate_counts_as_own_too(call, organiser):
    make_criterion(call)
    nomination = make_nomination(call, state=NominationState.READY)
    nomination.institution = make_call().institution
    nomination.save()
    make_panellist(call, make_member(nomination.nominee.institution))
    reviewing.start(call, organiser)
    assert not Review.objects.exists()


def test_a_nomination_that_becomes_ready_late_and_a_late_panellist_get_their_reviews(call, organiser):
    make_criterion(call)
    make_nomination(call, state=NominationState.READY)
    make_panellist(call)
    reviewing.start(call, organiser)
    late = make_nomination(call, state=NominationState.READY)
    call.refresh_from_db()
    assert reviewing.complete_reviews(call) == 1
    assert reviewing.complete_reviews(call) == 0
    assert late.reviews.count() == 1
    panel.add_by_email(call, make_user().email, organiser)
    assert Review.objects.count() == 4
