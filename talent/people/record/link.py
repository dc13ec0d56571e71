"""The signed link to a person's own record: for guardians while the person is a minor, and for the person."""

from dataclasses import dataclass
from datetime import timedelta

from core.mail.links import LinkBroken, Purpose
from core.mail.queue import queue_message
from talent.people.consent_mail import mark_of
from talent.people.majority import of_age
from talent.people.models import Guardian, Person

RECORD_LINK = Purpose("record", lasts=timedelta(days=7), page="record_by_link")
# Of one address: somebody's children. More than these is no family.
MOST_CHILDREN = 12


@dataclass(frozen=True)
class Kin:
    """Who looks at a record as family: a guardian, or (None) the person."""

    person: Person
    guardian: Guardian | None

    @property
    def email(self) -> str:
        return self.guardian.email if self.guardian else self.person.email

    @property
    def name(self) -> str:
        return self.guardian.name if self.guardian else self.person.name

    @property
    def language(self) -> str:
        return self.guardian.language if self.guardian else self.person.institution.language

    @property
    def key(self) -> str:
        return self.guardian.key if self.guardian else "self"

    @property
    def actor(self) -> str:
        return "guardian by signed link" if self.guardian else "the person by signed link"

    @property
    def about(self) -> dict[str, str]:
        return {"p": self.person.key, "g": self.guardian.key if self.guardian else "", "e": mark_of(self.email)}

    @property
    def link(self) -> str:
        return RECORD_LINK.address(self.about)


def kin_by(about: dict) -> Kin:
    """Whom a link's content names.

    Raises LinkBroken when the person or the guardian is gone, when the address on record is another now, and for a
    guardian from the day the person is of age.
    """
    try:
        person = Person.objects.select_related("institution").get(key=about["p"], erased_at__isnull=True)
        guardian = person.guardians.current().get(key=about["g"]) if about["g"] else None
    except (Person.DoesNotExist, Guardian.DoesNotExist, KeyError, TypeError):
        raise LinkBroken from None
    kin = Kin(person, guardian)
    if about.get("e") != mark_of(kin.email) or (guardian is not None and of_age(person)):
        raise LinkBroken
    return kin


def family_of(person: Person) -> list[Kin]:
    """Who is written to about the person: each present guardian, or the person who is of age; with an email only."""
    if of_age(person):
        found = [Kin(person, None)]
    else:
        found = [Kin(person, guardian) for guardian in person.guardians.current().order_by("pk")]
    return [kin for kin in found if kin.email]


def kin_at(email: str) -> list[Kin]:
    """Whose record may be sent to the address: as a present guardian of a minor, or as the person."""
    email = email.strip()
    people = Person.objects.select_related("institution").filter(erased_at__isnull=True)
    own = [Kin(person, None) for person in people.filter(email__iexact=email).order_by("pk")[:MOST_CHILDREN]]
    guardians = (
        Guardian.objects.current().filter(email__iexact=email, person__erased_at__isnull=True)
        .select_related("person__institution").order_by("pk")[:MOST_CHILDREN]
    )
    return own + [Kin(guardian.person, guardian) for guardian in guardians if not of_age(guardian.person)]


def send_links(email: str) -> int:
    """Send the links of all records that belong to the address, in one mail; gives how many there are.

    The page that calls this says the same whether there is one or not.
    """
    found = kin_at(email)
    if found:
        first = found[0]
        queue_message(
            "talent/people/mail/record_links", to=first.email, to_name=first.name, language=first.language,
            about=first.person.key, context={"found": found, "days": RECORD_LINK.lasts.days},
        )
    return len(found)
