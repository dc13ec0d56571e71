"""What nominations put on the organiser's page of a call."""

from django.db.models import Count, Q
from django.http import HttpRequest
from django_countries import countries

from talent.calls.call_home import Section, stands_on_call_home
from talent.calls.models import Call
from talent.institutions.countries import countries_with_ministry
from talent.nominations import things  # noqa: F401  # registers them by being imported
from talent.nominations.duplicates.models import DuplicatePair, PairState
from talent.nominations.models import NOT_HANDED_IN, NominationState


@stands_on_call_home
def nominations_of_call(request: HttpRequest, call: Call) -> Section:
    """How many came in, by state; drafts are the schools' own."""
    counts = dict(call.nominations.order_by().values_list("state").annotate(n=Count("pk")))
    submitted = [
        (label, counts[value]) for value, label in NominationState.choices
        if value not in NOT_HANDED_IN and value in counts
    ]
    pairs = DuplicatePair.objects.filter(call=call, state=PairState.OPEN).count()
    return Section("talent/nominations/_call_section.html", {"submitted": submitted, "pairs": pairs}, order=10)


@stands_on_call_home
def ministries_of_call(request: HttpRequest, call: Call) -> Section | None:
    """How each country's ministry gets on; where there is none, the way to rank and forward in its place."""
    if not call.ministry_stage:
        return None
    rows = (
        call.nominations.order_by().values_list("institution__country").annotate(
            waiting=Count("pk", filter=Q(state=NominationState.WITH_MINISTRY)),
            forwarded=Count("pk", filter=Q(forwarded_at__isnull=False) & ~Q(state=NominationState.WITHDRAWN)),
            others=Count("pk", filter=Q(state=NominationState.NOT_FORWARDED)),
        )
    )
    known = countries_with_ministry()
    lines = sorted(
        (
            {
                "code": code, "name": countries.name(code) or code, "waiting": waiting, "forwarded": forwarded,
                "others": others, "without": code not in known,
            }
            for code, waiting, forwarded, others in rows if waiting or forwarded or others
        ),
        key=lambda line: line["name"],
    )
    return Section("talent/nominations/_ministries_section.html", {"lines": lines}, order=11)
