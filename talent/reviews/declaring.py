"""Conflicts that people declare, and what becomes of reviews that a conflict forbids."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import Actor, record
from talent.calls.models import Call, CallState
from talent.institutions.models import Institution
from talent.nominations.models import Nomination
from talent.reviews.closing import lock_reviews, reviews_are_closed
from talent.reviews.conflicts import Bar, Conflicts, judged
from talent.reviews.models import DeclaredConflict, Panellist, Review, ReviewState
from talent.reviews.reviewing import complete_reviews


def declare_conflict(panellist: Panellist, about: Nomination | Institution, reason: str, by: User) -> DeclaredConflict:
    """Keep this panellist from one nomination, or from all of a school.

    Reviews of it are set aside, submitted ones too, and others are asked. Raises Refused for one that is declared
    already, for a nomination of another call, and when the call is decided.
    """
    with transaction.atomic():
        hold_reviews_of(panellist)
        call = Call.objects.get(pk=panellist.call_id)
        refuse_closed(call)
        if isinstance(about, Nomination) and about.call_id != call.pk:
            raise Refused(_("This nomination is not to this call."))
        what = {"nomination": about} if isinstance(about, Nomination) else {"institution": about}
        declared, new = DeclaredConflict.objects.get_or_create(
            panellist=panellist, **what, defaults={"reason": reason.strip(), "by": by}
        )
        if not new:
            raise Refused(_("This conflict is declared already."))
        record("declared a conflict", panellist, by, conflict=declared.key, reason=reason.strip())
        set_aside_barred(call, by, panellist)
        complete_reviews(call)
    return declared


def remove_conflict(declared: DeclaredConflict, by: User) -> None:
    """Take a declaration back. Reviews that it set aside stay aside until their reviewer takes them up again."""
    with transaction.atomic():
        hold_reviews_of(declared.panellist)
        call = Call.objects.get(pk=declared.panellist.call_id)
        refuse_closed(call)
        record("took a conflict back", declared.panellist, by, conflict=declared.key)
        declared.delete()
        set_aside_barred(call, by, declared.panellist)
        complete_reviews(call)


def hold_reviews_of(panellist: Panellist) -> None:
    lock_reviews(Review.objects.filter(panellist=panellist))


def refuse_closed(call: Call) -> None:
    """Raise Refused where what follows for reviews can no longer follow: a proposal or a decision stands on them."""
    if call.state in {CallState.DECIDED, CallState.ARCHIVED}:
        raise Refused(_("The call is decided: its panel stays as it was."))
    if call.state == CallState.REVIEWING and reviews_are_closed(call):
        raise Refused(_("The reviews are closed, and the proposal stands on them. Open them again to change this."))


def set_aside_barred(call: Call, by: Actor, panellist: Panellist | None = None) -> int:
    """Set aside every review that a declared conflict or the country rule forbids, submitted ones too; how many.

    Of one panellist, or of all; the caller holds these reviews. What was scored is kept and counts nowhere. A review
    whose conflict is gone becomes one that its reviewer may take up again. Reviews of one's own school need no
    setting aside: they count nowhere while the membership lasts.
    """
    if call.state in {CallState.DECIDED, CallState.ARCHIVED}:
        return 0
    panel = [panellist] if panellist else list(call.panel.all())
    conflicts = Conflicts(call, panel)
    nominations = {each.nomination: each for each in judged(call.nominations.all())}
    reviews = Review.objects.filter(nomination__call=call, panellist__in=panel).order_by("pk")
    if not conflicts.any_beside_schools and not reviews.exclude(barred="").exists():
        return 0
    moved = 0
    for review in reviews.select_related("nomination__nominee", "nomination__call"):
        bar = conflicts.between(review.panellist_id, nominations[review.nomination_id])
        if bar in {None, Bar.OWN_SCHOOL}:
            if review.barred:
                Review.objects.filter(pk=review.pk).update(barred="")
        elif review.state != ReviewState.RECUSED:
            Review.lifecycle.move(review, ReviewState.RECUSED, by=by, reason=str(bar.label), barred=bar.value)
            moved += 1
        elif review.barred != bar.value:
            Review.objects.filter(pk=review.pk).update(barred=bar.value)
    return moved
