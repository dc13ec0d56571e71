"""The proposal of a call as a record: computed from its reviews, quotas and rulings, and read again from there."""

import secrets
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from talent.calls.models import Call
from talent.nominations.models import Nomination
from talent.reviews.standing import CalibratedScore, calibrated_scores
from talent.selection.attributes import plain_traits, quotas_of, rules_of, rules_of_quota, traits_of, words_of
from talent.selection.models import Proposal, Ruling, Standing
from talent.selection.price import total_without
from talent.selection.programme import NotSolved
from talent.selection.proposal import Proposed, propose
from talent.selection.quotas import Words, said
from talent.selection.reasons import Explanation
from talent.selection.scoring import Candidate, in_full, lot
from talent.selection.terms import Ruling as Ruled
from talent.selection.terms import Terms


def make_proposal(call: Call, by: User) -> Proposal:
    """Compute and store the proposal of a call that is held. Raises Refused."""
    nominations = list(call.nominations.select_related("nominee", "institution").ready().order_by("pk"))
    if not nominations:
        raise Refused(_("No nomination is with the panel: there is nothing to propose."))
    quotas, rulings = quotas_of(call), rulings_of(nominations)
    first = Proposal.objects.filter(call=call).order_by("pk").first()
    seed = first.seed if first else secrets.token_hex(8)
    scores, traits = calibrated_scores(call), traits_of(call, nominations, quotas)
    given = [
        Candidate(each.key, scores[each.pk].score if each.pk in scores else None, lot(seed, each.key), traits[each.pk])
        for each in nominations
    ]
    terms = terms_of(call.places, quotas, rulings)
    words = words_of(nominations, quotas)
    try:
        proposed = propose(given, terms)
        prices = [] if proposed.conflict else prices_of(given, quotas, rulings, proposed, words)
    except NotSolved as error:
        raise Refused(
            _("The solver could not prove its answer (%(why)s). Nothing was changed.") % {"why": error}
        ) from None
    explained = Explanation(proposed, words)
    proposal = Proposal.objects.create(
        call=call, by=by, places=call.places, seed=seed, quotas=quotas, rulings=rulings, prices=prices,
        conflict=explained.conflict(),
    )
    store_standings(proposal, {each.key: each for each in nominations}, explained, scores)
    record("proposed", proposal, by, selected=len(proposed.selected), of=len(nominations), seed=seed)
    return proposal


def rulings_of(nominations: Sequence[Nomination]) -> list[dict]:
    """The rulings on these as they are stored with a proposal."""
    return [
        {"key": ruling.nomination.key, "take": ruling.take, "reason": ruling.reason}
        for ruling in Ruling.objects.filter(nomination__in=nominations).select_related("nomination").order_by("pk")
    ]


def terms_of(places: int, quotas: Sequence[dict], rulings: Sequence[dict]) -> Terms:
    """What a proposal with these stored quotas and rulings must keep."""
    return Terms(
        places, tuple(rules_of(quotas)), tuple(Ruled(each["key"], each["take"], each["reason"]) for each in rulings)
    )


def prices_of(
    given: Sequence[Candidate], quotas: list[dict], rulings: list[dict], proposed: Proposed, words: Words
) -> list[dict]:
    """What the total would be without each quota (whole, as it was entered) and each ruling."""
    places, found = proposed.terms.places, []
    for number, quota in enumerate(quotas):
        rest = quotas[:number] + quotas[number + 1 :]
        total = total_without(given, terms_of(places, rest, rulings))
        told = "; ".join(said(rule, words) for rule in rules_of_quota(quota))
        found.append(priced(told, total, proposed.total))
    for number, ruling in enumerate(rulings):
        rest = rulings[:number] + rulings[number + 1 :]
        total = total_without(given, terms_of(places, quotas, rest))
        name = words.get(("", ruling["key"]), ruling["key"])
        told = _("%(name)s must be taken") if ruling["take"] else _("%(name)s must not be taken")
        found.append(priced(told % {"name": name}, total, proposed.total))
    return found


def priced(told: str, total: Decimal | None, now: Decimal) -> dict:
    return {
        "said": told, "total": None if total is None else in_full(total),
        "gain": None if total is None else in_full(total - now),
    }


def store_standings(
    proposal: Proposal, nominations: dict[str, Nomination], explained: Explanation, scores: dict[int, CalibratedScore]
) -> None:
    told, proposed = explained.reasons(), explained.proposed
    barred = {ruling.key for ruling in proposed.terms.rulings if not ruling.take}
    rows = []
    for rank, one in enumerate(proposed.ranked, start=1):
        nomination = nominations[one.key]
        score = scores.get(nomination.pk)
        rows.append(
            Standing(
                proposal=proposal, nomination=nomination, score=one.score or 0, reviews=score.reviews if score else 0,
                raw=score.raw if score else None, error=score.error if score else None, traits=dict(one.traits),
                rank=rank, proposed=one.key in proposed.selected, selected=one.key in proposed.selected,
                waits=one.score is not None and one.key not in barred, reason=told[one.key][:300],
            )
        )
    Standing.objects.bulk_create(rows, batch_size=1000)


def candidates_of(standings: Sequence[Standing], seed: str) -> list[Candidate]:
    """A stored proposal's standings as the rules see them (`nomination` with nominee and institution loaded).

    A standing of before traits were kept with it has those that the nominee and the school have now.
    """
    return [
        Candidate(
            each.nomination.key, each.score if each.reviews else None, lot(seed, each.nomination.key),
            each.traits or plain_traits(each.nomination),
        )
        for each in standings
    ]
