"""The demonstration's calls, and nominating to them as schools do: drafts, answers, submission, consent."""

import random
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from core.accounts.models import User
from demonstration.people import Cast
from talent.calls.models import Call, Criterion, Question, QuestionKind, Quota
from talent.calls.publish import publish
from talent.institutions.models import Institution
from talent.nominations.drafts import make_drafts, save_answers
from talent.nominations.models import Nomination
from talent.nominations.submit import submit
from talent.people.consent import Signed, answer
from talent.people.majority import of_age
from talent.people.models import ConsentDecision, ConsentKind, ConsentRequest, Person
from talent.recommendations.asking import Recommender, name_recommender

LEVELS = {"0": "Nothing of it.", "2": "First signs.", "3": "Plainly there.", "5": "Rare at this age."}
RUBRIC = (
    ("Curiosity", "Asks questions of their own and follows them.", "1.5"),
    ("Work shown", "What the student made, measured, proved or wrote.", "2"),
    ("With others", "Explains, listens, helps.", "1"),
)
WHY = (
    "She built a rain gauge from bottles and has kept a table of it for two years.",
    "He taught himself to solve cubic equations and explains them to the younger classes.",
    "She runs the school's mathematics circle on Saturdays and writes its problems.",
    "He repairs the school's microscopes and found a water flea nobody here had seen.",
    "She wrote a program that predicts when the river will rise, and it was right twice.",
    "He asks the question that the teacher takes home.",
)
PROJECT = ("Physics", "Chemistry", "Biology", "Mathematics", "Computing", "Engineering")


def make_call(
    cast: Cast, organiser: Institution, by: User, title: str, summary: str, *, opens: datetime, closes: datetime,
    hosts: Sequence[Institution] = (), quotas: Sequence[dict] = (),
    rubric: bool = True, **fields,
) -> Call:
    """A published call with questions and, if scored, a rubric. It closes in the future until `end_call`."""
    call = Call.objects.create(
        title=title, summary=summary, institution=organiser, zone=organiser.zone, opens_at=opens, closes_at=closes,
        age_on=date(cast.today.year + 1, 7, 1),
        consents_required=[ConsentKind.TAKING_PART, ConsentKind.SHARING, ConsentKind.MEDICAL],
        consents_optional=[ConsentKind.PHOTOGRAPHS, ConsentKind.NAME],
        **fields,
    )
    call.hosts.set(hosts or [organiser])
    questions = (
        (QuestionKind.LONG, "Why this student?", "What you have seen yourself, in a few sentences.", True, []),
        (QuestionKind.CHOICE, "Field of interest", "", True, list(PROJECT)),
        (QuestionKind.FILE, "A piece of the student's own work", "PDF or a photograph.", False, []),
    )
    for order, (kind, label, explanation, required, choices) in enumerate(questions):
        Question.objects.create(
            call=call, order=order, kind=kind, label=label, help_text=explanation, required=required, choices=choices,
            tells_subject=kind == QuestionKind.CHOICE,
        )
    for order, (label, explanation, weight) in enumerate(RUBRIC if rubric else ()):
        Criterion.objects.create(
            call=call, order=order, label=label, help_text=explanation, maximum=5, weight=weight, descriptors=LEVELS
        )
    for quota in quotas:
        subject = call.questions.get(kind=QuestionKind.CHOICE) if quota["attribute"] == "subject" else None
        Quota.objects.create(call=call, question=subject, **quota)
    return publish(call, by)


def end_call(call: Call, closed: datetime, reviews_due: datetime) -> Call:
    """Let the call have closed at a moment that is past: the demonstration did not wait for it."""
    call.closes_at, call.reviews_close_at = closed, reviews_due
    call.save(update_fields=["closes_at", "reviews_close_at"])
    return call


def nominate(
    cast: Cast, call: Call, students: Iterable[Person], moment: datetime, dice: random.Random, *, drafts: bool = False
) -> list[Nomination]:
    """Each student nominated by their school's coordinator; left as drafts, half of them answered, if asked."""
    nominations = []
    questions = {question.kind: question for question in call.questions.all()}
    for student in students:
        by = cast.coordinator(student.institution)
        made = make_drafts(call, student.institution, [student], by)
        for draft in made.drafts:
            given = {questions[QuestionKind.CHOICE]: dice.choice(PROJECT)}
            if not drafts or dice.random() < 0.5:
                given[questions[QuestionKind.LONG]] = dice.choice(WHY)
            held = save_answers(draft, given, draft.version)
            if call.recommendations_asked and not drafts:
                name_recommender(held, Recommender(by.name, by.email, by.language), by)
            nominations.append(held if drafts else submit(held, by, moment))
    return nominations


def guardians_answer(requests: Iterable[ConsentRequest], dice: random.Random, *, some_wait: bool = False) -> None:
    """Every guardian gives what is required; some refuse photographs or the name; with `some_wait` a few are silent."""
    for request in requests:
        if some_wait and dice.random() < 0.2:
            continue
        items = list(request.items.all())
        refuses = {item.kind for item in items if not item.required and dice.random() < 0.15}
        decisions = {
            item.pk: ConsentDecision.REFUSED if item.kind in refuses else ConsentDecision.GIVEN for item in items
        }
        for signed in signers(request):
            answer(request, decisions, signed)


def signers(request: ConsentRequest) -> list[Signed]:
    """Who answers: the student who is of age, or else each guardian."""
    if of_age(request.person):
        return [Signed(None, request.person.name)]
    return [Signed(guardian, guardian.name) for guardian in request.person.guardians.all()]


def some_of(cast: Cast, code: str, count: int, dice: random.Random, *, taken: set[int]) -> list[Person]:
    """So many students of a country, not taken yet, from different schools where there are enough; now taken."""
    free = [student for student in cast.students[code] if student.pk not in taken]
    dice.shuffle(free)
    seen: dict[int, int] = {}
    turn: dict[int, int] = {}
    for student in free:
        turn[student.pk] = seen[student.institution_id] = seen.get(student.institution_id, 0) + 1
    free.sort(key=lambda student: turn[student.pk])
    chosen = free[:count]
    taken.update(student.pk for student in chosen)
    return chosen


def days(count: float) -> timedelta:
    return timedelta(days=count)
