"""Who of a nominee's family is told of an offer, and by which link they may decline it."""

from dataclasses import dataclass
from datetime import timedelta

from core.mail.links import LinkBroken, Purpose
from talent.offers.models import Offer
from talent.people.consent_mail import mark_of
from talent.people.majority import of_age
from talent.people.models import Guardian

OFFER_LINK = Purpose("offer", lasts=timedelta(days=90), page="offer_by_link")


@dataclass(frozen=True)
class Relative:
    """A guardian, or (None) the nominee who is of age, as the reader of one offer."""

    offer: Offer
    guardian: Guardian | None

    @property
    def email(self) -> str:
        return self.guardian.email if self.guardian else self.offer.nomination.nominee.email

    @property
    def name(self) -> str:
        return self.guardian.name if self.guardian else self.offer.nomination.nominee.name

    @property
    def language(self) -> str:
        return self.guardian.language if self.guardian else self.offer.nomination.institution.language

    @property
    def key(self) -> str:
        return self.guardian.key if self.guardian else "nominee"

    @property
    def actor(self) -> str:
        return "guardian by signed link" if self.guardian else "nominee by signed link"

    @property
    def link(self) -> str:
        about = {"o": self.offer.key, "g": self.guardian.key if self.guardian else "", "e": mark_of(self.email)}
        return OFFER_LINK.address(about)


def family_of(offer: Offer) -> list[Relative]:
    """The nominee who is of age, else each present guardian; only those with an email."""
    nominee = offer.nomination.nominee
    if of_age(nominee):
        found = [Relative(offer, None)]
    else:
        found = [Relative(offer, guardian) for guardian in nominee.guardians.current().order_by("pk")]
    return [relative for relative in found if relative.email]


def relative_by(about: dict) -> Relative:
    """Whom a link's content names. Raises LinkBroken when the offer, the guardian or their address is gone.

    A guardian's link opens no more from the day the nominee is of age, nor a nominee's before.
    """
    try:
        offer = Offer.objects.select_related(
            "call__institution", "nomination__nominee__institution", "nomination__institution", "nomination__consent"
        ).get(key=about["o"])
        guardian = offer.nomination.nominee.guardians.current().get(key=about["g"]) if about["g"] else None
    except (Offer.DoesNotExist, Guardian.DoesNotExist, KeyError, TypeError):
        raise LinkBroken from None
    relative = Relative(offer, guardian)
    if about.get("e") != mark_of(relative.email) or of_age(offer.nomination.nominee) != (guardian is None):
        raise LinkBroken
    return relative
