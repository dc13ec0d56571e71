from django.http import HttpRequest

from core.accounts.models import User
from core.pages.welcome import PublishedPart, shown_on_welcome
from talent.people.models import ConsentRequest, Person
from talent.people.record.looking import as_schools
from talent.people.record.reading import lines_of
from talent.people.student_page import StudentPart, shown_on_student


@shown_on_welcome
def way_to_the_record(request: HttpRequest) -> PublishedPart:
    return PublishedPart("talent/people/record/welcome.html", {}, order=85)


@shown_on_student
def consents_of_student(student: Person, reader: User) -> StudentPart | None:
    """How consent stands for what the student is in, newest first."""
    requests = list(ConsentRequest.objects.filter(person=student).order_by("closed_at", "-pk")[:30])
    may_follow = reader.has_perm("people.see_consents", student.institution)
    values = {"requests": requests, "may_follow": may_follow}
    return StudentPart("talent/people/_consents.html", values, 20) if requests else None


RECENT = 5


@shown_on_student
def record_of_student(student: Person, reader: User) -> StudentPart:
    """The newest lines of the talent record, with the way to all of it."""
    lines = lines_of(student, as_schools(reader, student))
    values = {"student": student, "lines": lines[:RECENT], "more": max(len(lines) - RECENT, 0)}
    return StudentPart("talent/people/record/_on_student.html", values, 10)
