"""The mails and links by which consent is asked for."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from core.accounts.limits import within_limit
from core.audit.lifecycle import Refused
from core.mail.links import LinkBroken, Purpose
from core.mail.models import Message
from core.mail.queue import queue_message
from talent.people.majority import of_age
from talent.people.models import ConsentRequest, Guardian

# Long enough for a season; after that the page offers to send a new one.
CONSENT_LINK = Purpose("consent", lasts=timedelta(days=180), page="consent")


@dataclass(frozen=True)
class Asked:
    """Somebody who is asked: a guardian, or (None) the student who is of age."""

    request: ConsentRequest
    guardian: Guardian | None

    @property
    def email(self) -> str:
        return self.guardian.email if self.guardian else self.request.person.email

    @property
    def name(self) -> str:
        return self.guardian.name if self.guardian else self.request.person.name

    @property
    def language(self) -> str:
        return self.guardian.language if self.guardian else self.request.person.institution.language

    @property
    def key(self) -> str:
        return self.guardian.key if self.guardian else "student"

    @property
    def link(self) -> str:
        about = {"r": self.request.key, "g": self.guardian.key if self.guardian else "", "e": mark_of(self.email)}
        return CONSENT_LINK.address(about)


def mark_of(email: str) -> str:
    """A mark of an address that does not tell it: a link sent to an address since corrected opens no more."""
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()[:10]


def asked_by(about: dict) -> Asked:
    """Whom a link's content names. Raises LinkBroken when the record, the guardian or their address is gone."""
    try:
        request = ConsentRequest.objects.select_related("person__institution", "organiser").get(key=about["r"])
        guardian = request.person.guardians.current().get(key=about["g"]) if about["g"] else None
    except (ConsentRequest.DoesNotExist, Guardian.DoesNotExist, KeyError, TypeError):
        raise LinkBroken from None
    asked = Asked(request, guardian)
    if about.get("e") != mark_of(asked.email):
        raise LinkBroken
    return asked


def who_is_asked(
    request: ConsentRequest, now: datetime | None = None, ages: Mapping[str, int] | None = None
) -> list[Asked]:
    """The student who is of age, else each present guardian, with or without email.

    For a list: prefetch `person__guardians` and give `ages` (`ages_of_majority()`).
    """
    if of_age(request.person, now, ages):
        return [Asked(request, None)]
    guardians = sorted(request.person.guardians.all(), key=lambda guardian: guardian.pk)
    return [Asked(request, guardian) for guardian in guardians if guardian.ended_at is None]


def ask_by_mail(request: ConsentRequest, now: datetime | None = None) -> None:
    """Ask each who has an email and has not been asked at this address before."""
    for asked in who_is_asked(request, now):
        if asked.email:
            once = f"consent-asked:{request.key}:{asked.key}:{mark_of(asked.email)}"
            send_link(asked, "talent/people/mail/consent_asked", once)


def send_again(asked: Asked) -> None:
    """Send the link once more to the address on record. Raises Refused when it was sent three times this hour."""
    if asked.request.closed_at is not None:
        raise Refused(_("This request is closed: nothing depends on it any more."))
    if not asked.email:
        raise Refused(_("%(name)s has no email here; print the form instead.") % {"name": asked.name})
    if not within_limit("consent-again", f"{asked.request.pk}:{asked.key}", 3, timedelta(hours=1)):
        raise Refused(_("It was sent several times within this hour. Please wait before sending it again."))
    send_link(asked, "talent/people/mail/consent_asked", once=None)


def send_link(asked: Asked, template: str, once: str | None, **context) -> Message | None:
    request = asked.request
    return queue_message(
        template, to=asked.email, to_name=asked.name, language=asked.language, once=once, about=request.key,
        context={
            "request": request, "student": request.person, "guardian": asked.guardian, "link": asked.link, **context
        },
    )


def send_receipt(request: ConsentRequest, guardian: Guardian | None) -> None:
    """Tell who answered what is written down: also of paper, so that nobody is recorded unknowing."""
    asked = Asked(request, guardian)
    if asked.email:
        once = f"consent-receipt:{request.key}:{asked.key}:{request.version}"
        with translation.override(asked.language):
            answers = answers_in_words(request, guardian)
        send_link(asked, "talent/people/mail/consent_receipt", once, answers=answers)


def answers_in_words(request: ConsentRequest, guardian: Guardian | None) -> list[tuple[str, str]]:
    """What one person last said: [(item, decision)] in words, in the order asked."""
    said = {}
    for item in request.items.select_related("host"):
        for answer in item.answers.filter(guardian=guardian).order_by("pk"):
            said[item] = answer.get_decision_display()
    return [(str(item), words) for item, words in said.items()]
