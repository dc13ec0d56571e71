"""The organiser's and the chair's pages while the panel works, and the reviews when they are closed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from core.accounts.access import requires
from core.lists.paging import key_page
from core.schedule.under_way import under_way
from talent.calls.loading import load_call
from talent.calls.models import Call, CallState
from talent.nominations.drafts import answers_shown
from talent.nominations.loading import load_nomination
from talent.nominations.models import Nomination
from talent.reviews import letters
from talent.reviews.assigning import Table
from talent.reviews.blind import hides_who
from talent.reviews.closing import reviews_are_closed
from talent.reviews.models import ReviewState
from talent.reviews.progress import (
    PanellistProgress,
    disagreements,
    heat_map,
    panel_of,
    progress_of_panel,
    with_the_panel,
    without_review,
)
from talent.reviews.scoring import RubricLine, mean_score, review_score, shown
from talent.reviews.standing import calibrated_scores, calibration_of, counted_reviews, score_words
from talent.reviews.tasks import give_reviews

NAMED = 20


@requires("reviews.follow", load_call)
@require_GET
def progress(request: HttpRequest, call: Call) -> HttpResponse:
    runs = request.user.has_perm("reviews.run", call)
    # Who reviews blind and chairs sees numbers until the reviews are closed, and no order that tells names.
    by_number = not runs and hides_who(call) and not reviews_are_closed(call)
    page = key_page(
        with_the_panel(call).select_related("nominee", "institution", "call"),
        "key" if by_number else "nominee__sort_key",
        after=request.GET.get("after", ""), before=request.GET.get("before", ""),
    )
    panel = panel_of(call)
    members = progress_of_panel(call)
    unreviewed = list(without_review(call)[: NAMED + 1])
    closed = call.state == CallState.REVIEWING and reviews_are_closed(call)
    return render(request, "talent/reviews/progress.html", {
        "by_number": by_number, "numbered": hides_who(call),
        "call": call, "here": "progress", "panel": panel, "members": members, "page": page,
        "rows": heat_map(call, page.rows, panel), "closed": closed,
        "reviewing": call.state == CallState.REVIEWING and not closed,
        "done": sum(each.done for each in members), "asked": sum(each.asked for each in members),
        "unreviewed": unreviewed[:NAMED], "more_unreviewed": len(unreviewed) > NAMED,
        "lacking": lacking_reviewers(call) if runs and not closed else 0,
        "severity": severity_of(call, members) if runs and closed else None,
        "disagreements": disagreements(call)[:NAMED],
        "runs": runs, "being_given": runs and under_way(give_reviews, call.pk),
    })


def lacking_reviewers(call: Call) -> int:
    """How many nominations have fewer reviewers than the call says; 0 where everybody reviews everything."""
    if call.state != CallState.REVIEWING or call.reviewers_per_nomination is None:
        return 0
    return len(Table(call).lacking())


def severity_of(call: Call, members: list[PanellistProgress]) -> dict[str, Any]:
    """What calibration found of each reviewer, for whoever answers for the panel."""
    found = calibration_of(counted_reviews(call))
    lines = [(each.panellist, found.reviewers[each.panellist.pk]) for each in members
             if each.panellist.pk in found.reviewers]
    return {"found": found, "lines": lines}


@requires("reviews.run", load_call)
@require_POST
def remind(request: HttpRequest, call: Call) -> HttpResponse:
    """Remind every panellist who has reviews to do; nobody twice on one day."""
    if reviews_are_closed(call):
        messages.error(request, _("The reviews are closed; there is nothing to remind of."))
        return redirect("review_progress", key=call.key)
    late = [each for each in progress_of_panel(call) if each.left]
    sent = sum(letters.remind_panellist(each.panellist, each.left) for each in late)
    if sent:
        messages.success(request, ngettext("%(n)s reminder is sent.", "%(n)s reminders are sent.", sent) % {"n": sent})
    if len(late) > sent:
        held = len(late) - sent
        messages.info(
            request,
            ngettext(
                "%(n)s panellist had a reminder today already.", "%(n)s panellists had a reminder today already.", held
            ) % {"n": held},
        )
    if not late:
        messages.info(request, _("Everybody has submitted everything."))
    return redirect("review_progress", key=call.key)


def named(names: list[str]) -> str:
    """The first names, and how many there are besides."""
    more = len(names) - NAMED
    words = ", ".join(names[:NAMED])
    return words if more <= 0 else _("%(names)s and %(n)s more") % {"names": words, "n": more}


@requires("reviews.see_all", load_nomination)
@require_GET
def nomination_reviews(request: HttpRequest, nomination: Nomination) -> HttpResponse:
    """Every review of one nomination, criterion by criterion, with the score that each comes to."""
    criteria = list(nomination.call.criteria.all())
    rubric = [RubricLine(str(each.pk), each.maximum, each.weight) for each in criteria]
    columns = []
    for review in (
        nomination.reviews.exclude(state=ReviewState.ASSIGNED)
        .select_related("panellist__user").prefetch_related("scores").order_by("pk")
    ):
        points = {str(each.criterion_id): each.points for each in review.scores.all()}
        score = review_score(points, rubric) if review.state == ReviewState.SUBMITTED else None
        columns.append({
            "review": review, "points": [points.get(str(each.pk)) for each in criteria],
            "score": shown(mean_score([score])) if score is not None else "",
        })
    rows = [
        (criterion, [column["points"][number] for column in columns]) for number, criterion in enumerate(criteria)
    ]
    standing = calibrated_scores(nomination.call).get(nomination.pk)
    return render(request, "talent/reviews/nomination_reviews.html", {
        "standing": standing, "raw": shown(standing.raw) if standing else "",
        "score": score_words(standing),
        "nomination": nomination, "call": nomination.call, "answers": answers_shown(nomination),
        "columns": columns, "rows": rows,
    })
