"""The mails about editions that are cancelled or moved."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from core.mail.queue import queue_message
from events.calling_off.models import Postponement
from events.calling_off.readers import SCHOOL, TEAM, Reader, readers_of
from events.programmes.calendar import place_words
from events.programmes.dates import date_span
from events.programmes.models import Edition

FOLDER = "events/calling_off/mail/"


def link_for(reader: Reader, edition: Edition) -> str:
    """The page on which this reader goes on."""
    site = settings.SITE_URL.rstrip("/")
    if reader.why == SCHOOL:
        return site + reverse("my_registrations")
    if reader.why == TEAM:
        return site + reverse("edition_home", kwargs={"key": edition.key})
    return site + reverse("edition_page", kwargs={"slug": edition.slug})


def tell(template: str, once: str, edition: Edition, **words: object) -> int:
    """Queue the mail to everybody whom the edition concerns, each once under this name; returns how many."""
    readers = readers_of(edition)
    for reader in readers:
        with translation.override(reader.language or settings.LANGUAGE_CODE):
            when = date_span(edition.starts_at, edition.ends_at, edition.zone)
            said = {name: value() if callable(value) else value for name, value in words.items()}
        queue_message(
            FOLDER + template, to=reader.email, to_name=reader.name, language=reader.language, about=edition.key,
            once=f"{once}:{reader.email.lower()}",
            context={
                "edition": edition, "organiser": edition.programme.institution, "reader": reader, "when": when,
                "where": place_words(edition), "link": link_for(reader, edition), **said,
            },
        )
    return len(readers)


def tell_of_cancelling(edition: Edition, reason: str) -> int:
    return tell("cancelled", f"edition-cancelled:{edition.key}", edition, reason=reason)


def tell_of_moving(postponement: Postponement) -> int:
    edition = postponement.edition
    return tell(
        "moved", f"edition-moved:{postponement.key}", edition, reason=postponement.reason,
        before=lambda: date_span(postponement.old_starts_at, postponement.old_ends_at, edition.zone),
        now=lambda: date_span(postponement.new_starts_at, postponement.new_ends_at, edition.zone),
        back_until=edition.given_back_until or None,
    )


def tell_of_moving_back(postponement: Postponement) -> int:
    edition = postponement.edition
    return tell(
        "moved_back", f"edition-moved-back:{postponement.key}", edition,
        before=lambda: date_span(postponement.new_starts_at, postponement.new_ends_at, edition.zone),
        now=lambda: date_span(postponement.old_starts_at, postponement.old_ends_at, edition.zone),
    )
