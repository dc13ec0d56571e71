"""Asking for a correction, making it, accepting it; the answers that were there are kept until then.

A correction opens its own answers and nothing else: also after the call has closed, while the panel reads, and after
the decision. It does not move the nomination.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import Actor, record
from core.files.models import Upload
from core.files.uploads import let_go
from talent.calls.models import Question
from talent.corrections import letters
from talent.corrections.models import CorrectionPart, CorrectionRequest, CorrectionState
from talent.nominations.drafts import asked_of_nomination, value_of, write_answers
from talent.nominations.lacks import asked_of, misfit, unanswered
from talent.nominations.models import CONSIDERED, NOT_HANDED_IN, Nomination, NominationState
from talent.recommendations.models import Recommendation, RecommendationState

CLOSED = {NominationState.WITHDRAWN, NominationState.NOT_SELECTED, NominationState.NOT_FORWARDED}


def ask_answers(
    nomination: Nomination, questions: Sequence[Question], words: str, due_at: datetime, by: User
) -> CorrectionRequest:
    """Open some answers again for the school, which is told by mail. Raises Refused with the reason."""
    if not questions:
        raise Refused(_("Choose what is to be corrected."))
    with transaction.atomic():
        held = hold_nomination(nomination)
        refuse_asking(held, due_at)
        open_now = set(CorrectionPart.objects.filter(
            correction__nomination=held, correction__state=CorrectionState.ASKED
        ).values_list("question_id", flat=True))
        if twice := [question for question in questions if question.pk in open_now]:
            raise Refused(_("“%(question)s” is open for correction already.") % {"question": twice[0]})
        correction = CorrectionRequest.objects.create(nomination=held, words=words, due_at=due_at, by=by)
        keep_old_answers(correction, questions)
        write_down(correction, by)
        letters.ask_school(correction)
    return correction


def keep_old_answers(correction: CorrectionRequest, questions: Sequence[Question]) -> None:
    stored = {answer.question_id: answer for answer in correction.nomination.answers.select_related("upload")}
    for question in questions:
        old = value_of(stored.get(question.pk), question)
        CorrectionPart.objects.create(
            correction=correction, question=question,
            old_text=old if isinstance(old, str) else "", old_upload=old if isinstance(old, Upload) else None,
        )


def ask_recommendation(
    recommendation: Recommendation, words: str, due_at: datetime, by: User
) -> CorrectionRequest:
    """Open a recommendation again for who wrote it, who gets a new mail with the link."""
    with transaction.atomic():
        held = hold_nomination(recommendation.nomination)
        refuse_asking(held, due_at)
        if held.state not in CONSIDERED:
            raise Refused(_("After the decision no recommendation is written anew."))
        given = Recommendation.objects.select_for_update(of=("self",)).get(pk=recommendation.pk)
        if given.state != RecommendationState.GIVEN:
            raise Refused(_("It is not handed in now, so it cannot be corrected."))
        correction = CorrectionRequest.objects.create(
            nomination=held, recommendation=given, words=words, due_at=due_at, by=by, old_text=given.handed_in
        )
        Recommendation.lifecycle.move(given, RecommendationState.OPENED, by=by, reason=words, link=given.link + 1)
        write_down(correction, by)
        letters.ask_recommender(correction)
    return correction


def hold_nomination(nomination: Nomination) -> Nomination:
    return (
        Nomination.objects.select_for_update(of=("self",))
        .select_related("call__institution", "nominee", "institution").get(pk=nomination.pk)
    )


def refuse_asking(nomination: Nomination, due_at: datetime) -> None:
    if nomination.state in CLOSED or nomination.state in NOT_HANDED_IN:
        raise Refused(_("Nothing is corrected in a nomination that is “%(state)s”.") % {
            "state": nomination.get_state_display()
        })
    if due_at <= timezone.now():
        raise Refused(_("The moment until which it is due has passed already."))


def write_down(correction: CorrectionRequest, by: Actor) -> None:
    labels = [part.question.key for part in correction.parts.select_related("question")]
    record("correction asked for", correction.nomination, by, correction=correction.key, questions=labels)


def answer(
    correction: CorrectionRequest, given: Mapping[Question, str | Upload | None], by: User
) -> CorrectionRequest:
    """Hand in the corrected answers: only those that are open are taken. Raises Refused where nothing is different,
    or where something that is required is now missing."""
    with transaction.atomic():
        nomination = hold_nomination(correction.nomination)
        held = hold(correction)
        if nomination.state in NOT_HANDED_IN:
            raise Refused(_("It is a draft now: change it in its form, and submit it again."))
        parts = {part.question_id: part for part in held.parts.select_related("question", "old_upload")}
        mine = {question: value for question, value in given.items() if question.pk in parts}
        write_answers(nomination, mine)
        # The same words may answer the question's new version too.
        if not answer_present_version(nomination, mine):
            refuse_unchanged(nomination, list(parts.values()))
        refuse_incomplete(nomination)
        move_to_answered(held, by)
    return held


def answer_present_version(nomination: Nomination, questions: Iterable[Question]) -> bool:
    """What is handed in answers the questions as they read now; whether an answer was of an earlier version."""
    raised = 0
    for question in questions:
        raised += nomination.answers.filter(question=question, version__lt=question.version).update(
            version=question.version
        )
    return raised > 0


def hold(correction: CorrectionRequest) -> CorrectionRequest:
    return CorrectionRequest.objects.select_for_update(of=("self",)).select_related(
        "nomination__call__institution", "nomination__nominee", "nomination__institution", "recommendation"
    ).get(pk=correction.pk)


def changed_parts(nomination: Nomination, parts: Sequence[CorrectionPart]) -> list[CorrectionPart]:
    """Those whose answer is another now than when the correction was asked for."""
    stored = {each.question_id: each for each in nomination.answers.select_related("upload")}
    return [
        part for part in parts
        if value_of(stored.get(part.question_id), part.question) != (part.old_upload or part.old_text)
    ]


def refuse_unchanged(nomination: Nomination, parts: Sequence[CorrectionPart]) -> None:
    if not changed_parts(nomination, parts):
        raise Refused(_("Nothing is different from before."))


def refuse_incomplete(nomination: Nomination) -> None:
    """As for a submission: what the answers ask for, by their conditions too, is there."""
    answers = list(nomination.answers.all())
    questions = asked_of_nomination(
        nomination, list(nomination.call.questions.all()), {each.question_id: each for each in answers}
    )
    for each in asked_of(questions, answers):
        if each.fault:
            raise Refused(misfit(each))
        if each.required and not each.answered:
            raise Refused(
                unanswered(each) + " " + _("If it is not open for you, ask the organiser to open it as well.")
            )


def move_to_answered(correction: CorrectionRequest, by: Actor) -> None:
    CorrectionRequest.lifecycle.move(correction, CorrectionState.ANSWERED, by=by, answered_at=timezone.now())


def accept(correction: CorrectionRequest, by: User) -> CorrectionRequest:
    """Take the correction; what was there before is erased now."""
    with transaction.atomic():
        held = hold(correction)
        CorrectionRequest.lifecycle.move(held, CorrectionState.ACCEPTED, by=by, old_text="")
        uploads = [part.old_upload for part in held.parts.select_related("old_upload") if part.old_upload]
        held.parts.update(old_text="", old_upload=None)
        for upload in uploads:
            let_go(upload)
    return held


def ask_again(correction: CorrectionRequest, words: str, due_at: datetime, by: User) -> CorrectionRequest:
    """It is not what was meant: the same is open once more. What was there at first stays for comparison."""
    with transaction.atomic():
        nomination = hold_nomination(correction.nomination)
        refuse_asking(nomination, due_at)
        held = hold(correction)
        CorrectionRequest.lifecycle.move(held, CorrectionState.ASKED, by=by, words=words, due_at=due_at)
        if held.recommendation:
            again = held.recommendation
            Recommendation.lifecycle.move(again, RecommendationState.OPENED, by=by, link=again.link + 1)
            letters.ask_recommender(held)
        else:
            letters.ask_school(held)
    return held


def withdraw(correction: CorrectionRequest, by: Actor, reason: str = "") -> CorrectionRequest:
    """Ask no more. What has not been corrected stays as it was; a recommendation counts as it was handed in."""
    with transaction.atomic():
        held = hold(correction)
        CorrectionRequest.lifecycle.move(held, CorrectionState.WITHDRAWN, by=by, reason=reason)
        if held.recommendation and held.recommendation.state == RecommendationState.OPENED:
            Recommendation.lifecycle.move(
                held.recommendation, RecommendationState.GIVEN, by=by, text=held.recommendation.handed_in
            )
    return held
