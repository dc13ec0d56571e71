"""What waits for schools (drafts, consents) and for organisers (calls to publish, calls that have closed)."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.waiting.register import Waiting, waits_for_me
from talent.calls.models import Call, CallState, Extension
from talent.calls.nominators import nominating_institutions
from talent.institutions.permissions import countries_of_officer
from talent.nominations.models import Nomination, NominationState
from talent.people.models import ConsentStanding

CLOSING_SOON = timedelta(days=14)


@waits_for_me
def nominations_of_my_schools(user: User) -> Iterator[Waiting]:
    """For each call and school its unfinished drafts, what it is to confirm, its missing or refused consents."""
    schools = nominating_institutions(user)
    if not schools:
        return
    submitted = Q(state=NominationState.SUBMITTED)
    extended = Extension.objects.filter(
        call=OuterRef("call"), institution=OuterRef("institution")
    ).values("closes_at")[:1]
    rows = (
        Nomination.objects.filter(institution__in=schools, call__state__in=[CallState.PUBLISHED, CallState.REVIEWING])
        .order_by()
        .values(title=F("call__title"), call_key=F("call__key"), closes=F("call__closes_at"), zone=F("call__zone"),
                call_state=F("call__state"), school=F("institution__key"), extended=Subquery(extended))
        .annotate(
            drafts=Count("pk", filter=Q(state=NominationState.DRAFT)),
            own=Count("pk", filter=Q(state=NominationState.WITH_SCHOOL)),
            waiting=Count("pk", filter=submitted & Q(consent__standing=ConsentStanding.WAITING)),
            refused=Count("pk", filter=submitted & Q(consent__standing=ConsentStanding.REFUSED)),
        )
    )
    now = timezone.now()
    for row in rows:
        row["closes"] = max(row["closes"], row["extended"] or row["closes"])
        address = reverse("school_call", kwargs={"key": row["call_key"], "school": row["school"]})
        closing = now < row["closes"] < now + CLOSING_SOON and row["call_state"] == CallState.PUBLISHED
        if row["drafts"] and closing:
            yield Waiting(
                _("Drafts not submitted: %(call)s") % {"call": row["title"]}, address,
                _("They count only once they are submitted."), row["closes"], row["zone"], row["drafts"],
            )
        if row["own"] and now < row["closes"] and row["call_state"] == CallState.PUBLISHED:
            yield Waiting(
                _("To confirm: %(call)s") % {"call": row["title"]}, address,
                _("Students nominated themselves; it counts only once the school has confirmed it."), row["closes"],
                row["zone"], row["own"],
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


@waits_for_me
def nominations_before_my_ministry(user: User) -> Iterator[Waiting]:
    """One query: for each call, what the ministries of the person's countries can still rank and forward."""
    codes = countries_of_officer(user)
    if not codes:
        return
    now = timezone.now()
    rows = (
        Call.objects.filter(
            ministry_stage=True, state__in=[CallState.PUBLISHED, CallState.REVIEWING], ministries_close_at__gt=now,
            nominations__state=NominationState.WITH_MINISTRY, nominations__institution__country__in=codes,
        )
        .order_by("ministries_close_at", "pk")
        .values("title", "key", "ministries_close_at", "zone", country=F("nominations__institution__country"))
        .annotate(n=Count("nominations"))
    )
    for row in rows:
        yield Waiting(
            _("To rank and forward: %(call)s") % {"call": row["title"]},
            reverse("forwarding", kwargs={"key": row["key"], "country": row["country"]}),
            _("What is not forwarded by then does not reach the panel."), row["ministries_close_at"], row["zone"],
            row["n"],
        )
