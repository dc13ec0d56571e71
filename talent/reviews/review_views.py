"""A panellist's pages: what there is to review, and the scoring of one nomination."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.accounts.access import requires
from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.lists.listing import Column, Filter, Listing
from core.templatetags.pages import country_name, moment
from talent.calls.models import CallState
from talent.institutions.membership import memberships_of
from talent.nominations.drafts import answers_shown
from talent.nominations.models import Nomination, NominationState
from talent.recommendations.reading import Standing, to_read
from talent.reviews import reviewing
from talent.reviews.forms import RequiredReason, Scorecard
from talent.reviews.loading import load_review
from talent.reviews.models import Panellist, Review, ReviewState

MY_REVIEWS = Listing(
    name="my-reviews",
    columns=[
        Column(
            "nominee", gettext_lazy("Nominee"), "nomination.nominee.name", sort="nomination__nominee__sort_key",
            link=lambda review: reverse("review_page", kwargs={"key": review.key}),
        ),
        Column("school", gettext_lazy("School"), "nomination.institution.name"),
        Column("country", gettext_lazy("Country"), lambda review: country_name(str(review.nomination.nominee.country))),
        Column("call", gettext_lazy("Call"), "nomination.call.title"),
        Column("due", gettext_lazy("Due"),
               lambda review: moment(review.nomination.call.reviews_close_at, review.nomination.call.zone)),
        Column("state", gettext_lazy("State"), "get_state_display", state=True, sort="state"),
    ],
    filters=[Filter("state", gettext_lazy("State"), ReviewState.choices, "state")],
    search=["nomination__nominee__name", "nomination__nominee__latin_name", "nomination__call__title"],
    sort="pk",
    empty=gettext_lazy("There is nothing for you to review now."),
    empty_next=gettext_lazy("When reviewing begins, an email tells you, and the nominations stand here."),
    formats=(),
)


def reviews_of(user: User) -> QuerySet[Review]:
    """What the person is asked to review now: of panels they sit on, and of no school of theirs."""
    own = [membership.institution_id for membership in memberships_of(user)]
    return (
        Review.objects.filter(
            panellist__user=user, panellist__left_at__isnull=True, nomination__state=NominationState.READY,
            nomination__call__state=CallState.REVIEWING, barred="",
        )
        .exclude(nomination__institution__in=own)
        .exclude(nomination__nominee__institution__in=own)
    )


def seats_of(user: User) -> QuerySet[Panellist]:
    """The seats whose call is not decided yet: only there does it matter what their holder says of themselves."""
    over = [CallState.DECIDED, CallState.ARCHIVED]
    return Panellist.objects.sitting().filter(user=user).exclude(call__state__in=over).select_related("call")


@requires("reviews.mine")
@require_GET
def my_reviews(request: HttpRequest) -> HttpResponse:
    rows = reviews_of(request.user)
    progress = list(
        rows.values("nomination__call__title", "nomination__call__key").order_by("nomination__call__closes_at")
        .annotate(
            asked=Count("pk", filter=~Q(state=ReviewState.RECUSED)),
            done=Count("pk", filter=Q(state=ReviewState.SUBMITTED)),
        )
    )
    following = rows.filter(state__in=[ReviewState.ASSIGNED, ReviewState.STARTED]).order_by("-state", "pk").first()
    shown = rows.select_related("nomination__nominee", "nomination__institution", "nomination__call")
    return MY_REVIEWS.answer(
        request, shown, "talent/reviews/my_reviews.html",
        {"progress": progress, "following": following, "seats": seats_of(request.user)},
    )


def recommendations_of(nomination: Nomination) -> dict[str, Any]:
    given = to_read(nomination)
    over = timezone.now() >= nomination.call.recommendations_due
    asked = nomination.call.recommendations_asked
    return {"recommendations": given, "recommendations_standing": Standing(asked, len(given), over)}


def scorecard(review: Review, data: Any = None) -> Scorecard:
    points = dict(review.scores.values_list("criterion_id", "points"))
    criteria = list(review.nomination.call.criteria.all())
    return Scorecard(data, criteria=criteria, points=points, comment=review.comment)


def count_scored(review: Review, form: Scorecard) -> tuple[int, int]:
    scored = set(review.scores.values_list("criterion_id", flat=True))
    return sum(criterion.pk in scored for criterion in form.criteria), len(form.criteria)


@requires("reviews.review", load_review)
@require_GET
def review_page(request: HttpRequest, review: Review) -> HttpResponse:
    return show(request, review, scorecard(review))


def show(request: HttpRequest, review: Review, form: Scorecard, *, status: int = 200) -> HttpResponse:
    mine = reviews_of(request.user).filter(panellist=review.panellist).exclude(state=ReviewState.RECUSED)
    scored, of = count_scored(review, form)
    return render(request, "talent/reviews/review.html", {
        "review": review, "nomination": review.nomination, "call": review.nomination.call, "form": form,
        "answers": answers_shown(review.nomination),
        **recommendations_of(review.nomination),
        "open": review.state in {ReviewState.ASSIGNED, ReviewState.STARTED},
        "closed": reviewing.reviews_are_closed(review.nomination.call), "scored": scored, "of": of,
        "asked": mine.count(), "done": mine.filter(state=ReviewState.SUBMITTED).count(),
        "following": reviewing.next_to_review(review),
    }, status=status)


@requires("reviews.review", load_review)
@require_POST
def keep_points(request: HttpRequest, review: Review) -> HttpResponse:
    """Keep what was typed for the criteria that the request names; gives the line that says so."""
    form = scorecard(review, request.POST)
    form.fields.pop("comment")
    if not form.is_valid():
        words = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return saved(request, review, form, problem=words)
    try:
        review = reviewing.save_points(review, form.points(only_sent=True), request.user)
    except Refused as refusal:
        return saved(request, review, form, problem=str(refusal))
    return saved(request, review, form)


@requires("reviews.review", load_review)
@require_POST
def keep_comment(request: HttpRequest, review: Review) -> HttpResponse:
    form = scorecard(review, request.POST)
    try:
        review = reviewing.save_comment(review, request.POST.get("comment", "")[:10_000], request.user)
    except Refused as refusal:
        return saved(request, review, form, problem=str(refusal))
    return saved(request, review, form)


def saved(request: HttpRequest, review: Review, form: Scorecard, problem: str = "") -> HttpResponse:
    scored, of = count_scored(review, form)
    return render(request, "talent/reviews/_saved.html", {
        "problem": problem, "scored": scored, "of": of, "at": timezone.localtime(),
    })


@requires("reviews.review", load_review)
@require_POST
def submit_review(request: HttpRequest, review: Review) -> HttpResponse:
    """Keep all that the page shows, and hand the review in; then on to the next."""
    form = scorecard(review, request.POST)
    if not form.is_valid():
        return show(request, review, form, status=422)
    try:
        reviewing.save_points(review, form.points(only_sent=True), request.user)
        reviewing.save_comment(review, form.cleaned_data["comment"], request.user)
        if "stay" in request.POST:
            messages.success(request, _("Saved. You can go on at any time."))
            return redirect("my_reviews")
        reviewing.submit(review, request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show(request, load_review(review.key), form, status=422)
    messages.success(request, _("Your review of %(name)s is submitted.") % {"name": review.nomination.nominee})
    following = reviewing.next_to_review(review)
    if following:
        return redirect("review_page", key=following.key)
    messages.success(request, _("That was the last one. Thank you."))
    return redirect("my_reviews")


@requires("reviews.review", load_review)
@require_POST
def open_review_again(request: HttpRequest, review: Review) -> HttpResponse:
    try:
        reviewing.open_again(review, request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("You can change it now. It counts again when you submit it."))
    return redirect("review_page", key=review.key)


@requires("reviews.review", load_review)
@require_http_methods(["GET", "POST"])
def stand_aside(request: HttpRequest, review: Review) -> HttpResponse:
    form = RequiredReason(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            reviewing.stand_aside(review, request.user, form.cleaned_data["reason"])
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("You stand aside from this nomination."))
        return redirect("my_reviews")
    return render(request, "pages/confirm.html", {
        "heading": _("Stand aside from %(name)s?") % {"name": review.nomination.nominee}, "form": form,
        "consequence": _(
            "For a reason not to judge: you are related, you taught the nominee, or you cannot be fair. What you "
            "scored so far is forgotten. Until the reviews are closed you can change your mind."
        ),
        "submit": _("Stand aside"), "tone": "primary", "cancel": reverse("review_page", kwargs={"key": review.key}),
    })
