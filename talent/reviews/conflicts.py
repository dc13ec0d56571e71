"""Who may not judge whom: nobody their own school's, nobody what a conflict was declared with, and where the call
says so nobody their own country's."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from core.accounts.models import User
from talent.calls.models import Call
from talent.institutions.membership import belongs_to
from talent.institutions.models import Membership
from talent.nominations.models import Nomination
from talent.reviews.models import DeclaredConflict, Panellist


class Bar(TextChoices):
    """Why somebody may not review a nomination."""

    OWN_SCHOOL = "own school", _("own school")
    DECLARED = "declared", _("declared conflict")
    OWN_COUNTRY = "own country", _("own country")


@dataclass(frozen=True)
class Judged:
    """What conflicts look at of one nomination: its pk, the schools and the countries it comes from."""

    nomination: int
    institutions: frozenset[int]
    countries: frozenset[str]


def is_own_schools(user: User, nomination: Nomination) -> bool:
    """Whether the person is an active member of the nominating or of the nominee's own institution."""
    return belongs_to(user, nomination.institution_id) or belongs_to(user, nomination.nominee.institution_id)


def institutions_by_user(users: Iterable[int]) -> dict[int, set[int]]:
    """Each user's institutions by active membership in any role, whatever the institution's state; one query."""
    found: dict[int, set[int]] = defaultdict(set)
    for user, institution in Membership.objects.active().filter(user__in=list(users)).values_list(
        "user_id", "institution_id"
    ):
        found[user].add(institution)
    return found


def judged(nominations: QuerySet[Nomination]) -> list[Judged]:
    """The nominations of a queryset as conflicts see them; one query."""
    rows = nominations.values_list(
        "pk", "institution_id", "nominee__institution_id", "institution__country", "nominee__country"
    )
    return [
        Judged(pk, frozenset({nominating, belonging}), frozenset({str(theirs), str(own)} - {""}))
        for pk, nominating, belonging, theirs, own in rows
    ]


class Conflicts:
    """The conflicts of a call's panel, loaded once: two queries, however many nominations are asked about."""

    def __init__(self, call: Call, panel: Iterable[Panellist]) -> None:
        self.by_country = call.own_country_is_conflict
        self.institutions: dict[int, set[int]] = defaultdict(set)
        self.countries: dict[int, set[str]] = defaultdict(set)
        self.declared_schools: dict[int, set[int]] = defaultdict(set)
        self.declared_nominations: dict[int, set[int]] = defaultdict(set)
        seats = {each.user_id: each.pk for each in panel}
        for each in panel:
            if each.country:
                self.countries[each.pk].add(str(each.country))
        for user, institution, country in Membership.objects.active().filter(user__in=list(seats)).values_list(
            "user_id", "institution_id", "institution__country"
        ):
            self.institutions[seats[user]].add(institution)
            self.countries[seats[user]].add(str(country))
        for panellist, nomination, institution in DeclaredConflict.objects.filter(
            panellist__in=list(seats.values())
        ).values_list("panellist_id", "nomination_id", "institution_id"):
            if nomination:
                self.declared_nominations[panellist].add(nomination)
            else:
                self.declared_schools[panellist].add(institution)

    @property
    def any_beside_schools(self) -> bool:
        return self.by_country or bool(self.declared_schools or self.declared_nominations)

    def between(self, panellist: int, one: Judged) -> Bar | None:
        """Why the panellist (by pk) may not review it; None where they may."""
        if self.institutions[panellist] & one.institutions:
            return Bar.OWN_SCHOOL
        declared = self.declared_nominations.get(panellist, ())
        if one.nomination in declared or self.declared_schools.get(panellist, set()) & one.institutions:
            return Bar.DECLARED
        if self.by_country and self.countries[panellist] & one.countries:
            return Bar.OWN_COUNTRY
        return None


def barred_from(panellist: Panellist, nomination: Nomination) -> Bar | None:
    """Why this panellist may not review this nomination now; None where they may."""
    one = judged(Nomination.objects.filter(pk=nomination.pk))
    return Conflicts(nomination.call, [panellist]).between(panellist.pk, one[0]) if one else None
