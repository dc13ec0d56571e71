"""Reminding schools of drafts that a closing call would leave behind."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from core.mail.queue import queue_message
from talent.calls.models import Call
from talent.institutions.models import InstitutionState, Membership, MembershipRole
from talent.nominations.models import Nomination, NominationState

BEFORE_CLOSING = timedelta(days=3)


@task
def remind_of_drafts() -> int:
    return remind_schools(timezone.now())


def remind_schools(moment: datetime) -> int:
    """Mail each coordinator of a school whose drafts a call closing within three days would leave behind.

    Once for each call, school, person and closing moment: a call that was extended is reminded of again.
    Gives how many mails were written.
    """
    calls = Call.objects.open_at(moment).filter(closes_at__lte=moment + BEFORE_CLOSING)
    rows = (
        Nomination.objects.filter(
            call__in=calls, state=NominationState.DRAFT, institution__state=InstitutionState.VERIFIED
        )
        .order_by("call", "institution").values("call", "institution").annotate(n=Count("pk"))
    )
    by_key = {call.pk: call for call in calls}
    written = 0
    for row in rows:
        coordinators = (
            Membership.objects.active()
            .filter(institution=row["institution"], role=MembershipRole.COORDINATOR, user__is_active=True)
            .select_related("user", "institution")
        )
        for membership in coordinators:
            written += remind(by_key[row["call"]], membership, row["n"])
    return written


def remind(call: Call, membership: Membership, drafts: int) -> int:
    school, user = membership.institution, membership.user
    address = reverse("school_call", kwargs={"key": call.key, "school": school.key})
    message = queue_message(
        "talent/nominations/mail/drafts_closing",
        to=user.email,
        to_name=user.name,
        language=user.language,
        once=f"drafts-closing:{call.key}:{school.key}:{user.key}:{call.closes_at:%Y%m%d%H%M}",
        about=call.key,
        context={
            "call": call, "school": school, "drafts": drafts,
            "address": settings.SITE_URL.rstrip("/") + address,
        },
    )
    return 1 if message else 0
