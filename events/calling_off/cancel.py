"""Cancelling an edition: at once for everybody who looks, then person by person in the background."""

import logging

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit.lifecycle import Refused
from core.audit.models import Entry
from core.audit.record import Actor
from events.calling_off.consequences import calls_that_lead_only_to
from events.calling_off.letters import tell_of_cancelling
from events.payments.all_back import give_back_extras
from events.programmes.models import EDITION_LIFECYCLE, Edition, EditionState
from events.registration.models import Registration
from events.registration.register import cancel
from talent.offers.called_off import call_off

log = logging.getLogger(__name__)


def cancel_edition(edition: Edition, by: Actor, reason: str) -> Edition:
    """From now on it is cancelled, and nobody is registered any more. The rest is for `finish_cancelling`.

    Raises Refused for an edition that nobody knows of yet, or that is over, and without a reason.
    """
    from events.calling_off.tasks import finish_cancelled_edition

    if not (reason := reason.strip()):
        raise Refused(_("Say why; everybody reads it."))
    with transaction.atomic():
        EDITION_LIFECYCLE.move(edition, EditionState.CANCELLED, by=by, reason=reason, notice=reason)
        # Once more as a whole, for its history: calendars count its versions.
        edition.save()
        finish_cancelled_edition.enqueue(edition.pk)
    return edition


def cancelled_by(edition: Edition) -> Actor:
    entry = Entry.objects.about(edition).filter(to_state=EditionState.CANCELLED).order_by("-pk").first()
    if entry is None:
        return "organiser"
    return entry.by or entry.by_whom or "organiser"


def finish_cancelling(edition: Edition) -> int:
    """Tell everybody, end the offers, cancel every registration and give everything back; returns how many places.

    Each step stands alone and is done once, so that it can be broken off anywhere and begun again. Whoever came
    in at the very last moment is found the next time.
    """
    by, reason = cancelled_by(edition), edition.notice
    tell_of_cancelling(edition, reason)
    for call in calls_that_lead_only_to(edition):
        call_off(call, by, reason)
    cancelled = 0
    for pk in Registration.objects.live().filter(edition=edition).order_by("pk").values_list("pk", flat=True):
        cancelled += cancel_one(pk, by, reason)
    give_back_extras(edition, by, reason)
    return cancelled


def cancel_one(pk: int, by: Actor, reason: str) -> bool:
    """False if somebody else cancelled it meanwhile, or if it fails: that one is tried again with the others left."""
    related = ("edition__programme__institution", "edition__host", "person", "institution", "consent")
    try:
        with transaction.atomic():
            registration = Registration.objects.live().select_related(*related).filter(pk=pk).first()
            if registration is None:
                return False
            cancel(registration, by, reason, told=False)
    except Refused:
        return False
    except Exception:
        log.exception("Registration %s of a cancelled edition could not be cancelled.", pk)
        return False
    return True
