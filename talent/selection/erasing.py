"""What selection keeps of somebody erased: score, rank, in or out. What people wrote, and reasons that quote it, go."""

from collections.abc import Collection

from talent.nominations.models import Nomination
from talent.people.erasure import (
    ANONYMOUS,
    Erased,
    besides_nominations,
    erased_with_call,
    erased_with_nomination,
)
from talent.selection.models import Proposal, Ruling, Standing

erased_with_nomination(
    # Country, school and gender are read from the nomination where the traits are empty.
    Erased(Standing, "nomination", blank={"adjusted_reason": "", "reason": ANONYMOUS, "traits": {}}),
    Erased(Ruling, "nomination", blank={"reason": ANONYMOUS}),
)
erased_with_call(Erased(Proposal, "call", blank={"prices": [], "conflict": ""}, kept=["seed", "quotas", "rulings"]))


@besides_nominations
def forget_reasons_of_rulings(pks: Collection[int]) -> None:
    """A proposal remembers the rulings that it kept, each with its reason."""
    keys = set(Nomination.objects.filter(pk__in=pks).values_list("key", flat=True))
    for proposal in Proposal.objects.filter(standings__nomination__in=pks).exclude(rulings=[]).distinct():
        proposal.rulings = [
            {**each, "reason": ANONYMOUS} if each.get("key") in keys else each for each in proposal.rulings
        ]
        # What it cost is said with the same reasons.
        proposal.prices = []
        proposal.save(update_fields=["rulings", "prices", "updated_at"])
