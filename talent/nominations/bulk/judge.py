"""What each row of a table, and each file beside it, would do to a school's nominations: the rule, without a database.

An empty cell never erases what is stored. A row is new (a draft is made), changes a draft, changes nothing, or is
wrong, with column and reason. A file whose row is wrong waits for the row to be corrected.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from core.files.staged_import import RowVerdict
from talent.nominations.bulk.answers import CellWrong, Reader
from talent.nominations.bulk.filenames import Match, Named, Register, Somebody, Wanted, match_files

BETWEEN = " · "
ONLY_FILES = 0


@dataclass(frozen=True)
class Student:
    """A person of the school. `obstacles` say why they cannot be nominated; `drafted` whether the school has a draft
    for them, with its answers as texts and, for files, digests, by question's key."""

    pk: int
    number: str
    name: str
    latin_name: str
    obstacles: tuple[str, ...] = ()
    drafted: bool = False
    stored: Mapping[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """As the template's list offers them."""
        return f"{self.number}{BETWEEN}{self.name}" if self.number else self.name

    @property
    def somebody(self) -> Somebody:
        return Somebody(self.pk, self.number, tuple(dict.fromkeys(n for n in (self.name, self.latin_name) if n)))


@dataclass(frozen=True)
class FileRow:
    """One row as texts: of the student's columns, of each question by key, of each part's columns."""

    number: int
    student: Mapping[str, str]
    answers: Mapping[str, str] = field(default_factory=dict)
    added: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    troubles: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Asked:
    """What the call asks. `read_added` reads a part's columns for a person: a value, and what is wrong;
    `hidden` gives, for all of a nominee's answers, the headings of questions that are not asked of them."""

    readers: Mapping[str, Reader]
    files: Sequence[Wanted]
    read_added: Mapping[str, Callable[[Mapping[str, str], int], tuple[Any, list[list[str]]]]] = field(
        default_factory=dict
    )
    hidden: Callable[[Mapping[str, str]], set[str]] = lambda answers: set()


@dataclass
class Judged:
    number: int
    verdict: str
    person: int | None = None
    answers: dict[str, str] = field(default_factory=dict)
    added: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, list[str]] = field(default_factory=dict)
    wrong: list[list[str]] = field(default_factory=list)


def judge(
    rows: Iterable[FileRow], files: Sequence[Named], students: Iterable[Student], asked: Asked
) -> tuple[list[Judged], list[Match]]:
    """The verdict on each row in order, then a row for each draft that only files are for; and where each file goes."""
    school = School(students)
    judged = [judge_row(row, school, asked) for row in rows]
    people = {each.person for each in judged if each.person is not None}
    drafted = {pk for pk, student in school.by_pk.items() if student.drafted}
    matches = match_files(files, [school.by_pk[pk].somebody for pk in people | drafted], asked.files)
    if any(not match.taken and match.person is None for match in matches):
        everybody = Register([each.somebody for each in school.by_pk.values()], asked.files)
        matches = [name_strangers(match, file, everybody) for match, file in zip(matches, files, strict=True)]
    by_person = {each.person: each for each in judged if each.person is not None}
    for match, file in zip(matches, files, strict=True):
        if match.taken and match.person is not None:
            if match.person not in by_person:
                by_person[match.person] = Judged(ONLY_FILES, RowVerdict.SAME, match.person)
                judged.append(by_person[match.person])
            take_file(by_person[match.person], match, file, school.by_pk[match.person])
    return judged, matches


class School:
    """The school's people, found by number or by name, and those met so far."""

    def __init__(self, students: Iterable[Student]) -> None:
        self.by_pk = {each.pk: each for each in students}
        self.by_number = {spelled(each.number): each for each in self.by_pk.values() if each.number}
        self.by_name: dict[str, list[Student]] = defaultdict(list)
        for each in self.by_pk.values():
            for name in {spelled(each.name), spelled(each.latin_name)} - {""}:
                self.by_name[name].append(each)
        self.met: dict[int, int] = {}

    def find(self, texts: Mapping[str, str]) -> Student:
        """Whom the row is about. Raises CellWrong."""
        number, name = texts.get("number", ""), texts.get("name", "") or texts.get("latin_name", "")
        if student := texts.get("student", ""):
            before, between, after = student.partition(BETWEEN.strip())
            number, name = (before.strip(), after.strip()) if between else (number, name or student)
            if not between and spelled(student) in self.by_number:
                number, name = student, ""
        if not number and not name:
            raise CellWrong(_("is missing"))
        if number:
            return self.by_given_number(number, name)
        same = self.by_name.get(spelled(name), [])
        if len(same) > 1:
            raise CellWrong(_("several students are called “%(name)s”; give the number") % {"name": name[:60]})
        if not same:
            raise CellWrong(_("“%(name)s” is not on your school's list of students") % {"name": name[:60]})
        return same[0]

    def by_given_number(self, number: str, name: str) -> Student:
        found = self.by_number.get(spelled(number))
        if found is None:
            raise CellWrong(_("no student of your school has the number %(number)s") % {"number": number[:40]})
        if name and spelled(name) not in {spelled(found.name), spelled(found.latin_name)}:
            raise CellWrong(
                _("the number %(number)s is %(name)s's, not %(typed)s's")
                % {"number": number[:40], "name": found.name, "typed": name[:60]}
            )
        return found


def judge_row(row: FileRow, school: School, asked: Asked) -> Judged:
    judged = Judged(row.number, RowVerdict.WRONG, wrong=[[heading, reason] for heading, reason in row.troubles])
    try:
        student = school.find(row.student)
    except CellWrong as error:
        judged.wrong.append([_("Student"), str(error)])
        return judged
    if (first := school.met.setdefault(student.pk, row.number)) != row.number:
        judged.wrong.append([_("Student"), _("the same student as row %(row)s") % {"row": first}])
        return judged
    judged.person = student.pk
    judged.wrong += [[_("Student"), reason] for reason in student.obstacles]
    read_answers(row, student, asked, judged)
    for name, read in asked.read_added.items():
        value, wrong = read(row.added.get(name, {}), student.pk)
        judged.wrong += wrong
        if value:
            judged.added[name] = value
    if not judged.wrong:
        changed = bool(judged.changes or judged.added)
        judged.verdict = (
            RowVerdict.NEW if not student.drafted else RowVerdict.CHANGED if changed else RowVerdict.SAME
        )
    return judged


def read_answers(row: FileRow, student: Student, asked: Asked, judged: Judged) -> None:
    for key, reader in asked.readers.items():
        if not (cell := row.answers.get(key, "")).strip():
            continue
        try:
            text = reader.read(cell)
        except CellWrong as error:
            judged.wrong.append([reader.heading, str(error)])
            continue
        judged.answers[key] = text
        if text != (before := student.stored.get(key, "")):
            judged.changes[key] = [before, text]
    for key in sorted(asked.hidden({**student.stored, **judged.answers}) & judged.answers.keys()):
        judged.wrong.append([
            asked.readers[key].heading, _("is not asked of who answers so; leave it empty")
        ])


def take_file(judged: Judged, match: Match, file: Named, student: Student) -> None:
    """A file is one more change of its row; a row that changed nothing else changes by it."""
    before = student.stored.get(match.question, "")
    if before == file.digest:
        return
    judged.changes[match.question] = [before and _("another file"), file.names[0]]
    if judged.verdict == RowVerdict.SAME:
        judged.verdict = RowVerdict.CHANGED


def name_strangers(match: Match, file: Named, everybody: Register) -> Match:
    """A file for a student of the school whom neither the table nor a draft nominates says so."""
    if match.taken or match.person is not None:
        return match
    elsewhere = everybody.find(file)
    if elsewhere.taken and elsewhere.person is not None:
        name = everybody.people[elsewhere.person].shown
        return Match(match.index, reason=_("It is for %(name)s, who is neither in the table nor drafted.") % {
            "name": name
        })
    return match


def spelled(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
