"""From closed reviews to a proposal, and what people change in it."""

import secrets
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from talent.calls.models import Call, CallState
from talent.nominations.models import Nomination, NominationState
from talent.reviews.conflicts import institutions_by_user
from talent.reviews.models import Review, ReviewState, Score
from talent.reviews.reviewing import complete_reviews
from talent.reviews.scoring import RubricLine, mean_score, review_score
from talent.selection.attributes import quotas_of, rules_of, traits_of, words_of
from talent.selection.models import Proposal, ProposalState, Standing
from talent.selection.programme import NotSolved
from talent.selection.proposal import Proposed, propose
from talent.selection.reasons import Explanation
from talent.selection.scoring import Candidate, lot
from talent.selection.terms import Terms

# --- loading -----------------------------------------------------------------------------


def counted_scores(call: Call) -> dict[int, list[Fraction]]:
    """Each nomination's review scores by its pk: submitted and whole reviews, none by a member of its school."""
    rubric = [RubricLine(str(each.pk), each.maximum, each.weight) for each in call.criteria.all()]
    points: dict[int, dict[str, Decimal]] = defaultdict(dict)
    submitted = Review.objects.filter(nomination__call=call, state=ReviewState.SUBMITTED)
    for review, criterion, given in Score.objects.filter(review__in=submitted).values_list(
        "review_id", "criterion_id", "points"
    ):
        points[review][str(criterion)] = given
    rows = list(
        submitted.order_by("pk").values_list(
            "pk", "nomination_id", "panellist__user_id", "nomination__institution_id",
            "nomination__nominee__institution_id",
        )
    )
    own = institutions_by_user({row[2] for row in rows})
    found: dict[int, list[Fraction]] = defaultdict(list)
    for review, nomination, user, nominating, belonging in rows:
        score = review_score(points[review], rubric)
        if score is not None and not own[user] & {nominating, belonging}:
            found[nomination].append(score)
    return found


def with_traits(call: Call):
    return call.nominations.select_related("nominee", "institution")


# --- acts --------------------------------------------------------------------------------


def close_reviews(call: Call, by: User) -> Proposal:
    """End the scoring and propose. Raises Refused when the reviews are closed already."""
    with transaction.atomic():
        call = hold_reviews(call)
        if Proposal.objects.filter(call=call, state=ProposalState.OPEN).exists():
            raise Refused(_("The reviews are closed already."))
        record("closed the reviews", call, by)
        return make_proposal(call, by)


def propose_again(call: Call, by: User) -> Proposal:
    """Discard the open proposal with its adjustments, and make another from the quotas and places of now."""
    with transaction.atomic():
        call = hold_reviews(call)
        discard_open(call, by)
        return make_proposal(call, by)


def reopen_reviews(call: Call, by: User) -> None:
    """Discard the open proposal and let the panel score again."""
    with transaction.atomic():
        call = hold_reviews(call)
        discard_open(call, by)
        complete_reviews(call)
        record("opened the reviews again", call, by)


def hold_reviews(call: Call) -> Call:
    """The call in review, locked after all of its reviews: whoever is saving a score is waited for."""
    list(Review.objects.select_for_update().filter(nomination__call=call).order_by("pk").values_list("pk"))
    call = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
    if call.state != CallState.REVIEWING:
        raise Refused(_("The call is not in review."))
    return call


def discard_open(call: Call, by: User) -> None:
    proposal = Proposal.objects.filter(call=call, state=ProposalState.OPEN).first()
    if proposal is None:
        raise Refused(_("There is no proposal now."))
    Proposal.lifecycle.move(proposal, ProposalState.DISCARDED, by=by)


def make_proposal(call: Call, by: User) -> Proposal:
    """Compute and store the proposal of a call that is held."""
    nominations = list(with_traits(call).ready().order_by("pk"))
    if not nominations:
        raise Refused(_("No nomination is with the panel: there is nothing to propose."))
    quotas = quotas_of(call)
    first = Proposal.objects.filter(call=call).order_by("pk").first()
    seed = first.seed if first else secrets.token_hex(8)
    scores = counted_scores(call)
    given = [
        Candidate(each.key, mean_score(scores[each.pk]), lot(seed, each.key), traits_of(each)) for each in nominations
    ]
    try:
        proposed = propose(given, Terms(call.places, tuple(rules_of(quotas))))
    except NotSolved as error:
        raise Refused(
            _("The solver could not prove its answer (%(why)s). Nothing was changed.") % {"why": error}
        ) from None
    explained = Explanation(proposed, words_of(nominations, quotas))
    proposal = Proposal.objects.create(
        call=call, by=by, places=call.places, seed=seed, quotas=quotas, conflict=explained.conflict()
    )
    counts = {each.key: len(scores[each.pk]) for each in nominations}
    store_standings(proposal, {each.key: each.pk for each in nominations}, proposed, explained, counts)
    record("proposed", proposal, by, selected=len(proposed.selected), of=len(nominations), seed=seed)
    return proposal


def store_standings(
    proposal: Proposal, pks: dict[str, int], proposed: Proposed, explained: Explanation, counts: dict[str, int]
) -> None:
    told = explained.reasons()
    Standing.objects.bulk_create(
        [
            Standing(
                proposal=proposal, nomination_id=pks[one.key], score=one.score or 0, reviews=counts[one.key], rank=rank,
                proposed=one.key in proposed.selected, selected=one.key in proposed.selected,
                waits=one.score is not None, reason=told[one.key][:300],
            )
            for rank, one in enumerate(proposed.ranked, start=1)
        ],
        batch_size=1000,
    )


def adjust(standing: Standing, *, selected: bool, waits: bool, reason: str, by: User) -> Standing:
    """Take a nomination in or out by hand; `waits`: out, but on the waiting list. The reason is kept.

    Quotas may be broken so: the page has shown it. Places are counted when the panel decides.
    """
    if not (reason := reason.strip()):
        raise Refused(_("Say why; the reason is kept with the proposal."))
    with transaction.atomic():
        proposal = Proposal.objects.select_for_update().get(pk=standing.proposal_id)
        if proposal.state != ProposalState.OPEN:
            raise Refused(_("This proposal is not open any more."))
        standing = Standing.objects.select_for_update(of=("self",)).select_related("nomination").get(pk=standing.pk)
        before = "in" if standing.selected else "out"
        standing.selected, standing.waits = selected, waits
        standing.adjusted_by, standing.adjusted_reason = by, reason
        standing.save(update_fields=["selected", "waits", "adjusted_by", "adjusted_reason"])
        record(
            "adjusted", proposal, by, reason=reason, nomination=standing.nomination.key, before=before,
            after="in" if selected else "out", waits=waits,
        )
    return standing


def undo_adjustment(standing: Standing, by: User) -> Standing:
    """Put one nomination back to what was computed."""
    with transaction.atomic():
        proposal = Proposal.objects.select_for_update().get(pk=standing.proposal_id)
        if proposal.state != ProposalState.OPEN:
            raise Refused(_("This proposal is not open any more."))
        standing = Standing.objects.select_for_update(of=("self",)).select_related("nomination").get(pk=standing.pk)
        standing.selected, standing.waits = standing.proposed, standing.reviews > 0
        standing.adjusted_by, standing.adjusted_reason = None, ""
        standing.save(update_fields=["selected", "waits", "adjusted_by", "adjusted_reason"])
        record("adjustment undone", proposal, by, nomination=standing.nomination.key)
    return standing


def candidates_of(standings: Sequence[Standing], seed: str) -> list[Candidate]:
    """A stored proposal's standings as the rules see them (`nomination` with nominee and institution loaded)."""
    return [
        Candidate(
            each.nomination.key, each.score if each.reviews else None, lot(seed, each.nomination.key),
            traits_of(each.nomination),
        )
        for each in standings
    ]


def out_of_date(proposal: Proposal) -> tuple[int, int]:
    """How many nominations became ready since the proposal, and how many of it are no longer ready."""
    there = set(proposal.standings.values_list("nomination_id", flat=True))
    ready = set(
        Nomination.objects.filter(call=proposal.call_id, state=NominationState.READY).values_list("pk", flat=True)
    )
    return len(ready - there), len(there - ready)
