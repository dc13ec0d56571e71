"""A student changes school: asked, answered by the family, taken in; and what it means for what is open."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from core.audit.lifecycle import Refused
from core.waiting.register import waiting_for
from talent.nominations.models import Nomination, NominationState
from talent.people.consent_mail import who_is_asked
from talent.people.models import Person
from talent.people.record.link import Kin, family_of
from talent.people.record.looking import as_schools
from talent.people.record.reading import lines_of
from talent.people.school_change.asking import Wanted, answer, ask_for, decline, expire_due, start, withdraw
from talent.people.school_change.mails import link_for
from talent.people.school_change.models import ChangeState, SchoolChange
from talent.people.school_change.taking_in import take_in
from tests.concurrency import at_once
from tests.factories import (
    make_call,
    make_consent_request,
    make_coordinator,
    make_guardian,
    make_institution,
    make_nomination,
    make_person,
    make_user,
)
from tests.talent.people.record.test_pages import tell

pytestmark = pytest.mark.django_db
BORN = date(timezone.now().year - 14, 3, 2)


@pytest.fixture
def student():
    student = make_person(make_institution("Old School"), name="ສົມໃຈ", latin_name="Somchai", birth_date=BORN)
    make_guardian(student, "mother@example.org", name="Mother")
    return student


@pytest.fixture
def new():
    return make_institution("New School")


def begun(student, new) -> SchoolChange:
    return start(student, new, make_coordinator(student.institution))


def says(change, *, agree=True, kin=None) -> SchoolChange:
    return answer(change, kin or family_of(Person.objects.get(pk=change.person_id))[0], agree=agree, name="Mother")


def taken_in(change, number="N1", grade=8) -> SchoolChange:
    return take_in(change, make_coordinator(change.to_institution), number=number, grade=grade)


def now_at(student) -> str:
    return Person.objects.get(pk=student.pk).institution.name


def test_asked_agreed_and_taken_in_the_student_is_at_the_new_school(student, new, outbox):
    change = begun(student, new)
    assert [message.to for message in outbox()] == ["mother@example.org"]
    assert now_at(student) == "Old School"
    coordinator = make_coordinator(new)
    says(change)
    assert now_at(student) == "Old School"
    assert any("Take in" in thing.title for thing in waiting_for(coordinator))
    take_in(change, coordinator, number="N7", grade=8)
    person = Person.objects.get(pk=student.pk)
    assert (person.institution, person.number, person.grade, person.left_on) == (new, "N7", 8, None)
    told = {message.to: message.subject for message in outbox()}
    assert "is at New School now" in told["mother@example.org"]
    assert not any("Take in" in thing.title for thing in waiting_for(coordinator))


def test_the_record_follows_and_the_old_school_keeps_its_own(student, new):
    old, old_coordinator = student.institution, make_coordinator(student.institution)
    tell(student, "Won at the old school", nominated_by=old.pk)
    taken_in(says(begun(student, new)))
    student.refresh_from_db()
    tell(student, "Won at the new school")
    seen = {school: [line.entry.title for line in lines_of(student, as_schools(user, student))]
            for school, user in (("old", old_coordinator), ("new", make_coordinator(new)))}
    assert seen == {"old": ["Won at the old school"], "new": ["Won at the new school", "Won at the old school"]}


def test_without_the_familys_yes_nobody_is_taken_in(student, new):
    change = begun(student, new)
    with pytest.raises(Refused):
        taken_in(change)
    says(change, agree=False)
    with pytest.raises(Refused):
        taken_in(change)
    assert now_at(student) == "Old School"


def test_a_no_ends_it_also_after_another_guardians_yes_until_taken_in(student, new):
    father = make_guardian(student, "father@example.org")
    change = says(begun(student, new))
    says(change, agree=False, kin=Kin(student, father))
    change.refresh_from_db()
    assert change.state == ChangeState.REFUSED
    change = says(begun(student, new))
    taken_in(change)
    with pytest.raises(Refused):
        says(change, agree=False, kin=Kin(student, father))


def test_a_student_of_age_answers_alone(new, client):
    grown = make_person(birth_date=date(2000, 1, 1), email="grown@example.org")
    guardian = make_guardian(grown)
    change = begun(grown, new)
    assert [kin.guardian for kin in family_of(grown)] == [None]
    assert client.get(page(change, Kin(grown, guardian))).status_code == 404
    assert client.get(page(change, Kin(grown, None))).status_code == 200


def page(change, kin) -> str:
    return reverse("school_change_by_link", kwargs={"token": link_for(change, kin).rstrip("/").rsplit("/", 1)[-1]})


def test_the_family_answers_on_its_page_and_can_still_say_no(student, new, client):
    change = begun(student, new)
    address = page(change, family_of(student)[0])
    assert "New School" in client.get(address).content.decode()
    answered = client.post(address, {"decision": "yes"})
    assert answered.status_code == 200  # without a name it is asked again
    client.post(address, {"decision": "yes", "signed_name": "Mother"})
    change.refresh_from_db()
    assert (change.state, change.signed_name) == (ChangeState.AGREED, "Mother")
    assert "can still say no" in client.get(address).content.decode()
    client.post(address, {"signed_name": "Mother"})
    change.refresh_from_db()
    assert change.state == ChangeState.REFUSED
    assert "nothing is asked any more" in client.get(address).content.decode()


def test_two_changes_at_once_are_refused_and_after_the_first_ended_another_begins(student, new):
    change = begun(student, new)
    with pytest.raises(Refused, match="under way"):
        begun(student, make_institution())
    withdraw(change, make_user())
    begun(student, make_institution())


def test_nobody_to_ask_is_said_at_once(new):
    with pytest.raises(Refused, match="Add a guardian's email"):
        begun(make_person(), new)


def test_after_thirty_days_without_an_answer_it_ends(student, new):
    change = begun(student, new)
    assert expire_due() == 0
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        with pytest.raises(Refused):
            says(change)
        assert expire_due() == 1
        assert expire_due() == 0
    change.refresh_from_db()
    assert change.state == ChangeState.EXPIRED


def test_the_new_school_may_decline(student, new, outbox):
    change = says(begun(student, new))
    decline(change, make_coordinator(new))
    assert now_at(student) == "Old School"
    assert any("has not taken" in message.subject for message in outbox())


def test_a_number_that_another_has_is_refused_and_nothing_has_happened(student, new):
    make_person(new, number="N7")
    change = says(begun(student, new))
    with pytest.raises(Refused, match="number already"):
        taken_in(change, number="N7")
    assert now_at(student) == "Old School"
    taken_in(change, number="")
    assert now_at(student) == "New School"


def test_open_drafts_of_the_old_school_end_and_what_was_sent_in_goes_on(student, new):
    call = make_call()
    draft = make_nomination(call, student)
    sent = make_nomination(make_call(), student, NominationState.READY)
    back = make_nomination(make_call(), student, submitted_at=timezone.now())
    old = student.institution
    taken_in(says(begun(student, new)))
    assert not Nomination.objects.filter(pk=draft.pk).exists()
    sent.refresh_from_db()
    back.refresh_from_db()
    assert (sent.state, sent.institution) == (NominationState.READY, old)
    assert back.state == NominationState.WITHDRAWN
    make_nomination(call, Person.objects.get(pk=student.pk))  # the new school may nominate to the same call


def test_open_consents_are_followed_by_the_new_school(student, new, signed_in):
    request = make_consent_request(student)
    taken_in(says(begun(student, new)))
    client = signed_in(make_coordinator(new))
    assert client.get(reverse("school_consent", kwargs={"key": request.key})).status_code == 200
    request.refresh_from_db()
    assert [asked.email for asked in who_is_asked(request)] == ["mother@example.org"]


def wanted(name="Somchai", born=BORN) -> Wanted:
    return Wanted(name, born)


@pytest.mark.parametrize("name", ["Somchai", "somchai", "ສົມໃຈ"])
def test_a_new_school_asks_by_name_in_either_script_and_date_of_birth(student, new, name, outbox):
    change = ask_for(new, student.institution, wanted(name), make_coordinator(new))
    assert change.person == student
    assert [message.to for message in outbox()] == ["mother@example.org"]
    taken_in(says(change))
    assert now_at(student) == "New School"


@pytest.mark.parametrize("asked", [wanted("Somchai", date(2011, 1, 1)), wanted("Somebody")])
def test_the_asking_school_sees_the_same_whether_there_is_such_a_student_refused_or_silent(
    student, new, asked, signed_in
):
    by = make_coordinator(new)
    none = ask_for(new, student.institution, asked, by)
    refused = ask_for(new, student.institution, wanted(), by)
    says(refused, agree=False)
    client = signed_in(by)

    def shown(change) -> str:
        text = client.get(reverse("school_change", kwargs={"key": change.key})).content.decode()
        main = text.partition("<main")[2].partition("</main>")[0]
        return main.replace(change.key, "").replace(change.asked_name or "a student", "NAME")

    for change in (none, refused):
        change.refresh_from_db()
        assert "the family is asked" in shown(change)
        assert "Somchai" not in shown(change) or change.asked_name == "Somchai"
    assert ("withdraw" in shown(none).lower()) == ("withdraw" in shown(refused).lower())
    client.post(reverse("withdraw_school_change", kwargs={"key": refused.key}))
    refused.refresh_from_db()
    assert refused.state == ChangeState.WITHDRAWN


def test_the_old_school_is_not_shown_what_another_asked_for_before_the_family_agreed(student, new, signed_in):
    change = ask_for(new, student.institution, wanted(), make_coordinator(new))
    client = signed_in(make_coordinator(student.institution))
    address = reverse("school_change", kwargs={"key": change.key})
    assert client.get(address).status_code == 403
    says(change)
    assert client.get(address).status_code == 200


def test_typed_names_of_students_not_found_are_forgotten(student, new):
    change = ask_for(new, student.institution, wanted("Nobody Known"), make_coordinator(new))
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        expire_due()
    with time_machine.travel(timezone.now() + timedelta(days=75)):
        expire_due()
    change.refresh_from_db()
    assert change.asked_name == ""


def test_by_the_pages_from_the_students_page_to_the_new_school(student, new, signed_in):
    old = signed_in(make_coordinator(student.institution))
    choose = reverse("choose_new_school", kwargs={"key": student.key})
    assert choose in old.get(reverse("student", kwargs={"key": student.key})).content.decode()
    begin = reverse("start_school_change", kwargs={"key": student.key, "school": new.key})
    assert begin in old.get(choose, {"q": "New Sch"}).content.decode()
    assert "Ask the family" in old.get(begin).content.decode()
    old.post(begin)
    change = SchoolChange.objects.get()
    says(change)
    client = signed_in(make_coordinator(new))
    listed = client.get(reverse("school_changes", kwargs={"key": new.key})).content.decode()
    assert reverse("school_change", kwargs={"key": change.key}) in listed
    client.post(reverse("take_student_in", kwargs={"key": change.key}), {"number": "N3", "grade": "9"})
    assert client.get(reverse("student", kwargs={"key": student.key})).status_code == 200
    assert old.get(reverse("student", kwargs={"key": student.key})).status_code == 403
    gone = old.get(reverse("school_change", kwargs={"key": change.key})).content.decode()
    assert "You see what was written at yours" in gone


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_taken_in_and_refused_in_the_same_second_only_one_happens():
    student, new = make_person(), make_institution()
    guardian = make_guardian(student)
    change = says(begun(student, new))
    kin = Kin(Person.objects.select_related("institution").get(pk=student.pk), guardian)
    by = make_coordinator(new)
    answers = at_once([
        lambda: take_in(change, by, number="", grade=None), lambda: answer(change, kin, agree=False, name="No"),
    ])
    assert sum(isinstance(each, SchoolChange) for each in answers) == 1
    moved = Person.objects.get(pk=student.pk).institution == new
    change.refresh_from_db()
    assert moved == (change.state == ChangeState.DONE)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_begun_by_many_at_once_one_change_is_open():
    student = make_person()
    make_guardian(student)
    by, schools = make_coordinator(student.institution), [make_institution() for _ in range(5)]
    at_once([lambda school=school: start(student, school, by) for school in schools])
    assert SchoolChange.objects.count() == 1
