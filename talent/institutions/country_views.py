"""The secretariat's pages of member countries."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import requires
from core.audit.record import record
from core.lists.listing import Column, Listing
from talent.institutions.forms import MemberCountryForm, NewMemberCountryForm
from talent.institutions.models import MemberCountry

COUNTRIES = Listing(
    name="countries",
    columns=[
        Column("name", gettext_lazy("Country"), "code.name", machine=lambda row: row.code.code,
               link=lambda row: reverse("change_country", kwargs={"code": row.code.code})),
        Column("code", gettext_lazy("Code"), "code.code", sort="code", only_page=True),
        Column("age", gettext_lazy("Age of majority"), "age_of_majority", sort="age_of_majority"),
        Column("zone", gettext_lazy("Time zone"), "zone", sort="zone"),
        Column("language", gettext_lazy("Language"), "language", sort="language"),
        Column("currency", gettext_lazy("Currency"), "currency"),
        Column("active", gettext_lazy("Takes part"), lambda row: _("yes") if row.active else _("no")),
    ],
    sort="code",
    empty=gettext_lazy("No country takes part yet."),
)


def country_by_code(code: str) -> MemberCountry:
    return get_object_or_404(MemberCountry, code=code)


@requires("institutions.change_countries")
@require_GET
def member_countries(request: HttpRequest) -> HttpResponse:
    return COUNTRIES.answer(request, MemberCountry.objects.all(), "talent/institutions/countries.html")


@requires("institutions.change_countries")
@require_http_methods(["GET", "POST"])
def new_country(request: HttpRequest) -> HttpResponse:
    return country_page(request, NewMemberCountryForm(request.POST or None), _("Add a country"))


@requires("institutions.change_countries", country_by_code)
@require_http_methods(["GET", "POST"])
def change_country(request: HttpRequest, country: MemberCountry) -> HttpResponse:
    return country_page(request, MemberCountryForm(request.POST or None, instance=country), country.code.name)


def country_page(request: HttpRequest, form: Any, heading: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            country = form.save()
            record("changed the country", country, request.user, fields=form.changed_data)
        messages.success(request, _("%(country)s is stored.") % {"country": country})
        return redirect("member_countries")
    return render(request, "pages/form_page.html", {
        "heading": heading, "form": form, "submit": _("Save"), "cancel": reverse("member_countries"),
    })
