"""From an address to the record it names."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from events.programmes.models import Edition, EditionState
from events.registration.models import Delegation, Registration


def registration_by_key(key: str) -> Registration:
    related = (
        "edition__programme__institution", "edition__host", "person", "institution", "delegation", "consent", "by",
        "place",
    )
    return get_object_or_404(Registration.objects.select_related(*related), key=key)


def edition_by_key(key: str) -> Edition:
    return get_object_or_404(Edition.objects.select_related("programme__institution", "host"), key=key)


def shown_edition_by_key(key: str) -> Edition:
    """An edition that a school may look at: not a draft."""
    edition = edition_by_key(key)
    if edition.state == EditionState.DRAFT:
        raise Http404
    return edition


def edition_with_delegation(key: str, delegation: str) -> Edition:
    edition = edition_by_key(key)
    edition.wanted_delegation = get_object_or_404(  # type: ignore[attr-defined]
        Delegation, edition=edition, key=delegation
    )
    return edition
