from core.accounts.models import User
from talent.people.models import ConsentRequest, Person
from talent.people.student_page import StudentPart, shown_on_student


@shown_on_student
def consents_of_student(student: Person, reader: User) -> StudentPart | None:
    """How consent stands for what the student is in, newest first."""
    requests = list(ConsentRequest.objects.filter(person=student).order_by("closed_at", "-pk")[:30])
    may_follow = reader.has_perm("people.see_consents", student.institution)
    values = {"requests": requests, "may_follow": may_follow}
    return StudentPart("talent/people/_consents.html", values, 20) if requests else None
