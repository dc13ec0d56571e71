"""How a call is reviewed: how many reviewers, which conflicts, what is hidden, when one more is asked."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from talent.calls.models import Call, Question, QuestionKind
from talent.reviews.closing import lock_reviews
from talent.reviews.declaring import refuse_closed, set_aside_barred
from talent.reviews.models import Review, ReviewState
from talent.reviews.reviewing import complete_reviews

FIELDS = ("reviewers_per_nomination", "own_country_is_conflict", "hidden_from_panel", "disagreement_limit")
BEGUN = (ReviewState.STARTED, ReviewState.SUBMITTED)
OF_CHOICES = (QuestionKind.CHOICE, QuestionKind.CHOICES)


@dataclass(frozen=True)
class ReviewRules:
    """What an organiser says about a call's review; questions by their pk."""

    reviewers_per_nomination: int | None
    own_country_is_conflict: bool
    hidden_from_panel: tuple[str, ...]
    disagreement_limit: int | None
    hidden_questions: frozenset[int]
    subject_question: int | None


def rules_of(call: Call) -> ReviewRules:
    questions = list(call.questions.all())
    return ReviewRules(
        call.reviewers_per_nomination, call.own_country_is_conflict, tuple(call.hidden_from_panel),
        call.disagreement_limit, frozenset(each.pk for each in questions if each.hidden_from_panel),
        next((each.pk for each in questions if each.tells_subject), None),
    )


def is_begun(call: Call) -> bool:
    """Whether anybody has begun a review of the call."""
    return Review.objects.filter(nomination__call=call, state__in=BEGUN).exists()


def save_rules(call: Call, rules: ReviewRules, by: User) -> None:
    """Store how the call is reviewed.

    Raises Refused for other hidden things once anybody has begun: some would have judged blind and some not; and
    for any change once the reviews are closed. In review, what a new rule forbids is set aside and what lacks is given.
    """
    with transaction.atomic():
        lock_reviews(Review.objects.filter(nomination__call=call))
        call = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
        before = rules_of(call)
        if before == rules:
            return
        refuse_closed(call)
        hidden = (set(before.hidden_from_panel), before.hidden_questions)
        if hidden != (set(rules.hidden_from_panel), rules.hidden_questions) and is_begun(call):
            raise Refused(_("Reviews have begun: what reviewers do not see stays as it was, for all of them."))
        for field in FIELDS:
            value = getattr(rules, field)
            setattr(call, field, list(value) if field == "hidden_from_panel" else value)
        call.save(update_fields=[*FIELDS, "updated_at"])
        mark_questions(call, rules)
        record("changed how it is reviewed", call, by, **{field: getattr(call, field) for field in FIELDS})
        set_aside_barred(call, by)
        complete_reviews(call)


def mark_questions(call: Call, rules: ReviewRules) -> None:
    questions = Question.objects.filter(call=call)
    questions.update(hidden_from_panel=False, tells_subject=False)
    questions.filter(pk__in=rules.hidden_questions).update(hidden_from_panel=True)
    if rules.subject_question is not None:
        questions.filter(pk=rules.subject_question, kind__in=OF_CHOICES).update(tells_subject=True)
