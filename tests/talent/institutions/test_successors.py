"""A coordinator hands over to a successor."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.audit.lifecycle import Refused
from core.waiting.register import waiting_for
from talent.institutions.invitations import accept, hand_over
from talent.institutions.members import end_membership
from talent.institutions.models import Invitation, InvitationState, Membership
from tests.concurrency import at_once
from tests.factories import make_coordinator, make_institution, make_member, make_student_import, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make_institution("Own School")


@pytest.fixture
def predecessor(school):
    return make_coordinator(school, name="Old Coordinator")


@pytest.fixture
def successor():
    return make_user("New Coordinator", email="new@example.org")


def membership(user) -> Membership:
    return user.memberships.get()


def handed(predecessor, email="new@example.org", name="New Coordinator") -> Invitation:
    return hand_over(membership(predecessor), name=name, email=email, by=predecessor)


def test_the_last_coordinator_goes_as_the_successor_comes(school, predecessor, successor, outbox):
    invitation = handed(predecessor)
    assert "hands over to you" in outbox()[-1].body
    assert membership(predecessor).ended_at is None
    accept(invitation, successor)
    assert membership(predecessor).ended_at is not None
    assert [each.user for each in school.memberships.active()] == [successor]
    assert outbox()[-1].to == predecessor.email
    assert "New Coordinator has taken over" in outbox()[-1].subject


def test_what_waits_is_found_by_the_successor(school, predecessor, successor):
    student_import = make_student_import(school)
    student_import.by.memberships.all().delete()
    student_import.by = predecessor
    student_import.save()
    accept(handed(predecessor), successor)
    titles = [thing.title for thing in waiting_for(type(successor).objects.get(pk=successor.pk))]
    assert any("Students to store" in title for title in titles)


def test_what_a_colleague_brought_in_who_is_still_there_waits_for_them_alone(school):
    student_import, other = make_student_import(school), make_coordinator(school)
    assert any("Students to store" in thing.title for thing in waiting_for(student_import.by))
    assert not any("Students to store" in thing.title for thing in waiting_for(other))


def test_handing_over_to_oneself_or_to_two_is_refused(predecessor):
    with pytest.raises(Refused, match="your own address"):
        handed(predecessor, predecessor.email.upper())
    handed(predecessor)
    with pytest.raises(Refused, match="handing over to New Coordinator already"):
        handed(predecessor, "second@example.org")
    assert Invitation.objects.count() == 1


def test_after_an_invitation_ran_out_another_may_be_asked(predecessor):
    handed(predecessor)
    Invitation.objects.update(created_at=timezone.now() - timedelta(days=15))
    assert handed(predecessor, "second@example.org").state == InvitationState.OPEN


def test_somebody_who_is_coordinator_already_cannot_be_asked(school, predecessor):
    colleague = make_coordinator(school)
    with pytest.raises(Refused, match="is that already"):
        handed(predecessor, colleague.email)


def test_a_teacher_of_the_school_can_take_over_and_stays_a_teacher(school, predecessor):
    teacher = make_member(school)
    accept(handed(predecessor, teacher.email), teacher)
    assert {each.role for each in school.memberships.active()} == {"coordinator", "teacher"}


def test_who_left_meanwhile_is_not_ended_twice(school, predecessor, successor):
    make_coordinator(school)
    invitation = handed(predecessor)
    end_membership(membership(predecessor), predecessor)
    ended = membership(predecessor).ended_at
    accept(Invitation.objects.get(pk=invitation.pk), successor)
    assert membership(predecessor).ended_at == ended


def test_withdrawn_nothing_changes(predecessor, successor, signed_in):
    invitation = handed(predecessor)
    signed_in(predecessor).post(reverse("withdraw_invitation", kwargs={"key": invitation.key}))
    with pytest.raises(Refused):
        accept(Invitation.objects.get(pk=invitation.pk), successor)
    assert membership(predecessor).ended_at is None


def test_by_its_page_from_the_list_of_members(school, predecessor, successor, signed_in):
    client = signed_in(predecessor)
    page = reverse("hand_over_membership", kwargs={"key": membership(predecessor).key})
    assert page in client.get(reverse("members", kwargs={"key": school.key})).content.decode()
    assert "your membership ends" in client.get(page).content.decode()
    client.post(page, {"name": "New Coordinator", "email": "new@example.org"})
    invitation = Invitation.objects.get()
    answer = reverse("answer_invitation", kwargs={"key": invitation.key})
    assert "take over" in signed_in(successor).get(answer).content.decode()
    signed_in(successor).post(answer)
    assert client.get(reverse("students", kwargs={"key": school.key})).status_code == 403


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_accepted_many_times_at_once_one_takes_over():
    school = make_institution()
    predecessor, successor = make_coordinator(school), make_user(email="new@example.org")
    invitation = handed(predecessor)
    at_once([lambda: accept(Invitation.objects.get(pk=invitation.pk), successor)] * 6)
    assert [each.user for each in school.memberships.active()] == [successor]
