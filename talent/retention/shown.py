from core.accounts.models import User
from talent.people.models import Person
from talent.people.record.acts import FamilyAct, shown_to_family
from talent.people.record.link import Kin
from talent.people.student_page import StudentPart, shown_on_student
from talent.retention.models import OPEN, Erasure


@shown_to_family
def erasing_for_family(kin: Kin) -> FamilyAct:
    """What is announced or asked for, and asking for it."""
    found = {each.state: each for each in Erasure.objects.filter(person=kin.person, state__in=OPEN)}
    return FamilyAct("talent/retention/_for_family.html", {
        "announced": found.get("announced"), "asked": found.get("asked"), "keep_until": kin.person.keep_until,
    })


@shown_on_student
def erasing_of_student(student: Person, reader: User) -> StudentPart | None:
    erasures = list(Erasure.objects.filter(person=student, state__in=OPEN).order_by("pk"))
    if not erasures:
        return None
    values = {"erasures": erasures, "may_decide": reader.has_perm("people.change_student", student)}
    return StudentPart("talent/retention/_on_student.html", values, 5)
