"""Where two reviews of one nomination are too far apart: noticed once, and one more reviewer is asked."""

from decimal import Decimal

from talent.calls.models import Call
from talent.nominations.models import Nomination
from talent.reviews.models import Disagreement
from talent.reviews.scoring import mean_score
from talent.reviews.standing import counted_reviews


def notice_disagreement(nomination: Nomination) -> bool:
    """Note that the nomination's reviews differ by more than the call's limit; whether it is new.

    In the transaction of a submitted review. Two who submit in the same second take turns on the nomination's row,
    so that the second sees the first one's review.
    """
    call = Call.objects.get(pk=nomination.call_id)
    if call.disagreement_limit is None:
        return False
    Nomination.objects.select_for_update(no_key=True).get(pk=nomination.pk)
    difference = largest_difference(call, nomination)
    if difference is None or difference <= call.disagreement_limit:
        return False
    _found, new = Disagreement.objects.get_or_create(nomination=nomination, defaults={"difference": difference})
    return new


def largest_difference(call: Call, nomination: Nomination) -> Decimal | None:
    """Between the highest and the lowest review that counts, in points of 100; None with fewer than two."""
    scores = [each.score for each in counted_reviews(call, nomination)]
    return mean_score([max(scores) - min(scores)]) if len(scores) > 1 else None
