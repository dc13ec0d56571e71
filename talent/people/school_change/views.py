"""The schools' pages of a change of school."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import requires
from core.audit.lifecycle import Refused
from core.lists.listing import Column, Filter, Listing
from talent.institutions.membership import institutions_of
from talent.institutions.models import Institution, MembershipRole
from talent.people.models import Person
from talent.people.school_change.asking import Wanted, ask_for, decline, schools_found, start, withdraw
from talent.people.school_change.forms import TakeInForm, WantedForm
from talent.people.school_change.models import ChangeState, SchoolChange, StartedBy
from talent.people.school_change.shown import shown_state
from talent.people.school_change.taking_in import take_in


def school(key: str) -> Institution:
    return get_object_or_404(Institution, key=key)


def student_by_key(key: str) -> Person:
    return get_object_or_404(Person.objects.students().select_related("institution"), key=key)


def student_and_school(key: str, school: str) -> Person:
    student = student_by_key(key)
    student.chosen_school = get_object_or_404(Institution, key=school)  # type: ignore[attr-defined]
    return student


def school_and_old(key: str, old: str) -> Institution:
    institution = get_object_or_404(Institution, key=key)
    institution.old_school = get_object_or_404(  # type: ignore[attr-defined]
        Institution.objects.verified(), key=old
    )
    return institution


def change_by_key(key: str) -> SchoolChange:
    return get_object_or_404(
        SchoolChange.objects.select_related("person", "from_institution", "to_institution"), key=key
    )


def state_for(change: SchoolChange, institution: Institution) -> str:
    return shown_state(
        change.state, started_by=change.started_by, to_new_school=change.to_institution_id == institution.pk,
        agreed=change.agreed_at is not None, answer_by=change.answer_by, now=timezone.now(),
    )


def name_for(change: SchoolChange, institution: Institution) -> str:
    """The student as this school may know them: what it typed itself until the family agrees."""
    asked = change.started_by == StartedBy.NEW and change.to_institution_id == institution.pk
    if asked and change.agreed_at is None:
        return change.asked_name or _("a student")
    return change.person.both_names if change.person else _("a student")


def changes_listing(institution: Institution) -> Listing:
    def other(change: SchoolChange) -> str:
        coming = change.to_institution_id == institution.pk
        return (change.from_institution if coming else change.to_institution).both_names

    return Listing(
        name="school-changes",
        columns=[
            Column("student", _("Student"), lambda row: name_for(row, institution),
                   link=lambda row: reverse("school_change", kwargs={"key": row.key})),
            Column("way", _("Way"), lambda row: _("coming from") if row.to_institution_id == institution.pk
                   else _("going to")),
            Column("school", _("School"), other),
            Column("asked", _("Asked"), lambda row: row.created_at.date(), sort="created_at"),
            Column("state", _("State"), lambda row: ChangeState(state_for(row, institution)).label, state=True,
                   machine=lambda row: state_for(row, institution)),
        ],
        filters=[
            Filter("way", _("Way"), [("in", _("coming")), ("out", _("going"))],
                   lambda rows, way: rows.filter(
                       **{"to_institution" if way == "in" else "from_institution": institution})),
        ],
        sort="-created_at",
        empty=gettext_lazy("No student has changed school yet."),
        empty_next=gettext_lazy("A student goes: begin on the student's page. One comes: ask for them here."),
    )


@requires("people.change_students", school)
@require_GET
def school_changes(request: HttpRequest, institution: Institution) -> HttpResponse:
    """Who goes and who comes, and who went."""
    rows = SchoolChange.objects.concerning(institution).select_related("person", "from_institution", "to_institution")
    return changes_listing(institution).answer(
        request, rows, "talent/people/school_change/changes.html", {"institution": institution}
    )


@requires("people.change_student", student_by_key)
@require_GET
def choose_new_school(request: HttpRequest, student: Person) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    found = [
        (each, reverse("start_school_change", kwargs={"key": student.key, "school": each.key}))
        for each in (schools_found(words, student.institution) if words else [])
    ]
    return render(request, "talent/people/school_change/choose.html", {
        "words": words, "found": found, "heading": _("To which school does %(name)s go?") % {"name": student.name},
        "back": reverse("student", kwargs={"key": student.key}), "back_words": student.name,
    })


@requires("people.change_student", student_and_school)
@require_http_methods(["GET", "POST"])
def start_school_change(request: HttpRequest, student: Person) -> HttpResponse:
    """Confirmed, the family is asked."""
    to = student.chosen_school  # type: ignore[attr-defined]
    if request.method == "POST":
        try:
            change = start(student, to, request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("student", key=student.key)
        messages.success(request, _("The family is asked by email."))
        return redirect("school_change", key=change.key)
    return render(request, "pages/confirm.html", {
        "heading": _("Ask the family?"),
        "consequence": _(
            "The family of %(name)s gets an email and says whether the student and the talent record go to "
            "%(school)s. Nothing changes before they agree and %(school)s takes the student in. You will then see "
            "what was written here, and no more."
        ) % {"name": student.name, "school": to.both_names},
        "submit": _("Ask the family"), "tone": "primary",
        "cancel": reverse("choose_new_school", kwargs={"key": student.key}),
    })


@requires("people.change_students", school)
@require_GET
def choose_old_school(request: HttpRequest, institution: Institution) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    found = [
        (each, reverse("ask_for_student", kwargs={"key": institution.key, "old": each.key}))
        for each in (schools_found(words, institution) if words else [])
    ]
    return render(request, "talent/people/school_change/choose.html", {
        "words": words, "found": found, "heading": _("From which school does the student come?"),
        "back": reverse("school_changes", kwargs={"key": institution.key}), "back_words": _("Changes of school"),
    })


@requires("people.change_students", school_and_old)
@require_http_methods(["GET", "POST"])
def ask_for_student(request: HttpRequest, institution: Institution) -> HttpResponse:
    """The answer is the same whether there is such a student or not."""
    old = institution.old_school  # type: ignore[attr-defined]
    form = WantedForm(request.POST or None)
    list_page = reverse("school_changes", kwargs={"key": institution.key})
    if request.method == "POST" and form.is_valid():
        try:
            ask_for(institution, old, Wanted(**form.cleaned_data), request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _(
                "If the student is at that school, the family is asked now. An email tells you as soon as they agree."
            ))
            return redirect(list_page)
    return render(request, "pages/form_page.html", {
        "heading": _("Ask for a student of %(school)s") % {"school": old.both_names}, "form": form,
        "submit": _("Ask the family"), "cancel": list_page,
        "lead": _("The family decides. Before they agree nobody tells you whether there is such a student."),
    })


def own_side(request: HttpRequest, change: SchoolChange) -> Institution:
    """The school for which the reader looks: the new one, if they act for both."""
    mine = {each.pk for each in institutions_of(request.user, MembershipRole.COORDINATOR)}
    return change.to_institution if change.to_institution_id in mine else change.from_institution


@requires("people.see_school_change", change_by_key)
@require_GET
def school_change(request: HttpRequest, change: SchoolChange) -> HttpResponse:
    here = own_side(request, change)
    state = state_for(change, here)
    known = change.person is not None and (change.agreed_at is not None or here == change.from_institution)
    return render(request, "talent/people/school_change/change.html", {
        "change": change, "here": here, "name": name_for(change, here), "state": ChangeState(state),
        "coming": here == change.to_institution, "may_take_in": request.user.has_perm("people.take_in", change),
        "may_withdraw": state in {ChangeState.ASKED, ChangeState.AGREED}
        and request.user.has_perm("people.withdraw_school_change", change),
        "record": known and request.user.has_perm("people.see_record", change.person),
    })


@requires("people.take_in", change_by_key)
@require_http_methods(["GET", "POST"])
def take_student_in(request: HttpRequest, change: SchoolChange) -> HttpResponse:
    form = TakeInForm(request.POST or None, institution=change.to_institution, initial={"grade": change.person.grade})
    page = reverse("school_change", kwargs={"key": change.key})
    if request.method == "POST" and form.is_valid():
        try:
            take_in(change, request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s is at your school now.") % {"name": change.person.name})
            return redirect("student", key=change.person.key)
    return render(request, "pages/form_page.html", {
        "heading": _("Take %(name)s in") % {"name": change.person.name}, "form": form, "submit": _("Take in"),
        "cancel": page,
        "lead": _("From then on the student is at your school, with the guardians and the whole talent record so far."),
    })


@requires("people.take_in", change_by_key)
@require_http_methods(["GET", "POST"])
def decline_student(request: HttpRequest, change: SchoolChange) -> HttpResponse:
    page = reverse("school_change", kwargs={"key": change.key})
    if request.method == "POST":
        return ended(request, change, decline)
    return render(request, "pages/confirm.html", {
        "heading": _("Not take %(name)s in?") % {"name": change.person.name},
        "consequence": _("The student stays where they are. The family and the school so far are told."),
        "submit": _("Not take in"), "cancel": page,
    })


@requires("people.withdraw_school_change", change_by_key)
@require_http_methods(["GET", "POST"])
def withdraw_school_change(request: HttpRequest, change: SchoolChange) -> HttpResponse:
    page = reverse("school_change", kwargs={"key": change.key})
    if request.method == "POST":
        return ended(request, change, withdraw)
    return render(request, "pages/confirm.html", {
        "heading": _("Withdraw it?"), "consequence": _("The family's answer is no longer waited for."),
        "submit": _("Withdraw"), "cancel": page,
    })


def ended(request: HttpRequest, change: SchoolChange, act) -> HttpResponse:
    try:
        act(change, request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Saved."))
    return redirect("school_changes", key=own_side(request, change).key)
