"""The mails of selection: to panellists, to schools, to families."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from core.accounts.models import User
from core.accounts.zones import zone_or_utc
from core.mail.queue import queue_message
from talent.institutions.models import Membership, MembershipRole
from talent.nominations.models import Call, Nomination
from talent.selection.family import family_of
from talent.selection.models import Offer, PanelInvitation, Panellist

FOLDER = "talent/selection/mail/"


def whole_address(name: str, **kwargs: str) -> str:
    return settings.SITE_URL.rstrip("/") + reverse(name, kwargs=kwargs)


def today_in(call: Call) -> date:
    return timezone.now().astimezone(zone_or_utc(call.zone)).date()


def coordinators_of(institutions: Iterable[int]) -> dict[int, list[User]]:
    """Each institution's coordinators; one query."""
    found: dict[int, list[User]] = defaultdict(list)
    for membership in (
        Membership.objects.active()
        .filter(institution__in=set(institutions), role=MembershipRole.COORDINATOR, user__is_active=True)
        .select_related("user").order_by("pk")
    ):
        found[membership.institution_id].append(membership.user)
    return found


# --- to panellists -----------------------------------------------------------------------


def to_panellist(template: str, panellist: Panellist, once: str, **context) -> bool:
    user = panellist.user
    return bool(
        queue_message(
            FOLDER + template, to=user.email, to_name=user.name, language=user.language, about=panellist.call.key,
            once=once,
            context={"call": panellist.call, "link": whole_address("my_reviews"), **context},
        )
    )


def invite_to_panel(invitation: PanelInvitation) -> None:
    """Whom it is for has no account: the link leads to signing up, and the seat is taken at the first sign-in."""
    queue_message(
        FOLDER + "panel_invitation", to=invitation.email, language=settings.LANGUAGE_CODE, about=invitation.call.key,
        once=f"panel-invitation:{invitation.key}",
        context={"call": invitation.call, "link": whole_address("account_signup"), "email": invitation.email},
    )


def welcome_to_panel(panellist: Panellist) -> None:
    to_panellist("panel_welcome", panellist, f"panel-welcome:{panellist.key}:{timezone.now():%Y%m%d%H%M%S}")


def reviewing_begins(panellist: Panellist) -> None:
    count = panellist.reviews.count()
    to_panellist(
        "reviewing_begins", panellist, f"reviewing-begins:{panellist.key}:{today_in(panellist.call)}", count=count
    )


def remind_panellist(panellist: Panellist, left: int) -> bool:
    """At most one reminder a panellist and day (of the call's zone); whether this was the one."""
    once = f"review-reminder:{panellist.key}:{today_in(panellist.call)}"
    return to_panellist("review_reminder", panellist, once, count=left)


# --- to schools --------------------------------------------------------------------------


def tell_schools_the_decision(call: Call, nominations: Iterable[Nomination]) -> int:
    """One mail to each coordinator with all of their school's nominees; returns how many were written."""
    by_school: dict[int, list[Nomination]] = defaultdict(list)
    for nomination in nominations:
        by_school[nomination.institution_id].append(nomination)
    written = 0
    for institution, coordinators in coordinators_of(by_school).items():
        for user in coordinators:
            message = queue_message(
                FOLDER + "decision", to=user.email, to_name=user.name, language=user.language, about=call.key,
                once=f"decision:{call.key}:{institution}:{user.key}",
                context={"call": call, "nominations": by_school[institution], "link": whole_address("school_offers")},
            )
            written += bool(message)
    return written


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
