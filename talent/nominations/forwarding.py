"""The ministry's stage: ranking a country's nominations, and forwarding the best of them to the panel.

What a ministry does can be taken back until its deadline, while the panel has not begun. At the deadline what it did
not forward is out, and the schools are told (`settling.py`). For a country without a verified ministry the organiser
ranks and forwards in its place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from talent.calls.models import Call, CallState
from talent.nominations.models import Nomination, NominationState
from talent.nominations.ordering import moved, placed
from talent.nominations.recorded import keep_in_record
from talent.nominations.stages import state_handed_in
from talent.people.models import ConsentStanding

STANDS = (NominationState.WITH_MINISTRY, NominationState.NOT_FORWARDED)


@dataclass(frozen=True)
class MinistrysPart:
    """One country's part in one call: what a ministry's pages are about."""

    call: Call
    country: str


def in_stage(part: MinistrysPart) -> QuerySet[Nomination]:
    """What the ministry has before it, or has forwarded, in its order; those not ranked yet last, as they came."""
    return (
        part.call.nominations.filter(institution__country=part.country)
        .filter(Q(state__in=STANDS) | Q(forwarded_at__isnull=False, state=NominationState.READY))
        .order_by(F("ministry_rank").asc(nulls_last=True), "submitted_at", "pk")
    )


def forwarded_by(part: MinistrysPart) -> QuerySet[Nomination]:
    """What counts against the number that the ministry may forward: what it forwarded and is not withdrawn since."""
    return part.call.nominations.filter(institution__country=part.country, forwarded_at__isnull=False).exclude(
        state__in=[NominationState.WITHDRAWN, NominationState.DRAFT]
    )


def hold_stage(part: MinistrysPart) -> list[Nomination]:
    """The stage's nominations, locked until the transaction ends: two officers take turns."""
    keys = [each.pk for each in in_stage(part)]
    list(Nomination.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    return list(in_stage(part).select_related("nominee", "institution", "consent", "call"))


def refuse_after_deadline(part: MinistrysPart, moment: datetime) -> None:
    if not part.call.takes_forwarding(moment):
        raise Refused(_("The ministries' time to rank and forward is over."))


def rank(part: MinistrysPart, places: dict[str, int], by: User, moment: datetime | None = None) -> None:
    """Put the nominations (by their keys) at these places, counted from one; the others keep their order."""
    with transaction.atomic():
        refuse_after_deadline(part, moment or timezone.now())
        held = hold_stage(part)
        store_order(part, held, placed([each.key for each in held], places), by)


def shift(part: MinistrysPart, key: str, steps: int, by: User, moment: datetime | None = None) -> None:
    """Move one nomination up (-1) or down (1) in the ministry's order."""
    with transaction.atomic():
        refuse_after_deadline(part, moment or timezone.now())
        held = hold_stage(part)
        store_order(part, held, moved([each.key for each in held], key, steps), by)


def store_order(part: MinistrysPart, held: Sequence[Nomination], keys: Sequence[str], by: User) -> None:
    numbers = {key: number for number, key in enumerate(keys, start=1)}
    changed = [each for each in held if each.ministry_rank != numbers[each.key]]
    for each in changed:
        each.ministry_rank = numbers[each.key]
    Nomination.objects.bulk_update(changed, ["ministry_rank"])
    if changed:
        record("ranked by the ministry", part.call, by, country=part.country, order=list(keys))


def forward_best(part: MinistrysPart, n: int, by: User, moment: datetime | None = None) -> list[Nomination]:
    """Forward the first `n` of the ministry's order that are not forwarded yet, counting those that are.

    Gives what was forwarded now. Raises Refused where the call lets a ministry forward fewer, or after its deadline.
    """
    moment = moment or timezone.now()
    with transaction.atomic():
        refuse_after_deadline(part, moment)
        held = hold_stage(part)
        refuse_beyond(part, n)
        chosen = [each for each in held[:n] if each.state in STANDS]
        already = sum(each.forwarded_at is not None for each in held[n:])
        refuse_beyond(part, n + already)
        for each in chosen:
            send_on(each, by, moment)
    return chosen


def forward(part: MinistrysPart, key: str, by: User, moment: datetime | None = None) -> Nomination:
    """Forward one nomination. Raises Refused as `forward_best` does, or where it is not before the ministry."""
    moment = moment or timezone.now()
    with transaction.atomic():
        refuse_after_deadline(part, moment)
        each = one_of(hold_stage(part), key)
        if each.state not in STANDS:
            raise Refused(_("It is forwarded already."))
        refuse_beyond(part, forwarded_by(part).count() + 1)
        return send_on(each, by, moment)


def take_back(part: MinistrysPart, key: str, by: User, moment: datetime | None = None) -> Nomination:
    """Undo the forwarding of one nomination, until the deadline and while the panel has not begun."""
    with transaction.atomic():
        refuse_after_deadline(part, moment or timezone.now())
        if part.call.state != CallState.PUBLISHED:
            raise Refused(_("The panel has begun: what was forwarded stays with it."))
        each = one_of(hold_stage(part), key)
        if each.forwarded_at is None or each.state != NominationState.READY:
            raise Refused(_("It is not forwarded."))
        return Nomination.lifecycle.move(each, NominationState.WITH_MINISTRY, by=by, forwarded_at=None)


def one_of(held: Sequence[Nomination], key: str) -> Nomination:
    for each in held:
        if each.key == key:
            return each
    raise Refused(_("It is no longer before the ministry: the school took it back, or a consent was withdrawn."))


def refuse_beyond(part: MinistrysPart, n: int) -> None:
    most = part.call.forwarded_per_ministry
    if most is not None and n > most:
        raise Refused(_("A ministry may forward %(most)s to this call; this would make it %(n)s.") % {
            "most": most, "n": n
        })


def send_on(nomination: Nomination, by: User | str, moment: datetime, reason: str = "") -> Nomination:
    """To the panel; while its consent does not stand it waits for that, and goes on by itself when it does."""
    then = state_handed_in(
        consent_given=nomination.consent is None or nomination.consent.standing == ConsentStanding.GIVEN,
        ministry_stage=True, forwarded=True,
    )
    Nomination.lifecycle.move(nomination, then, by=by, reason=reason, forwarded_at=moment, ministry_words="")
    keep_in_record([nomination])
    return nomination


def say_why(part: MinistrysPart, words: dict[str, str], by: User, moment: datetime | None = None) -> None:
    """Keep, by nomination's key, what the school is told of one that is not forwarded."""
    with transaction.atomic():
        refuse_after_deadline(part, moment or timezone.now())
        for each in hold_stage(part):
            said = " ".join(words.get(each.key, each.ministry_words).split())[:1000]
            if said != each.ministry_words and each.forwarded_at is None:
                Nomination.objects.filter(pk=each.pk).update(ministry_words=said)


def forward_late(nomination: Nomination, by: User, reason: str) -> Nomination:
    """The organiser sends on what no ministry forwarded, with a reason, until the call is decided."""
    if not (reason := reason.strip()):
        raise Refused(_("Say why it goes on although the ministry did not forward it."))
    with transaction.atomic():
        held = (
            Nomination.objects.select_for_update(of=("self",)).select_related("call", "consent").get(pk=nomination.pk)
        )
        if held.state != NominationState.NOT_FORWARDED:
            raise Refused(_("Only what a ministry did not forward can be sent on so."))
        if held.call.state not in (CallState.PUBLISHED, CallState.REVIEWING):
            raise Refused(_("The call is decided."))
        return send_on(held, by, timezone.now(), reason)
