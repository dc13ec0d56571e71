"""The new school takes the student in: from then on the person is there, and the record is handed to it."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from talent.institutions.models import InstitutionState
from talent.people.consent import review_open_requests
from talent.people.models import Person
from talent.people.school_change import mails
from talent.people.school_change.asking import hold
from talent.people.school_change.models import ChangeState, SchoolChange
from talent.people.signals import PersonMoved, person_moved


def take_in(change: SchoolChange, by: User, *, number: str, grade: int | None) -> SchoolChange:
    """Move the person, with the new school's number and grade. Raises Refused.

    In the same transaction the rooms above hear of it by `person_moved`: drafts of the school so far go, what it sent
    in goes on as its own. Locks: the change, then the person.
    """
    with transaction.atomic():
        change = hold(change)
        if change.state != ChangeState.AGREED or change.person is None:
            raise Refused(_("There is no agreement of the family to it any more."))
        if change.answer_by <= timezone.now():
            raise Refused(_("The family's agreement has run out. Ask again."))
        if change.to_institution.state != InstitutionState.VERIFIED:
            raise Refused(_("Only a verified school takes students in."))
        person = Person.objects.select_for_update(of=("self",)).select_related("institution").get(pk=change.person_id)
        if person.institution_id != change.from_institution_id:
            raise Refused(_("The student is at another school meanwhile."))
        before = person.institution
        move(person, change, number, grade)
        SchoolChange.lifecycle.move(
            change, ChangeState.DONE, by=by, done_at=timezone.now(), asked_name="",
        )
        record("changed school", person, by, before=before.key, after=change.to_institution.key)
        person_moved.send(
            Person, moved=PersonMoved(person=person, before=before, after=change.to_institution, by=by)
        )
        review_open_requests(person, by)
        mails.tell_schools(change, besides=by)
        mails.tell_family(change)
    return change


def move(person: Person, change: SchoolChange, number: str, grade: int | None) -> None:
    person.institution, person.number, person.left_on = change.to_institution, number.strip(), None
    person.grade = grade
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        raise Refused(_("Another person of the school has this number already.")) from None
