"""Inviting a colleague, and the end of a membership."""

import re
from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from core.audit.lifecycle import Refused
from core.waiting.register import waiting_for
from talent.institutions.invitations import accept, invite
from talent.institutions.members import end_membership
from talent.institutions.models import Invitation, InvitationState, Membership, MembershipRole
from tests.concurrency import at_once
from tests.factories import make_coordinator, make_institution, make_member, make_officer, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make_institution("Own School")


@pytest.fixture
def coordinator(school):
    return make_coordinator(school)


@pytest.fixture
def invitation(school, coordinator):
    return invite(school, name="Kham", email="Kham@Example.org", role="teacher", by=coordinator)


def link(outbox):
    return re.search(r"/invitation/\S+", outbox()[-1].body).group()


def test_a_colleague_signs_in_by_way_of_the_link_and_joins_once(client, invitation, school, signed_in, outbox):
    address = link(outbox)
    page = client.get(address).content.decode()
    assert "Own School" in page
    assert f"next={reverse('answer_invitation', kwargs={'key': invitation.key})}" in page
    assert "example.org" not in page

    colleague = make_user(email="kham@example.org")
    assert "invites you" in waiting_for(colleague)[0].title
    own = signed_in(colleague)
    assert own.get(address).status_code == 302
    own.post(reverse("answer_invitation", kwargs={"key": invitation.key}))
    assert Membership.objects.get(user=colleague).role == "teacher"
    assert "accepted already" in own.get(address).content.decode()
    own.post(reverse("answer_invitation", kwargs={"key": invitation.key}))
    assert Membership.objects.filter(user=colleague).count() == 1


def test_another_account_cannot_use_the_link(invitation, signed_in, outbox):
    other = signed_in(make_user(email="other@example.org"))
    page = other.get(link(outbox))
    assert "sent to another email" in page.content.decode()
    assert other.post(reverse("answer_invitation", kwargs={"key": invitation.key})).status_code == 403
    with pytest.raises(Refused):
        accept(invitation, make_user())


def test_an_invitation_runs_out_after_two_weeks_and_can_be_made_anew(client, invitation, school, coordinator):
    Invitation.objects.update(created_at=timezone.now() - timedelta(days=14, minutes=1))
    invitation.refresh_from_db()
    colleague = make_user(email="kham@example.org")
    assert all("invites you" not in thing.title for thing in waiting_for(colleague))
    with pytest.raises(Refused, match="run out"):
        accept(invitation, colleague)
    again = invite(school, name="Kham", email="kham@example.org", role="teacher", by=coordinator)
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.WITHDRAWN
    accept(again, colleague)


def test_a_withdrawn_or_broken_link_opens_nothing(client, invitation, signed_in, coordinator, outbox):
    address = link(outbox)
    assert client.get(address[:-4] + "/").status_code == 404
    signed_in(coordinator).post(reverse("withdraw_invitation", kwargs={"key": invitation.key}))
    page = client.get(address)
    assert page.status_code == 410
    assert "has ended" in page.content.decode()
    with pytest.raises(Refused):
        accept(Invitation.objects.get(), make_user(email="kham@example.org"))


def test_nobody_is_invited_twice_or_to_what_they_are_or_what_nobody_can_be(school, coordinator, invitation):
    refused = [("KHAM@example.org", "teacher"), (coordinator.email, "coordinator"), ("new@example.org", "officer")]
    for email, role in refused:
        with pytest.raises(Refused):
            invite(school, name="Kham", email=email, role=role, by=coordinator)
    assert Invitation.objects.count() == 1


def test_nobody_is_invited_before_the_school_is_verified(signed_in, outbox):
    school = make_institution(state="applied")
    client = signed_in(make_coordinator(school))
    typed = {"name": "Kham", "email": "kham@example.org", "role": "teacher"}
    page = client.post(reverse("invite_colleague", kwargs={"key": school.key}), typed)
    assert "as soon as the institution is verified" in page.content.decode()
    assert outbox() == []


def test_the_last_coordinator_stays_and_the_other_may_go(signed_in, school, coordinator):
    client = signed_in(coordinator)
    only = Membership.objects.get(user=coordinator)
    page = client.post(reverse("end_membership", kwargs={"key": only.key}), follow=True)
    assert "is the last coordinator" in page.content.decode()
    second = make_coordinator(school)
    client.post(reverse("end_membership", kwargs={"key": Membership.objects.get(user=second).key}))
    assert Membership.objects.active().filter(institution=school).count() == 1
    assert Membership.objects.get(user=second).ended_at


def test_a_teacher_ends_their_own_membership_only(signed_in, school, coordinator):
    teacher = make_member(school)
    client = signed_in(teacher)
    others, own = (
        reverse("end_membership", kwargs={"key": Membership.objects.get(user=user).key})
        for user in (coordinator, teacher)
    )
    assert client.post(others).status_code == 403
    client.post(own)
    assert Membership.objects.get(user=teacher).ended_at


def test_members_are_seen_by_members_and_officers_and_nobody_else(signed_in, school, coordinator):
    address = reverse("members", kwargs={"key": school.key})
    for user, code in [
        (coordinator, 200), (make_member(school), 200), (make_officer("LA"), 200), (make_officer("VN"), 403),
        (make_coordinator(), 403),
    ]:
        assert signed_in(user).get(address).status_code == code


def test_the_members_page_takes_no_more_queries_for_more_rows(
    signed_in, school, coordinator, django_assert_max_num_queries
):
    client = signed_in(coordinator)
    for rows in (1, 15):
        for number in range(rows):
            make_member(school)
            invite(school, name="X", email=f"x{rows}-{number}@example.org", role="teacher", by=coordinator)
        with django_assert_max_num_queries(17):
            client.get(reverse("members", kwargs={"key": school.key}))
    export = client.get(reverse("members", kwargs={"key": school.key}), {"export": "csv"})
    assert b"End" not in b"".join(export.streaming_content).splitlines()[0]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_coordinators_who_end_each_other_at_once_leave_one():
    for _ in range(5):
        school = make_institution()
        one, other = make_coordinator(school), make_coordinator(school)
        first, second = (Membership.objects.get(user=user) for user in (one, other))
        at_once([partial(end_membership, second, one), partial(end_membership, first, other)])
        assert school.memberships.active().filter(role=MembershipRole.COORDINATOR).count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_an_invitation_accepted_twice_at_once_makes_one_member():
    school = make_institution()
    invitation = invite(school, name="K", email="k@example.org", role="teacher", by=make_coordinator(school))
    colleague = make_user(email="k@example.org")
    at_once([partial(lambda pk: accept(Invitation.objects.get(pk=pk), colleague), invitation.pk)] * 8)
    assert Membership.objects.filter(user=colleague).count() == 1
