"""Pages of institutions: signing up, what stands about one, verification."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import requires, signed_in
from core.audit.lifecycle import Refused
from core.audit.models import Entry
from core.audit.record import record
from core.lists.listing import Column, Filter, Listing
from talent.institutions.forms import FactsForm, SignUpForm, member_countries
from talent.institutions.models import Institution, InstitutionKind, InstitutionState
from talent.institutions.permissions import countries_of_officer
from talent.institutions.sign_up import sign_up

INSTITUTIONS = Listing(
    name="institutions",
    columns=[
        Column("name", gettext_lazy("Name"), "name", link=lambda row: reverse("institution", kwargs={"key": row.key})),
        Column("latin_name", gettext_lazy("In Latin letters"), "latin_name", sort="latin_name"),
        Column("kind", gettext_lazy("Kind"), "get_kind_display", machine=lambda row: row.kind),
        Column("country", gettext_lazy("Country"), "country.name", sort="country",
               machine=lambda row: row.country.code),
        Column("city", gettext_lazy("City"), "city", sort="city"),
        Column("registry_number", gettext_lazy("Register"), "registry_number", only_export=True),
        Column("rural", gettext_lazy("Rural"), "rural", only_export=True),
        Column("applied", gettext_lazy("Signed up"), lambda row: row.created_at.date(), sort="created_at"),
        Column("state", gettext_lazy("State"), "get_state_display", state=True, machine=lambda row: row.state),
    ],
    filters=[
        Filter("state", gettext_lazy("State"), InstitutionState.choices, "state"),
        Filter("kind", gettext_lazy("Kind"), InstitutionKind.choices, "kind"),
        Filter("country", gettext_lazy("Country"), member_countries, "country"),
    ],
    search=["name", "latin_name", "city", "registry_number"],
    sort="latin_name",
    empty=gettext_lazy("No institution has signed up yet."),
    empty_next=gettext_lazy("When one does, an email tells you and it stands here for verification."),
)


def institution_by_key(key: str) -> Institution:
    return get_object_or_404(Institution, key=key)


@requires("institutions.list")
@require_GET
def institutions(request: HttpRequest) -> HttpResponse:
    """All institutions, or those of the countries whose officer the person is."""
    rows = Institution.objects.all()
    if not request.user.is_secretariat:
        rows = rows.filter(country__in=countries_of_officer(request.user))
    return INSTITUTIONS.answer(request, rows, "talent/institutions/institutions.html")


@signed_in
@require_http_methods(["GET", "POST"])
def new_institution(request: HttpRequest) -> HttpResponse:
    """Sign an institution up."""
    form = SignUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            institution = sign_up(form.instance, request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("institution", key=institution.key)
    return render(request, "talent/institutions/sign_up.html", {"form": form})


@requires("institutions.see", institution_by_key)
@require_GET
def institution(request: HttpRequest, institution: Institution) -> HttpResponse:
    may = {
        act: request.user.has_perm(f"institutions.{act}", institution)
        for act in ("change", "verify", "apply_again", "invite")
    }
    return render(request, "talent/institutions/institution.html", {
        "institution": institution,
        "may": may,
        "members": institution.memberships.active().count(),
        "reason": last_reason(institution),
    })


def last_reason(institution: Institution) -> str:
    """Why it was refused or suspended, if it is."""
    if institution.state not in {InstitutionState.REFUSED, InstitutionState.SUSPENDED}:
        return ""
    entry = Entry.objects.about(institution).filter(to_state=institution.state).first()
    return entry.reason if entry else ""


@requires("institutions.change", institution_by_key)
@require_http_methods(["GET", "POST"])
def change_institution(request: HttpRequest, institution: Institution) -> HttpResponse:
    here = reverse("institution", kwargs={"key": institution.key})
    form = FactsForm(request.POST or None, instance=institution)
    if request.method == "POST" and form.is_valid():
        if form.changed_data:
            with transaction.atomic():
                institution.save(update_fields=[*form.changed_data, "updated_at"])
                record("changed the facts", institution, request.user, fields=form.changed_data)
        messages.success(request, _("The facts are stored."))
        return redirect(here)
    return render(request, "pages/form_page.html", {
        "heading": _("Facts about %(institution)s") % {"institution": Institution.objects.get(pk=institution.pk)},
        "form": form, "submit": _("Save"), "cancel": here,
    })
