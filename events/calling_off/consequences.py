"""What cancelling or moving an edition means for people and money, before it is done."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.calling_off.readers import readers_of
from events.payments import money
from events.payments.all_back import Returned, all_that_goes_back
from events.programmes.models import Edition, EditionState
from events.registration.models import Registration
from talent.calls.models import Call, CallState
from talent.offers.models import Offer, OfferState


@dataclass(frozen=True)
class Consequences:
    """How many are registered, at how many schools, who is told, what money goes back, which calls are touched."""

    people: int
    schools: int
    readers: int
    money: tuple[Returned, ...]
    offers: int
    calls_ended: tuple[Call, ...]
    calls_going_on: tuple[Call, ...]

    def of_cancelling(self) -> list[str]:
        """A sentence for each."""
        said = [self.registered(), self.told()]
        for each in self.money:
            if each.back:
                said.append(_("%(amount)s that was paid is given back.") % {
                    "amount": money.shown(each.back, each.currency)
                })
            if each.forgiven:
                said.append(_("%(amount)s is no longer owed.") % {"amount": money.shown(each.forgiven, each.currency)})
        if not any(each.back or each.forgiven for each in self.money):
            said.append(_("No money has to be given back."))
        if self.offers:
            said.append(ngettext(
                "%(n)s offer of its calls ends, and nobody moves up from the waiting list.",
                "%(n)s offers of its calls end, and nobody moves up from the waiting list.", self.offers,
            ) % {"n": self.offers})
        said += [_("The call “%(call)s” is archived.") % {"call": call} for call in self.calls_ended]
        said += [
            _("The call “%(call)s” goes on: close it, or use it for another edition.") % {"call": call}
            for call in self.calls_going_on
        ]
        return said

    def of_moving(self) -> list[str]:
        return [self.registered(), self.told()]

    def registered(self) -> str:
        if not self.people:
            return _("Nobody is registered.")
        people = ngettext("%(n)s person", "%(n)s people", self.people) % {"n": self.people}
        schools = ngettext("%(n)s school", "%(n)s schools", self.schools) % {"n": self.schools}
        return _("%(people)s of %(schools)s are registered.") % {"people": people, "schools": schools}

    def told(self) -> str:
        return ngettext(
            "%(n)s reader is told by mail: team, schools, people and guardians.",
            "%(n)s readers are told by mail: team, schools, people and guardians.", self.readers,
        ) % {"n": self.readers}


def calls_that_lead_only_to(edition: Edition) -> QuerySet[Call]:
    """Calls of the edition that no other edition uses, unless that one is cancelled or archived itself."""
    elsewhere = Edition.objects.exclude(pk=edition.pk).exclude(
        state__in=[EditionState.CANCELLED, EditionState.ARCHIVED]
    )
    used_elsewhere = Edition.calls.through.objects.filter(edition__in=elsewhere).values("call")
    return edition.calls.exclude(pk__in=used_elsewhere).order_by("pk")


def consequences(edition: Edition) -> Consequences:
    """As it stands now; a bounded number of queries."""
    live = Registration.objects.live().filter(edition=edition)
    counted = live.aggregate(people=Count("pk"), schools=Count("institution", distinct=True))
    calls = list(calls_that_lead_only_to(edition))
    ended = tuple(call for call in calls if call.state == CallState.DECIDED)
    offers = Offer.objects.filter(
        Q(state=OfferState.OFFERED) | Q(state=OfferState.ACCEPTED), call__in=[call.pk for call in ended]
    )
    return Consequences(
        people=counted["people"], schools=counted["schools"], readers=len(readers_of(edition)),
        money=tuple(all_that_goes_back(edition)), offers=offers.count(), calls_ended=ended,
        calls_going_on=tuple(
            call for call in calls if call.state in {CallState.PUBLISHED, CallState.REVIEWING}
        ),
    )
