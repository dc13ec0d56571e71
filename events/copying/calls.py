"""The calls of an edition, anew: drafts that ask the same, their dates moved with the edition's."""

from core.accounts.models import User
from core.audit.record import Actor
from events.copying.copy import Moved
from events.programmes.models import Edition
from talent.calls.copy_call import copy_call
from talent.calls.models import Call

MOMENTS = ("opens_at", "closes_at", "reviews_close_at", "ministries_close_at", "recommendations_close_at")


def copy_calls(source: Edition, copy: Edition, moved: Moved, by: Actor) -> None:
    """Each call of the organiser's own; another institution's call is for that institution to copy."""
    if not isinstance(by, User):
        return
    for call in source.calls.filter(institution=source.programme.institution_id).order_by("pk"):
        copied = copy_call(call, by)
        there = Moved(moved.days, call.zone)
        moments = {name: at and there.moment(at) for name in MOMENTS for at in [getattr(call, name)]}
        Call.objects.filter(pk=copied.pk).update(title=call.title, **moments)
        copy.calls.add(copied)
