"""The organiser's pages of groups."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.accounts.access import requires
from core.audit.lifecycle import Refused
from core.audit.record import record
from core.lists.listing import Column, Listing
from events.programmes.models import Edition
from events.registration.coming import country_words
from events.registration.loading import edition_by_key, registration_by_key
from events.registration.models import Registration, RegistrationState
from events.timetable.forms import MoveForm, ProposalForm
from events.timetable.groups import GroupFacts, facts_of, number_of_groups
from events.timetable.models import GroupMember
from events.timetable.storing import (
    late_comers,
    move,
    place_late,
    propose,
    store_groups,
    stored_groups,
    students_coming,
    warnings_for_move,
)
from talent.people.models import Gender

USUAL_SIZE = 6

GROUPS_FILE = Listing(
    name="groups",
    columns=[
        Column("number", gettext_lazy("Group"), "group.number"),
        Column("group", gettext_lazy("Group's name"), "group.name"),
        Column("name", gettext_lazy("Name"), "registration.person.name"),
        Column("latin_name", gettext_lazy("Name in Latin letters"), "registration.person.latin_name"),
        Column("country", gettext_lazy("Country"), lambda member: str(member.registration.country)),
        Column("school", gettext_lazy("School"), "registration.institution.name"),
        Column("gender", gettext_lazy("Gender"), "registration.person.gender"),
    ],
    sort="group__number",
)


def in_words(facts: GroupFacts) -> str:
    """A group in one line: how many, from how many countries, of which gender, how old."""
    genders = dict(Gender.choices)
    parts = [
        _("%(size)s people") % {"size": facts.size}, _("%(number)s countries") % {"number": len(facts.countries)},
        ", ".join(f"{count} {genders.get(gender, gender)}" for gender, count in sorted(facts.genders.items())),
    ]
    if facts.mean_age is not None:
        parts.append(_("%(age).1f years on average") % {"age": facts.mean_age})
    return " · ".join(part for part in parts if part)


@requires("timetable.see_groups", edition_by_key)
@require_GET
def groups(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The groups as boxes, and who is in none yet; or the form that proposes the first ones."""
    stored = stored_groups(edition)
    for group in stored:
        group.words = in_words(group.facts)  # type: ignore[attr-defined]
    students = 0 if stored else len(students_coming(edition))
    number = len(stored) or number_of_groups(students, USUAL_SIZE)
    return render(request, "events/timetable/groups.html", {
        "edition": edition, "groups": stored, "late": late_comers(edition), "students": students,
        "form": ProposalForm(initial={"number": number}),
        "runs": request.user.has_perm("timetable.make_groups", edition),
    })


@requires("timetable.make_groups", edition_by_key)
@require_GET
def propose_groups(request: HttpRequest, edition: Edition) -> HttpResponse:
    """A proposal to look at; nothing is stored."""
    form = ProposalForm(request.GET)
    if not form.is_valid():
        return render(request, "events/timetable/groups.html", {
            "edition": edition, "groups": stored_groups(edition), "form": form, "runs": True, "refused": True,
        })
    proposal = propose(edition, form.cleaned_data["number"], form.cleaned_data["seed"])
    registrations = {
        each.pk: each
        for each in Registration.objects.filter(edition=edition, pk__in=[
            person.id for group in proposal.groups for person in group
        ]).select_related("person", "institution")
    }
    boxes = [
        {"name": _("Group %(number)s") % {"number": index}, "words": in_words(facts_of(group)),
         "people": [registrations[person.id] for person in group if person.id in registrations]}
        for index, group in enumerate(proposal.groups, start=1)
    ]
    return render(request, "events/timetable/proposal.html", {
        "edition": edition, "form": form, "proposal": proposal, "boxes": boxes,
        "replaces": edition.groups.count(),
    })


@requires("timetable.make_groups", edition_by_key)
@require_POST
def store_proposal(request: HttpRequest, edition: Edition) -> HttpResponse:
    form = ProposalForm(request.POST)
    if not form.is_valid():
        return redirect("groups", key=edition.key)
    number, seed = form.cleaned_data["number"], form.cleaned_data["seed"]
    try:
        store_groups(edition, number, seed, request.POST.get("digest", ""), request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        address = reverse("propose_groups", kwargs={"key": edition.key})
        return redirect(f"{address}?number={number}&seed={seed}")
    messages.success(request, _("The groups are stored."))
    return redirect("groups", key=edition.key)


@requires("timetable.make_groups", edition_by_key)
@require_POST
def place_late_students(request: HttpRequest, edition: Edition) -> HttpResponse:
    placed = place_late(edition, request.user)
    messages.success(request, _("%(number)s placed. Nobody else was moved.") % {"number": placed})
    return redirect("groups", key=edition.key)


@requires("timetable.move_to_group", registration_by_key)
@require_http_methods(["GET", "POST"])
def move_to_group(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Move one person by hand; a move that breaks a rule is warned of first, then done if it is still wanted."""
    edition = registration.edition
    form = MoveForm(request.POST or None, edition=edition)
    warnings: list[str] = []
    if registration.state == RegistrationState.CANCELLED:
        messages.error(request, _("Whoever does not come is in no group."))
        return redirect("groups", key=edition.key)
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["to"]
        warnings = warnings_for_move(edition, registration, to)
        if not warnings or request.POST.get("in_spite") == to.key:
            move(registration, to, request.user)
            messages.success(request, _("%(person)s is in %(group)s now.") % {
                "person": registration.person, "group": to,
            })
            return redirect("groups", key=edition.key)
    member = GroupMember.objects.select_related("group").filter(registration=registration).first()
    return render(request, "events/timetable/move.html", {
        "edition": edition, "registration": registration, "form": form, "warnings": warnings, "member": member,
        "wanted": form.cleaned_data.get("to") if form.is_bound and form.is_valid() else None,
        "country": country_words(registration),
    })


@requires("timetable.see_groups", edition_by_key)
@require_GET
def groups_file(request: HttpRequest, edition: Edition) -> HttpResponse:
    """All groups as a file (`?export=csv` or `xlsx`)."""
    wanted = request.GET.get("export", "csv")
    members = GroupMember.objects.filter(group__edition=edition).select_related(
        "group", "registration__person", "registration__institution"
    )
    record("exported groups", edition, request.user, format=wanted)
    return GROUPS_FILE.file(members, wanted if wanted in GROUPS_FILE.formats else "csv")
