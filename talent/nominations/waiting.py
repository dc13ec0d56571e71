"""What waits for schools (drafts, consents) and for organisers (calls to publish, calls that have closed)."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.waiting.register import Waiting, waits_for_me
from talent.calls.models import CallState
from talent.institutions.membership import institutions_of
from talent.institutions.models import MembershipRole
from talent.nominations.models import Nomination, NominationState
from talent.people.models import ConsentStanding

CLOSING_SOON = timedelta(days=14)


@waits_for_me
def nominations_of_my_schools(user: User) -> Iterator[Waiting]:
    """One query: for each call and school, its unfinished drafts and its missing or refused consents."""
    schools = institutions_of(user, MembershipRole.COORDINATOR, MembershipRole.TEACHER)
    if not schools:
        return
    submitted = Q(state=NominationState.SUBMITTED)
    rows = (
        Nomination.objects.filter(institution__in=schools, call__state__in=[CallState.PUBLISHED, CallState.REVIEWING])
        .order_by()
        .values(title=F("call__title"), call_key=F("call__key"), closes=F("call__closes_at"), zone=F("call__zone"),
                call_state=F("call__state"), school=F("institution__key"))
        .annotate(
            drafts=Count("pk", filter=Q(state=NominationState.DRAFT)),
            waiting=Count("pk", filter=submitted & Q(consent__standing=ConsentStanding.WAITING)),
            refused=Count("pk", filter=submitted & Q(consent__standing=ConsentStanding.REFUSED)),
        )
    )
    now = timezone.now()
    for row in rows:
        address = reverse("school_call", kwargs={"key": row["call_key"], "school": row["school"]})
        closing = now < row["closes"] < now + CLOSING_SOON and row["call_state"] == CallState.PUBLISHED
        if row["drafts"] and closing:
            yield Waiting(
                _("Drafts not submitted: %(call)s") % {"call": row["title"]}, address,
                _("They count only once they are submitted."), row["closes"], row["zone"], row["drafts"],
            )
        if row["waiting"]:
            yield Waiting(
                _("Consents missing: %(call)s") % {"call": row["title"]}, address,
                _("Guardians have not answered yet."), count=row["waiting"],
            )
        if row["refused"]:
            yield Waiting(
                _("Consent refused: %(call)s") % {"call": row["title"]}, address,
                _("These nominations do not reach the panel."), count=row["refused"],
            )


