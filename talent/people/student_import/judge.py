"""What each row of a file would do to a school's students: the rule, without a database.

`judge(...)` takes the rows as texts by field and the students as they are stored, and gives for each row
whether it is new, changes a student (field by field), changes nothing, or is wrong (column and reason).
An empty cell never erases what is stored, and a guardian is never taken away by a file.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from talent.people.models import RowVerdict
from talent.people.student_import.cells import CellWrong, read_guardian, read_student
from talent.people.student_import.columns import GUARDIANS
from talent.people.student_import.dates import DateOrder
from talent.people.student_import.words import in_latin

STUDENT_FIELDS = ("number", "name", "latin_name", "birth_date", "gender", "country", "grade", "languages", "email")


@dataclass(frozen=True)
class KnownGuardian:
    pk: int
    name: str
    relationship: str
    email: str
    phone: str
    language: str


@dataclass(frozen=True)
class KnownPerson:
    """A person of the school as stored. `values` has STUDENT_FIELDS, dates in ISO 8601."""

    pk: int
    is_student: bool
    values: Mapping[str, Any]
    left_on: str = ""
    guardians: tuple[KnownGuardian, ...] = ()


@dataclass(frozen=True)
class FileRow:
    """One row: its texts by field (as `columns.recognise` names them), and columns already found wrong."""

    number: int
    texts: Mapping[str, str]
    troubles: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class School:
    """What the rule must know beside the rows. `members` are the member countries' codes."""

    country: str
    language: str
    members: frozenset[str]
    today: date


@dataclass
class Judged:
    """The verdict on one row. `fields` are the values to store (with `guardians`, a list); `changes` pairs of old
    and new; `wrong` pairs of the field (or a heading of the file) and the reason."""

    number: int
    verdict: str
    fields: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, list[Any]] = field(default_factory=dict)
    wrong: list[list[str]] = field(default_factory=list)
    person: int | None = None


class RowWrong(Exception):
    """The row as a whole cannot be taken: the field to show it at, and the reason."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(reason)
        self.name, self.reason = name, reason


class Register:
    """The school's people, found by number or by name and date of birth, and the rows met so far."""

    def __init__(self, known: Iterable[KnownPerson]) -> None:
        self.by_number: dict[str, KnownPerson] = {}
        self.by_name: dict[tuple[str, str], list[KnownPerson]] = defaultdict(list)
        for person in known:
            if person.values["number"]:
                self.by_number[person.values["number"]] = person
            if person.is_student:
                self.by_name[name_key(person.values["name"], person.values["birth_date"])].append(person)
        self.numbers_met: dict[str, int] = {}
        self.names_met: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
        self.people_met: dict[int, int] = {}

    def refuse_repetition(self, row: int, fields: Mapping[str, Any]) -> None:
        """Twice in one file: the second is wrong, and says which was the first."""
        number, key = fields.get("number", ""), name_key(fields["name"], fields["birth_date"])
        if number and number in self.numbers_met:
            raise RowWrong("number", _("the same number as row %(row)s") % {"row": self.numbers_met[number]})
        for other_row, other_number in self.names_met[key]:
            # Two of one name born on one day are two people only if their numbers say so.
            if not (number and other_number):
                raise RowWrong("name", _("the same name and date of birth as row %(row)s") % {"row": other_row})
        if number:
            self.numbers_met[number] = row
        self.names_met[key].append((row, number))

    def find(self, fields: Mapping[str, Any]) -> KnownPerson | None:
        """The stored student that the row is about, by the school's number, else by name and date of birth."""
        number = fields.get("number", "")
        same_name = self.by_name.get(name_key(fields["name"], fields["birth_date"]), [])
        if number and (found := self.by_number.get(number)):
            refuse_another(found, fields)
            return found
        if len(same_name) > 1:
            raise RowWrong("name", _("several stored students have this name and date of birth; give the number"))
        if same_name and number and (stored := same_name[0].values["number"]):
            raise RowWrong(
                "number", _("this student is stored with the number %(number)s; correct one") % {"number": stored}
            )
        return same_name[0] if same_name else None

    def claim(self, row: int, person: KnownPerson) -> None:
        if (other := self.people_met.setdefault(person.pk, row)) != row:
            raise RowWrong("name", _("the same student as row %(row)s") % {"row": other})


def refuse_another(found: KnownPerson, fields: Mapping[str, Any]) -> None:
    """A number given to somebody else: neither the name nor the date of birth is theirs."""
    if not found.is_student:
        raise RowWrong("number", _("this number belongs to somebody who is not a student"))
    same_name = folded_name(found.values["name"]) == folded_name(fields["name"])
    if not same_name and found.values["birth_date"] != fields["birth_date"]:
        raise RowWrong("number", _("this number is stored for %(name)s") % {"name": found.values["name"]})


def judge(rows: Iterable[FileRow], known: Iterable[KnownPerson], school: School, order: DateOrder) -> list[Judged]:
    """The verdict on each row, in the file's order."""
    register = Register(known)
    return [judge_row(row, register, school, order) for row in rows]


def judge_row(row: FileRow, register: Register, school: School, order: DateOrder) -> Judged:
    fields, wrong = read_fields(row, school, order)
    if wrong:
        return Judged(row.number, RowVerdict.WRONG, wrong=wrong)
    try:
        register.refuse_repetition(row.number, fields)
        person = register.find(fields)
        if person is not None:
            register.claim(row.number, person)
    except RowWrong as error:
        return Judged(row.number, RowVerdict.WRONG, wrong=[[error.name, error.reason]])
    if person is None:
        return Judged(row.number, RowVerdict.NEW, fields=with_defaults(fields, school))
    changes = changes_to(person, fields)
    verdict = RowVerdict.CHANGED if changes else RowVerdict.SAME
    return Judged(row.number, verdict, fields=fields, changes=changes, person=person.pk)


def read_fields(row: FileRow, school: School, order: DateOrder) -> tuple[dict[str, Any], list[list[str]]]:
    """The row's values by field, only those that are given, and what is wrong with the others."""
    wrong = [[column, reason] for column, reason in row.troubles]
    troubled = {column for column, _reason in row.troubles}
    fields, errors = read_student(row.texts, school, order)
    guardians = []
    for place in GUARDIANS:
        try:
            if guardian := read_guardian(row.texts, place):
                guardians.append(guardian)
        except CellWrong as error:
            errors += error.wrong
    if guardians:
        fields["guardians"] = guardians
    return fields, wrong + [each for each in errors if each[0] not in troubled]


def with_defaults(fields: dict[str, Any], school: School) -> dict[str, Any]:
    defaults: dict[str, Any] = {
        "number": "", "gender": "", "country": school.country, "grade": None, "languages": [], "email": "",
    }
    guardians = [{"language": school.language, **guardian} for guardian in fields.get("guardians", [])]
    return {**defaults, **fields, "guardians": guardians}


def changes_to(person: KnownPerson, fields: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What the row would change: {field: [old, new]}.

    A guardian's field is {`guardian:<pk>:<field>`: [old, new, guardian's name]}; a new guardian
    {`guardian:new:<n>`: ["", values, name]}; a student who comes back {`left_on`: [day, ""]}.
    """
    values = person.values
    changes: dict[str, list[Any]] = {
        name: [values[name], fields[name]]
        for name in STUDENT_FIELDS
        if name in fields and fields[name] != values[name] and name != "latin_name"
    }
    made = "_latin" in fields
    if fields["latin_name"] != values["latin_name"] and (not made or values["latin_name"] == in_latin(values["name"])):
        changes["latin_name"] = [values["latin_name"], fields["latin_name"]]
    if person.left_on:
        changes["left_on"] = [person.left_on, ""]
    return changes | changes_to_guardians(person.guardians, fields.get("guardians", []))


def changes_to_guardians(
    stored: Sequence[KnownGuardian], given: Sequence[Mapping[str, str]]
) -> dict[str, list[Any]]:
    changes: dict[str, list[Any]] = {}
    claimed: set[int] = set()
    for index, new in enumerate(given):
        same = same_guardian(stored, new, claimed)
        if same is None:
            changes[f"guardian:new:{index}"] = ["", dict(new), new["name"]]
            continue
        claimed.add(same.pk)
        for name, value in new.items():
            if value != getattr(same, name):
                changes[f"guardian:{same.pk}:{name}"] = [getattr(same, name), value, same.name]
    return changes


def same_guardian(
    stored: Sequence[KnownGuardian], new: Mapping[str, str], claimed: set[int]
) -> KnownGuardian | None:
    """The stored guardian that the file means: of the same name, else of the same address."""
    left = [guardian for guardian in stored if guardian.pk not in claimed]
    by_name = (each for each in left if folded_name(each.name) == folded_name(new["name"]))
    by_email = (each for each in left if new.get("email") and each.email.casefold() == new["email"].casefold())
    return next(by_name, None) or next(by_email, None)


def name_key(name: str, birth_date: str | None) -> tuple[str, str]:
    return folded_name(name), birth_date or ""


def folded_name(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
