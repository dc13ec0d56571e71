"""Taking a stored import back, while nothing has been built on it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
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
)
from talent.people.student_import.storing import (
    ROWS_AT_ONCE,
    Work,
    change,
    is_stored_guardian,
    reason_of,
    store_guardians,
    store_people,
)

UNDO_FOR = timedelta(days=1)
NAMED = 3


def may_undo(student_import: StudentImport, now: datetime | None = None) -> bool:
    """Whether it is recent enough to be taken back; whether something was built on it shows when it is tried."""
    return student_import.state == ImportState.STORED and (now or timezone.now()) - stored_at(student_import) < UNDO_FOR


def stored_at(student_import: StudentImport) -> datetime:
    return datetime.fromisoformat(student_import.counts["stored_at"])


def undo(student_import: StudentImport, by: User) -> StudentImport:
    """Take away the students that the import brought and give the others their former values.

    Raises Refused, naming students, when one of them was changed or used since; then nothing is taken back.
    """
    if not may_undo(student_import):
        raise Refused(_("An import can be taken back for a day after it was stored."))
    with transaction.atomic():
        Institution.objects.select_for_update().get(pk=student_import.institution_id)
        refuse_touched(student_import)
        moved = StudentImport.lifecycle.move(student_import, ImportState.UNDONE, by=by)
        give_back(student_import, list(student_import.rows.filter(verdict=RowVerdict.CHANGED)), by)
        take_away(student_import)
    return moved


def refuse_touched(student_import: StudentImport) -> None:
    """Refuse if a student or guardian was changed since, or if anything was made that refers to one."""
    since = stored_at(student_import)
    rows = student_import.rows.filter(verdict__in=[RowVerdict.NEW, RowVerdict.CHANGED])
    if gone := rows.filter(person=None).count():
        raise Refused(_("%(n)s students of this import are already gone. Nothing was taken back.") % {"n": gone})
    touched = Q(updated_at__gt=since) | Q(guardians__updated_at__gt=since)
    brought = rows.filter(verdict=RowVerdict.NEW).values("person")
    for key in keys_to(Person):
        made = key.model._base_manager.filter(**{f"{key.name}__isnull": False})
        if has_moment(key.model):
            touched |= Q(pk__in=made.filter(created_at__gt=since).values(key.name))
        if key.model not in {Guardian, StudentImportRow}:
            touched |= Q(pk__in=made.filter(**{f"{key.name}__in": brought}).values(key.name))
    people = Person.objects.filter(pk__in=rows.values("person")).filter(touched)
    names = list(people.order_by("sort_key").values_list("name", flat=True).distinct()[: NAMED + 1])
    if names:
        raise Refused(
            _("Changed or nominated since the import: %(names)s. Nothing was taken back.") % {"names": some(names)}
        )


def keys_to(model: type[models.Model]) -> list[models.ForeignKey]:
    """The keys by which records of any room, those above too, refer to the model; not those of histories."""
    relations = model._meta.get_fields(include_hidden=True)
    keys: list[Any] = [relation.field for relation in relations if isinstance(relation, models.ManyToOneRel)]
    return [key for key in keys if key.db_constraint]


def has_moment(model: type[models.Model]) -> bool:
    return any(field.name == "created_at" for field in model._meta.get_fields())


def some(names: Sequence[str]) -> str:
    return ", ".join(names[:NAMED]) + ("…" if len(names) > NAMED else "")


def give_back(student_import: StudentImport, rows: Sequence[StudentImportRow], by: User) -> None:
    """The former values, by the changes that the rows made, turned round."""
    people = Person.objects.in_bulk([row.person_id for row in rows])
    guardians = Guardian.objects.in_bulk(
        {int(name.split(":")[1]) for row in rows for name in row.changes if is_stored_guardian(name)}
    )
    work = Work()
    for row in rows:
        turned = {
            name: [values[1], values[0], *values[2:]] for name, values in row.changes.items()
            if not name.startswith("guardian:new:")
        }
        change(people[row.person_id], turned, guardians, work)
        work.consent_touched |= {people[row.person_id].pk} if len(turned) < len(row.changes) else set()
    Guardian.objects.filter(person__in=people, pk__in=added_guardians(student_import)).delete()
    reason = f"{reason_of(student_import)} taken back"
    store_people(work, by, reason)
    store_guardians(work, by, reason)
    for request in ConsentRequest.objects.filter(person__in=work.consent_touched, closed_at__isnull=True):
        review_open_requests(request.person, by)


def added_guardians(student_import: StudentImport) -> models.QuerySet:
    return Guardian.history.filter(history_change_reason=reason_of(student_import), history_type="+").values("id")


def take_away(student_import: StudentImport) -> None:
    """The students that it brought, with their guardians and their history: they were never meant to be here.

    `refuse_touched` made sure that nothing else refers to them, and the database would refuse if it did; so they
    go in one statement each, without a record of each deletion in the history that goes too.
    """
    rows = student_import.rows.filter(verdict=RowVerdict.NEW)
    people = list(rows.values_list("person_id", flat=True))
    guardians = list(Guardian.objects.filter(person__in=rows.values("person")).values_list("pk", flat=True))
    rows.update(person=None)
    for model, pks in ((Guardian, guardians), (Person, people)):
        for start in range(0, len(pks), ROWS_AT_ONCE):
            lot = pks[start:start + ROWS_AT_ONCE]
            model.history.filter(id__in=lot)._raw_delete("default")
            model.objects.filter(pk__in=lot)._raw_delete("default")
