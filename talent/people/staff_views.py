"""An institution's teachers and experts: the list, adding and changing one, and who left."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import requires
from core.audit.lifecycle import Refused
from core.lists.listing import Column, Filter, Listing
from talent.institutions.models import Institution
from talent.people.models import Person, PersonRole
from talent.people.staff_forms import StaffForm
from talent.people.student_forms import LeftForm
from talent.people.students import mark_left, mark_returned, save_student

STAFF_ROLES = [pair for pair in PersonRole.choices if pair[0] != PersonRole.STUDENT]


def institution_by_key(key: str) -> Institution:
    return get_object_or_404(Institution, key=key)


def member_of_staff(key: str) -> Person:
    return get_object_or_404(Person.objects.exclude(role=PersonRole.STUDENT).select_related("institution"), key=key)


def by_presence(rows, chosen: str):
    return rows.filter(left_on__isnull=chosen == "here")


STAFF = Listing(
    name="staff",
    columns=[
        Column("name", gettext_lazy("Name"), "name", sort="sort_key",
               link=lambda person: reverse("staff_edit", kwargs={"key": person.key})),
        Column("latin", gettext_lazy("Latin letters"), "latin_name"),
        Column("role", gettext_lazy("Role"), "get_role_display", machine=lambda person: person.role),
        Column("email", gettext_lazy("Email"), "email"),
        Column("languages", gettext_lazy("Languages"), "language_names"),
        Column("left", gettext_lazy("Left on"), "left_on", only_export=True),
    ],
    filters=[
        Filter("role", gettext_lazy("Role"), STAFF_ROLES, "role"),
        Filter("here", gettext_lazy("Here"), [("here", gettext_lazy("now")), ("left", gettext_lazy("left"))],
               by_presence),
    ],
    search=["name", "latin_name", "email"],
    sort="sort_key",
    empty=gettext_lazy("No teacher or expert yet."),
    empty_next=gettext_lazy("Add those who are to be nominated, or who nominate themselves."),
)


@requires("people.change_staff", institution_by_key)
@require_GET
def staff(request: HttpRequest, institution: Institution) -> HttpResponse:
    people = Person.objects.at(institution).exclude(role=PersonRole.STUDENT)
    return STAFF.answer(request, people, "talent/people/staff.html", {"institution": institution})


@requires("people.change_staff", institution_by_key)
@require_http_methods(["GET", "POST"])
def staff_add(request: HttpRequest, institution: Institution) -> HttpResponse:
    return staff_form(request, StaffForm(request.POST or None, institution=institution), _("Add a teacher or expert"))


@requires("people.change_staff_member", member_of_staff)
@require_http_methods(["GET", "POST"])
def staff_edit(request: HttpRequest, person: Person) -> HttpResponse:
    form = StaffForm(request.POST or None, instance=person, institution=person.institution)
    return staff_form(request, form, person.name)


def staff_form(request: HttpRequest, form: StaffForm, heading: str) -> HttpResponse:
    institution, then = form.institution, reverse("staff", kwargs={"key": form.institution.key})
    if request.method == "POST" and form.is_valid():
        try:
            save_student(form.save(commit=False), request.user, form.changed_data)
        except Refused as refusal:
            form.add_error("number", str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(then)
    return render(request, "talent/people/staff_form.html", {
        "form": form, "heading": heading, "submit": _("Save"), "cancel": then, "institution": institution,
        "person": form.instance if form.instance.pk else None,
    })


@requires("people.change_staff_member", member_of_staff)
@require_http_methods(["GET", "POST"])
def staff_left(request: HttpRequest, person: Person) -> HttpResponse:
    """Mark as left, or take that back."""
    returning, then = person.left_on is not None, reverse("staff", kwargs={"key": person.institution.key})
    form = None if returning else LeftForm(request.POST or None)
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            if form is None:
                mark_returned(person, request.user)
            else:
                mark_left(person, request.user, form.cleaned_data["day"])
            messages.success(request, _("Saved."))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect(then)
    return render(request, "pages/confirm.html", {
        "heading": _("%(name)s is back?") % {"name": person} if returning else _("%(name)s left?") % {"name": person},
        "consequence": _("They can be nominated again.") if returning else _(
            "They can no longer be nominated here, nor nominate themselves. Nominations already made go on."
        ),
        "form": form, "submit": _("Save"), "tone": "primary", "cancel": then,
    })
