"""The organiser's pages of programmes and editions."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import requires
from core.audit.lifecycle import Refused
from core.audit.record import record
from core.lists.listing import Column, Filter, Listing
from events.programmes.dates import date_span
from events.programmes.forms import EditionForm, ProgrammeForm, TeamMemberForm
from events.programmes.home import stands_on_co_host_page, stands_on_edition_home
from events.programmes.models import Edition, EditionState, Programme, ProgrammeKind, TeamMember
from events.programmes.publication import lacks
from events.programmes.signals import edition_changed
from events.programmes.team import add_member, co_hosting, editions_with, remove_member
from talent.institutions.membership import institutions_of
from talent.institutions.models import MembershipRole

MY_EDITIONS = Listing(
    name="editions",
    columns=[
        Column("title", gettext_lazy("Edition"), "title", sort="title",
               link=lambda edition: reverse("edition_home", kwargs={"key": edition.key})),
        Column("programme", gettext_lazy("Programme"), "programme.name"),
        Column("dates", gettext_lazy("Dates"), sort="starts_at", machine=lambda edition: edition.starts_at,
               value=lambda edition: date_span(edition.starts_at, edition.ends_at, edition.zone)),
        Column("host", gettext_lazy("Host"), "host.name"),
        Column("state", gettext_lazy("State"), "get_state_display", state=True, machine=lambda edition: edition.state),
    ],
    filters=[
        Filter("state", gettext_lazy("State"), EditionState.choices, "state"),
        Filter("kind", gettext_lazy("Kind"), ProgrammeKind.choices, "programme__kind"),
    ],
    search=["title", "programme__name"],
    sort="-starts_at",
    empty=gettext_lazy("You have no edition yet."),
    empty_next=gettext_lazy("An edition is one holding of a programme: dates, a venue and people. Make the first."),
)


def edition_by_key(key: str) -> Edition:
    return get_object_or_404(Edition.objects.select_related("programme__institution", "host"), key=key)


def programme_by_key(key: str) -> Programme:
    return get_object_or_404(Programme.objects.select_related("institution"), key=key)


def member_edition(key: str, member: str) -> Edition:
    edition = edition_by_key(key)
    edition.wanted_member = edition.team.select_related("user").filter(key=member).first()  # type: ignore[attr-defined]
    if edition.wanted_member is None:  # type: ignore[attr-defined]
        raise Http404
    return edition


@requires("programmes.list_mine")
@require_GET
def my_editions(request: HttpRequest) -> HttpResponse:
    rows = editions_with(request.user).distinct().select_related("programme", "host")
    may_make = request.user.has_perm("programmes.make")
    return MY_EDITIONS.answer(request, rows, "events/programmes/my_editions.html", {"may_make": may_make})


def programmes_of(user: Any) -> Any:
    if user.is_secretariat:
        return Programme.objects.order_by("name")
    return Programme.objects.filter(institution__in=institutions_of(user, MembershipRole.ORGANISER)).order_by("name")


@requires("programmes.make")
@require_http_methods(["GET", "POST"])
def new_programme(request: HttpRequest) -> HttpResponse:
    form = ProgrammeForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            programme = form.save()
            record("programme made", programme, request.user)
        messages.success(request, _("The programme is stored. Now its first edition."))
        return redirect("new_edition", key=programme.key)
    return render(request, "pages/form_page.html", {
        "heading": _("New programme"), "form": form, "submit": _("Go on to the edition"),
        "lead": _("A programme is what recurs. Its editions have dates, a venue and people."),
        "cancel": reverse("my_editions"),
    })


@requires("programmes.make")
@require_GET
def choose_programme(request: HttpRequest) -> HttpResponse:
    """Which programme the new edition is of; a person without one makes it first."""
    programmes = list(programmes_of(request.user).select_related("institution"))
    if not programmes:
        return redirect("new_programme")
    return render(request, "events/programmes/choose_programme.html", {"programmes": programmes})


@requires("programmes.change_programme", programme_by_key)
@require_http_methods(["GET", "POST"])
def new_edition(request: HttpRequest, programme: Programme) -> HttpResponse:
    edition = Edition(programme=programme, host=programme.institution, zone=programme.institution.zone)
    form = EditionForm(request.POST or None, instance=edition, user=request.user)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            edition = form.save()
            record("edition made", edition, request.user)
        messages.success(request, _("The edition is stored as a draft. Nobody else sees it before it is published."))
        return redirect("edition_home", key=edition.key)
    return render(request, "events/programmes/edition_form.html", {
        "heading": _("New edition of %(programme)s") % {"programme": programme}, "form": form,
        "submit": _("Store as a draft"), "cancel": reverse("my_editions"),
    })


@requires("programmes.run_edition", edition_by_key)
@require_http_methods(["GET", "POST"])
def edit_edition(request: HttpRequest, edition: Edition) -> HttpResponse:
    form = EditionForm(request.POST or None, instance=edition, user=request.user)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            edition = form.save()
            if form.changed_data:
                record("edition changed", edition, request.user, fields=form.changed_data)
                edition_changed.send(Edition, edition=edition, changed=form.changed_data)
        messages.success(request, _("The edition is stored."))
        return redirect("edition_home", key=edition.key)
    return render(request, "events/programmes/edition_form.html", {
        "heading": _("Change %(edition)s") % {"edition": Edition.objects.get(pk=edition.pk)}, "form": form,
        "submit": _("Save"), "cancel": reverse("edition_home", kwargs={"key": edition.key}),
    })


@requires("programmes.see_edition", edition_by_key)
@require_GET
def edition_home(request: HttpRequest, edition: Edition) -> HttpResponse:
    """All about one edition for those who run it; for a co-host's organisers what concerns them."""
    if not request.user.has_perm("programmes.see_all_of_edition", edition):
        return co_host_page(request, edition)
    draft = edition.state == EditionState.DRAFT
    return render(request, "events/programmes/edition_home.html", {
        "edition": edition,
        "runs": request.user.has_perm("programmes.run_edition", edition),
        "runs_day": request.user.has_perm("programmes.run_day", edition),
        "lacks": lacks(edition, EditionState.PUBLISHED) if draft else [],
        "sections": stands_on_edition_home.of(request, edition),
        "co_hosts": list(edition.co_hosts.all()),
        "when": date_span(edition.starts_at, edition.ends_at, edition.zone),
    })


def co_host_page(request: HttpRequest, edition: Edition) -> HttpResponse:
    return render(request, "events/programmes/co_host_page.html", {
        "edition": edition,
        "for_whom": co_hosting(request.user, edition),
        "sections": stands_on_co_host_page.of(request, edition),
        "when": date_span(edition.starts_at, edition.ends_at, edition.zone),
    })


@requires("programmes.run_edition", edition_by_key)
@require_http_methods(["GET", "POST"])
def edition_team(request: HttpRequest, edition: Edition) -> HttpResponse:
    form = TeamMemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            member = add_member(edition, form.cleaned_data["email"], form.cleaned_data["role"], request.user)
        except Refused as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, _("%(person)s is in the team.") % {"person": member.user})
            return redirect("edition_team", key=edition.key)
    team = edition.team.select_related("user").order_by("user__name")
    return render(request, "events/programmes/team.html", {"edition": edition, "form": form, "team": team})


@requires("programmes.run_edition", member_edition)
@require_http_methods(["GET", "POST"])
def remove_from_team(request: HttpRequest, edition: Edition) -> HttpResponse:
    member: TeamMember = edition.wanted_member  # type: ignore[attr-defined]
    team_page = reverse("edition_team", kwargs={"key": edition.key})
    if request.method == "POST":
        remove_member(member, request.user)
        messages.success(request, _("%(person)s is no longer in the team.") % {"person": member.user})
        return redirect(team_page)
    return render(request, "pages/confirm.html", {
        "heading": _("Take %(person)s out of the team?") % {"person": member.user},
        "consequence": _("They no longer see who is coming to %(edition)s.") % {"edition": edition},
        "submit": _("Take out of the team"), "cancel": team_page,
    })
