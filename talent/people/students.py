"""What a school does with one student: add, change, let go, take back; and their guardians."""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from talent.people.consent import review_open_requests
from talent.people.models import Guardian, Person


def save_student(student: Person, by: User, changed: Iterable[str]) -> Person:
    """Store a new or changed student. A changed date of birth lets open consents be looked at again.

    Raises Refused when somebody gave the school's number to another person at this very moment.
    """
    new, changed = student.pk is None, sorted(changed)
    try:
        with transaction.atomic():
            student.save()
            record("added" if new else "changed", student, by, fields=changed)
            if "birth_date" in changed and not new:
                review_open_requests(student, by)
    except IntegrityError:
        raise Refused(_("Another person of the school has this number already.")) from None
    return student


def save_guardian(guardian: Guardian, by: User, changed: Iterable[str]) -> Guardian:
    """Store a new or changed guardian; who has not been asked yet at this address is asked for open consents."""
    new = guardian.pk is None
    with transaction.atomic():
        guardian.save()
        record("guardian added" if new else "guardian changed", guardian.person, by, fields=sorted(changed))
        review_open_requests(guardian.person, by)
    return guardian


def end_guardian(guardian: Guardian, by: User) -> Guardian:
    """From now on this person is not the student's guardian. What they answered stays written down."""
    with transaction.atomic():
        ended = Guardian.objects.filter(pk=guardian.pk, ended_at__isnull=True).update(ended_at=timezone.now())
        if not ended:
            raise Refused(_("Somebody else ended this a moment ago."))
        guardian.refresh_from_db()
        guardian.save()
        record("guardian ended", guardian.person, by)
        review_open_requests(guardian.person, by)
    return guardian


def mark_left(student: Person, by: User, day: date) -> Person:
    """The student left the school on the day. Nominations already made go on; new ones are not possible."""
    return set_left(student, by, day, "left the school")


def mark_returned(student: Person, by: User) -> Person:
    return set_left(student, by, None, "came back to the school")


def set_left(student: Person, by: User, day: date | None, act: str) -> Person:
    with transaction.atomic():
        seen = Person.objects.filter(pk=student.pk, left_on__isnull=day is not None)
        if not seen.update(left_on=day):
            raise Refused(_("Somebody else changed it a moment ago. Reload the page to see how it stands."))
        student.refresh_from_db()
        student.save()
        record(act, student, by)
    return student
