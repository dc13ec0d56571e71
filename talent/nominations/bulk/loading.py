"""What the rule of an import needs to know: the school's students, their drafts, and what the call asks."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from talent.calls.conditions import shown_questions
from talent.calls.models import Call, Question, QuestionKind
from talent.institutions.models import Institution
from talent.nominations.bulk.answers import Reader, reader_of
from talent.nominations.bulk.columns import PARTS, heading_of, typed_questions
from talent.nominations.bulk.filenames import Wanted
from talent.nominations.bulk.judge import Asked, Student
from talent.nominations.choosing import Choice, choices_of, people_of
from talent.nominations.models import Answer, NominationState
from talent.nominations.permissions import SchoolsPart


def students_of(call: Call, institution: Institution) -> list[Student]:
    """Everybody of the school whom the call could be for; a fixed number of queries."""
    part = SchoolsPart(call, institution)
    can, cannot = choices_of(part, people_of(part))
    stored = stored_answers(call, institution)
    return [student_of(choice, institution, stored) for choice in [*can, *cannot]]


def student_of(choice: Choice, institution: Institution, stored: Mapping[int, dict[str, str]]) -> Student:
    person, nomination = choice.person, choice.nomination
    drafted = bool(
        nomination and nomination.state == NominationState.DRAFT and nomination.institution_id == institution.pk
    )
    # With a draft of one's own there is nothing against it but what is against the student.
    only_taken = drafted and not choice.obstacles
    return Student(
        person.pk, person.number, person.name, person.latin_name,
        obstacles=() if only_taken or choice.can_be_chosen else choice.reasons,
        drafted=drafted, stored=stored.get(person.pk, {}) if drafted else {},
    )


def stored_answers(call: Call, institution: Institution) -> dict[int, dict[str, str]]:
    """The answers of the school's drafts by nominee and question's key: the text, or a file's digest."""
    found: dict[int, dict[str, str]] = {}
    for nominee, question, text, digest in Answer.objects.filter(
        nomination__call=call, nomination__institution=institution, nomination__state=NominationState.DRAFT
    ).values_list("nomination__nominee_id", "question__key", "text", "upload__sha256"):
        found.setdefault(nominee, {})[question] = digest or text
    return found


def asked_by(call: Call, institution: Institution, questions: Sequence[Question]) -> Asked:
    return Asked(
        readers=readers_of(questions),
        files=wanted_files(questions),
        read_added={
            part.name: partial(read_part, part.read, part.known(call, institution))
            for part in PARTS if part.columns(call)
        },
        hidden=partial(hidden_of, questions),
    )


def read_part(read, known, texts: Mapping[str, str], person: int):
    return read(texts, person, known)


def readers_of(questions: Sequence[Question]) -> dict[str, Reader]:
    return {q.key: reader_of(q, heading_of(q, n)) for n, q in typed_questions(questions)}


def wanted_files(questions: Iterable[Question]) -> list[Wanted]:
    return [
        Wanted(question.key, question.label, place)
        for place, question in enumerate(questions, start=1) if question.kind == QuestionKind.FILE
    ]


def hidden_of(questions: Sequence[Question], answers: Mapping[str, str]) -> set[str]:
    """The keys of questions that are not asked of who gives these answers."""
    shown = shown_questions(questions, {question.pk: answers.get(question.key, "") for question in questions})
    return {question.key for question in questions} - {question.key for question in shown}
