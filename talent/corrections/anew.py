"""Asking those who submitted under an earlier version of a question to answer it as it reads now."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.accounts.models import User
from core.audit.lifecycle import Refused
from talent.calls.models import EarlierQuestion, Question
from talent.corrections.acts import ask_answers
from talent.corrections.models import CorrectionPart, CorrectionRequest, CorrectionState
from talent.nominations.models import CONSIDERED, NOT_HANDED_IN, Answer, Nomination


@dataclass
class Asked:
    """The corrections asked for, and of whom none was, with the reason."""

    corrections: list[CorrectionRequest] = field(default_factory=list)
    refused: list[tuple[Nomination, str]] = field(default_factory=list)


def on_earlier_version(question: Question) -> QuerySet[Nomination]:
    """Nominations handed in that were asked an earlier version, and are not asked to correct it already."""
    now = Answer.objects.filter(nomination=OuterRef("pk"), question=question, version__gte=question.version)
    answered = Answer.objects.filter(nomination=OuterRef("pk"), question=question)
    last = EarlierQuestion.objects.filter(question=question).order_by("-number").values_list("until", flat=True).first()
    if question.version == 1 or last is None:
        return Nomination.objects.none()
    asked = CorrectionPart.objects.filter(
        question=question, correction__nomination=OuterRef("pk"), correction__state=CorrectionState.ASKED
    )
    before = Exists(answered) | Q(submitted_at__lt=last)
    return (
        Nomination.objects.filter(before, call=question.call_id, state__in=set(CONSIDERED) - set(NOT_HANDED_IN))
        .exclude(Exists(now)).exclude(Exists(asked)).select_related("nominee", "institution").order_by("pk")
    )


def ask_anew(question: Question, words: str, due_at: datetime, by: User) -> Asked:
    """Open this one answer for each of them; one transaction each, so that one obstacle stops no other."""
    asked = Asked()
    for nomination in on_earlier_version(question):
        try:
            asked.corrections.append(ask_answers(nomination, [question], words, due_at, by))
        except Refused as refusal:
            asked.refused.append((nomination, str(refusal)))
    return asked


def changed_questions(questions: Sequence[Question]) -> list[tuple[Question, int]]:
    """The questions in a later version, each with how many nominations still answer an earlier one."""
    changed = [question for question in questions if question.version > 1]
    return [(question, on_earlier_version(question).count()) for question in changed]
