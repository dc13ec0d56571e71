"""Starting a change of school, and what the family answers."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.limits import within_limit
from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from core.mail.links import LinkBroken
from talent.institutions.models import Institution, InstitutionKind, InstitutionState
from talent.people.consent_mail import mark_of
from talent.people.majority import of_age
from talent.people.models import Guardian, Person
from talent.people.record.link import Kin, family_of
from talent.people.school_change import mails
from talent.people.school_change.models import OPEN, ChangeState, SchoolChange, StartedBy

TIME_TO_ANSWER = timedelta(days=30)
TAKES_STUDENTS = (InstitutionKind.SCHOOL, InstitutionKind.UNIVERSITY, InstitutionKind.COLLEGE)


@dataclass(frozen=True)
class Wanted:
    """Whom a new school asks for: as it knows them."""

    name: str
    birth_date: date


def schools_found(words: str, besides: Institution) -> list[Institution]:
    """Verified schools whose name or city has all the words, twenty at most."""
    found = Institution.objects.verified().filter(kind__in=TAKES_STUDENTS).exclude(pk=besides.pk)
    for word in words.split()[:6]:
        found = found.filter(Q(name__icontains=word) | Q(latin_name__icontains=word) | Q(city__icontains=word))
    return list(found.order_by("latin_name", "pk")[:20])


def start(student: Person, to: Institution, by: User) -> SchoolChange:
    """The school so far asks the family to let the student and the record go to another school. Raises Refused."""
    refuse_unfit(to, student.institution)
    family = family_of(student)
    if not family:
        raise Refused(
            _("Nobody of the family has an email here, so nobody can be asked. Add a guardian's email first.")
        )
    with transaction.atomic():
        change = write(student, student.institution, to, started_by=StartedBy.OLD, by=by, name=student.name)
        mails.ask_family(change, family)
    return change


def ask_for(to: Institution, old: Institution, wanted: Wanted, by: User) -> SchoolChange:
    """A new school asks for a student of another. What comes back never tells whether there is such a student.

    Exactly one present or former student of that name (in either script) and date of birth is a match; then the
    family is asked. Raises Refused where a school asks too often.
    """
    refuse_unfit(to, old)
    if not within_limit("student-asked", str(to.pk), 60, timedelta(days=1)):
        raise Refused(_("Many students were asked for today. Please go on tomorrow."))
    named = Q(name__iexact=wanted.name.strip()) | Q(latin_name__iexact=wanted.name.strip())
    found = list(
        Person.objects.at(old).students().filter(named, birth_date=wanted.birth_date, erased_at__isnull=True)
        .select_related("institution")[:2]
    )
    match = found[0] if len(found) == 1 and family_of(found[0]) else None
    if match and SchoolChange.objects.open().filter(person=match).exists():
        match = None
    try:
        with transaction.atomic():
            change = write(match, old, to, started_by=StartedBy.NEW, by=by, name=wanted.name.strip())
            if match:
                mails.ask_family(change, family_of(match))
    except Refused:  # another school's asking came first at this very moment
        change = write(None, old, to, started_by=StartedBy.NEW, by=by, name=wanted.name.strip())
    return change


def refuse_unfit(to: Institution, old: Institution) -> None:
    if to.pk == old.pk:
        raise Refused(_("That is the student's school already."))
    if to.state != InstitutionState.VERIFIED or to.kind not in TAKES_STUDENTS:
        raise Refused(_("Only a verified school takes students in."))


def write(
    person: Person | None, old: Institution, to: Institution, *, started_by: str, by: User, name: str
) -> SchoolChange:
    try:
        with transaction.atomic():
            change = SchoolChange.objects.create(
                person=person, asked_name="" if person and started_by == StartedBy.OLD else name[:200],
                from_institution=old, to_institution=to, started_by=started_by, by=by,
                answer_by=timezone.now() + TIME_TO_ANSWER,
            )
    except IntegrityError:
        raise Refused(_("A change of school is under way for this student already.")) from None
    if person:
        record("change of school asked", person, by, started_by=str(started_by), to=to.key)
    return change


def kin_by(about: dict) -> tuple[SchoolChange, Kin]:
    """The change and the reader that a link's content names. Raises LinkBroken when either is gone or no longer asked.

    A guardian's link opens no more from the day the student is of age: then the student answers.
    """
    try:
        change = SchoolChange.objects.select_related(
            "person__institution", "from_institution", "to_institution"
        ).get(key=about["c"], person__isnull=False)
        person = change.person
        guardian = person.guardians.current().get(key=about["g"]) if about["g"] else None
    except (SchoolChange.DoesNotExist, Guardian.DoesNotExist, KeyError, TypeError):
        raise LinkBroken from None
    kin = Kin(person, guardian)
    if about.get("e") != mark_of(kin.email) or of_age(person) != (guardian is None):
        raise LinkBroken
    return change, kin


def answer(change: SchoolChange, kin: Kin, *, agree: bool, name: str, now: datetime | None = None) -> SchoolChange:
    """The family's answer. One no ends it, also after another guardian's yes, until the new school has taken in.

    Raises Refused when it is over, or when the time is.
    """
    now = now or timezone.now()
    if not (name := name.strip()):
        raise Refused(_("An answer needs the name of the person who gives it."))
    with transaction.atomic():
        change = hold(change)
        if change.state not in OPEN or change.answer_by <= now:
            raise Refused(_("This is over: nothing is asked any more."))
        if agree and change.state == ChangeState.AGREED:
            return change
        if agree:
            SchoolChange.lifecycle.move(
                change, ChangeState.AGREED, by=kin.actor, guardian=kin.guardian, signed_name=name[:200], agreed_at=now,
                answer_by=now + TIME_TO_ANSWER,
            )
        else:
            SchoolChange.lifecycle.move(change, ChangeState.REFUSED, by=kin.actor, asked_name="")
        mails.tell_schools(change)
    return change


def hold(change: SchoolChange) -> SchoolChange:
    return (
        SchoolChange.objects.select_for_update(of=("self",))
        .select_related("person__institution", "from_institution", "to_institution").get(pk=change.pk)
    )


def withdraw(change: SchoolChange, by: User) -> SchoolChange:
    """Whoever started it takes it back, until it is done."""
    with transaction.atomic():
        change = hold(change)
        SchoolChange.lifecycle.move(change, ChangeState.WITHDRAWN, by=by)
        mails.tell_schools(change, besides=by)
    return change


def decline(change: SchoolChange, by: User) -> SchoolChange:
    """The new school does not take the student in; nothing changes."""
    with transaction.atomic():
        change = hold(change)
        SchoolChange.lifecycle.move(change, ChangeState.DECLINED, by=by)
        mails.tell_schools(change, besides=by)
        mails.tell_family(change)
    return change


def expire_due(now: datetime | None = None) -> int:
    """End what nobody answered in time; names that were only typed go with it."""
    now, ended = now or timezone.now(), 0
    for change in SchoolChange.objects.open().filter(answer_by__lte=now).order_by("pk"):
        try:
            with transaction.atomic():
                held = hold(change)
                if held.answer_by > now:
                    continue
                SchoolChange.lifecycle.move(held, ChangeState.EXPIRED, by="scheduler")
                mails.tell_schools(held)
        except Refused:  # answered at this very moment
            continue
        ended += 1
    over = SchoolChange.objects.exclude(state__in=OPEN).filter(updated_at__lt=now - TIME_TO_ANSWER)
    over.exclude(asked_name="").update(asked_name="")
    return ended
