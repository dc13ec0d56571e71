"""Who took part stays a number of an edition; until it is over a registered person is needed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from events.registration.models import Registration
from talent.people.erasure import ANONYMOUS, Erased, erased_with_person, hinders_erasure, still_needed
from talent.people.models import Person

erased_with_person(Erased(Registration, "person", blank={"sort_key": ANONYMOUS}))


@still_needed
def until_the_edition_is_over(nominations: Collection[int]) -> Mapping[int, datetime]:
    rows = Registration.objects.live().filter(offer__nomination__in=nominations).order_by()
    return dict(rows.values_list("offer__nomination").annotate(until=Max("edition__ends_at")))


@hinders_erasure
def registered_and_not_over(person: Person) -> Sequence[str]:
    rows = Registration.objects.live().filter(person=person, edition__ends_at__gt=timezone.now())
    return [
        _("%(name)s is registered for “%(edition)s”. Cancel that first.")
        % {"name": person.name, "edition": registration.edition}
        for registration in rows.select_related("edition")
    ]
