"""The family asks for erasure; the school, or the secretariat, answers."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from core.audit.lifecycle import Refused
from core.waiting.register import waiting_for
from talent.institutions.models import InstitutionState
from talent.people.models import Person
from talent.people.record.link import family_of
from talent.retention.asked import ask, grant, keep_longer, refuse
from talent.retention.models import Erasure, ErasureState
from talent.retention.run import retain
from tests.factories import make_coordinator, make_edition, make_guardian, make_person, make_registration, make_user
from tests.talent.people.record.test_pages import address

pytestmark = pytest.mark.django_db


@pytest.fixture
def student():
    student = make_person(name="Vanilda Quixomere")
    make_guardian(student, "mother@example.org", name="Mother")
    return student


@pytest.fixture
def coordinator(student):
    return make_coordinator(student.institution, email="coordinator@example.org")


def kin(student):
    return family_of(Person.objects.select_related("institution").get(pk=student.pk))[0]


def test_asked_by_link_the_school_and_all_of_the_family_are_told(student, coordinator, client, outbox):
    make_guardian(student, "father@example.org")
    record = address(kin(student))
    page = f"{record}erase/"
    assert page in client.get(record).content.decode()
    assert "within a month" in client.get(page).content.decode()
    client.post(page)
    assert Erasure.objects.get().state == ErasureState.ASKED
    assert {message.to for message in outbox()} == {
        "coordinator@example.org", "mother@example.org", "father@example.org",
    }
    assert any("asks for erasure" in thing.title for thing in waiting_for(coordinator))
    assert "Ask for it no longer" in client.get(record).content.decode()
    client.post(page)
    assert Erasure.objects.get().state == ErasureState.WITHDRAWN


def test_asked_twice_it_is_asked_once(student):
    ask(kin(student))
    with pytest.raises(Refused, match="asked for already"):
        ask(kin(student))
    assert Erasure.objects.count() == 1


def test_granted_it_is_erased_and_the_family_told_without_leaving_their_address(
    student, coordinator, signed_in, outbox, run_tasks
):
    erasure = ask(kin(student))
    client = signed_in(coordinator)
    page = reverse("grant_erasure", kwargs={"key": erasure.key})
    assert page in client.get(reverse("erasure", kwargs={"key": erasure.key})).content.decode()
    assert "cannot be taken back" in client.get(page).content.decode()
    client.post(page)
    erasure.refresh_from_db()
    assert erasure.state == ErasureState.DONE
    assert Person.objects.get(pk=student.pk).name == "—"
    [answer] = [message for message in outbox() if message.to == "mother@example.org"]
    assert "is erased, as you asked" in answer.body
    assert client.get(page).status_code == 404
    run_tasks()
    retain()
    assert not [message for message in outbox() if message.to == "mother@example.org"]


def test_refused_with_a_reason_the_family_reads_it(student, coordinator, signed_in, outbox):
    erasure = ask(kin(student))
    page = reverse("refuse_erasure", kwargs={"key": erasure.key})
    assert signed_in(coordinator).post(page, {"reason": " "}).status_code == 200
    signed_in(coordinator).post(page, {"reason": "The exam office needs it until June."})
    assert "until June" in outbox()[-1].body
    assert outbox()[-1].to == "mother@example.org"
    assert Person.objects.get(pk=student.pk).name == "Vanilda Quixomere"
    with pytest.raises(Refused):
        refuse(Erasure.objects.get(), coordinator, "Again")


def test_what_is_in_the_way_is_said_and_nothing_is_erased(student, coordinator, signed_in):
    make_registration(make_edition(title="Camp To Come"), student)
    erasure = ask(kin(student))
    client = signed_in(coordinator)
    page = client.get(reverse("erasure", kwargs={"key": erasure.key})).content.decode()
    assert "Camp To Come" in page
    assert reverse("grant_erasure", kwargs={"key": erasure.key}) not in page
    with pytest.raises(Refused, match="Camp To Come"):
        grant(erasure, coordinator)
    assert Person.objects.get(pk=student.pk).name == "Vanilda Quixomere"


def test_without_a_school_that_acts_the_secretariat_is_asked(student, secretariat, outbox):
    erasure = ask(kin(student))
    assert secretariat.email in {message.to for message in outbox()}
    assert any("asks for erasure" in thing.title for thing in waiting_for(secretariat))
    grant(erasure, secretariat)


def test_of_a_school_that_is_suspended_too(student, coordinator, secretariat, outbox):
    student.institution.state = InstitutionState.SUSPENDED
    student.institution.save()
    ask(kin(student))
    assert coordinator.email not in {message.to for message in outbox()}


def test_kept_for_another_year_nothing_is_erased_before(student):
    student.left_on = timezone.localdate()
    student.save()
    when = timezone.now()
    with time_machine.travel(when + timedelta(days=710)):
        assert retain()["people announced"] == 1
        keep_longer(kin(student))
    assert Erasure.objects.get().state == ErasureState.STOPPED
    with time_machine.travel(when + timedelta(days=900)):
        assert retain()["people announced"] == 0
    with time_machine.travel(when + timedelta(days=1060)):
        assert retain()["people announced"] == 1


def test_kept_longer_by_the_page(student, client):
    Erasure.objects.create(person=student, due_on=timezone.localdate() + timedelta(days=30))
    record = address(kin(student))
    keep = f"{record}keep/"
    assert keep in client.get(record).content.decode()
    client.post(keep)
    assert Erasure.objects.get().state == ErasureState.STOPPED
    assert Person.objects.get(pk=student.pk).keep_until > timezone.localdate()


def test_the_log_is_the_secretariats(as_secretariat, signed_in, student):
    assert "Nothing was erased yet" in as_secretariat.get(reverse("erasures")).content.decode()
    ask(kin(student))
    assert "asked for" in as_secretariat.get(reverse("erasures")).content.decode()
    assert "Vanilda" not in as_secretariat.get(reverse("erasures")).content.decode()
    assert signed_in(make_user()).get(reverse("erasures")).status_code == 403


def test_the_students_page_says_what_is_asked_and_announced(student, coordinator, signed_in):
    erasure = ask(kin(student))
    page = signed_in(coordinator).get(reverse("student", kwargs={"key": student.key})).content.decode()
    assert reverse("erasure", kwargs={"key": erasure.key}) in page
