"""Versions of what a call asks: how a question or criterion read before its meaning was changed.

After the first submission a meaning is changed only by a new version. Who has not submitted answers the new one;
what was typed stays where the kind of question allows. A submitted nomination keeps the version it answered.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from core.accounts.models import User
from talent.calls.models import Criterion, EarlierCriterion, EarlierQuestion, Question

# What is asked, or scored: a change of one of these is a change of meaning.
MEANING_OF_QUESTION = (
    "kind", "label", "required", "choices", "maximum_length", "minimum", "maximum", "shown_if_id", "shown_values",
)
MEANING_OF_CRITERION = ("label", "maximum", "weight", "descriptors")
DECIMALS = ("minimum", "maximum", "weight")


def changes_meaning(before: Question | Criterion, after: Question | Criterion) -> bool:
    names = MEANING_OF_QUESTION if isinstance(after, Question) else MEANING_OF_CRITERION
    return any(getattr(before, name) != getattr(after, name) for name in names)


def keep_version(before: Question | Criterion, by: User, reason: str) -> None:
    """Keep the line as it reads now; the caller stores what it reads from now on, with its number raised."""
    if isinstance(before, Question):
        EarlierQuestion.objects.create(
            question=before, number=before.version, asked=asked_by(before, (*MEANING_OF_QUESTION, "help_text")),
            by=by, reason=reason,
        )
    else:
        EarlierCriterion.objects.create(
            criterion=before, number=before.version, asked=asked_by(before, (*MEANING_OF_CRITERION, "help_text")),
            by=by, reason=reason,
        )


def asked_by(line: Question | Criterion, names: Iterable[str]) -> dict[str, Any]:
    """The fields as JSON values."""
    values = {name: getattr(line, name) for name in names}
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in values.items()}


def as_it_read(line: Question | Criterion, earlier: EarlierQuestion | EarlierCriterion) -> Question | Criterion:
    """The line as it read in that version: not to be stored."""
    fields = {
        name: Decimal(value) if name in DECIMALS and isinstance(value, str) else value
        for name, value in earlier.asked.items()
    }
    return type(line)(
        pk=line.pk, key=line.key, call_id=line.call_id, order=line.order, version=earlier.number,
        created_at=line.created_at, updated_at=earlier.until, **fields,
    )


def question_in_version(question: Question, number: int) -> Question:
    """The question as it read in the version of this number; as it reads now, if that is not kept."""
    if number >= question.version:
        return question
    for earlier in question.earlier.all():
        if earlier.number == number:
            return as_it_read(question, earlier)  # type: ignore[return-value]
    return question


def version_at(question: Question, moment: datetime) -> int:
    """The number of the version that was asked at the moment."""
    if question.version == 1:
        return 1
    return next((earlier.number for earlier in question.earlier.all() if earlier.until > moment), question.version)


def reads_of(line: Question | Criterion) -> list[tuple[Question | Criterion, EarlierQuestion | EarlierCriterion]]:
    """The earlier versions, the latest first, each with who changed it then, when and why."""
    kept = line.earlier.select_related("by").order_by("-number")
    return [(as_it_read(line, earlier), earlier) for earlier in kept]


def new_number(before: Question | Criterion, after: Question | Criterion) -> None:
    after.version = before.version + 1
    after.updated_at = timezone.now()
