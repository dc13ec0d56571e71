"""A school's side: the calls open to it, choosing whom to nominate, and its nominations to one call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.accounts.access import requires
from core.audit.lifecycle import Refused
from talent.calls.closing import Window, is_open_for, window_for, windows_for
from talent.calls.models import LONGEST_GRACE, Call, CallState, Extension, Question
from talent.calls.nominators import invitations_among, is_invited, may_nominate, nominating_institutions, why_not
from talent.institutions.countries import ages_of_majority
from talent.institutions.models import Institution
from talent.nominations.allowance import SchoolsCount, counts_of, days_left
from talent.nominations.choosing import choices_of, people_of
from talent.nominations.drafts import make_drafts
from talent.nominations.lacks import OWN, lacks_of
from talent.nominations.loading import load_part
from talent.nominations.models import NOT_HANDED_IN, Nomination, NominationState
from talent.nominations.permissions import SchoolsPart
from talent.nominations.still_lacking import Lack, added_lacks
from talent.nominations.submit import submit
from talent.people.models import ConsentStanding

MOST_SHOWN = 300
EARLIER_CALLS = 30


@dataclass(frozen=True)
class CallOfSchool:
    """One line of the school's list of calls."""

    call: Call
    institution: Institution
    count: SchoolsCount
    window: Window
    days_left: int


@requires("nominations.nominate_for_some")
@require_safe
def school_calls(request: HttpRequest) -> HttpResponse:
    """Calls open to each school the person acts for, the soonest to close first; then those nominated to before."""
    schools = nominating_institutions(request.user)
    calls = list(calls_still_open(schools))
    earlier = list(
        Call.objects.shown().filter(nominations__institution__in=schools).exclude(pk__in=[c.pk for c in calls])
        .select_related("institution").distinct().order_by("-closes_at", "-pk")[:EARLIER_CALLS]
    )
    counts, windows = counts_of(schools, [*calls, *earlier]), windows_for([*calls, *earlier], schools)
    invited = invitations_among(calls, schools)
    pairs = [(call, school) for call in calls for school in schools]
    is_open = [
        pair for pair in pairs
        if may_nominate(*pair, invited) and is_open_for(pair[0], windows[pair[1].pk, pair[0].pk])
    ]
    past = [pair for pair in pairs if pair not in is_open] + [(call, school) for call in earlier for school in schools]

    def lines(pairs: list[tuple[Call, Institution]]) -> list[CallOfSchool]:
        found = []
        for call, school in pairs:
            at = school.pk, call.pk
            found.append(
                CallOfSchool(call, school, counts[at], windows[at], days_left(call, windows[at].closes_at))
            )
        return sorted(found, key=lambda line: line.window.closes_at)

    return render(
        request, "talent/nominations/school_calls.html",
        {
            "open": lines(is_open), "several": len(schools) > 1, "schools": schools,
            "earlier": [line for line in reversed(lines(past)) if line.count.used or line.count.drafts],
        },
    )


def calls_still_open(schools: list[Institution]) -> QuerySet[Call]:
    """Published calls that have opened and whose closing, extension or grace may still be ahead for some of them."""
    now = timezone.now()
    lately = now - timedelta(minutes=LONGEST_GRACE)
    extended = Extension.objects.filter(institution__in=schools, closes_at__gt=lately)
    return (
        Call.objects.filter(Q(closes_at__gt=lately) | Q(pk__in=extended.values("call")))
        .filter(state=CallState.PUBLISHED, opens_at__lte=now).select_related("institution").order_by("closes_at", "pk")
    )


@requires("nominations.nominate", load_part)
@require_safe
def school_call(request: HttpRequest, part: SchoolsPart) -> HttpResponse:
    """The school's nominations to one call, each with what it still lacks."""
    rows = nominations_of(part)
    ready = [each for each, lacking in rows if each.state in NOT_HANDED_IN and not lacking]
    return render(
        request, "talent/nominations/school_call.html",
        {**part_context(request, part), "rows": rows, "ready": len(ready)},
    )


def part_context(request: HttpRequest, part: SchoolsPart) -> dict[str, Any]:
    window = window_for(part.call, part.institution)
    begins = part.call.state == CallState.PUBLISHED and window.takes_drafts(timezone.now())
    return {
        "call": part.call,
        "school": part.institution,
        "window": window,
        "open": is_open_for(part.call, window),
        "begins": begins,
        "why_not": why_not(part.call, part.institution, invited=is_invited(part.call, part.institution)),
        "days_left": days_left(part.call, window.closes_at),
        "count": counts_of([part.institution], [part.call])[part.institution.pk, part.call.pk],
        "may_submit": request.user.has_perm("nominations.submit_for_school", part),
    }


def nominations_of(part: SchoolsPart) -> list[tuple[Nomination, list[str]]]:
    """The school's nominations to the call, each with what it lacks; a fixed number of queries."""
    nominations = list(
        part.call.nominations.filter(institution=part.institution)
        .select_related("nominee__institution", "consent", "call")
        .prefetch_related("answers", "nominee__guardians")
        .order_by("nominee__sort_key", "pk")
    )
    questions, ages = list(part.call.questions.all()), ages_of_majority()
    added = added_lacks(part.call, nominations, OWN)
    return [(each, lacks(each, questions, ages, added)) for each in nominations]


def lacks(
    nomination: Nomination, questions: list[Question], ages: Mapping[str, int], added: Mapping[int, Sequence[Lack]]
) -> list[str]:
    """What the school should see to: before submission what is missing, after it the consent."""
    if nomination.state in NOT_HANDED_IN:
        return lacks_of(nomination, questions, ages=ages, added=added)
    if nomination.state == NominationState.SUBMITTED and nomination.consent:
        if nomination.consent.standing == ConsentStanding.REFUSED:
            return [_("Consent is refused. It does not reach the panel unless the guardian changes the answer.")]
        return [_("The guardian has not answered yet.")]
    return []


@requires("nominations.nominate", load_part)
@require_http_methods(["GET", "POST"])
def choose_nominees(request: HttpRequest, part: SchoolsPart) -> HttpResponse:
    """Tick whom to nominate: a draft is made for each at once."""
    if request.method == "POST":
        return made(request, part)
    search, grade = request.GET.get("q", "").strip(), request.GET.get("grade", "").strip()
    can, cannot = choices_of(part, people_of(part, search, grade))
    return render(
        request, "talent/nominations/choose.html",
        {
            **part_context(request, part), "can": can[:MOST_SHOWN], "cannot": cannot[:MOST_SHOWN],
            "can_count": len(can), "cannot_count": len(cannot), "most": MOST_SHOWN, "search": search,
            "grade": grade, "grades": grades_at(part), "narrowed": bool(search or grade),
        },
    )


def grades_at(part: SchoolsPart) -> list[int]:
    rows = people_of(part).exclude(grade__isnull=True).order_by("grade").values_list("grade", flat=True)
    return list(rows.distinct())


def made(request: HttpRequest, part: SchoolsPart) -> HttpResponse:
    ticked = people_of(part).filter(key__in=request.POST.getlist("person"))
    if not ticked:
        messages.error(request, _("Tick at least one person."))
        return redirect("choose_nominees", key=part.call.key, school=part.institution.key)
    try:
        result = make_drafts(part.call, part.institution, ticked, request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        if result.drafts:
            n = len(result.drafts)
            messages.success(request, ngettext("%(n)s draft is made.", "%(n)s drafts are made.", n) % {"n": n})
        for person, reason in result.refused:
            messages.error(request, f"{person}: {reason}")
    return redirect("school_call", key=part.call.key, school=part.institution.key)


@requires("nominations.submit_for_school", load_part)
@require_POST
def submit_nominations(request: HttpRequest, part: SchoolsPart) -> HttpResponse:
    """First says who is submitted and what follows; with `confirmed`, submits each one by itself."""
    moment = timezone.now()
    ticked = ticked_drafts(part, request.POST.getlist("nomination"))
    ready = [each for each, lacking in ticked if not lacking]
    lacking = [(each, lacking) for each, lacking in ticked if lacking]
    if not ticked:
        messages.error(request, _("Tick at least one draft."))
    elif "confirmed" not in request.POST:
        context = part_context(request, part)
        return render(
            request, "talent/nominations/submit.html",
            {**context, "ready": ready, "lacking": lacking, "beyond": max(len(ready) - context["count"].left, 0)},
        )
    else:
        submit_each(request, [each for each, _lacking in ticked], moment)
    return redirect("school_call", key=part.call.key, school=part.institution.key)


def ticked_drafts(part: SchoolsPart, keys: list[str]) -> list[tuple[Nomination, list[str]]]:
    ticked = set(keys)
    return [row for row in nominations_of(part) if row[0].key in ticked and row[0].state in NOT_HANDED_IN]


def submit_each(request: HttpRequest, drafts: list[Nomination], moment: datetime) -> None:
    """One transaction each: what is refused for one does not hold back the others."""
    submitted = []
    for draft in drafts:
        try:
            submitted.append(submit(draft, request.user, moment))
        except Refused as refusal:
            messages.error(request, f"{draft.nominee}: {refusal}")
    if submitted:
        messages.success(
            request,
            ngettext("Submitted: %(names)s.", "Submitted (%(n)s): %(names)s.", len(submitted))
            % {"n": len(submitted), "names": ", ".join(str(each.nominee) for each in submitted)},
        )
