"""The list of a contest's entries."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from competitions.contests.models import Contest, Entry, EntryState
from core.lists.listing import Column, Filter, Listing


def shown_name(entry: Entry) -> str:
    """For organisers: the registered person's name as it stands now, or the one a file gave."""
    return entry.registration.person.name if entry.registration else entry.name


def standing_of_registration(entry: Entry) -> str:
    """Why the entry should be looked at, '' where nothing is the matter."""
    registration = entry.registration
    if registration is None or registration.state == registration.State.CONFIRMED:
        return ""
    return registration.get_state_display()


def delegations_of(contest: Contest) -> list[tuple[str, str]]:
    names = contest.entries.order_by("delegation").values_list("delegation", flat=True).distinct()
    return [(name, name) for name in names]


def entry_listing(contest: Contest) -> Listing:
    return Listing(
        name=f"entries-{contest.key}",
        columns=[
            Column("code", _("Contestant"), "code", sort="code",
                   link=lambda entry: reverse("entry", kwargs={"key": entry.key})),
            Column("name", _("Name"), shown_name),
            Column("delegation", _("Delegation"), "delegation", sort="delegation"),
            Column("country", _("Country"), lambda entry: entry.country.name if entry.country else "",
                   machine=lambda entry: str(entry.country)),
            Column("guest", _("Guest"), lambda entry: _("guest") if entry.guest else "",
                   machine=lambda entry: int(entry.guest)),
            Column("registration", _("Registration"), standing_of_registration),
            Column("state", _("State"), lambda entry: entry.get_state_display(), state=True,
                   machine=lambda entry: entry.state),
        ],
        filters=[
            Filter("delegation", _("Delegation"), lambda: delegations_of(contest), "delegation"),
            Filter("state", _("State"), EntryState.choices, "state"),
            Filter("guest", _("Guests"), [("1", _("guests only")), ("0", _("without guests"))], only_guests),
        ],
        search=["code", "name", "registration__person__name", "registration__person__latin_name"],
        sort="code",
        size=100,
        empty=_("Nobody is entered yet."),
        empty_next=_("Enter the edition's registered students, or bring a file."),
    )


def only_guests(entries: QuerySet, chosen: str) -> QuerySet:
    return entries.filter(guest=chosen == "1")


def entries_to_list(contest: Contest) -> QuerySet:
    return contest.entries.select_related("registration__person")
