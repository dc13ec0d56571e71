from collections.abc import Iterator

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from core.accounts.models import User
from core.places.register import Place, has_places, names_whom_one_acts_for
from talent.institutions.membership import institutions_of, memberships_of
from talent.institutions.permissions import is_officer_somewhere


@has_places
def institution_pages(user: User) -> Iterator[Place]:
    if user.is_secretariat or is_officer_somewhere(user):
        yield Place(_("Institutions"), reverse("institutions"), 70)
    if user.is_secretariat:
        yield Place(_("Countries"), reverse("member_countries"), 86)
    mine = {each.institution_id: each.institution for each in memberships_of(user)}
    for institution in mine.values():
        label = _("My institution") if len(mine) == 1 else Truncator(institution.name).chars(24)
        yield Place(label, reverse("institution", kwargs={"key": institution.key}), 60)


@names_whom_one_acts_for
def own_institution(user: User) -> str:
    names = [institution.name for institution in institutions_of(user)]
    return ", ".join(Truncator(name).chars(40) for name in names[:2]) + (" …" if len(names) > 2 else "")
