"""Confirming a preview: all its good rows are stored in one transaction, or none is."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.models import Entry
from core.audit.record import Actor
from core.files.tables import Row, Table
from talent.institutions.models import Institution
from talent.people.consent import review_open_requests
from talent.people.models import (
    ConsentRequest,
    Guardian,
    ImportState,
    Person,
    RowVerdict,
    StudentImport,
    StudentImportRow,
    sort_key,
)
from talent.people.student_import.columns import recognise
from talent.people.student_import.dates import DateOrder
from talent.people.student_import.judge import STUDENT_FIELDS, Judged, judge
from talent.people.student_import.staging import count, file_rows, known_people, school_of, stored_fields

logger = logging.getLogger("luminary.student_import")
ROWS_AT_ONCE = 1000
GUARDIAN_FIELDS = ("name", "relationship", "email", "phone", "language")


@dataclass
class Work:
    """What is to be written: records made but not stored, and which of their fields changed."""

    new: list[Person] = field(default_factory=list)
    changed: dict[int, Person] = field(default_factory=dict)
    new_guardians: list[Guardian] = field(default_factory=list)
    changed_guardians: dict[int, Guardian] = field(default_factory=dict)
    consent_touched: set[int] = field(default_factory=set)


def confirm(student_import: StudentImport, by: User) -> StudentImport:
    """Claim the preview for storing, once: pressed twice, the second press is refused. Store it afterwards by
    `store`, at once or in the background."""
    return StudentImport.lifecycle.move(student_import, ImportState.STORING, by=by, problem="")


def store(student_import: StudentImport, by: Actor) -> StudentImport:
    """Store every good row of a claimed import: from `storing` to `stored`.

    The rows are judged again against the school as it is now. If anything came out differently nothing is
    stored: the import goes back to its preview, which then shows what it would do now. Two imports of one
    school wait for one another.
    """
    try:
        with transaction.atomic():
            Institution.objects.select_for_update().get(pk=student_import.institution_id)
            rows = list(student_import.rows.exclude(verdict=RowVerdict.WRONG).order_by("number"))
            judged = judge_again(student_import, rows)
            if differing := differences(rows, judged):
                return back_to_preview(student_import, differing, by)
            write(student_import, rows, by)
            return StudentImport.lifecycle.move(
                student_import, ImportState.STORED, by=by,
                counts={**student_import.counts, "stored_at": timezone.now().isoformat()},
                detail={name: student_import.counts.get(name, 0) for name in RowVerdict.values},
            )
    except Exception:
        # Nothing was stored; the preview is still good, and somebody can look into what went wrong.
        logger.exception("student import %s could not be stored", student_import.key)
        student_import.state = ImportState.STORING
        return StudentImport.lifecycle.move(
            student_import, ImportState.PREVIEW, by=by,
            problem=_("Something went wrong on our side, and nothing was stored. Try again in a minute."),
        )


def judge_again(student_import: StudentImport, rows: Sequence[StudentImportRow]) -> list[Judged]:
    described = student_import.counts
    header = tuple(described["header"])
    table = Table(header, tuple(Row(row.number, tuple(row.cells)) for row in rows), format="")
    school = student_import.institution
    order = DateOrder(described["date_orders"])
    return judge(file_rows(table, recognise(header)), known_people(school), school_of(school), order)


def differences(rows: Sequence[StudentImportRow], judged: Sequence[Judged]) -> list[tuple[StudentImportRow, Judged]]:
    """Rows that would now do something else than the preview showed."""
    return [
        (row, now) for row, now in zip(rows, judged, strict=True)
        if (row.verdict, row.changes, row.person_id) != (now.verdict, now.changes, now.person)
        or row.fields.get("name") != now.fields.get("name")
    ]


def back_to_preview(
    student_import: StudentImport, differing: list[tuple[StudentImportRow, Judged]], by: Actor
) -> StudentImport:
    for row, now in differing:
        row.verdict, row.fields, row.changes, row.wrong = now.verdict, stored_fields(now), now.changes, now.wrong
        row.person_id = now.person
    StudentImportRow.objects.bulk_update(
        [row for row, _now in differing], ["verdict", "fields", "changes", "wrong", "person"], batch_size=200
    )
    verdicts = [Judged(0, verdict) for verdict in student_import.rows.values_list("verdict", flat=True)]
    return StudentImport.lifecycle.move(
        student_import, ImportState.PREVIEW, by=by, counts={**student_import.counts, **count(verdicts)},
        problem=_(
            "Nothing was stored: since the preview was made, the school's students changed in a way that touches"
            " %(n)s rows, the first of them row %(row)s. The preview now shows how it would be."
        ) % {"n": len(differing), "row": differing[0][0].number},
    )


def write(student_import: StudentImport, rows: Sequence[StudentImportRow], by: Actor) -> None:
    work = prepare(student_import.institution, rows)
    author = by if isinstance(by, User) else None
    reason = reason_of(student_import)
    store_people(work, author, reason)
    store_guardians(work, author, reason)
    link_new_people(student_import)
    write_down(work.new, "came in by a student import", student_import, by)
    write_down(list(work.changed.values()), "changed by a student import", student_import, by)
    open_requests = ConsentRequest.objects.filter(person__in=work.consent_touched, closed_at__isnull=True)
    for person in Person.objects.filter(pk__in=open_requests.values("person")).select_related("institution"):
        review_open_requests(person, by)


def link_new_people(student_import: StudentImport) -> None:
    """Each row to the student it brought, by the key that the preview gave them, in one statement."""
    brought = Person.objects.filter(key=KeyTextTransform("key", OuterRef("fields"))).values("pk")[:1]
    student_import.rows.filter(verdict=RowVerdict.NEW).update(person=Subquery(brought))


def reason_of(student_import: StudentImport) -> str:
    """What the history of each record says of why it changed."""
    return f"student import {student_import.key}"


def prepare(institution: Institution, rows: Sequence[StudentImportRow]) -> Work:
    work = Work()
    changed = [row for row in rows if row.verdict == RowVerdict.CHANGED]
    people = Person.objects.in_bulk([row.person_id for row in changed])
    guardians = Guardian.objects.in_bulk(
        {int(name.split(":")[1]) for row in changed for name in row.changes if is_stored_guardian(name)}
    )
    for row in rows:
        if row.verdict == RowVerdict.NEW:
            person = new_person(institution, row.fields)
            work.new.append(person)
            work.new_guardians += [new_guardian(person, values) for values in row.fields["guardians"]]
    for row in changed:
        change(people[row.person_id], row.changes, guardians, work)
    return work


def is_stored_guardian(name: str) -> bool:
    return name.startswith("guardian:") and not name.startswith("guardian:new:")


def new_person(institution: Institution, fields: dict[str, Any]) -> Person:
    # A file looked at before languages were read has none.
    values = {"languages": [], **{name: fields[name] for name in STUDENT_FIELDS if name in fields}}
    values["birth_date"] = date.fromisoformat(values["birth_date"])
    return Person(institution=institution, key=fields["key"], sort_key=sort_key(values["latin_name"]), **values)


def new_guardian(person: Person, values: dict[str, str]) -> Guardian:
    language = values.get("language") or person.institution.language
    return Guardian(person=person, **{**{name: values.get(name, "") for name in GUARDIAN_FIELDS}, "language": language})


def change(person: Person, changes: dict[str, list[Any]], guardians: dict[int, Guardian], work: Work) -> None:
    """Apply one row's changes to the records, and remember which must be written."""
    for name, (_old, value, *_more) in changes.items():
        if name.startswith("guardian:new:"):
            work.new_guardians.append(new_guardian(person, value))
        elif is_stored_guardian(name):
            guardian = guardians[int(name.split(":")[1])]
            setattr(guardian, name.split(":")[2], value)
            work.changed_guardians[guardian.pk] = guardian
        else:
            setattr(person, name, as_stored(name, value))
            work.changed[person.pk] = person
        if name == "birth_date" or name.startswith("guardian:"):
            work.consent_touched.add(person.pk)
    person.sort_key = sort_key(person.latin_name)


def as_stored(name: str, value: Any) -> Any:
    if name in {"birth_date", "left_on"}:
        return date.fromisoformat(value) if value else None
    return value


def store_people(work: Work, author: User | None, reason: str) -> None:
    Person.objects.bulk_create(work.new, batch_size=ROWS_AT_ONCE)
    Person.history.bulk_history_create(
        work.new, batch_size=ROWS_AT_ONCE, default_user=author, default_change_reason=reason
    )
    update(Person, list(work.changed.values()), [*STUDENT_FIELDS, "left_on", "sort_key"], author, reason)


def store_guardians(work: Work, author: User | None, reason: str) -> None:
    Guardian.objects.bulk_create(work.new_guardians, batch_size=ROWS_AT_ONCE)
    Guardian.history.bulk_history_create(
        work.new_guardians, batch_size=ROWS_AT_ONCE, default_user=author, default_change_reason=reason
    )
    update(Guardian, list(work.changed_guardians.values()), list(GUARDIAN_FIELDS), author, reason)


def update(model: Any, records: list, fields: list[str], author: User | None, reason: str) -> None:
    now = timezone.now()
    for each in records:
        each.updated_at = now
    model.objects.bulk_update(records, [*fields, "updated_at"], batch_size=200)
    model.history.bulk_history_create(
        records, batch_size=ROWS_AT_ONCE, update=True, default_user=author, default_change_reason=reason
    )


def write_down(people: Sequence[Person], act: str, student_import: StudentImport, by: Actor) -> None:
    kind = ContentType.objects.get_for_model(Person)
    who = {"by": by} if isinstance(by, User) else {"by_whom": by}
    Entry.objects.bulk_create(
        [
            Entry(
                act=act, kind=kind, record_id=person.pk, label=str(person)[:200], detail={"import": student_import.key},
                **who,
            )
            for person in people
        ],
        batch_size=ROWS_AT_ONCE,
    )
