"""Looking through a call's nominations for people who were nominated twice, and keeping what was found."""

from django.db import transaction
from django.utils import timezone

from talent.calls.models import Call
from talent.nominations.duplicates.likeness import Facts, find_pairs
from talent.nominations.duplicates.models import DuplicatePair, PairState
from talent.nominations.models import NOT_HANDED_IN, NominationState

AT_ONCE = 500


def find_duplicates(call: Call) -> int:
    """Bring the call's pairs up to date; how many are new. What the organiser has decided stays as it is.

    An open pair that is no pair any more (a name was corrected, one was withdrawn) goes.
    """
    pairs = {(pair.first, pair.second): pair for pair in find_pairs(facts_of(call))}
    with transaction.atomic():
        # Two workers on one call take turns, so that neither makes what the other has made.
        Call.objects.select_for_update(no_key=True).get(pk=call.pk)
        stored = {(each.first_id, each.second_id): each for each in DuplicatePair.objects.filter(call=call)}
        gone = [each.pk for key, each in stored.items() if key not in pairs and each.state == PairState.OPEN]
        DuplicatePair.objects.filter(pk__in=gone).delete()
        new = [
            DuplicatePair(
                call=call, first_id=key[0], second_id=key[1], score=pair.score, reasons=[str(r) for r in pair.reasons]
            )
            for key, pair in pairs.items() if key not in stored
        ]
        DuplicatePair.objects.bulk_create(new, batch_size=AT_ONCE)
        changed = [each for key, each in stored.items() if key in pairs and each.score != pairs[key].score]
        for each in changed:
            pair = pairs[each.first_id, each.second_id]
            each.score, each.reasons, each.updated_at = pair.score, [str(r) for r in pair.reasons], timezone.now()
        DuplicatePair.objects.bulk_update(changed, ["score", "reasons", "updated_at"], batch_size=AT_ONCE)
    return len(new)


def facts_of(call: Call) -> list[Facts]:
    """What is compared of each nomination that was handed in and not withdrawn; one query."""
    handed_in = call.nominations.filter(erased_at=None).exclude(state__in=[*NOT_HANDED_IN, NominationState.WITHDRAWN])
    rows = handed_in.values_list(
        "pk", "institution_id", "nominee__name", "nominee__latin_name", "nominee__birth_date", "nominee__gender",
        "nominee__country",
    )
    return [
        Facts(pk, school, tuple(dict.fromkeys(n for n in (name, latin) if n)), born, gender, str(country))
        for pk, school, name, latin, born, gender, country in rows.iterator(chunk_size=2000)
    ]
