"""A student's record for the schools, the person who signs in, and the ministry."""

from collections.abc import Sequence

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from core.accounts.access import requires, signed_in
from core.lists.listing import Column, Filter, Listing
from talent.institutions.permissions import countries_of_officer
from talent.people.models import Person
from talent.people.record.export import json_file, knows_school, pdf_file
from talent.people.record.looking import FAMILY, as_schools
from talent.people.record.models import EntryKind, RecordEntry
from talent.people.record.reading import by_year, line_of, lines_of, published_of
from talent.people.record.sight import Looking

AWARDS = Listing(
    name="awards",
    columns=[
        Column("name", gettext_lazy("Name"), "person.both_names", sort="person__sort_key"),
        Column("award", gettext_lazy("Award"), lambda row: line_of(row).words),
        Column("title", gettext_lazy("Contest"), "title", sort="title"),
        Column("on", gettext_lazy("On"), "on", sort="on"),
        Column("school", gettext_lazy("School"), "institution.both_names", sort="institution__latin_name"),
    ],
    filters=[
        Filter(
            "year", gettext_lazy("Year"),
            lambda: [(str(day.year), str(day.year)) for day in RecordEntry.objects.dates("on", "year", order="DESC")],
            "on__year",
        )
    ],
    search=["person__name", "person__latin_name", "title", "institution__name", "institution__latin_name"],
    sort="-on",
    empty=gettext_lazy("No award of a student who may be named yet."),
    empty_next=gettext_lazy("Awards appear when a contest's results are published, with the consent to the name."),
)


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("Your email"),
        help_text=gettext_lazy("The one that the school has for you."),
    )


def person_by_key(key: str) -> Person:
    return get_object_or_404(Person.objects.students().select_related("institution"), key=key)


def shown_record(person: Person, lookings: Sequence[Looking]) -> dict:
    """What `talent/people/record/_entries.html` draws."""
    lines = lines_of(person, lookings)
    return {"years": by_year(lines), "person": person, "number": len(lines), "kinds": EntryKind}


@requires("people.see_record", person_by_key)
@require_GET
def student_record(request: HttpRequest, person: Person) -> HttpResponse:
    """The record as the reader's schools see it."""
    lookings = as_schools(request.user, person)
    return render(request, "talent/people/record/student_record.html", {
        **shown_record(person, lookings), "here": knows_school(person, lookings),
    })


@requires("people.see_record", person_by_key)
@require_GET
def student_record_pdf(request: HttpRequest, person: Person) -> HttpResponse:
    return pdf_file(person, as_schools(request.user, person))


@requires("people.see_record", person_by_key)
@require_GET
def student_record_json(request: HttpRequest, person: Person) -> HttpResponse:
    return json_file(person, as_schools(request.user, person))


def own_person(request: HttpRequest) -> Person:
    return Person.objects.select_related("institution").get(user=request.user)


@signed_in
@require_GET
def my_record(request: HttpRequest) -> HttpResponse:
    """The record of the person whose account this is; who has none is told how a record is seen."""
    person = Person.objects.select_related("institution").filter(user=request.user, erased_at__isnull=True).first()
    if person is None:
        return render(request, "talent/people/record/no_record.html")
    return render(request, "talent/people/record/my_record.html", shown_record(person, [FAMILY]))


@requires("people.see_own_record")
@require_GET
def my_record_pdf(request: HttpRequest) -> HttpResponse:
    return pdf_file(own_person(request), [FAMILY])


@requires("people.see_own_record")
@require_GET
def my_record_json(request: HttpRequest) -> HttpResponse:
    return json_file(own_person(request), [FAMILY])


@requires("people.see_awards")
@require_GET
def country_awards(request: HttpRequest) -> HttpResponse:
    """Awards of the ministry's country whose winners may be named."""
    rows = RecordEntry.objects.none()
    for country in countries_of_officer(request.user):
        rows = rows | published_of(country)
    return AWARDS.answer(request, rows, "talent/people/record/awards.html", {"home": reverse("home")})
