"""Where each nomination stands by its reviews: the raw mean, and beside it the calibrated score with its error."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from talent.calls.models import Call
from talent.nominations.models import Nomination
from talent.reviews.calibration import Calibration, Scoring, calibrate
from talent.reviews.conflicts import institutions_by_user
from talent.reviews.models import Review, ReviewState, Score
from talent.reviews.scoring import STEP, RubricLine, mean_score, review_score, shown


@dataclass(frozen=True)
class CountedReview:
    """One review that counts: submitted, whole, and by nobody of the nominee's or the nominating school."""

    nomination: int
    panellist: int
    score: Fraction


@dataclass(frozen=True)
class CalibratedScore:
    """One nomination's standing, from 0 to 100 and kept to the ten-thousandth.

    `raw` is the mean of its reviews; `score` the calibrated score, `raw` itself where reviewers were not found to
    differ; `error` its standard error, None where nothing tells it (nowhere two reviews of one nomination).
    """

    raw: Decimal
    score: Decimal
    error: Decimal | None
    reviews: int


def counted_reviews(call: Call, nomination: Nomination | None = None) -> list[CountedReview]:
    """Every review that counts, of the call or one nomination of it, in the order they were made; four queries."""
    rubric = [RubricLine(str(each.pk), each.maximum, each.weight) for each in call.criteria.all()]
    points: dict[int, dict[str, Decimal]] = defaultdict(dict)
    submitted = Review.objects.filter(nomination__call=call, state=ReviewState.SUBMITTED)
    if nomination is not None:
        submitted = submitted.filter(nomination=nomination)
    for review, criterion, given in Score.objects.filter(review__in=submitted).values_list(
        "review_id", "criterion_id", "points"
    ):
        points[review][str(criterion)] = given
    rows = list(
        submitted.order_by("pk").values_list(
            "pk", "nomination_id", "panellist_id", "panellist__user_id", "nomination__institution_id",
            "nomination__nominee__institution_id",
        )
    )
    own = institutions_by_user({row[3] for row in rows})
    found = []
    for review, reviewed, panellist, user, nominating, belonging in rows:
        score = review_score(points[review], rubric)
        if score is not None and not own[user] & {nominating, belonging}:
            found.append(CountedReview(reviewed, panellist, score))
    return found


def calibration_of(reviews: list[CountedReview]) -> Calibration:
    """The calibration of these reviews: nominations and reviewers by the pk of nomination and panellist."""
    return calibrate([Scoring(each.nomination, each.panellist, float(each.score)) for each in reviews])


def calibrated_scores(call: Call) -> dict[int, CalibratedScore]:
    """The standing of every nomination of the call that has a review that counts, by the nomination's pk."""
    return standings_of(counted_reviews(call))


def standings_of(reviews: list[CountedReview], calibration: Calibration | None = None) -> dict[int, CalibratedScore]:
    calibration = calibration or calibration_of(reviews)
    scores: dict[int, list[Fraction]] = defaultdict(list)
    for each in reviews:
        scores[each.nomination].append(each.score)
    found = {}
    for nomination, given in scores.items():
        raw = mean_score(given)
        answer = calibration.nominations[nomination]
        if raw is None:
            continue
        # The raw mean is computed in fractions; where nothing is corrected it is the score to the last digit.
        score = kept(max(0.0, answer.score)) if calibration.corrects else raw
        found[nomination] = CalibratedScore(
            raw, score, None if answer.error is None else kept(answer.error), len(given)
        )
    return found


def kept(value: float) -> Decimal:
    return Decimal(value).quantize(STEP, rounding=ROUND_HALF_EVEN)


def score_words(score: CalibratedScore | None) -> str:
    """The calibrated score with its standard error as people read it; a dash for no review."""
    if score is None:
        return "–"
    return shown(score.score) + (f" ± {score.error:.1f}" if score.error is not None else "")
