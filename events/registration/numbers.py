"""How many are coming: by role and by country, for a small picture with its table."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count

from events.programmes.models import Edition
from events.registration.models import Registration, RegistrationRole, RegistrationState

# In the picture's own units, which are pixels where it stands in a column as wide as a phone.
BAR_HEIGHT, GAP, NAME_WIDTH, LONGEST_BAR, NUMBER_WIDTH = 16, 8, 110, 180, 40


@dataclass(frozen=True)
class RoleCount:
    label: str
    confirmed: int
    waiting: int


@dataclass(frozen=True)
class CountryBar:
    """One country's bar: the confirmed part, then the waiting part, in the picture's own units."""

    name: str
    confirmed: int
    waiting: int
    y: int
    confirmed_width: int
    waiting_width: int

    @property
    def total(self) -> int:
        return self.confirmed + self.waiting

    @property
    def text_y(self) -> int:
        return self.y + BAR_HEIGHT - 4

    @property
    def waiting_x(self) -> int:
        return NAME_WIDTH + self.confirmed_width

    @property
    def end_x(self) -> int:
        return self.waiting_x + self.waiting_width + 6


@dataclass(frozen=True)
class Numbers:
    roles: list[RoleCount]
    bars: list[CountryBar]

    @property
    def height(self) -> int:
        return len(self.bars) * (BAR_HEIGHT + GAP)

    @property
    def width(self) -> int:
        return NAME_WIDTH + LONGEST_BAR + NUMBER_WIDTH

    @property
    def confirmed(self) -> int:
        return sum(role.confirmed for role in self.roles)

    @property
    def waiting(self) -> int:
        return sum(role.waiting for role in self.roles)


def country_bars(counts: Mapping[str, tuple[int, int]]) -> list[CountryBar]:
    """Bars for {country's name: (confirmed, waiting)}, the longest first, names breaking ties."""
    longest = max((sum(pair) for pair in counts.values()), default=0) or 1
    ordered = sorted(counts.items(), key=lambda item: (-sum(item[1]), item[0]))
    return [
        CountryBar(
            name, confirmed, waiting, index * (BAR_HEIGHT + GAP),
            round(LONGEST_BAR * confirmed / longest), round(LONGEST_BAR * waiting / longest),
        )
        for index, (name, (confirmed, waiting)) in enumerate(ordered)
    ]


def numbers_of(edition: Edition) -> Numbers:
    """One counting query over the edition's live registrations, answered from an index alone."""
    live = Registration.objects.live().filter(edition=edition)
    by_role: dict[str, list[int]] = {}
    by_country: dict[str, list[int]] = {}
    names = Registration._meta.get_field("country").countries
    for role, state, country, count in (
        live.values_list("role", "state", "country").annotate(count=Count("pk")).order_by()
    ):
        which = 0 if state == RegistrationState.CONFIRMED else 1
        by_role.setdefault(role, [0, 0])[which] += count
        by_country.setdefault(str(names.name(country) or country), [0, 0])[which] += count
    return Numbers(
        roles=[RoleCount(str(role.label), *by_role[role]) for role in RegistrationRole if role in by_role],
        bars=country_bars({name: (pair[0], pair[1]) for name, pair in by_country.items()}),
    )
