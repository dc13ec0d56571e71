"""Open places: each is given exactly once, and whoever gets none is told why."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.accounts.models import User
from core.audit.lifecycle import Refused
from events.programmes.models import EditionState
from events.programmes.publication import lacks
from events.registration.models import Place, Registration
from events.registration.places import place_counts, register_at_open_place, set_open_places
from events.registration.register import cancel
from talent.people.models import Person
from tests.concurrency import at_once
from tests.factories import make_coordinator, make_edition, make_organiser, make_person

STATEMENTS_A_PLACE = 12


def open_edition(students: int = 0, **fields):
    edition = make_edition(
        open_registration=True, registration_closes_at=timezone.now() + timedelta(days=3), **fields
    )
    Place.objects.bulk_create(Place(edition=edition, role="student") for _number in range(students))
    return edition


@pytest.fixture
def coordinator(db):
    return make_coordinator()


@pytest.fixture
def school(coordinator):
    return coordinator.memberships.get().institution


@pytest.mark.django_db
def test_a_school_takes_a_place_for_its_student(coordinator, school):
    edition = open_edition(2)
    registration = register_at_open_place(edition, make_person(school), coordinator)
    assert registration.place.edition == edition
    [count] = place_counts(edition)
    assert (count.number, count.free, count.taken) == (2, 1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(("change", "words"), [
    ({"state": EditionState.CLOSED}, "closed"),
    ({"open_registration": False}, "closed"),
    ({"registration_closes_at": timezone.now() - timedelta(minutes=1)}, "closed"),
])
def test_a_closed_edition_gives_no_place_even_to_who_still_sees_it_open(coordinator, school, change, words):
    edition = open_edition(1)
    type(edition).objects.filter(pk=edition.pk).update(**change)
    with pytest.raises(Refused, match=words):
        register_at_open_place(edition, make_person(school), coordinator)
    assert not Registration.objects.exists()


@pytest.mark.django_db
def test_a_full_edition_says_so_and_a_cancelled_place_is_given_again(coordinator, school):
    edition = open_edition(1)
    first = register_at_open_place(edition, make_person(school), coordinator)
    second = make_person(school)
    with pytest.raises(Refused, match="No place for the role “student” is left"):
        register_at_open_place(edition, second, coordinator)
    cancel(first, coordinator, "Ill")
    assert register_at_open_place(edition, second, coordinator).place


@pytest.mark.django_db
def test_a_student_who_is_registered_takes_no_second_place(coordinator, school):
    edition, student = open_edition(2), make_person(school)
    register_at_open_place(edition, student, coordinator)
    with pytest.raises(Refused, match="registered already"):
        register_at_open_place(edition, student, coordinator)
    assert place_counts(edition)[0].free == 1


@pytest.mark.django_db
def test_a_school_registers_only_its_own_and_only_who_is_still_there(coordinator, school):
    edition = open_edition(2)
    with pytest.raises(Refused, match="does not belong to your school"):
        register_at_open_place(edition, make_person(), coordinator)
    with pytest.raises(Refused, match="has left"):
        register_at_open_place(edition, make_person(school, left_on=timezone.now().date()), coordinator)


@pytest.mark.django_db
def test_a_teacher_takes_a_teachers_place_and_no_students(coordinator, school):
    edition, teacher = open_edition(1), make_person(school, role="teacher")
    with pytest.raises(Refused, match="no open places for the role “teacher”"):
        register_at_open_place(edition, teacher, coordinator)
    with pytest.raises(Refused, match="cannot be registered as student"):
        register_at_open_place(edition, teacher, coordinator, "student")
    Place.objects.create(edition=edition, role="leader")
    assert register_at_open_place(edition, teacher, coordinator, "leader").role == "leader"


@pytest.mark.django_db
def test_taking_a_place_takes_few_statements_with_consent_and_without(coordinator, school):
    for consents in ([], ["taking_part", "medical"]):
        edition = open_edition(3, consents_required=consents)
        register_at_open_place(edition, make_person(school), coordinator)
        student = Person.objects.select_related("institution").get(pk=make_person(school).pk)
        by = User.objects.get(pk=coordinator.pk)
        with CaptureQueriesContext(connection) as queries:
            register_at_open_place(edition, student, by)
        assert len(queries) <= STATEMENTS_A_PLACE, "\n".join(query["sql"] for query in queries)


@pytest.mark.django_db
def test_places_are_added_and_taken_away_but_never_below_what_is_taken(coordinator, school):
    edition, organiser = open_edition(), make_organiser()
    set_open_places(edition, {"student": 5, "teacher": 2}, organiser)
    for _student in range(3):
        register_at_open_place(edition, make_person(school), coordinator)
    with pytest.raises(Refused, match="3 places for the role “student” are taken already"):
        set_open_places(edition, {"student": 2, "teacher": 9}, organiser)
    assert [(count.number, count.taken) for count in place_counts(edition)] == [(5, 3), (2, 0)]
    set_open_places(edition, {"student": 3, "teacher": 0}, organiser)
    assert [(count.number, count.taken) for count in place_counts(edition)] == [(3, 3)]


@pytest.mark.django_db
def test_an_edition_open_to_schools_is_not_published_without_places():
    edition = open_edition(0, state=EditionState.DRAFT)
    assert any("no open places" in sentence for sentence in lacks(edition, EditionState.PUBLISHED))
    Place.objects.create(edition=edition, role="student")
    assert not lacks(edition, EditionState.PUBLISHED)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_fifty_who_press_at_once_get_the_last_five_places_exactly_once():
    coordinator = make_coordinator()
    school = coordinator.memberships.get().institution
    edition = open_edition(5, consents_required=["taking_part"])
    students = [make_person(school) for _number in range(50)]

    def press(student):
        by = User.objects.get(pk=coordinator.pk)
        return lambda: register_at_open_place(edition, Person.objects.get(pk=student.pk), by)

    answers = at_once([press(student) for student in students])
    got = [answer for answer in answers if isinstance(answer, Registration)]
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert (len(got), len(refused)) == (5, 45), [repr(answer) for answer in answers]
    assert {str(refusal) for refusal in refused} == {"No place for the role “student” is left."}
    assert Registration.objects.count() == 5
    assert set(Place.objects.values_list("registration", flat=True)) == {each.pk for each in got}


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_one_student_pressed_twenty_times_at_once_takes_one_place():
    coordinator = make_coordinator()
    student = make_person(coordinator.memberships.get().institution)
    edition = open_edition(30)
    answers = at_once([lambda: register_at_open_place(edition, student, User.objects.get(pk=coordinator.pk))] * 20)
    assert sum(isinstance(answer, Registration) for answer in answers) == 1
    assert {str(answer) for answer in answers if isinstance(answer, Refused)} == {f"{student} is registered already."}
    assert Place.objects.filter(registration__isnull=False).count() == 1
    assert not [answer for answer in answers if not isinstance(answer, Registration | Refused)]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_places_taken_while_their_number_is_lowered_are_never_lost():
    coordinator, organiser = make_coordinator(), make_organiser()
    school = coordinator.memberships.get().institution
    edition = open_edition(20)
    students = [make_person(school) for _number in range(15)]
    acts = [
        lambda student=student: register_at_open_place(edition, student, User.objects.get(pk=coordinator.pk))
        for student in students
    ]
    acts += [lambda: set_open_places(edition, {"student": 10}, User.objects.get(pk=organiser.pk))] * 2
    answers = at_once(acts)
    assert not [answer for answer in answers if isinstance(answer, Exception) and not isinstance(answer, Refused)]
    registered = Registration.objects.count()
    assert Place.objects.filter(registration__isnull=False).count() == registered
    assert Place.objects.count() in {10, 20}
