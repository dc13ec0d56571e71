"""Who may see and change a school's students.

A school's coordinators see and change them, its teachers see them. Nobody else reads a student here: the
secretariat and the ministry's officers see how many there are, and read of a student what a nomination shows.
"""

import rules

from core.accounts.models import User
from core.accounts.permissions import is_secretariat
from talent.institutions.membership import acts_as, institutions_of, memberships_of
from talent.institutions.models import Institution, InstitutionState, MembershipRole
from talent.people.models import Guardian, Person, PersonRole, StudentImport
from talent.people.rollover.models import YearRollover

COORDINATOR, TEACHER = MembershipRole.COORDINATOR, MembershipRole.TEACHER


@rules.predicate
def coordinates(user: User, institution: Institution | None) -> bool:
    return institution is not None and acts_as(user, institution, COORDINATOR)


@rules.predicate
def teaches_or_coordinates(user: User, institution: Institution | None) -> bool:
    return institution is not None and acts_as(user, institution, COORDINATOR, TEACHER)


@rules.predicate
def sees_student(user: User, student: Person | None) -> bool:
    return is_student(student) and acts_as(user, student.institution_id, COORDINATOR, TEACHER)


@rules.predicate
def changes_student(user: User, student: Person | None) -> bool:
    return is_student(student) and acts_as(user, student.institution_id, COORDINATOR)


@rules.predicate
def changes_guardian(user: User, guardian: Guardian | None) -> bool:
    return guardian is not None and changes_student(user, guardian.person)


@rules.predicate
def brings_in(user: User, student_import: StudentImport | None) -> bool:
    return student_import is not None and acts_as(user, student_import.institution_id, COORDINATOR)


@rules.predicate
def rolls_over(user: User, rollover: YearRollover | None) -> bool:
    return rollover is not None and acts_as(user, rollover.institution_id, COORDINATOR)


@rules.predicate
def is_officer(user: User) -> bool:
    return bool(officer_countries(user))


def is_student(person: Person | None) -> bool:
    return person is not None and person.role == PersonRole.STUDENT


def officer_countries(user: User) -> set[str]:
    """The countries whose verified ministry the person is an officer of."""
    return {
        membership.institution.country.code
        for membership in memberships_of(user)
        if membership.role == MembershipRole.OFFICER
        and membership.institution.kind == Institution.Kind.MINISTRY
        and membership.institution.state == InstitutionState.VERIFIED
    }


def schools_with_students(user: User) -> list[Institution]:
    """The institutions whose students the person may see."""
    return institutions_of(user, COORDINATOR, TEACHER)


rules.add_perm("people.see_students", teaches_or_coordinates)
rules.add_perm("people.change_students", coordinates)
rules.add_perm("people.see_student", sees_student)
rules.add_perm("people.change_student", changes_student)
rules.add_perm("people.change_guardian", changes_guardian)
rules.add_perm("people.see_import", brings_in)
rules.add_perm("people.change_rollover", rolls_over)
rules.add_perm("people.count_students", is_secretariat | is_officer)
