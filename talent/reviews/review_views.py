"""A panellist's pages: what there is to review, and the scoring of one nomination."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.accounts.access import requires
from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record_reading
from core.files.uploads import serve_upload
from core.lists.listing import Column, Filter, Listing
from core.templatetags.pages import moment
from talent.calls.models import Call, CallState, HiddenFromPanel
from talent.corrections.shown import corrected
from talent.institutions.membership import memberships_of
from talent.nominations.models import Nomination, NominationState
from talent.recommendations.deadline import due_of
from talent.recommendations.reading import Standing, to_read
from talent.reviews import reviewing
from talent.reviews.blind import SeenNominee, hides, hides_who, may_read, neutral_name, seen_answers, seen_nominee
from talent.reviews.forms import RequiredReason, Scorecard
from talent.reviews.loading import load_review, load_reviewed_evidence
from talent.reviews.models import Panellist, Review, ReviewState


def seen_in(part: str) -> Callable[[Review], str]:
    """A column's value: this part of the nominee as the reviewer sees them, or that it is hidden."""
    return lambda review: getattr(seen_nominee(review.nomination), part) or _("hidden")


NOMINEE = Column(
    "nominee", gettext_lazy("Nominee"), seen_in("name"), sort="nomination__nominee__sort_key",
    link=lambda review: reverse("review_page", kwargs={"key": review.key}),
)
BY_NAME = ("nomination__nominee__name", "nomination__nominee__latin_name")
MY_REVIEWS = Listing(
    name="my-reviews",
    columns=[
        NOMINEE,
        Column("school", gettext_lazy("School"), seen_in("school")),
        Column("country", gettext_lazy("Country"), seen_in("country")),
        Column("call", gettext_lazy("Call"), "nomination.call.title"),
        Column("due", gettext_lazy("Due"),
               lambda review: moment(review.nomination.call.reviews_close_at, review.nomination.call.zone)),
        Column("state", gettext_lazy("State"), "get_state_display", state=True, sort="state"),
    ],
    filters=[Filter("state", gettext_lazy("State"), ReviewState.choices, "state")],
    search=[*BY_NAME, "nomination__call__title"],
    sort="pk",
    empty=gettext_lazy("There is nothing for you to review now."),
    empty_next=gettext_lazy("When reviewing begins, an email tells you, and the nominations stand here."),
    formats=(),
)
# Where a name is hidden, neither looking for it nor the order of the rows may tell it.
MY_REVIEWS_BLIND = replace(
    MY_REVIEWS, columns=[replace(NOMINEE, sort=""), *MY_REVIEWS.columns[1:]], search=["nomination__call__title"]
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
    blind = any(hides(call, HiddenFromPanel.NAME) for call in Call.objects.filter(
        pk__in=rows.order_by().values("nomination__call")
    ))
    return (MY_REVIEWS_BLIND if blind else MY_REVIEWS).answer(
        request, shown, "talent/reviews/my_reviews.html",
        {"progress": progress, "following": following, "seats": seats_of(request.user)},
    )


def recommendations_of(nomination: Nomination) -> dict[str, Any]:
    given = to_read(nomination, blind=hides_who(nomination.call))
    over = timezone.now() >= due_of(nomination)
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


def facts_of(seen: SeenNominee) -> list[str]:
    """What stands under the nominee's name, without what is hidden."""
    grade = _("grade %(grade)s") % {"grade": seen.grade} if seen.grade else ""
    return [each for each in (seen.latin_name, seen.school, seen.country, grade) if each]


def show(request: HttpRequest, review: Review, form: Scorecard, *, status: int = 200) -> HttpResponse:
    mine = reviews_of(request.user).filter(panellist=review.panellist).exclude(state=ReviewState.RECUSED)
    scored, of = count_scored(review, form)
    seen = seen_nominee(review.nomination)
    return render(request, "talent/reviews/review.html", {
        "review": review, "call": review.nomination.call, "form": form,
        "seen": seen, "facts": facts_of(seen), "hidden": review.nomination.call.hidden_words,
        "answers": list(seen_answers(review)),
        **recommendations_of(review.nomination),
        "corrected": corrected(review.nomination),
        "open": review.state in {ReviewState.ASSIGNED, ReviewState.STARTED},
        "closed": reviewing.reviews_are_closed(review.nomination.call), "scored": scored, "of": of,
        "asked": mine.count(), "done": mine.filter(state=ReviewState.SUBMITTED).count(),
        "following": reviewing.next_to_review(review),
    }, status=status)


@requires("reviews.review", load_reviewed_evidence)
@require_GET
def review_evidence(request: HttpRequest, review: Review) -> HttpResponse:
    """One uploaded file for its reviewer, under a name that tells nothing where the review is blind; logged."""
    answer = review.wanted_answer  # type: ignore[attr-defined]
    if review.state == ReviewState.RECUSED or not may_read(review, answer):
        raise Http404
    record_reading("evidence", review.nomination, request.user)
    return serve_upload(answer.upload, name=neutral_name(review.nomination.call, answer))


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
    messages.success(
        request, _("Your review of %(name)s is submitted.") % {"name": seen_nominee(review.nomination).name}
    )
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
        "heading": _("Stand aside from %(name)s?") % {"name": seen_nominee(review.nomination).name}, "form": form,
        "consequence": _(
            "For a reason not to judge: you are related, you taught the nominee, or you cannot be fair. What you "
            "scored so far is forgotten. Until the reviews are closed you can change your mind."
        ),
        "submit": _("Stand aside"), "tone": "primary", "cancel": reverse("review_page", kwargs={"key": review.key}),
    })
