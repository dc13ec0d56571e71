"""Nominating oneself, where a call allows it.

Safe for minors: a link goes only to the address that the school has recorded for the person; what a student writes
goes to the student's school and to nobody else; it becomes a nomination only when the school's coordinator submits it,
and reaches ministry or panel only with the guardians' consent, as any other. A teacher or an expert decides alone.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.models import Entry
from core.audit.record import Actor, record
from core.mail.links import LinkBroken, Purpose
from core.mail.queue import queue_message
from talent.calls.closing import hold_as_it_is, refuse_new_drafts, refuse_submission, window_for
from talent.calls.eligibility import reasons_against
from talent.calls.letters import those_who_submit, whole_address
from talent.calls.models import Call
from talent.calls.nominators import is_invited, why_not
from talent.institutions.models import InstitutionState
from talent.nominations.lacks import lacks_of
from talent.nominations.models import Nomination, NominationState
from talent.nominations.recorded import keep_in_record
from talent.nominations.submit import UNTOUCHED_BY_MINISTRY, hold, submit
from talent.nominations.withdraw import withdraw
from talent.people.consent_mail import mark_of
from talent.people.models import Person, PersonRole

# Longer than calls are open, as a rule; the call's page always sends a new one.
OWN_LINK = Purpose("own-nomination", lasts=timedelta(days=90), page="own_nomination")
BY_LINK = "nominee by signed link"
# Of one address no more people than this are sent a link: brothers and sisters may share one.
MOST_OF_ONE_ADDRESS = 5


@dataclass(frozen=True)
class OwnPart:
    """One person's own part in one call, opened by their link; with an account, `user` is that person's."""

    call: Call
    person: Person
    user: User | None = None

    @property
    def actor(self) -> Actor:
        return self.user or BY_LINK

    @property
    def is_student(self) -> bool:
        return self.person.role == PersonRole.STUDENT


def people_with_address(call: Call, email: str) -> list[Person]:
    """Present people of the call's role at verified institutions for whom this address is recorded."""
    people = Person.objects.current().filter(
        email__iexact=email.strip(), role=call.nominee_role, institution__state=InstitutionState.VERIFIED
    )
    return list(people.select_related("institution").order_by("pk")[:MOST_OF_ONE_ADDRESS])


def send_links(call: Call, email: str) -> int:
    """Mail a link to each person with this address; nobody else learns whether there is one."""
    people = people_with_address(call, email) if email.strip() else []
    for person in people:
        queue_message(
            "talent/nominations/mail/own_link", to=person.email, to_name=person.name,
            language=person.institution.language, about=call.key,
            context={
                "call": call, "person": person, "student": person.role == PersonRole.STUDENT,
                "address": OWN_LINK.address({"c": call.key, "p": person.key, "e": mark_of(person.email)}),
            },
        )
    return len(people)


def token_of(call: Call, person: Person, user: User) -> str:
    """The token for somebody who is signed in: it opens for this account only."""
    return OWN_LINK.token({"c": call.key, "p": person.key, "u": user.key})


def part_of(about: dict, user: User) -> OwnPart:
    """Whom a link's content names. Raises LinkBroken when call or person is gone, or it is not theirs any more."""
    try:
        call = Call.objects.shown().select_related("institution").get(key=about["c"])
        person = Person.objects.current().select_related("institution", "user").get(
            key=about["p"], institution__state=InstitutionState.VERIFIED
        )
    except (Call.DoesNotExist, Person.DoesNotExist, KeyError):
        raise LinkBroken from None
    if "u" in about:
        if not user.is_authenticated or user.key != about["u"] or person.user_id != user.pk:
            raise LinkBroken
        return OwnPart(call, person, user)
    if not person.email or mark_of(person.email) != about.get("e"):
        raise LinkBroken
    return OwnPart(call, person)


def nomination_of(part: OwnPart) -> Nomination | None:
    return (
        Nomination.objects.filter(call=part.call, nominee=part.person)
        .select_related("call__institution", "nominee__institution", "institution", "consent").first()
    )


def refuse_own(part: OwnPart) -> None:
    """Raises Refused unless the call takes people's own nominations, and this person's institution lets it."""
    if not part.call.self_nomination:
        raise Refused(_("To this call people cannot nominate themselves; ask your school."))
    invited = is_invited(part.call, part.person.institution)
    if part.is_student and (reason := why_not(part.call, part.person.institution, invited=invited)):
        raise Refused(reason)


def begin(part: OwnPart, moment: datetime | None = None) -> Nomination:
    """The person's own draft: a new one, or the one there is.

    Raises Refused: not to this call, not open, not eligible, or the school has nominated them already or withdrew it.
    """
    refuse_own(part)
    refuse_new_drafts(part.call, window_for(part.call, part.person.institution), moment or timezone.now())
    if reasons := reasons_against(part.call, part.person, part.person.institution_id):
        raise Refused(" ".join(reasons))
    before = nomination_of(part)
    if before is None:
        return new_draft(part)
    if before.state != NominationState.WITHDRAWN:
        if before.self_nominated:
            return before
        raise Refused(_("Your school is nominating you already: ask there how it stands."))
    if not (before.self_nominated and withdrawn_by_themselves(before)):
        raise Refused(_("Your school has withdrawn your nomination: ask there."))
    Nomination.lifecycle.move(before, NominationState.DRAFT, by=part.actor, consent=None, **UNTOUCHED_BY_MINISTRY)
    keep_in_record([before])
    return before


def new_draft(part: OwnPart) -> Nomination:
    try:
        with transaction.atomic():
            draft = Nomination.objects.create(
                call=part.call, nominee=part.person, institution=part.person.institution, by=part.user,
                self_nominated=True,
            )
    except IntegrityError:
        raise Refused(_("You are nominated already: reload the page.")) from None
    record("drafted by the nominee", draft, part.actor)
    return draft


def withdrawn_by_themselves(nomination: Nomination) -> bool:
    last = Entry.objects.about(nomination).filter(to_state=NominationState.WITHDRAWN).first()
    own = nomination.nominee.user_id
    return last is not None and (last.by_whom == BY_LINK or (own is not None and last.by_id == own))


def refuse_not_own(nomination: Nomination) -> None:
    if not nomination.self_nominated:
        raise Refused(_("Your school has taken this nomination over: ask there."))


def hand_in(part: OwnPart, nomination: Nomination, moment: datetime | None = None) -> Nomination:
    """A student's goes to the school for confirmation; a teacher's or expert's is submitted.

    Raises Refused as `submit` does. The school's confirmation is the submission: it counts when that comes in.
    """
    moment = moment or timezone.now()
    refuse_own(part)
    refuse_not_own(nomination)
    if not part.is_student:
        return submit(nomination, part.actor, moment)
    with transaction.atomic():
        held = hold(nomination)
        held.call = hold_as_it_is(held.call)
        refuse_submission(held.call, window_for(held.call, held.institution), moment)
        if lacks := lacks_of(held, list(held.call.questions.all()), moment):
            raise Refused(" ".join(lacks))
        Nomination.lifecycle.move(held, NominationState.WITH_SCHOOL, by=part.actor)
        ask_school(held)
    return held


def ask_school(nomination: Nomination) -> None:
    """Tell everybody who submits for the school; each time that it is handed in anew."""
    for user in those_who_submit([nomination.institution_id])[nomination.institution_id]:
        queue_message(
            "talent/nominations/mail/own_to_confirm", to=user.email, to_name=user.name, language=user.language,
            once=f"own-to-confirm:{nomination.key}:{nomination.updated_at:%Y%m%d%H%M%S%f}:{user.key}",
            about=nomination.key,
            context={
                "nomination": nomination, "call": nomination.call,
                "closes_at": window_for(nomination.call, nomination.institution).closes_at,
                "address": whole_address("nomination", key=nomination.key),
            },
        )


def take_back(part: OwnPart, nomination: Nomination) -> Nomination:
    """The person takes it back from the school, to write on."""
    refuse_not_own(nomination)
    with transaction.atomic():
        return back_to_nominee(hold(nomination), part.actor)


def send_back(nomination: Nomination, by: User, reason: str) -> Nomination:
    """The school sends it back to the student, and says what to change; the student is told."""
    if not (reason := reason.strip()):
        raise Refused(_("Say what should be changed; the student reads it."))
    with transaction.atomic():
        held = back_to_nominee(hold(nomination), by, reason)
        tell_nominee(held, "sent back", reason)
    return held


def back_to_nominee(held: Nomination, by: Actor, reason: str = "") -> Nomination:
    if held.state != NominationState.WITH_SCHOOL:
        raise Refused(_("It does not wait for the school's confirmation."))
    return Nomination.lifecycle.move(held, NominationState.DRAFT, by=by, reason=reason)


def withdraw_own(part: OwnPart, nomination: Nomination, reason: str) -> Nomination:
    """At any stage, as a school can; only what the person began."""
    refuse_not_own(nomination)
    return withdraw(nomination, part.actor, reason)


def tell_nominee(nomination: Nomination, became: str, reason: str = "") -> None:
    """Tell who nominated themselves how it went on: "confirmed", "sent back" or "withdrawn"."""
    person = nomination.nominee
    if not person.email:
        return
    queue_message(
        "talent/nominations/mail/own_moved", to=person.email, to_name=person.name,
        language=person.institution.language, about=nomination.key,
        once=f"own-{became}:{nomination.key}:{nomination.updated_at:%Y%m%d%H%M%S%f}",
        context={
            "nomination": nomination, "call": nomination.call, "became": became, "reason": reason,
            "address": OWN_LINK.address({"c": nomination.call.key, "p": person.key, "e": mark_of(person.email)}),
        },
    )
