"""The mails about offers: to schools and to families."""

from core.mail.queue import queue_message
from talent.nominations.letters import coordinators_of, whole_address
from talent.nominations.models import Nomination
from talent.offers.family import family_of
from talent.offers.models import Offer

FOLDER = "talent/offers/mail/"


def to_school(template: str, offer: Offer, **context) -> None:
    for user in coordinators_of([offer.nomination.institution_id])[offer.nomination.institution_id]:
        queue_message(
            FOLDER + template, to=user.email, to_name=user.name, language=user.language, about=offer.key,
            once=f"{template}:{offer.key}:{user.key}",
            context={"offer": offer, "link": whole_address("offer_page", key=offer.key), "family": False, **context},
        )


def to_family(template: str, offer: Offer, **context) -> None:
    for relative in family_of(offer):
        queue_message(
            FOLDER + template, to=relative.email, to_name=relative.name, language=relative.language, about=offer.key,
            once=f"{template}:{offer.key}:{relative.key}",
            context={
                "offer": offer, "link": relative.link, "family": True, "of_age": relative.guardian is None, **context
            },
        )


def tell_of_offer(offer: Offer, *, from_waiting_list: bool = False) -> None:
    to_school("offer", offer, from_waiting_list=from_waiting_list)
    to_family("offer", offer, from_waiting_list=from_waiting_list)


def remind_of_offer(offer: Offer) -> None:
    to_school("offer_reminder", offer)


def tell_of_acceptance(offer: Offer) -> None:
    to_family("offer_accepted", offer)


def tell_of_end(offer: Offer, reason: str) -> None:
    """The offer was declined, expired or was withdrawn: its state says which."""
    to_school("offer_ended", offer, reason=reason)
    to_family("offer_ended", offer, reason=reason)


def tell_of_moving_up(nomination: Nomination) -> None:
    for user in coordinators_of([nomination.institution_id])[nomination.institution_id]:
        queue_message(
            FOLDER + "moved_up", to=user.email, to_name=user.name, language=user.language, about=nomination.key,
            once=f"moved-up:{nomination.key}:{user.key}",
            context={"nomination": nomination, "link": whole_address("school_offers")},
        )
