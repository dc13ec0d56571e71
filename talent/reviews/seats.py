"""What a panellist says of themselves: expertise, languages, country, and how many reviews they take."""

from typing import Any

from django.db import transaction

from core.accounts.models import User
from core.audit.record import record
from talent.calls.models import Call
from talent.reviews.declaring import hold_reviews_of, refuse_closed, set_aside_barred
from talent.reviews.models import Panellist
from talent.reviews.reviewing import complete_reviews

FIELDS = ("subjects", "languages", "country", "most_reviews")


def change_seat(panellist: Panellist, changes: dict[str, Any], by: User) -> Panellist:
    """Store what is known of a panellist; what their country forbids now is set aside. Raises Refused once
    the reviews are closed.

    Reviews that are assigned stay: expertise counts for what is assigned from now on.
    """
    with transaction.atomic():
        hold_reviews_of(panellist)
        call = Call.objects.get(pk=panellist.call_id)
        refuse_closed(call)
        known = {field: changes[field] for field in FIELDS if field in changes}
        for field, value in known.items():
            setattr(panellist, field, value)
        panellist.save(update_fields=[*known, "updated_at"])
        record("changed a seat", panellist, by, fields=sorted(known))
        set_aside_barred(call, by, panellist)
        complete_reviews(call)
    return panellist
