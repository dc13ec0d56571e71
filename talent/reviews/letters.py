"""The mails to panellists."""

from datetime import date

from django.conf import settings
from django.utils import timezone

from core.accounts.zones import zone_or_utc
from core.mail.queue import queue_message
from talent.calls.models import Call
from talent.nominations.letters import whole_address
from talent.reviews.models import PanelInvitation, Panellist

FOLDER = "talent/reviews/mail/"


def today_in(call: Call) -> date:
    return timezone.now().astimezone(zone_or_utc(call.zone)).date()


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


def more_to_review(panellist: Panellist, count: int) -> bool:
    """Somebody got further reviews while the panel works; told once a day. It never says why."""
    once = f"more-to-review:{panellist.key}:{today_in(panellist.call)}"
    return to_panellist("more_to_review", panellist, once, count=count)
