"""The pages of the school year's turn: a preview of everybody, confirmation, and taking it back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from core.accounts.access import requires
from core.accounts.zones import local_today
from core.audit.lifecycle import Refused
from talent.institutions.models import Institution
from talent.people.models import Person
from talent.people.rollover.models import YearRollover
from talent.people.rollover.roll import Chosen, as_seen, may_undo, roll_over, students_of, undo
from talent.people.rollover.rule import HIGHEST_GRADE, Becomes, Pupil, usual_turn

USUAL_LAST_GRADE = 12


class YearForm(forms.Form):
    """Which school year begins, and which grade is the school's last."""

    year = forms.TypedChoiceField(label=gettext_lazy("The school year that begins in"), coerce=int)
    last_grade = forms.IntegerField(
        label=gettext_lazy("Last grade of the school"), min_value=1, max_value=HIGHEST_GRADE,
        help_text=gettext_lazy("Its students leave, if you do not say otherwise below."),
    )
    left_on = forms.DateField(
        label=gettext_lazy("Leavers left on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = local_today(institution.zone)
        years = [self.today.year - 1, self.today.year, self.today.year + 1]
        self.fields["year"].choices = [(year, str(year)) for year in years]
        for name, value in {
            "year": self.today.year, "last_grade": institution.last_grade or USUAL_LAST_GRADE, "left_on": self.today,
        }.items():
            self.fields[name].initial = value

    def clean_left_on(self):
        if self.cleaned_data["left_on"] > self.today:
            raise ValidationError(_("The day is in the future."))
        return self.cleaned_data["left_on"]


def school(key: str) -> Institution:
    return get_object_or_404(Institution, key=key)


def rollover_by_key(key: str) -> YearRollover:
    return get_object_or_404(YearRollover.objects.select_related("institution", "by"), key=key)


@requires("people.change_students", school)
@require_http_methods(["GET", "POST"])
def roll_year_over(request: HttpRequest, institution: Institution) -> HttpResponse:
    """Everybody with the grade after it; who leaves or repeats is ticked; then confirmed, once a school year."""
    students = list(students_of(institution))
    confirmed = request.method == "POST" and "confirm" in request.POST
    form = YearForm(request.POST if confirmed else None, institution=institution, initial=first_values(request))
    if confirmed and form.is_valid():
        chosen = Chosen(
            **form.cleaned_data, leaving=ticked(request, "leaves"), repeating=ticked(request, "repeats")
        )
        try:
            rollover = roll_over(institution, chosen, request.user, seen=request.POST.get("seen", ""))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The school year %(year)s has begun.") % {"year": rollover.year})
            return redirect("year_rollover", key=rollover.key)
    last_grade = shown_last_grade(form)
    return render(request, "talent/people/rollover/roll.html", {
        "institution": institution, "form": form, "seen": as_seen(students), "last_grade": last_grade,
        "recent": [each for each in institution.rollovers.order_by("-pk")[:3] if may_undo(each)],
        "rows": rows_of(students, last_grade, request if confirmed else None),
    })


def first_values(request: HttpRequest) -> dict[str, Any]:
    """What was chosen with "show the list anew", so that another last grade is seen before anything is stored."""
    return {name: request.POST[name] for name in ("year", "last_grade", "left_on") if request.POST.get(name)}


def shown_last_grade(form: YearForm) -> int:
    value = str(form["last_grade"].value() or "")
    return min(int(value), HIGHEST_GRADE) if value.isdigit() and int(value) > 0 else USUAL_LAST_GRADE


def ticked(request: HttpRequest, name: str) -> set[int]:
    return {int(value) for value in request.POST.getlist(name) if value.isdigit()}


def rows_of(students: list[Person], last_grade: int, request: HttpRequest | None) -> list[dict[str, Any]]:
    """One row a student: the usual turn, or what was ticked when the form comes back with a fault."""
    leaving = ticked(request, "leaves") if request else None
    repeating = ticked(request, "repeats") if request else set()
    rows = []
    for student in students:
        turn = usual_turn(Pupil(student.pk, student.grade), last_grade)
        leaves = turn.becomes == Becomes.LEAVES if leaving is None else student.pk in leaving
        rows.append({"student": student, "turn": turn, "leaves": leaves, "repeats": student.pk in repeating})
    return rows


@requires("people.change_rollover", rollover_by_key)
@require_http_methods(["GET", "POST"])
def year_rollover(request: HttpRequest, rollover: YearRollover) -> HttpResponse:
    """What it did, and taking it back while that is possible."""
    if request.method == "POST":
        try:
            undo(rollover, request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("year_rollover", key=rollover.key)
        messages.success(request, _("Taken back: everybody has the grade from before."))
        return redirect("students", key=rollover.institution.key)
    return render(request, "talent/people/rollover/rollover.html", {
        "rollover": rollover, "may_undo": may_undo(rollover),
        "list": reverse("students", kwargs={"key": rollover.institution.key}),
    })
