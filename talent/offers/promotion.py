"""Places, who holds them, and who comes next from the waiting list.

A place is held by a selected nominee with a live offer, or with none yet. Callers hold the call's lock.
"""

import logging
from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from core.accounts.zones import zone_or_utc
from core.audit.record import Actor, record
from talent.calls.models import Call, CallState
from talent.nominations.models import Nomination, NominationState
from talent.nominations.recorded import keep_in_record
from talent.offers import letters
from talent.offers.models import Offer, OfferState
from talent.people.models import ConsentStanding
from talent.selection.attributes import rules_of
from talent.selection.models import Proposal, ProposalState
from talent.selection.programme import NotSolved
from talent.selection.proposing import candidates_of
from talent.selection.waiting_list import next_in_line

log = logging.getLogger(__name__)

LIVE = (OfferState.OFFERED, OfferState.ACCEPTED)
CONSENT_STANDS = Q(consent__isnull=True) | Q(consent__standing=ConsentStanding.GIVEN)


def default_deadline(call: Call, moment: datetime | None = None) -> datetime:
    """The last minute of the day, in the call's zone, that is the call's `offer_days` from now."""
    zone = zone_or_utc(call.zone)
    day = (moment or timezone.now()).astimezone(zone).date() + timedelta(days=call.offer_days)
    return datetime.combine(day, time(23, 59), tzinfo=zone)


def any_offer() -> Exists:
    return Exists(Offer.objects.filter(nomination=OuterRef("pk")))


def live_offer() -> Exists:
    return Exists(Offer.objects.filter(nomination=OuterRef("pk"), state__in=LIVE))


def selected_without_offer(call: Call) -> QuerySet[Nomination]:
    """Those who wait for their first offer and whose consent stands."""
    return call.nominations.filter(~any_offer(), CONSENT_STANDS, state=NominationState.SELECTED, erased_at=None)


def holding(call: Call) -> QuerySet[Nomination]:
    """Those who hold a place of the call."""
    return call.nominations.filter(live_offer() | (~any_offer() & CONSENT_STANDS), state=NominationState.SELECTED)


def free_places(call: Call, *, without_offers: bool = True) -> int:
    """How many places nobody holds. `without_offers=False` counts only live offers as holding."""
    held = holding(call) if without_offers else call.nominations.filter(live_offer())
    proposal = decided_proposal(call)
    return max(0, (proposal.places if proposal else 0) - held.count())


def decided_proposal(call: Call) -> Proposal | None:
    return Proposal.objects.filter(call=call, state=ProposalState.DECIDED).order_by("-pk").first()


def awaiting_offers(call: Call) -> list[Nomination]:
    """Selected nominees without an offer, in rank order, locked; who is being withdrawn at this moment is left out."""
    proposal = decided_proposal(call)
    ranks = dict(proposal.standings.values_list("nomination_id", "rank")) if proposal else {}
    found = (
        selected_without_offer(call).select_for_update(of=("self",), skip_locked=True)
        .select_related("nominee__institution", "institution", "consent")
    )
    return sorted(found, key=lambda each: ranks.get(each.pk, 0))


def make_offer(
    nomination: Nomination, call: Call, deadline: datetime, by: Actor, *, from_waiting_list: bool = False
) -> Offer:
    offer = Offer.objects.create(nomination=nomination, call=call, deadline=deadline)
    record("offered", offer, by)
    letters.tell_of_offer(offer, from_waiting_list=from_waiting_list)
    return offer


def promote(call: Call) -> list[Nomination]:
    """Give the free places to those who come next, so that the quotas stay true. The caller holds the call.

    When offers have been sent already, they get theirs at once, with the call's usual time to answer. Should
    the solver fail, whoever declined has still declined: the place stays free and is tried again every few minutes.
    """
    proposal = decided_proposal(call)
    if proposal is None or call.state != CallState.DECIDED:
        return []
    try:
        moved = next_nominations(call, proposal)
    except NotSolved:
        log.exception("Nobody was promoted in call %s: the solver failed.", call.key)
        return []
    offers_begun = Offer.objects.filter(call=call).exists()
    for nomination in moved:
        Nomination.lifecycle.move(nomination, NominationState.SELECTED, by="waiting list")
        keep_in_record([nomination])
        if offers_begun:
            make_offer(nomination, call, default_deadline(call), "waiting list", from_waiting_list=True)
        else:
            letters.tell_of_moving_up(nomination)
    return moved


def next_nominations(call: Call, proposal: Proposal) -> list[Nomination]:
    """Who comes next, locked. Passed over is who is being withdrawn right now, or whose consent does not stand."""
    held = set(holding(call).values_list("pk", flat=True))
    if len(held) >= proposal.places:
        return []
    waiting = {
        nomination.pk: nomination
        for nomination in call.nominations.filter(CONSENT_STANDS, state=NominationState.WAITING_LIST, erased_at=None)
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("nominee__institution", "institution", "consent", "call")
    }
    standings = list(
        proposal.standings.select_related("nomination__nominee", "nomination__institution").order_by("rank")
    )
    given = dict(zip([each.nomination_id for each in standings], candidates_of(standings, proposal.seed), strict=True))
    line = next_in_line(
        [given[pk] for pk in given if pk in held],
        [given[pk] for pk in given if pk in waiting],
        [given[pk] for pk in given if pk not in held and pk not in waiting],
        rules_of(proposal.quotas), proposal.places,
    )
    by_key = {nomination.key: nomination for nomination in waiting.values()}
    return [by_key[one.key] for one in line]
