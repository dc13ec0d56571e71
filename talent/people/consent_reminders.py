"""Reminding who has not answered about consent, before it is due: in their language, each once for each day left."""

from datetime import datetime, timedelta

from django.utils import translation

from core.schedule.reminding import DAYS_BEFORE, days_left_to_remind
from talent.institutions.countries import ages_of_majority
from talent.people.consent_mail import Asked, mark_of, send_link, who_is_asked
from talent.people.models import ConsentRequest, ConsentStanding

# Who was asked a moment ago is not reminded in the next.
AFTER_ASKING = timedelta(days=1)


def remind_of_consents(moment: datetime) -> int:
    """Write the reminders that are due, to those alone who have not answered something required; how many."""
    waiting = ConsentRequest.objects.filter(
        standing=ConsentStanding.WAITING, closed_at__isnull=True, created_at__lte=moment - AFTER_ASKING,
        answer_by__gt=moment, answer_by__lte=moment + timedelta(days=max(DAYS_BEFORE)),
    ).select_related("person__institution", "organiser").prefetch_related(
        "person__guardians", "items__host", "items__answers"
    )
    ages, written = ages_of_majority(), 0
    for request in waiting.iterator(chunk_size=500):
        days = days_left_to_remind(request.answer_by, moment)
        for asked in who_is_asked(request, moment, ages):
            if days and asked.email and (unanswered := unanswered_by(asked)):
                once = (
                    f"consent-reminder:{request.key}:{asked.key}:{mark_of(asked.email)}:"
                    f"{request.answer_by:%Y%m%d%H%M}:{days}"
                )
                with translation.override(asked.language):
                    items = [str(item) for item in unanswered]
                written += bool(send_link(asked, "talent/people/mail/consent_reminder", once, items=items))
    return written


def unanswered_by(asked: Asked) -> list:
    """The items that this person has not answered, if something required is among those that still wait."""
    items = list(asked.request.items.all())
    if not any(item.required and item.standing == ConsentStanding.WAITING for item in items):
        return []
    guardian = asked.guardian.pk if asked.guardian else None
    return [item for item in items if all(answer.guardian_id != guardian for answer in item.answers.all())]
