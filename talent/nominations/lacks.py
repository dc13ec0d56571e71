"""What a nomination still lacks before it can be submitted, in words that say what to do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from talent.calls.conditions import shown_questions
from talent.calls.eligibility import reasons_against
from talent.calls.fitting import fault_in
from talent.calls.models import Call, Question, QuestionKind
from talent.nominations.models import Answer, Nomination
from talent.nominations.still_lacking import Lack, added_lacks
from talent.people.majority import of_age

# What this module finds itself; rooms above add the rest.
OWN = frozenset({"nominee", "answers", "evidence", "consent"})


@dataclass(frozen=True)
class Asked:
    """One question, and what is there as its answer: a text, or whether a file was uploaded."""

    label: str
    is_file: bool
    required: bool
    text: str = ""
    uploaded: bool = False
    fault: str = ""

    @property
    def answered(self) -> bool:
        return self.uploaded if self.is_file else bool(self.text.strip())


@dataclass(frozen=True)
class Nominee:
    """Who is to answer about consent: the nominee alone once of age, else the guardians."""

    of_age: bool
    guardians: int
    consent_asked: bool


def lacking(asked: Iterable[Asked], nominee: Nominee) -> list[str]:
    """Sentences, in the order of the form; empty for a nomination that can be submitted."""
    found = [
        unanswered(each) if not each.answered else misfit(each)
        for each in asked if each.fault or (each.required and not each.answered)
    ]
    if nominee.consent_asked and not nominee.of_age and not nominee.guardians:
        found.append(_("No guardian is recorded: add one on the student's page, so that consent can be asked for."))
    return found


def unanswered(each: Asked) -> str:
    if each.is_file:
        return _("A file is missing: “%(question)s”.") % {"question": each.label}
    return _("An answer is missing: “%(question)s”.") % {"question": each.label}


def misfit(each: Asked) -> str:
    return _("“%(question)s”: %(fault)s") % {"question": each.label, "fault": each.fault}


def asked_of(questions: Sequence[Question], answers: Iterable[Answer]) -> list[Asked]:
    """What is asked of who answers so: questions that other answers hide are not."""
    given = {answer.question_id: answer for answer in answers}
    asked = []
    for question in shown_questions(questions, {pk: answer.text for pk, answer in given.items()}):
        answer = given.get(question.pk)
        asked.append(
            Asked(
                label=question.label,
                is_file=question.kind == QuestionKind.FILE,
                required=question.required,
                text=answer.text if answer else "",
                uploaded=bool(answer and answer.upload_id),
                fault=fault_in(question, answer.text) if answer else "",
            )
        )
    return asked


def asks_consent(call: Call) -> bool:
    return bool(call.consents_required or call.consents_optional)


def lacks_of(
    nomination: Nomination, questions: Sequence[Question], moment: datetime | None = None,
    ages: Mapping[str, int] | None = None, added: Mapping[int, Sequence[Lack]] | None = None,
) -> list[str]:
    """What stands between this draft and its submission, the call's deadline and allowance left aside.

    For a list: prefetch `answers` and `nominee__guardians`, select `nominee__institution` and `call`, give `ages`
    and `added` (`added_lacks(call, nominations, OWN)`).
    """
    person = nomination.nominee
    nominee = Nominee(
        of_age=of_age(person, moment, ages),
        guardians=sum(1 for guardian in person.guardians.all() if guardian.ended_at is None),
        consent_asked=asks_consent(nomination.call),
    )
    if added is None:
        added = added_lacks(nomination.call, [nomination], OWN)
    return [
        *reasons_against(nomination.call, person, nomination.institution_id),
        *lacking(asked_of(questions, nomination.answers.all()), nominee),
        *(lack.words for lack in added.get(nomination.pk, ())),
    ]
