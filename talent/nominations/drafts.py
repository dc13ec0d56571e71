"""Drafts: making them for many students at once, keeping what is typed, copying what is common."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from core.files.models import Upload
from core.files.uploads import let_go, use
from talent.calls.closing import refuse_new_drafts, window_for
from talent.calls.conditions import shown_questions
from talent.calls.eligibility import reasons_against
from talent.calls.models import Call, Question, QuestionKind
from talent.calls.nominators import refuse_nominator
from talent.calls.versions import question_in_version, version_at
from talent.institutions.models import Institution
from talent.nominations.models import NOT_HANDED_IN, Answer, Nomination, NominationState
from talent.nominations.recorded import keep_in_record
from talent.nominations.signals import nomination_emptied
from talent.nominations.submit import UNTOUCHED_BY_MINISTRY
from talent.people.models import Person


class ChangedMeanwhile(Refused):
    """Another window saved the draft after this one was opened."""


@dataclass
class Made:
    """The drafts made, and for whom none was, with the reason."""

    drafts: list[Nomination] = field(default_factory=list)
    refused: list[tuple[Person, str]] = field(default_factory=list)


def make_drafts(call: Call, institution: Institution, people: Iterable[Person], by: User) -> Made:
    """A draft for each person who may be nominated; one transaction, and nobody's obstacle stops the others.

    A nomination that was withdrawn before becomes a draft again. Raises Refused if the institution may not nominate
    to the call, or if it is not open for it: in the grace after closing no draft is begun.
    """
    refuse_to_draft(call, institution)
    people = list(people)
    made = Made()
    with transaction.atomic():
        before = {each.nominee_id: each for each in call.nominations.filter(nominee__in=people)}
        for person in people:
            if reasons := reasons_against(call, person, institution.pk):
                made.refused.append((person, " ".join(reasons)))
                continue
            try:
                made.drafts.append(draft_for(call, institution, person, by, before.get(person.pk)))
            except Refused as refusal:
                made.refused.append((person, str(refusal)))
    return made


def refuse_to_draft(call: Call, institution: Institution) -> None:
    """Raises Refused unless the institution may begin a nomination to the call now."""
    refuse_nominator(call, institution)
    refuse_new_drafts(call, window_for(call, institution), timezone.now())


def draft_for(
    call: Call, institution: Institution, person: Person, by: User, before: Nomination | None
) -> Nomination:
    if before is None:
        try:
            with transaction.atomic():
                draft = Nomination.objects.create(call=call, nominee=person, institution=institution, by=by)
        except IntegrityError:
            raise Refused(_("Already nominated.")) from None
        record("drafted", draft, by)
        return draft
    if before.state != NominationState.WITHDRAWN:
        raise Refused(
            _("Already nominated.") if before.institution_id == institution.pk
            else _("Already nominated by another school.")
        )
    changes: dict[str, Any] = {"consent": None, "by_id": by.pk, "self_nominated": False, **UNTOUCHED_BY_MINISTRY}
    if before.institution_id != institution.pk:
        # What one school wrote is not handed to the next.
        nomination_emptied.send(Nomination, nomination=before, by=by)
        erase_answers(before)
        changes |= {"institution": institution, "submitted_at": None}
    Nomination.lifecycle.move(before, NominationState.DRAFT, by=by, **changes)
    keep_in_record([before])
    return before


def erase_answers(nomination: Nomination) -> None:
    uploads = [answer.upload for answer in nomination.answers.select_related("upload")]
    nomination.answers.all().delete()
    for upload in uploads:
        let_go(upload)


def save_answers(
    nomination: Nomination, given: Mapping[Question, str | Upload | None], version: int
) -> Nomination:
    """Keep the given answers of a draft that is still at `version`, and raise its version if any differs.

    Raises ChangedMeanwhile when another window saved something else since, Refused when it is no draft any
    more. Nothing is written in either case.
    """
    with transaction.atomic():
        held = Nomination.objects.select_for_update().get(pk=nomination.pk)
        if held.state not in NOT_HANDED_IN:
            raise Refused(_("It is no longer a draft; take it back to a draft to change its answers."))
        if held.version != version and differs(held, given):
            raise ChangedMeanwhile(_("Somebody saved this draft in another window after you opened it here."))
        if write_answers(held, given):
            held.version += 1
            held.save(update_fields=["version", "updated_at"])
    return held


def differs(nomination: Nomination, given: Mapping[Question, str | Upload | None]) -> bool:
    """Whether any of these answers is not what is stored."""
    stored = {answer.question_id: answer for answer in nomination.answers.select_related("upload")}
    return any(value_of(stored.get(question.pk), question) != (value or "") for question, value in given.items())


def value_of(answer: Answer | None, question: Question) -> str | Upload:
    if answer is None:
        return ""
    return (answer.upload or "") if question.kind == QuestionKind.FILE else answer.text


def write_answers(nomination: Nomination, given: Mapping[Question, str | Upload | None]) -> bool:
    """Store the answers that differ; whether any did. A file no longer referred to is erased."""
    stored = {answer.question_id: answer for answer in nomination.answers.select_related("upload")}
    changed = False
    for question, value in given.items():
        answer = stored.get(question.pk)
        before = value_of(answer, question)
        if before == (value or ""):
            continue
        answer = answer or Answer(nomination=nomination, question=question)
        replaced = answer.upload
        # Of another kind than before, in a new version of the question: the one takes the place of the other.
        is_file = question.kind == QuestionKind.FILE
        answer.upload, answer.text = (value, "") if is_file else (None, value or "")
        answer.version = question.version
        answer.save()
        changed = True
        if isinstance(value, Upload) and value.held_until:
            use(value)
        if replaced is not None and replaced != value:
            let_go(replaced)
    return changed


def copy_answers(
    source: Nomination, questions: Collection[Question], targets: Iterable[Nomination], *, replace: bool, by: User
) -> int:
    """Copy written answers to other drafts of the same call and school; gives how many drafts changed.

    An answer that is there already is kept unless `replace`. Files are not copied: evidence is about one person.
    """
    texts = {
        answer.question: answer.text
        for answer in source.answers.filter(question__in=questions).select_related("question")
        if answer.text
    }
    changed = 0
    with transaction.atomic():
        drafts = Nomination.objects.select_for_update().filter(
            pk__in=[target.pk for target in targets], call=source.call_id, institution=source.institution_id,
            state=NominationState.DRAFT,
        ).exclude(pk=source.pk)
        for draft in drafts.order_by("pk"):
            there = dict(draft.answers.values_list("question_id", "text"))
            wanted = {q: text for q, text in texts.items() if replace or not there.get(q.pk, "").strip()}
            if write_answers(draft, wanted):
                Nomination.objects.filter(pk=draft.pk).update(version=F("version") + 1, updated_at=timezone.now())
                record("answers copied from another draft", draft, by, source=source.key)
                changed += 1
    return changed


def answers_shown(nomination: Nomination, questions: Sequence[Question] | None = None) -> list[dict[str, Any]]:
    """Each question that the nomination was asked, as it read then, with its answer; for `_answers.html`.

    Questions that its other answers hide are left out, with what was once typed into them. For many nominations of
    one call give its `questions`, and prefetch `answers__upload`.
    """
    given = {answer.question_id: answer for answer in nomination.answers.all()}
    if questions is None:
        questions = list(nomination.call.questions.all())
    asked = asked_of_nomination(nomination, questions, given)
    shown = shown_questions(asked, {pk: answer.text for pk, answer in given.items()})
    return [{"question": question, "answer": given.get(question.pk)} for question in shown]


def asked_of_nomination(
    nomination: Nomination, questions: Sequence[Question], given: Mapping[int, Answer]
) -> list[Question]:
    """The questions in the versions that the nomination answers: a draft the present ones, else those of its time."""
    if nomination.state in NOT_HANDED_IN or nomination.submitted_at is None:
        return list(questions)
    asked = []
    for question in questions:
        answer = given.get(question.pk)
        if answer is None and question.created_at > nomination.submitted_at:
            continue
        number = answer.version if answer else version_at(question, nomination.submitted_at)
        asked.append(question_in_version(question, number))
    return asked
