"""A school's pages: editions that are open to it, registering its people, and its registrations."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import requires
from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from core.lists.listing import Column, Filter, Listing
from core.lists.paging import key_page
from events.programmes.dates import date_span
from events.programmes.models import Edition
from events.registration.coming import COUNTRY, NAME, ROLE, STATE
from events.registration.forms import CancelForm, TeacherForm
from events.registration.giving_up import give_up
from events.registration.loading import registration_by_key, shown_edition_by_key
from events.registration.models import Place, Registration, RegistrationRole, RegistrationState
from events.registration.places import ROLES_FOR, open_for_schools, place_counts, register_at_open_place
from talent.institutions.membership import institutions_of
from talent.institutions.models import Institution, MembershipRole
from talent.people.models import Person, PersonRole

OPEN_EDITIONS = Listing(
    name="open-editions",
    columns=[
        Column("title", gettext_lazy("Edition"), "title", sort="title",
               link=lambda edition: reverse("register_students", kwargs={"key": edition.key})),
        Column("dates", gettext_lazy("Dates"), sort="starts_at", machine=lambda edition: edition.starts_at,
               value=lambda edition: date_span(edition.starts_at, edition.ends_at, edition.zone)),
        Column("host", gettext_lazy("Host"), "host.name"),
        Column("free", gettext_lazy("Student places left"), "free"),
    ],
    search=["title", "programme__name", "host__latin_name"],
    sort="starts_at",
    empty=gettext_lazy("No edition is open for registration by schools now."),
    empty_next=gettext_lazy("For others students are nominated: look at the calls."),
)


def schools_of(user: User) -> list[Institution]:
    return institutions_of(user, MembershipRole.COORDINATOR)


def school_chosen(request: HttpRequest) -> Institution:
    """The school for which the person acts on this page: the one the address names, else their first."""
    schools = schools_of(request.user)
    wanted = request.POST.get("school") or request.GET.get("school")
    if wanted:
        schools = [school for school in schools if school.key == wanted]
    if not schools:
        raise Http404
    return schools[0]


@requires("registration.register_own")
@require_GET
def open_editions(request: HttpRequest) -> HttpResponse:
    free = (
        Place.objects.filter(edition=OuterRef("pk"), role=RegistrationRole.STUDENT, registration__isnull=True)
        .order_by().values("edition").annotate(number=Count("pk")).values("number")
    )
    rows = open_for_schools().select_related("programme", "host").annotate(free=Coalesce(Subquery(free), 0))
    return OPEN_EDITIONS.answer(request, rows, "events/registration/open_editions.html")


def candidates(school: Institution, who: str, words: str) -> QuerySet[Person]:
    people = Person.objects.current().at(school).filter(role=who)
    for word in words.split()[:8]:
        people = people.filter(Q(name__icontains=word) | Q(latin_name__icontains=word) | Q(number=word))
    return people


@requires("registration.register_own", shown_edition_by_key)
@require_http_methods(["GET", "POST"])
def register_students(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The school's people to tick, several at once; then what became of each."""
    school = school_chosen(request)
    if request.method == "POST":
        return register_several(request, edition, school)
    who = PersonRole.TEACHER if request.GET.get("who") == PersonRole.TEACHER else PersonRole.STUDENT
    words = request.GET.get("q", "")
    page = key_page(
        candidates(school, who, words), "sort_key", size=100,
        after=request.GET.get("after", ""), before=request.GET.get("before", ""),
    )
    here = Registration.objects.live().filter(edition=edition, person__in=page.rows)
    registered = {registration.person_id: registration for registration in here}
    return render(request, "events/registration/register_students.html", {
        "edition": edition, "school": school, "schools": schools_of(request.user), "who": who, "words": words,
        "page": page, "rows": [(person, registered.get(person.pk)) for person in page.rows],
        "places": place_counts(edition), "open": open_for_schools().filter(pk=edition.pk).exists(),
        "roles": [(role.value, role.label) for role in ROLES_FOR[who]],
    })


def register_several(request: HttpRequest, edition: Edition, school: Institution) -> HttpResponse:
    """Each person ticked takes a place in a transaction of its own, so that one refusal stops no other."""
    chosen = Person.objects.at(school).filter(key__in=request.POST.getlist("person")[:200])
    people = list(chosen.select_related("institution").order_by("sort_key"))
    if not people:
        messages.error(request, _("Tick at least one person."))
        return redirect(request.get_full_path())
    outcomes: list[dict[str, Any]] = []
    for person in people:
        role = request.POST.get("role", "") if person.role != PersonRole.STUDENT else ""
        try:
            registration = register_at_open_place(edition, person, request.user, role)
        except Refused as refusal:
            outcomes.append({"person": person, "refusal": str(refusal)})
        else:
            outcomes.append({"person": person, "registration": registration})
    return render(request, "events/registration/registered.html", {
        "edition": edition, "school": school, "outcomes": outcomes, "places": place_counts(edition),
        "taken": sum(1 for outcome in outcomes if "registration" in outcome),
    })


@requires("registration.register_own")
@require_http_methods(["GET", "POST"])
def new_teacher(request: HttpRequest) -> HttpResponse:
    """A teacher of the school is stored, to be registered afterwards."""
    school = school_chosen(request)
    form = TeacherForm(request.POST or None, institution=school)
    back = request.GET.get("edition", "")
    leads_to = reverse("register_students", kwargs={"key": back}) if back.isalnum() else reverse("open_editions")
    leads_to += f"?who=teacher&school={school.key}"
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            teacher = form.save()
            record("teacher made", teacher, request.user)
        messages.success(request, _("%(person)s is stored.") % {"person": teacher})
        return redirect(leads_to)
    return render(request, "pages/form_page.html", {
        "heading": _("New teacher of %(school)s") % {"school": school}, "form": form, "submit": _("Store"),
        "cancel": leads_to,
    })


def my_registrations_list(schools: list[Institution]) -> Listing:
    editions = Edition.objects.filter(registrations__institution__in=schools).distinct().order_by("-starts_at")[:200]
    columns = [NAME, Column("edition", gettext_lazy("Edition"), "edition.title"), ROLE, COUNTRY,
               Column("consent", gettext_lazy("Consent"),
                      lambda row: row.consent.get_standing_display() if row.consent else ""), STATE]
    if len(schools) > 1:
        columns.insert(1, Column("school", gettext_lazy("School"), "institution.name"))
    return Listing(
        name="registrations",
        columns=columns,
        filters=[
            Filter("edition", gettext_lazy("Edition"), [(each.key, each.title) for each in editions], "edition__key"),
            Filter("state", gettext_lazy("State"), RegistrationState.choices, "state"),
            Filter("role", gettext_lazy("Role"), RegistrationRole.choices, "role"),
        ],
        search=["person__name", "person__latin_name", "edition__title"],
        sort="sort_key",
        empty=gettext_lazy("Nobody of your school is registered yet."),
        empty_next=gettext_lazy("Students come by accepted offers, or you register them where registration is open."),
    )


@requires("registration.register_own")
@require_GET
def my_registrations(request: HttpRequest) -> HttpResponse:
    schools = schools_of(request.user)
    rows = Registration.objects.filter(institution__in=schools)
    if request.GET.get("state") != RegistrationState.CANCELLED:
        rows = rows.live()
    rows = rows.select_related("person", "edition", "institution", "consent")
    return my_registrations_list(schools).answer(request, rows, "events/registration/my_registrations.html")


@requires("registration.see", registration_by_key)
@require_GET
def registration(request: HttpRequest, registration: Registration) -> HttpResponse:
    """One registration, for the school and for the organiser."""
    consent = registration.consent
    if consent:
        consent.person = registration.person
    return render(request, "events/registration/registration.html", {
        "registration": registration, "edition": registration.edition, "person": registration.person,
        "items": list(consent.items.select_related("host")) if consent else [],
        "asks": bool(consent) and request.user.has_perm("people.see_consent", consent),
        "organises": request.user.has_perm("registration.see_who_comes", registration.edition),
        "may_cancel": registration.state != RegistrationState.CANCELLED
        and request.user.has_perm("registration.cancel", registration),
    })


@requires("registration.cancel", registration_by_key)
@require_http_methods(["GET", "POST"])
def cancel_registration(request: HttpRequest, registration: Registration) -> HttpResponse:
    form = CancelForm(request.POST or None)
    back = reverse("registration", kwargs={"key": registration.key})
    if request.method == "POST" and form.is_valid():
        try:
            give_up(registration, request.user, form.cleaned_data["reason"])
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The registration is cancelled."))
        return redirect(back)
    names = {"person": registration.person, "edition": registration.edition}
    return render(request, "pages/confirm.html", {
        "heading": _("Cancel the registration of %(person)s?") % names, "form": form,
        "consequence": _("The place in %(edition)s goes to somebody else. This cannot be undone.") % names,
        "submit": _("Cancel the registration"), "cancel": back,
    })
