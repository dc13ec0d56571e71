"""Coming of age while a consent is open: from that day the student answers."""

import logging
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from core.audit.models import Entry
from core.audit.record import record
from talent.institutions.countries import ages_of_majority
from talent.people.consent import review_request
from talent.people.consent_mail import Asked, send_link
from talent.people.majority import comes_of_age_on, grown_by, of_age, today_at
from talent.people.models import ConsentRequest, PersonRole

logger = logging.getLogger(__name__)
NOTICE = timedelta(days=14)
CAME_OF_AGE = "the student came of age"
BY = "scheduler"


def follow_those_who_come_of_age(now: datetime | None = None) -> dict[str, int]:
    """Tell students two weeks ahead, and ask them on the day. Each is told once, however often this runs."""
    now = now or timezone.now()
    return {"told": tell_ahead(now), "asked": ask_grown(now)}


def of_students_grown_by(day: datetime) -> QuerySet[ConsentRequest]:
    """Open requests of students who are of age by the day, or a day later (zones), not looked at as such before."""
    looked_at = Entry.objects.filter(
        kind=ContentType.objects.get_for_model(ConsentRequest), record_id=OuterRef("pk"), act=CAME_OF_AGE
    )
    return (
        ConsentRequest.objects.filter(
            grown_by(day.date() + timedelta(days=1)), person__role=PersonRole.STUDENT, closed_at__isnull=True
        )
        .filter(~Exists(looked_at))
        .select_related("person__institution", "organiser")
        .order_by("pk")
    )


def tell_ahead(now: datetime) -> int:
    ages, told = ages_of_majority(), 0
    for request in list(of_students_grown_by(now + NOTICE).exclude(person__email="")):
        majority, today = comes_of_age_on(request.person, ages), today_at(request.person, now)
        if majority and today < majority <= today + NOTICE:
            once = f"consent-majority-soon:{request.key}:{majority}"
            template = "talent/people/mail/coming_of_age"
            told += send_link(Asked(request, None), template, once, majority=majority) is not None
    return told


def ask_grown(now: datetime) -> int:
    ages, asked = ages_of_majority(), 0
    for request in list(of_students_grown_by(now)):
        if not of_age(request.person, now, ages):
            continue
        try:
            with transaction.atomic():
                record(CAME_OF_AGE, request, BY)
                review_request(request, BY, now)
            asked += 1
        except Exception:  # what hinders one student must not keep the others waiting; the next turn tries again
            logger.exception("consent request %s could not be looked at", request.key)
    return asked
