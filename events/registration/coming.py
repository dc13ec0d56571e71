"""The list of who is coming to an edition, and the registers by which rooms above add to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.lists.listing import Column, Filter, Listing
from events.programmes.models import Edition
from events.registration.models import Registration, RegistrationRole, RegistrationState
from talent.institutions.models import Institution

# Beyond so many schools a list to choose from helps nobody; the search finds a school by its name.
SCHOOLS_OFFERED = 200


@dataclass(frozen=True)
class Addition:
    """What a room above adds: filters, columns, and the relations that the columns read."""

    filters: Sequence[Filter] = ()
    columns: Sequence[Column] = ()
    related: Sequence[str] = field(default=())


ADDITIONS: list[Callable[[Edition], Addition]] = []


def adds_to_who_comes(source: Callable[[Edition], Addition]) -> Callable[[Edition], Addition]:
    """Register an addition in a room's `shown.py`; it takes a bounded number of queries."""
    ADDITIONS.append(source)
    return source


def address_of(registration: Registration) -> str:
    return reverse("registration", kwargs={"key": registration.key})


def country_words(registration: Registration) -> str:
    return registration.country.name


NAME = Column(
    "name", _("Name"), "person.both_names", sort="sort_key", link=address_of, machine=lambda row: row.person.name
)
ROLE = Column("role", _("Role"), "get_role_display", machine=lambda row: row.role)
STATE = Column("state", _("State"), "get_state_display", state=True, machine=lambda row: row.state)
COUNTRY = Column("country", _("Country"), country_words, machine=lambda row: str(row.country))
SCHOOL = Column("school", _("School"), "institution.both_names", machine=lambda row: row.institution.name)
DELEGATION = Column("delegation", _("Delegation"), "delegation.code")
PERSONAL = [
    Column("latin_name", _("Name in Latin letters"), "person.latin_name", only_export=True),
    Column("birth_date", _("Date of birth"), "person.birth_date", only_export=True),
    Column("gender", _("Gender"), "person.gender", only_export=True),
    Column("grade", _("Grade"), "person.grade", only_export=True),
]
FOR_FILES = [
    Column("school_latin", _("School in Latin letters"), "institution.latin_name", only_export=True),
    Column("city", _("City"), "institution.city", only_export=True),
    Column("registered", _("Registered"), "created_at", only_export=True),
    Column("key", _("Key"), "key", only_export=True),
]


def schools_of(edition: Edition) -> list[tuple[str, str]] | None:
    """The schools to choose from; None when there are too many."""
    registered = Registration.objects.filter(institution=OuterRef("pk"), edition=edition)
    schools = list(
        Institution.objects.filter(Exists(registered)).values_list("key", "latin_name", "country")[:SCHOOLS_OFFERED + 1]
    )
    if len(schools) > SCHOOLS_OFFERED:
        return None
    return [(key, f"{name} ({country})") for key, name, country in sorted(schools, key=lambda school: school[1])]


def filters_of(edition: Edition) -> list[Filter]:
    delegations = list(edition.delegations.order_by("name"))
    countries = sorted({(str(each.country), each.country.name) for each in delegations}, key=lambda choice: choice[1])
    filters = [
        Filter("role", _("Role"), RegistrationRole.choices, "role"),
        Filter("state", _("State"), RegistrationState.choices, "state"),
        Filter("country", _("Country"), countries, "country"),
        Filter("delegation", _("Delegation"), [(each.key, each.name) for each in delegations], "delegation__key"),
    ]
    if schools := schools_of(edition):
        filters.append(Filter("school", _("School"), schools, "institution__key"))
    return filters


def who_comes(
    edition: Edition, *, with_personal: bool, state: str = ""
) -> tuple[Listing, QuerySet[Registration]]:
    """The list's description and its rows. Personal columns stand in files only, and only for who may have them.

    Cancelled registrations are left out unless `state` asks for them.
    """
    additions = [source(edition) for source in ADDITIONS]
    columns = [NAME, ROLE, COUNTRY, SCHOOL, DELEGATION]
    for addition in additions:
        columns += addition.columns
    columns += [STATE, *(PERSONAL if with_personal else []), *FOR_FILES]
    listing = Listing(
        name=f"{edition.slug}-registrations",
        columns=columns,
        filters=[*filters_of(edition), *(each for addition in additions for each in addition.filters)],
        search=["person__name", "person__latin_name", "institution__latin_name", "institution__name"],
        sort="sort_key",
        size=50,
        empty=_("Nobody is registered yet."),
        empty_next=_("People come by accepted offers of the calls that this edition uses, and by schools where "
                     "registration is open."),
    )
    related = ["person", "institution", "delegation", *(each for addition in additions for each in addition.related)]
    rows = Registration.objects.filter(edition=edition).select_related(*related)
    return listing, rows if state == RegistrationState.CANCELLED else rows.live()
