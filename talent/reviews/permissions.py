"""Who may do what with a panel and its reviews.

The organiser of the call (or the secretariat) runs it. The chair follows progress and reads all reviews once they
are closed. A panellist reads evidence and scores, while the call is in review, what is not of a school of theirs.
"""

import rules

from core.accounts.models import User
from core.accounts.permissions import is_secretariat
from talent.calls.models import Call, CallState
from talent.calls.permissions import organises
from talent.nominations.models import Answer, Nomination, NominationState
from talent.nominations.permissions import may_see_evidence
from talent.reviews.blind import is_blind
from talent.reviews.closing import reviews_are_closed
from talent.reviews.conflicts import is_own_schools
from talent.reviews.models import DeclaredConflict, PanelInvitation, Panellist, Review, ReviewState


def call_of(subject: Call | Panellist | PanelInvitation | Nomination) -> Call:
    return subject if isinstance(subject, Call) else subject.call


@rules.predicate
def runs(user: User, subject) -> bool:
    """The organiser of the call that the subject (a call, or a record of one) belongs to."""
    return subject is not None and (is_secretariat(user) or organises(user, call_of(subject)))


@rules.predicate
def chairs(user: User, subject) -> bool:
    if subject is None or not user.is_authenticated:
        return False
    return Panellist.objects.sitting().filter(call=call_of(subject), user=user, is_chair=True).exists()


@rules.predicate
def sits_on_a_panel(user: User) -> bool:
    return user.is_authenticated and Panellist.objects.sitting().filter(user=user).exists()


@rules.predicate
def sits_there(user: User, panellist: Panellist | None) -> bool:
    """One's own seat, while one sits on it."""
    return panellist is not None and panellist.user_id == user.pk and panellist.left_at is None


@rules.predicate
def declares(user: User, declared: DeclaredConflict | None) -> bool:
    """A conflict of one's own; the organiser's word about somebody's conflict only the organiser takes back."""
    if declared is None:
        return False
    own = sits_there(user, declared.panellist) and declared.by_id == user.pk
    return own or runs(user, declared.panellist)


def works_with(user: User, nomination: Nomination) -> bool:
    """Whether the nomination is with the panel now and is not of a school of theirs."""
    return (
        nomination.state == NominationState.READY
        and nomination.call.state == CallState.REVIEWING
        and not is_own_schools(user, nomination)
    )


@rules.predicate
def reviews_it(user: User, review: Review | None) -> bool:
    """Their own review, while they sit on the panel, also one they stood aside from (to undo it).

    One that a conflict set aside is closed to them until that is taken back.
    """
    return (
        review is not None
        and review.panellist.user_id == user.pk
        and review.panellist.left_at is None
        and not review.barred
        and works_with(user, review.nomination)
    )


@rules.predicate
def is_on_its_panel(user: User, answer: Answer | None) -> bool:
    """A panellist with a review of the answer's nomination from which they have not stood aside.

    Where anything is hidden they open files by their review alone, which keeps back what they should not see.
    """
    if answer is None or not user.is_authenticated or not works_with(user, answer.nomination):
        return False
    if is_blind(answer.nomination.call):
        return False
    mine = Review.objects.filter(nomination=answer.nomination, panellist__user=user, panellist__left_at__isnull=True)
    return mine.exclude(state=ReviewState.RECUSED).exists()


@rules.predicate
def sees_all_its_reviews(user: User, nomination: Nomination | None) -> bool:
    """Once the reviews are closed: the organiser, and the chair who is not of its school."""
    if nomination is None or nomination.call.state in {CallState.DRAFT, CallState.PUBLISHED}:
        return False
    if nomination.call.state == CallState.REVIEWING and not reviews_are_closed(nomination.call):
        return False
    return runs(user, nomination) or (chairs(user, nomination) and not is_own_schools(user, nomination))


rules.set_perm("nominations.see_evidence", may_see_evidence | is_on_its_panel)

rules.add_perm("reviews.run", runs)
rules.add_perm("reviews.follow", runs | chairs)
rules.add_perm("reviews.edit_seat", runs | sits_there)
rules.add_perm("reviews.edit_conflict", declares)
rules.add_perm("reviews.mine", sits_on_a_panel)
rules.add_perm("reviews.review", reviews_it)
rules.add_perm("reviews.see_all", sees_all_its_reviews)
