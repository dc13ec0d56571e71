"""Until when recommendations are taken: the call's own moment for them, else when it closes for this very school."""

from collections.abc import Iterable
from datetime import datetime

from talent.calls.closing import window_for, window_of
from talent.calls.models import Extension
from talent.nominations.models import Nomination


def due_of(nomination: Nomination) -> datetime:
    """The first moment at which no recommendation of the nomination is taken. A school's extension extends it."""
    call = nomination.call
    return call.recommendations_close_at or window_for(call, nomination.institution_id).closes_at


def dues_of(nominations: Iterable[Nomination]) -> dict[int, datetime]:
    """By nomination's primary key, one query for all; `call` is loaded."""
    nominations = list(nominations)
    extended = {
        (each.call_id, each.institution_id): each
        for each in Extension.objects.filter(
            call__in={each.call_id for each in nominations}, institution__in={n.institution_id for n in nominations}
        )
    }
    return {
        each.pk: each.call.recommendations_close_at
        or window_of(each.call, extended.get((each.call_id, each.institution_id))).closes_at
        for each in nominations
    }
