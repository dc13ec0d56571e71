"""Who sees a person's record as a school, and who sees the awards of a country.

A former school sees the entries that are its own; the family sees by signed link or, with an account of the
person's, signed in; an organiser sees by the rooms that know what consent was asked for.
"""

import rules
from django.db.models import Q

from core.accounts.models import User
from talent.institutions.permissions import is_officer_somewhere
from talent.people.models import Person
from talent.people.record.models import RecordEntry
from talent.people.student_permissions import is_student, schools_with_students, sees_student


@rules.predicate
def has_own_entries(user: User, person: Person | None) -> bool:
    if not is_student(person) or person.erased_at is not None:  # type: ignore[union-attr]
        return False
    schools = [school.pk for school in schools_with_students(user)]
    return bool(schools) and RecordEntry.objects.filter(
        Q(institution__in=schools) | Q(nominated_by__in=schools), person=person
    ).exists()


@rules.predicate
def has_record(user: User) -> bool:
    return Person.objects.filter(user=user, erased_at__isnull=True).exists()


rules.add_perm("people.see_own_record", has_record)
rules.add_perm("people.see_record", sees_student | has_own_entries)
rules.add_perm("people.see_awards", is_officer_somewhere)
