"""The panel's work: from the start of reviewing to each submitted review."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from core.accounts.models import User
from core.audit.lifecycle import NotAllowed, Refused
from talent.calls.models import Call, CallState, Criterion
from talent.calls.publish import close_nominations
from talent.nominations.models import NominationState
from talent.reviews import letters
from talent.reviews.assigning import fill
from talent.reviews.closing import reviews_are_closed
from talent.reviews.conflicts import Bar, Conflicts, barred_from, institutions_by_user, judged
from talent.reviews.disagreement import notice_disagreement
from talent.reviews.models import Panellist, Review, ReviewState, Score

# For so many nominations reviewers are found while the organiser waits: in a second or two.
FOUND_AT_ONCE = 300
BARRED_WORDS = {
    Bar.OWN_SCHOOL: _lazy("You belong to this nominee's school, so you cannot review this nomination."),
    Bar.DECLARED: _lazy("A conflict with this nomination was declared, so you cannot review it."),
    Bar.OWN_COUNTRY: _lazy("On this panel nobody reviews nominees of their own country."),
}


def start(call: Call, by: User) -> Call:
    """Stop taking nominations and give the panel those that are ready. Raises Refused without a panel or rubric."""
    with transaction.atomic():
        call = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
        if not call.panel.sitting().exists():
            raise Refused(_("Nobody is on the panel yet: add its members first."))
        if not call.criteria.filter(weight__gt=0).exists():
            raise Refused(_("The rubric is empty: without a criterion of some weight there is nothing to score."))
        return close_nominations(call, by)


def begin_with_panel(call: Call) -> None:
    """Give the panel its reviews and tell it. The call has just come into review, in the caller's transaction.

    Where the reviewers of very many nominations are to be found, that is left to the worker.
    """
    from talent.reviews.tasks import give_reviews

    if call.reviewers_per_nomination is not None and call.nominations.ready().count() > FOUND_AT_ONCE:
        give_reviews.enqueue(call.pk)
    else:
        give(call)


def give(call: Call) -> None:
    complete_reviews(call, quietly=True)
    for panellist in call.panel.sitting().select_related("user", "call"):
        letters.reviewing_begins(panellist)


def complete_reviews(call: Call, *, quietly: bool = False) -> int:
    """Make the reviews that lack; how many were made. Nobody gets what a conflict keeps them from.

    Where the call says how many reviewers a nomination gets, so many have it, and who gets further ones is told
    (unless `quietly`); otherwise everybody reviews everything. Only while the call is in review. May be called
    at any time, also twice at once.
    """
    if call.state != CallState.REVIEWING or reviews_are_closed(call):
        return 0
    if call.reviewers_per_nomination is not None:
        return fill(call, quietly=quietly)
    panel = list(call.panel.sitting())
    conflicts = Conflicts(call, panel)
    there = set(Review.objects.filter(nomination__call=call).values_list("nomination_id", "panellist_id"))
    missing = [
        Review(nomination_id=one.nomination, panellist=panellist)
        for one in judged(call.nominations.ready())
        for panellist in panel
        if (one.nomination, panellist.pk) not in there and conflicts.between(panellist.pk, one) is None
    ]
    Review.objects.bulk_create(missing, ignore_conflicts=True, batch_size=1000)
    return len(missing)


def hold(review: Review) -> Review:
    """The review as stored now, locked, if its panellist may work on it. Raises Refused with the reason.

    Whoever closes the reviews locks them all first, so a score is either counted or refused, never lost.
    """
    review = (
        Review.objects.select_for_update(of=("self",))
        .select_related("panellist__user", "nomination__nominee", "nomination__call")
        .get(pk=review.pk)
    )
    call = Call.objects.get(pk=review.nomination.call_id)
    if reviews_are_closed(call):
        raise Refused(_("The reviews are closed; nothing can be changed any more."))
    if review.nomination.state != NominationState.READY:
        raise Refused(_("This nomination is not with the panel now."))
    if not Panellist.objects.sitting().filter(pk=review.panellist_id).exists():
        raise Refused(_("You are no longer on this panel."))
    if bar := barred_from(review.panellist, review.nomination):
        raise Refused(str(BARRED_WORDS[bar]))
    return review


def refuse_unless_open(review: Review) -> None:
    if review.state == ReviewState.SUBMITTED:
        raise Refused(_("You have submitted this review. Open it again to change it."))
    if review.state == ReviewState.RECUSED:
        raise Refused(_("You stood aside from this nomination."))


def save_points(review: Review, points: Mapping[Criterion, Decimal | None], by: User) -> Review:
    """Keep points as they are typed; None takes a score back. Raises Refused beyond a criterion's range."""
    with transaction.atomic():
        review = hold(review)
        refuse_unless_open(review)
        for criterion, given in points.items():
            if criterion.call_id != review.nomination.call_id:
                raise Refused(_("This criterion is not in the call's rubric."))
            if given is None:
                review.scores.filter(criterion=criterion).delete()
                continue
            if not 0 <= given <= criterion.maximum:
                raise Refused(
                    _("“%(criterion)s” is scored from 0 to %(maximum)s.")
                    % {"criterion": criterion.label, "maximum": criterion.maximum}
                )
            Score.objects.update_or_create(review=review, criterion=criterion, defaults={"points": given})
        begin(review, by)
    return review


def save_comment(review: Review, comment: str, by: User) -> Review:
    with transaction.atomic():
        review = hold(review)
        refuse_unless_open(review)
        if comment != review.comment:
            review.comment = comment
            review.save(update_fields=["comment", "updated_at"])
            begin(review, by)
    return review


def begin(review: Review, by: User) -> None:
    if review.state == ReviewState.ASSIGNED:
        Review.lifecycle.move(review, ReviewState.STARTED, by=by)


def submit(review: Review, by: User, moment: datetime | None = None) -> Review:
    """Hand the review in. Raises Refused naming the criteria that are not scored."""
    with transaction.atomic():
        review = hold(review)
        refuse_unless_open(review)
        scored = set(review.scores.values_list("criterion_id", flat=True))
        missing = [each.label for each in review.nomination.call.criteria.all() if each.pk not in scored]
        if missing:
            raise Refused(_("Not scored yet: %(criteria)s.") % {"criteria": ", ".join(missing)})
        review = Review.lifecycle.move(
            review, ReviewState.SUBMITTED, by=by, submitted_at=moment or timezone.now()
        )
        if notice_disagreement(review.nomination):
            complete_reviews(review.nomination.call)
    return review


def open_again(review: Review, by: User) -> Review:
    """Take one's own submitted review back, or one's standing aside, until the reviews are closed."""
    with transaction.atomic():
        review = hold(review)
        if review.state == ReviewState.RECUSED:
            return Review.lifecycle.move(review, ReviewState.ASSIGNED, by=by, barred="")
        return Review.lifecycle.move(review, ReviewState.STARTED, by=by, submitted_at=None)


def stand_aside(review: Review, by: User, reason: str) -> Review:
    """Recuse oneself: a conflict that no membership tells. Points given so far are forgotten, another is asked."""
    if not (reason := reason.strip()):
        raise Refused(_("Say why you stand aside; the organiser reads it."))
    with transaction.atomic():
        review = hold(review)
        if review.state == ReviewState.SUBMITTED:
            raise NotAllowed(_("You have submitted this review. Open it again to change it."))
        review.scores.all().delete()
        review = Review.lifecycle.move(review, ReviewState.RECUSED, by=by, reason=reason, comment="")
        complete_reviews(review.nomination.call)
    return review


def next_to_review(review: Review) -> Review | None:
    """The panellist's next review of the same call that is not handed in, after this one and then from the start."""
    own = institutions_by_user([review.panellist.user_id])[review.panellist.user_id]
    waiting = (
        Review.objects.filter(
            panellist=review.panellist_id, state__in=[ReviewState.ASSIGNED, ReviewState.STARTED],
            nomination__state=NominationState.READY,
        )
        .exclude(nomination__institution__in=own)
        .exclude(nomination__nominee__institution__in=own)
        .exclude(pk=review.pk)
        .order_by("pk")
    )
    return waiting.filter(pk__gt=review.pk).first() or waiting.first()
