"""What nominations do when something they depend on changes."""

from datetime import timedelta

from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.record import Actor
from core.schedule.under_way import still_to_begin
from talent.calls.models import CallState
from talent.nominations.models import NOT_HANDED_IN, Nomination, NominationState
from talent.nominations.own import BY_LINK, tell_nominee
from talent.nominations.signals import nomination_submitted, nomination_withdrawn
from talent.nominations.stages import state_handed_in
from talent.nominations.tasks import find_duplicates_of
from talent.nominations.withdraw import discard, withdraw
from talent.people.models import ConsentRequest, ConsentStanding, Person, PersonRole
from talent.people.signals import ConsentChanged, PersonMoved, consent_changed, person_moved

# A call that was decided takes no further nominees; what a withdrawal means then is for selection and registration.
UNDECIDED = (CallState.PUBLISHED, CallState.REVIEWING)


@receiver(consent_changed, sender=ConsentRequest)
def follow_consent(sender: type[ConsentRequest], changed: ConsentChanged, **kwargs) -> None:
    """A nomination is with the ministry or the panel only while its consent is given; in the answer's transaction."""
    held = (
        Nomination.objects.select_for_update(of=("self",)).select_related("call")
        .filter(consent=changed.request).first()
    )
    if held is None or held.call.state not in UNDECIDED:
        return
    given = changed.after == ConsentStanding.GIVEN
    if given and held.state == NominationState.SUBMITTED:
        then = state_handed_in(
            consent_given=True, ministry_stage=held.call.ministry_stage, forwarded=held.forwarded_at is not None
        )
        Nomination.lifecycle.move(held, then, by="consent", detail={"consent": changed.after})
    elif not given and held.state in (NominationState.READY, NominationState.WITH_MINISTRY):
        Nomination.lifecycle.move(held, NominationState.SUBMITTED, by="consent", detail={"consent": changed.after})


@receiver(nomination_submitted, sender=Nomination)
def tell_who_was_confirmed(sender: type[Nomination], nomination: Nomination, by: Actor, **kwargs) -> None:
    if nomination.self_nominated and nomination.nominee.role == PersonRole.STUDENT:
        tell_nominee(nomination, "confirmed")


@receiver(nomination_withdrawn, sender=Nomination)
def tell_whose_was_withdrawn(
    sender: type[Nomination], nomination: Nomination, by: Actor, reason: str, **kwargs
) -> None:
    """By the school, or by whoever else it was; themselves they know."""
    themselves = by == BY_LINK or (isinstance(by, User) and by.pk == nomination.nominee.user_id)
    if nomination.self_nominated and not themselves:
        tell_nominee(nomination, "withdrawn", reason)


@receiver(person_moved, sender=Person)
def end_drafts(sender: type[Person], moved: PersonMoved, **kwargs) -> None:
    """Who goes to another school is no longer nominated by drafts of the school so far; what it sent in goes on.

    What that school wrote is not handed to the next: a draft never sent in goes with its answers.
    """
    drafts = Nomination.objects.filter(
        nominee=moved.person, institution=moved.before, state__in=NOT_HANDED_IN
    ).order_by("pk")
    for draft in drafts:
        if draft.submitted_at is None and draft.state == NominationState.DRAFT:
            discard(draft, "change of school")
        else:
            withdraw(draft, "change of school", _("The student is at another school now."))


@receiver(nomination_submitted, sender=Nomination)
def look_for_duplicates(sender, nomination: Nomination, **kwargs) -> None:
    """After each submission; many in one minute are looked through once."""
    if not still_to_begin(find_duplicates_of, nomination.call.key):
        find_duplicates_of.using(run_after=timezone.now() + timedelta(minutes=1)).enqueue(nomination.call.key)
