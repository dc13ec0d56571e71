"""The pages on which an edition's venues are kept."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.accounts.access import requires
from events.programmes.models import Edition
from events.programmes.views import edition_by_key
from events.venues.forms import VenueForm
from events.venues.keep import move_earlier, remove_venue, store_venue
from events.venues.models import Venue, VenueKind


def venue_by_key(key: str) -> Venue:
    return get_object_or_404(
        Venue.objects.select_related("edition__programme__institution", "edition__host"), key=key
    )


def venues_page(edition: Edition) -> str:
    return reverse("edition_venues", kwargs={"key": edition.key})


@requires("venues.keep", edition_by_key)
@require_GET
def edition_venues(request: HttpRequest, edition: Edition) -> HttpResponse:
    return render(request, "events/venues/venues.html", {"edition": edition, "venues": list(edition.venues.all())})


@requires("venues.keep", edition_by_key)
@require_http_methods(["GET", "POST"])
def new_venue(request: HttpRequest, edition: Edition) -> HttpResponse:
    said = {} if edition.venues.exists() else {"name": edition.venue, "city": edition.city}
    return keep_venue(request, Venue(edition=edition), _("Add a venue"), said)


@requires("venues.change", venue_by_key)
@require_http_methods(["GET", "POST"])
def change_venue(request: HttpRequest, venue: Venue) -> HttpResponse:
    return keep_venue(request, venue, _("Change %(venue)s") % {"venue": venue}, {})


def keep_venue(request: HttpRequest, venue: Venue, heading: str, said: dict[str, str]) -> HttpResponse:
    edition = venue.edition
    if venue.pk is None and not said.get("name") and edition.online:
        said["kind"] = VenueKind.ONLINE
    form = VenueForm(request.POST or None, instance=venue, initial=said)
    if request.method == "POST" and form.is_valid():
        store_venue(form.save(commit=False), request.user)
        messages.success(request, _("The venue is stored."))
        return redirect(venues_page(edition))
    return render(request, "pages/form_page.html", {
        "heading": heading, "form": form, "submit": _("Save"), "cancel": venues_page(edition),
    })


@requires("venues.change", venue_by_key)
@require_POST
def venue_earlier(request: HttpRequest, venue: Venue) -> HttpResponse:
    move_earlier(venue, request.user)
    return redirect(venues_page(venue.edition))


@requires("venues.change", venue_by_key)
@require_http_methods(["GET", "POST"])
def remove_venue_page(request: HttpRequest, venue: Venue) -> HttpResponse:
    if request.method == "POST":
        remove_venue(venue, request.user)
        messages.success(request, _("The venue is removed."))
        return redirect(venues_page(venue.edition))
    return render(request, "pages/confirm.html", {
        "heading": _("Remove %(venue)s?") % {"venue": venue},
        "consequence": _("It stands no more on the edition's public page, and its link to join opens for nobody."),
        "submit": _("Remove"), "cancel": venues_page(venue.edition),
    })
