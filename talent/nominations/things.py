"""What a nomination can lack by itself: an eligible nominee, answers, evidence, consent; each with where it is mended.

`things.py` is imported by `shown.py`, which registers them.
"""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talent.calls.answer_form import field_name
from talent.calls.eligibility import reasons_against
from talent.calls.models import Call, Question
from talent.institutions.countries import ages_of_majority
from talent.nominations.lacks import Asked, asked_of, asks_consent, misfit, unanswered
from talent.nominations.models import NOT_HANDED_IN, Nomination, NominationState
from talent.nominations.still_lacking import Lack, can_lack
from talent.people.majority import of_age
from talent.people.models import ConsentStanding, PersonRole

Lacks = dict[int, list[Lack]]


def with_things(nominations: QuerySet[Nomination]) -> QuerySet[Nomination]:
    """Loaded as the sources here need them, in a fixed number of queries."""
    return (
        nominations.select_related("nominee__institution", "institution", "consent", "call")
        .prefetch_related("answers", "nominee__guardians")
    )


def drafts_among(nominations: Sequence[Nomination]) -> list[Nomination]:
    return [each for each in nominations if each.state in NOT_HANDED_IN]


@can_lack("nominee", gettext_lazy("Nominee"), 0)
def nominees_not_eligible(call: Call, nominations: Sequence[Nomination]) -> Lacks:
    found: Lacks = {}
    for each in drafts_among(nominations):
        if reasons := reasons_against(call, each.nominee, each.institution_id):
            address = person_address(each)
            found[each.pk] = [Lack(reason, address) for reason in reasons]
    return found


def person_address(nomination: Nomination) -> str:
    if nomination.nominee.role == PersonRole.STUDENT:
        return reverse("student", kwargs={"key": nomination.nominee.key})
    return reverse("nomination", kwargs={"key": nomination.key})


@can_lack("answers", gettext_lazy("Answers"), 10, lambda call: has_questions(call, files=False))
def answers_missing(call: Call, nominations: Sequence[Nomination]) -> Lacks:
    return unanswered_of(call, nominations, files=False)


@can_lack("evidence", gettext_lazy("Evidence"), 20, lambda call: has_questions(call, files=True))
def evidence_missing(call: Call, nominations: Sequence[Nomination]) -> Lacks:
    return unanswered_of(call, nominations, files=True)


def has_questions(call: Call, *, files: bool) -> bool:
    kinds = call.questions.filter(kind=Question.Kind.FILE) if files else call.questions.exclude(kind=Question.Kind.FILE)
    return kinds.exists()


def unanswered_of(call: Call, nominations: Sequence[Nomination], *, files: bool) -> Lacks:
    """Required and missing, or not fitting, each with the address of its very field."""
    questions = list(call.questions.all())
    fields = {question.label: field_name(question) for question in questions}
    found: Lacks = {}
    for each in drafts_among(nominations):
        form = reverse("fill_in", kwargs={"key": each.key})
        lacks = [
            Lack(words, f"{form}#field-{fields[asked.label]}")
            for asked in asked_of(questions, each.answers.all())
            if asked.is_file == files and (words := what_lacks(asked))
        ]
        if lacks:
            found[each.pk] = lacks
    return found


def what_lacks(asked: Asked) -> str:
    if asked.answered:
        return misfit(asked) if asked.fault else ""
    return unanswered(asked) if asked.required else ""


@can_lack("consent", gettext_lazy("Consent"), 30, asks_consent)
def consents_missing(call: Call, nominations: Sequence[Nomination]) -> Lacks:
    """A draft without anybody to ask; a submitted one that waits for the answer, or was refused."""
    ages = ages_of_majority()
    found: Lacks = {}
    for each in nominations:
        if each.state in NOT_HANDED_IN:
            alone = not any(guardian.ended_at is None for guardian in each.nominee.guardians.all())
            if alone and not of_age(each.nominee, None, ages):
                words = _("No guardian is recorded: add one, so that consent can be asked for.")
                found[each.pk] = [Lack(words, person_address(each))]
        elif each.state == NominationState.SUBMITTED and each.consent:
            refused = each.consent.standing == ConsentStanding.REFUSED
            words = (
                _("Consent is refused. It does not reach the panel unless the guardian changes the answer.") if refused
                else _("The guardian has not answered yet.")
            )
            address = reverse("school_consent", kwargs={"key": each.consent.key})
            found[each.pk] = [Lack(words, address, stops=False)]
    return found
