"""An organiser's pages of who is coming."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.accounts.access import requires
from core.audit.lifecycle import Refused
from core.audit.record import record, record_reading
from events.programmes.models import Edition
from events.registration.coming import who_comes
from events.registration.forms import DelegationForm, GuestForm, OpenPlacesForm
from events.registration.joining import FOR_ORGANISERS, add_newcomer, add_person, find_people
from events.registration.loading import edition_by_key, edition_with_delegation
from events.registration.models import RegistrationRole, RegistrationState
from events.registration.numbers import numbers_of
from events.registration.places import place_counts, set_open_places
from talent.people.models import Person, PersonRole


def home_of(edition: Edition) -> str:
    return reverse("edition_home", kwargs={"key": edition.key})


@requires("registration.see_who_comes", edition_by_key)
@require_GET
def edition_registrations(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Who is coming. A file with dates of birth is for organisers only, and its reading is logged."""
    runs = request.user.has_perm("registration.run", edition)
    listing, rows = who_comes(edition, with_personal=runs, state=request.GET.get("state", ""))
    if request.GET.get("export") in listing.formats:
        record("exported registrations", edition, request.user, format=request.GET["export"])
        if runs:
            record_reading("registrations with dates of birth", edition, request.user)
    return listing.answer(request, rows, "events/registration/coming.html", {"edition": edition, "runs": runs})


@requires("registration.see_who_comes", edition_by_key)
@require_GET
def edition_numbers(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The numbers as a fragment of the edition's home, or as a page where scripts do not run."""
    template = "numbers_fragment.html" if request.htmx else "numbers.html"
    return render(request, f"events/registration/{template}", {
        "edition": edition, "numbers": numbers_of(edition), "places": place_counts(edition),
    })


@requires("registration.see_who_comes", edition_by_key)
@require_GET
def edition_delegations(request: HttpRequest, edition: Edition) -> HttpResponse:
    live = ~Q(registrations__state=RegistrationState.CANCELLED)
    delegations = edition.delegations.annotate(
        students=Count("registrations", filter=live & Q(registrations__role=RegistrationRole.STUDENT)),
        teachers=Count("registrations", filter=live & Q(registrations__role=RegistrationRole.TEACHER)),
        others=Count("registrations", filter=live & ~Q(
            registrations__role__in=[RegistrationRole.STUDENT, RegistrationRole.TEACHER]
        )),
        waiting=Count("registrations", filter=Q(registrations__state=RegistrationState.WAITING_CONSENT)),
    )
    return render(request, "events/registration/delegations.html", {
        "edition": edition, "delegations": delegations.order_by("code"),
        "runs": request.user.has_perm("registration.run", edition),
    })


@requires("registration.run", edition_with_delegation)
@require_http_methods(["GET", "POST"])
def change_delegation(request: HttpRequest, edition: Edition) -> HttpResponse:
    delegation = edition.wanted_delegation  # type: ignore[attr-defined]
    form = DelegationForm(request.POST or None, instance=delegation)
    delegations = reverse("edition_delegations", kwargs={"key": edition.key})
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            record("delegation changed", edition, request.user, code=delegation.code, guest=delegation.guest)
        messages.success(request, _("The delegation is stored."))
        return redirect(delegations)
    return render(request, "pages/form_page.html", {
        "heading": _("Delegation %(name)s") % {"name": delegation.name}, "form": form, "submit": _("Save"),
        "cancel": delegations,
    })


@requires("registration.run", edition_by_key)
@require_http_methods(["GET", "POST"])
def open_places(request: HttpRequest, edition: Edition) -> HttpResponse:
    form = OpenPlacesForm(request.POST or None, edition=edition)
    if request.method == "POST" and form.is_valid():
        try:
            set_open_places(edition, form.wanted(), request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The open places are stored."))
            return redirect(home_of(edition))
    return render(request, "pages/form_page.html", {
        "heading": _("Open places of %(edition)s") % {"edition": edition}, "form": form, "submit": _("Save"),
        "cancel": home_of(edition),
        "lead": _("Schools take these one by one. Whoever accepts an offer needs none of them."),
    })


@requires("registration.run", edition_by_key)
@require_GET
def add_people(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Find a teacher or an expert to register, or enter somebody new."""
    words = request.GET.get("q", "").strip()
    return render(request, "events/registration/add_people.html", {
        "edition": edition, "words": words, "found": find_people(edition, words) if words else [],
        "roles": [(role.value, role.label) for role in FOR_ORGANISERS],
        "form": GuestForm(institution=edition.programme.institution),
    })


@requires("registration.run", edition_by_key)
@require_POST
def add_found_person(request: HttpRequest, edition: Edition) -> HttpResponse:
    people = Person.objects.select_related("institution").exclude(role=PersonRole.STUDENT)
    person = people.filter(key=request.POST.get("person", "")).first()
    if person is None:
        raise Http404
    try:
        registration = add_person(edition, person, request.POST.get("role", ""), request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("add_people", key=edition.key)
    messages.success(request, _("%(person)s is registered.") % {"person": person})
    return redirect("registration", key=registration.key)


@requires("registration.run", edition_by_key)
@require_POST
def add_new_person(request: HttpRequest, edition: Edition) -> HttpResponse:
    form = GuestForm(request.POST, institution=edition.programme.institution)
    if form.is_valid():
        person = form.save(commit=False)
        registration = add_newcomer(edition, person, form.cleaned_data["role_here"], request.user)
        messages.success(request, _("%(person)s is registered.") % {"person": person})
        return redirect("registration", key=registration.key)
    return render(request, "events/registration/add_people.html", {
        "edition": edition, "words": "", "found": [], "form": form,
        "roles": [(role.value, role.label) for role in FOR_ORGANISERS],
    })
