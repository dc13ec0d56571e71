"""Making a call's nominations, and people, anonymous."""

from collections.abc import Sequence

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import Actor, record
from core.mail.models import Message, MessageState
from talent.calls.models import CallState
from talent.nominations.models import CONSIDERED, Nomination
from talent.people.consent import close_request
from talent.people.erasure import (
    ANONYMOUS,
    BESIDES,
    BESIDES_NOMINATIONS,
    HINDRANCES,
    WITH_CALL,
    WITH_NOMINATION,
    WITH_PERSON,
    Gone,
    carry_out,
    quiet_audit,
)
from talent.people.models import Guardian, Person
from talent.people.school_change.models import SchoolChange
from talent.retention.models import Erasure, ErasureState

AT_ONCE = 50
RECORDED_AS = "retention"
MADE_ANONYMOUS = "nominations made anonymous"
UNSENT = [MessageState.QUEUED, MessageState.SENDING]


def erase_call(erasure: Erasure) -> Erasure:
    """Make every nomination of the call anonymous, some at a time, each lot in a transaction of its own.

    Stopped and begun again it goes on where it stopped; done twice it finds nothing more.
    """
    call = erasure.call
    left = Nomination.objects.filter(call=call, erased_at__isnull=True).order_by("pk")
    erasure.total = erasure.progress + left.count()
    while lot := list(left.values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            gone = erase_nominations(lot)
            add_up(erasure, gone, gone.counts.get(MADE_ANONYMOUS, 0))
    with transaction.atomic():
        add_up(erasure, carry_out(WITH_CALL, [call.pk]), 0)
        return finish(erasure, RECORDED_AS)


def erase_nominations(pks: Sequence[int]) -> Gone:
    """Erase what was written and handed in, and set somebody without a name in the nominee's place.

    State, scores, country, gender and school stay, so an organiser's numbers stay right.
    """
    nominations = list(
        Nomination.objects.select_for_update(of=("self",)).filter(pk__in=pks, erased_at__isnull=True)
        .select_related("nominee", "consent")
    )
    for nomination in nominations:
        if nomination.consent:
            close_request(nomination.consent, RECORDED_AS)
    gone = erase_words_of([each.pk for each in nominations])
    now = timezone.now()
    for nomination in nominations:
        Nomination.objects.filter(pk=nomination.pk).update(
            nominee=nameless(nomination.nominee), erased_at=now, by=None
        )
    gone.add("mails", forget_mails(gone.keys, set()))
    gone.add(MADE_ANONYMOUS, len(nominations))
    return gone


def erase_words_of(nominations: Sequence[int]) -> Gone:
    for act in BESIDES_NOMINATIONS:
        act(nominations)
    return carry_out(WITH_NOMINATION, nominations)


def nameless(person: Person) -> Person:
    """Somebody like the person in all that is counted, and in nothing else."""
    double = Person(
        role=person.role, institution_id=person.institution_id, name=ANONYMOUS, latin_name=ANONYMOUS,
        gender=person.gender, country=person.country, grade=person.grade, left_on=timezone.localdate(),
        erased_at=timezone.now(),
    )
    double.skip_history_when_saving = True  # type: ignore[attr-defined]
    double.save()
    return double


def hindrances(person: Person) -> list[str]:
    """Why the person cannot be erased now, a sentence each; empty when nothing is in the way."""
    undecided = Nomination.objects.filter(nominee=person, state__in=CONSIDERED).exclude(
        call__state__in=[CallState.DECIDED, CallState.ARCHIVED]
    )
    found = [
        _("%(name)s is nominated to “%(call)s”. Withdraw that first.") % {"name": person.name, "call": each.call}
        for each in undecided.select_related("call")
    ]
    return found + [sentence for source in HINDRANCES for sentence in source(person)]


def erase_person(person: Person, by: Actor) -> Gone:
    """Make the person anonymous everywhere: their rows, guardians, consents, files, earlier versions, mails, account.

    What a published list or a certificate is made of stays, without the name. Raises Refused when something is in
    the way. Runs in one transaction; done twice it changes nothing.
    """
    with transaction.atomic():
        # A change of school locks itself before the person; so does this.
        list(SchoolChange.objects.select_for_update().filter(person=person).order_by("pk").values_list("pk"))
        person = Person.objects.select_for_update(of=("self",)).select_related("institution", "user").get(pk=person.pk)
        if person.erased_at is not None:
            return Gone()
        if found := hindrances(person):
            raise Refused(" ".join(found))
        names = {person.name, person.latin_name, *person.guardians.values_list("name", flat=True)} - {""}
        addresses = {person.email, *person.guardians.values_list("email", flat=True)} - {""}
        user = person.user
        guardians = list(person.guardians.values_list("pk", flat=True))
        nominations = list(Nomination.objects.filter(nominee=person).values_list("pk", flat=True))
        gone = erase_words_of(nominations)
        people = carry_out(WITH_PERSON, [person.pk])
        for what, number in people.counts.items():
            gone.add(what, number)
        gone.keys |= people.keys
        Nomination.objects.filter(pk__in=nominations, erased_at__isnull=True).update(erased_at=timezone.now())
        Guardian.history.filter(id__in=guardians).delete()
        Person.objects.filter(pk=person.pk).update(erased_at=timezone.now())
        for act in BESIDES:
            act([person.pk])
        gone.add("mails", forget_mails(gone.keys, addresses))
        gone.add("mails without the name", take_names_from_mails(names))
        if user is not None:
            erase_account(user)
            gone.add("accounts", 1)
        person.refresh_from_db()
        record("made anonymous", person, by, rows=sum(gone.counts.values()))
    return gone


def forget_mails(keys: set[str], addresses: set[str]) -> int:
    """Delete mails about erased records, and mails to the family."""
    about, found = list(keys), 0
    for begin in range(0, len(about), 400):
        found += Message.objects.filter(about__in=about[begin : begin + 400]).delete()[0]
    for address in addresses:
        found += Message.objects.filter(to__iexact=address).delete()[0]
    return found


def take_names_from_mails(names: set[str]) -> int:
    """Put a dash in place of the names in what was sent to others: a school's letter about many, for instance."""
    changed = 0
    for name in sorted(names, key=len, reverse=True):
        rows = Message.objects.filter(Q(body__contains=name) | Q(subject__contains=name) | Q(to_name=name))
        for message in rows.exclude(state__in=UNSENT):
            message.subject, message.body = (
                text.replace(name, ANONYMOUS) for text in (message.subject, message.body)
            )
            message.html = message.html.replace(name, ANONYMOUS)
            message.to_name = message.to_name.replace(name, ANONYMOUS)
            message.save(update_fields=["subject", "body", "html", "to_name", "updated_at"])
            changed += 1
    return changed


def erase_account(user: User) -> None:
    """The person's account, unless they act for an institution by it: then it is theirs as a colleague."""
    if user.memberships.active().exists() or user.is_secretariat:
        return
    quiet_audit(User, [user.pk])
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    user.email, user.name, user.is_active = f"{user.key}@erased.invalid", ANONYMOUS, False
    user.set_unusable_password()
    user.save()


def add_up(erasure: Erasure, gone: Gone, number: int) -> None:
    for what, found in gone.counts.items():
        erasure.counts[what] = erasure.counts.get(what, 0) + found
    erasure.progress += number
    erasure.save(update_fields=["counts", "progress", "total", "updated_at"])


def finish(erasure: Erasure, by: Actor) -> Erasure:
    return Erasure.lifecycle.move(
        erasure, ErasureState.DONE, by=by, done_at=timezone.now(), counts=erasure.counts,
    )


def erase_person_of(erasure: Erasure, by: Actor) -> Erasure:
    """Carry an announced or granted erasure of a person out, and log it. Raises Refused."""
    with transaction.atomic():
        gone = erase_person(erasure.person, by)
        erasure.counts, erasure.progress, erasure.total = gone.counts, 1, 1
        erasure.save(update_fields=["counts", "progress", "total", "updated_at"])
        return finish(erasure, by)
