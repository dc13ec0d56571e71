"""A school's students: the list, one student's page, adding and changing; and for others how many there are."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods
from django_countries import countries

from core.accounts.access import requires, signed_in
from core.audit.lifecycle import Refused
from core.lists.listing import Column, Filter, Listing
from talent.institutions.models import Institution, InstitutionKind
from talent.people.models import Gender, Guardian, ImportState, Person, PersonRole, StudentImport
from talent.people.student_forms import GuardianForm, LeftForm, StudentForm
from talent.people.student_page import parts_of
from talent.people.student_permissions import officer_countries, schools_with_students
from talent.people.students import end_guardian, mark_left, mark_returned, save_guardian, save_student

WITH_STUDENTS = [InstitutionKind.SCHOOL, InstitutionKind.UNIVERSITY, InstitutionKind.COLLEGE]


def school(key: str) -> Institution:
    return get_object_or_404(Institution, key=key)


def student_by_key(key: str) -> Person:
    return get_object_or_404(Person.objects.students().select_related("institution"), key=key)


def guardian_by_key(key: str) -> Guardian:
    guardians = Guardian.objects.current().filter(person__role=PersonRole.STUDENT)
    return get_object_or_404(guardians.select_related("person__institution"), key=key)


def student_address(student: Person) -> str:
    return reverse("student", kwargs={"key": student.key})


def by_presence(rows, chosen: str):
    return rows.filter(left_on__isnull=chosen == "here")


def by_guardian(rows, chosen: str):
    with_email = Guardian.objects.current().exclude(email="").values("person")
    return rows.filter(pk__in=with_email) if chosen == "email" else rows.exclude(pk__in=with_email)


def countries_with_schools() -> list[tuple[str, str]]:
    codes = Institution.objects.filter(kind__in=WITH_STUDENTS).order_by().values_list("country", flat=True).distinct()
    return sorted(((code, countries.name(code)) for code in codes), key=lambda choice: choice[1])


STUDENTS = Listing(
    name="students",
    columns=[
        Column("name", gettext_lazy("Name"), "name", sort="sort_key", link=student_address),
        Column("latin", gettext_lazy("Latin letters"), "latin_name"),
        Column("number", gettext_lazy("Number"), "number", sort="number"),
        Column("born", gettext_lazy("Date of birth"), "birth_date"),
        Column("gender", gettext_lazy("Gender"), "get_gender_display", machine=lambda row: row.gender),
        Column("country", gettext_lazy("Country"), "country.name", machine=lambda row: row.country.code),
        Column("grade", gettext_lazy("Grade"), "grade"),
        Column("email", gettext_lazy("Email"), "email", only_export=True),
        Column("left", gettext_lazy("Left on"), "left_on", only_export=True),
    ],
    filters=[
        Filter("grade", gettext_lazy("Grade"), [(str(grade), str(grade)) for grade in range(1, 14)], "grade"),
        Filter("gender", gettext_lazy("Gender"), [pair for pair in Gender.choices if pair[0]], "gender"),
        Filter(
            "guardian", gettext_lazy("Guardian"),
            [("email", gettext_lazy("with email")), ("none", gettext_lazy("without email"))], by_guardian,
        ),
        Filter(
            "here", gettext_lazy("At the school"), [("here", gettext_lazy("now")), ("left", gettext_lazy("left"))],
            by_presence,
        ),
    ],
    search=["name", "latin_name", "number"],
    sort="sort_key",
    empty=gettext_lazy("No students yet."),
    empty_next=gettext_lazy("Bring them in from a file, or add one by one."),
)

COUNTS = Listing(
    name="student-counts",
    columns=[
        Column("school", gettext_lazy("School"), "name", sort="latin_name"),
        Column("country", gettext_lazy("Country"), "country.name", machine=lambda row: row.country.code),
        Column("city", gettext_lazy("City"), "city"),
        Column("students", gettext_lazy("Students now"), "students"),
        Column("left", gettext_lazy("Left"), "left"),
    ],
    filters=[
        Filter("country", gettext_lazy("Country"), countries_with_schools, "country"),
    ],
    search=["name", "latin_name", "city"],
    sort="latin_name",
    empty=gettext_lazy("No school yet."),
)


@signed_in
@require_GET
def my_students(request: HttpRequest) -> HttpResponse:
    """To the students of one's school; who acts for several chooses, who may only count is shown the numbers."""
    schools = schools_with_students(request.user)
    if len(schools) == 1:
        return redirect("students", key=schools[0].key)
    if not schools and request.user.has_perm("people.count_students"):
        return redirect("student_counts")
    return render(request, "talent/people/choose_school.html", {"schools": schools})


@requires("people.count_students")
@require_GET
def student_counts(request: HttpRequest) -> HttpResponse:
    schools = Institution.objects.filter(kind__in=WITH_STUDENTS)
    if not request.user.is_secretariat:
        schools = schools.filter(country__in=officer_countries(request.user))
    is_student = Q(people__role=PersonRole.STUDENT, people__erased_at__isnull=True)
    schools = schools.annotate(
        students=Count("people", filter=is_student & Q(people__left_on__isnull=True)),
        left=Count("people", filter=is_student & Q(people__left_on__isnull=False)),
    )
    return COUNTS.answer(request, schools, "talent/people/student_counts.html")


@requires("people.see_students", school)
@require_GET
def students(request: HttpRequest, institution: Institution) -> HttpResponse:
    waiting = StudentImport.objects.filter(institution=institution, state=ImportState.PREVIEW)
    return STUDENTS.answer(
        request, Person.objects.at(institution).students(), "talent/people/students.html",
        {
            "institution": institution,
            "may_change": request.user.has_perm("people.change_students", institution),
            "previews": waiting.select_related("upload", "by").order_by("-id")[:5],
        },
    )


@requires("people.see_student", student_by_key)
@require_GET
def student(request: HttpRequest, student: Person) -> HttpResponse:
    return render(request, "talent/people/student.html", {
        "student": student,
        "guardians": student.guardians.current().order_by("pk"),
        "parts": parts_of(student, request.user),
        "may_change": request.user.has_perm("people.change_student", student),
    })


@requires("people.change_students", school)
@require_http_methods(["GET", "POST"])
def student_add(request: HttpRequest, institution: Institution) -> HttpResponse:
    form = StudentForm(request.POST or None, institution=institution)
    if request.method == "POST" and form.is_valid():
        try:
            added = save_student(form.save(commit=False), request.user, form.changed_data)
        except Refused as refusal:
            form.add_error("number", str(refusal))
        else:
            messages.success(request, _("Added. Add a guardian now, so that consent can be asked for."))
            return redirect("student", key=added.key)
    return render(request, "talent/people/student_form.html", {
        "form": form, "heading": _("Add a student"), "submit": _("Add"), "institution": institution,
        "cancel": reverse("students", kwargs={"key": institution.key}),
    })


@requires("people.change_student", student_by_key)
@require_http_methods(["GET", "POST"])
def student_edit(request: HttpRequest, student: Person) -> HttpResponse:
    form = StudentForm(request.POST or None, instance=student, institution=student.institution)
    if request.method == "POST" and form.is_valid():
        try:
            save_student(form.save(commit=False), request.user, form.changed_data)
        except Refused as refusal:
            form.add_error("number", str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("student", key=student.key)
    return render(request, "talent/people/student_form.html", {
        "form": form, "heading": _("Change the student"), "submit": _("Save"), "institution": student.institution,
        "student": student, "cancel": student_address(student),
    })


@requires("people.change_student", student_by_key)
@require_http_methods(["GET", "POST"])
def student_left(request: HttpRequest, student: Person) -> HttpResponse:
    """Mark as left, or take that back."""
    returning = student.left_on is not None
    form = None if returning else LeftForm(request.POST or None)
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            if form is None:
                mark_returned(student, request.user)
            else:
                mark_left(student, request.user, form.cleaned_data["day"])
            messages.success(request, _("Saved."))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("student", key=student.key)
    return render(request, "pages/confirm.html", {
        "heading": _("Back at the school?") if returning else _("Left the school?"),
        "consequence": _("%(name)s can be nominated again.") % {"name": student.name} if returning else _(
            "%(name)s stays in the list of those who left and can no longer be nominated. Nominations already made"
            " go on."
        ) % {"name": student.name},
        "form": form, "submit": _("Back at the school") if returning else _("Mark as left"), "tone": "primary",
        "cancel": student_address(student),
    })


@requires("people.change_student", student_by_key)
@require_http_methods(["GET", "POST"])
def guardian_add(request: HttpRequest, student: Person) -> HttpResponse:
    guardian = Guardian(person=student, language=student.institution.language)
    return guardian_form(request, guardian, _("Add a guardian"), _("Add"))


@requires("people.change_guardian", guardian_by_key)
@require_http_methods(["GET", "POST"])
def guardian_edit(request: HttpRequest, guardian: Guardian) -> HttpResponse:
    return guardian_form(request, guardian, _("Change the guardian"), _("Save"))


def guardian_form(request: HttpRequest, guardian: Guardian, heading: str, submit: str) -> HttpResponse:
    student = guardian.person
    form = GuardianForm(request.POST or None, instance=guardian)
    if request.method == "POST" and form.is_valid():
        save_guardian(form.save(commit=False), request.user, form.changed_data)
        messages.success(request, _("Saved."))
        return redirect("student", key=student.key)
    return render(request, "talent/people/student_form.html", {
        "form": form, "heading": heading, "submit": submit, "institution": student.institution, "student": student,
        "cancel": student_address(student),
    })


@requires("people.change_guardian", guardian_by_key)
@require_http_methods(["GET", "POST"])
def guardian_end(request: HttpRequest, guardian: Guardian) -> HttpResponse:
    student = guardian.person
    if request.method == "POST":
        try:
            end_guardian(guardian, request.user)
            messages.success(request, _("Saved."))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("student", key=student.key)
    return render(request, "pages/confirm.html", {
        "heading": _("No longer a guardian?"),
        "consequence": _(
            "%(guardian)s is no longer asked for %(student)s. Answers given before stay written down; links in"
            " earlier emails open no more."
        ) % {"guardian": guardian.name, "student": student.name},
        "submit": _("No longer a guardian"), "cancel": student_address(student),
    })
