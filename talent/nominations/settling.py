"""What happens when the ministries' deadline has passed, and the reminders before it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count
from django.utils import translation
from django.utils.translation import gettext as _
from django_countries import countries

from core.accounts.models import User
from core.mail.queue import queue_message
from talent.calls.closing import last_closing
from talent.calls.letters import those_who_submit, whole_address
from talent.calls.models import Call, CallState
from talent.institutions.countries import countries_with_ministry
from talent.institutions.models import Institution, InstitutionKind, InstitutionState, Membership, MembershipRole
from talent.nominations.forwarding import MinistrysPart, send_on
from talent.nominations.models import Nomination, NominationState
from talent.nominations.recorded import keep_in_record

UNDECIDED = (CallState.PUBLISHED, CallState.REVIEWING)
REMINDED_BEFORE = timedelta(days=3)
# Mails of a settled call are written once each; after so long nobody looks any more whether one is missing.
TOLD_WITHIN = timedelta(days=2)


def settle_due(moment: datetime) -> int:
    """Settle every call whose ministries' deadline has passed; gives how many nominations were moved.

    What its country's ministry did not forward is out. Where a country has no verified ministry, nobody could have
    ranked: what the organiser has not dealt with goes to the panel.
    """
    calls = Call.objects.filter(ministry_stage=True, state__in=UNDECIDED, ministries_close_at__lte=moment)
    n = 0
    for call in calls.filter(nominations__state=NominationState.WITH_MINISTRY).distinct().order_by("pk"):
        n += settle(call, moment)
    for call in calls.filter(ministries_close_at__gt=moment - TOLD_WITHIN).order_by("pk"):
        tell_schools(call)
    return n


def settle(call: Call, moment: datetime) -> int:
    with_ministry = countries_with_ministry()
    with transaction.atomic():
        held = list(
            Nomination.objects.select_for_update(of=("self",)).filter(call=call, state=NominationState.WITH_MINISTRY)
            .select_related("institution", "nominee", "consent", "call").order_by("pk")
        )
        for each in held:
            if str(each.institution.country) in with_ministry:
                words = each.ministry_words or usual_words(call, each)
                Nomination.lifecycle.move(
                    each, NominationState.NOT_FORWARDED, by="the ministries' deadline", reason=words,
                    ministry_words=words,
                )
            else:
                send_on(each, "no ministry", moment, "The country has no verified ministry.")
        keep_in_record(held)
    return len(held)


def usual_words(call: Call, nomination: Nomination) -> str:
    """What a school reads where the ministry has said nothing, in the school's language."""
    with translation.override(nomination.institution.language):
        country = countries.name(str(nomination.institution.country)) or str(nomination.institution.country)
        if call.forwarded_per_ministry:
            return _("The ministry of %(country)s may forward %(n)s nominations to this call, and chose others.") % {
                "country": country, "n": call.forwarded_per_ministry
            }
        return _("The ministry of %(country)s did not forward it by its deadline.") % {"country": country}


def tell_schools(call: Call) -> None:
    """One mail to each who submits for a school: which of its nominations were forwarded, which were not and why."""
    by_school: dict[Institution, list[Nomination]] = defaultdict(list)
    handed_in = call.nominations.handed_in().exclude(state=NominationState.WITHDRAWN).exclude(
        state=NominationState.SUBMITTED
    )
    for each in handed_in.select_related("institution", "nominee").order_by("nominee__sort_key", "pk"):
        by_school[each.institution].append(each)
    users = those_who_submit(school.pk for school in by_school)
    for school, nominations in by_school.items():
        for user in users.get(school.pk, ()):
            tell(call, school, user, nominations)


def tell(call: Call, school: Institution, user: User, nominations: Iterable[Nomination]) -> None:
    nominations = list(nominations)
    queue_message(
        "talent/nominations/mail/ministry_outcome", to=user.email, to_name=user.name, language=user.language,
        once=f"ministry-outcome:{call.key}:{school.key}:{user.key}:{call.ministries_close_at:%Y%m%d%H%M}",
        about=call.key,
        context={
            "call": call, "school": school,
            "forwarded": [each for each in nominations if each.state != NominationState.NOT_FORWARDED],
            "others": [each for each in nominations if each.state == NominationState.NOT_FORWARDED],
            "address": whole_address("school_call", key=call.key, school=school.key),
        },
    )


def remind_ministries(moment: datetime) -> int:
    """Tell each officer whose country's nominations wait: once when schools have done, once before the deadline."""
    calls = Call.objects.filter(ministry_stage=True, state__in=UNDECIDED, ministries_close_at__gt=moment)
    written = 0
    for call in calls.order_by("pk"):
        if moment >= call.ministries_close_at - REMINDED_BEFORE:
            written += remind(call, f"{call.ministries_close_at:%Y%m%d%H%M}")
        elif moment >= last_closing(call):
            written += remind(call, "begins")
    return written


def remind(call: Call, when: str) -> int:
    waiting = dict(
        call.nominations.filter(state=NominationState.WITH_MINISTRY).order_by()
        .values_list("institution__country").annotate(n=Count("pk"))
    )
    written = 0
    for country, officers in officers_of(waiting).items():
        part = MinistrysPart(call, country)
        for officer in officers:
            message = queue_message(
                "talent/nominations/mail/ministry_waits", to=officer.email, to_name=officer.name,
                language=officer.language, once=f"ministry-waits:{call.key}:{country}:{officer.key}:{when}",
                about=call.key,
                context={
                    "call": call, "n": waiting[country], "country": countries.name(country) or country,
                    "address": whole_address("forwarding", key=part.call.key, country=part.country),
                },
            )
            written += 1 if message else 0
    return written


def officers_of(codes: Iterable[str]) -> dict[str, list[User]]:
    """The officers of each country's verified ministries; one query."""
    found: dict[str, list[User]] = defaultdict(list)
    for membership in (
        Membership.objects.active().filter(
            role=MembershipRole.OFFICER, user__is_active=True, institution__kind=InstitutionKind.MINISTRY,
            institution__state=InstitutionState.VERIFIED, institution__country__in=list(codes),
        ).select_related("user", "institution").order_by("pk")
    ):
        found[str(membership.institution.country)].append(membership.user)
    return found
