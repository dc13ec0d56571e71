"""What of money goes into next year's edition: terms, prices, groups of countries, extras and scholarships."""

from core.audit.record import Actor
from core.keys import new_key
from events.copying.copy import Moved
from events.payments.models import CountryGroup, Extra, Fee, Scholarship, Terms
from events.programmes.models import Edition


def copy_prices(source: Edition, copy: Edition, moved: Moved, by: Actor) -> None:
    """Their dates move with the edition's. No extra is ordered yet."""
    terms = Terms.objects.filter(edition=source).first()
    if terms is None:
        return
    renewed(terms, copy).save()
    groups: dict[int | None, CountryGroup | None] = {None: None}
    for group in source.country_groups.all():
        before = group.pk
        groups[before] = renewed(group, copy)
        group.save()
    for fee in source.fees.all():
        fee.group = groups[fee.group_id]
        fee.until = fee.until and moved.moment(fee.until)
        renewed(fee, copy).save()
    for extra in source.extras.all():
        extra.ordered = 0
        renewed(extra, copy).save()


def copy_scholarships(source: Edition, copy: Edition, moved: Moved, by: Actor) -> None:
    """With their codes: whoever knows one of last year's can use it again, so this is asked for by itself."""
    for scholarship in source.scholarships.all():
        scholarship.until = scholarship.until and moved.moment(scholarship.until)
        renewed(scholarship, copy).save()


def renewed(
    record: Terms | CountryGroup | Fee | Extra | Scholarship, copy: Edition
) -> Terms | CountryGroup | Fee | Extra | Scholarship:
    """The same record as a new one of the copy's, not stored yet."""
    record.pk, record.key, record.edition, record._state.adding = None, new_key(), copy, True
    return record
