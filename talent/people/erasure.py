"""What becomes of every row about a person, or about a nomination, when that is erased.

Each room says so in its `erasing.py`, one `Erased` for each model that has words about somebody; a test walks all
models and fails for one that says nothing. `talent/retention` decides when, and carries it out by this table.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import ProtectedError

from core.audit.models import Entry
from core.files.models import Upload

NeededUntil = Callable[[Collection[int]], Mapping[int, datetime]]
Hindrance = Callable[[Any], Sequence[str]]
ANONYMOUS = "—"
LOT = 400


@dataclass(frozen=True)
class Erased:
    """The fate of one model's rows. `path` leads from the row to what is erased ("" is the row itself).

    Rows are deleted, with `deleted`, or their fields set to the values in `blank`. `kept` names the fields of words
    that stay because they say nothing about anybody. `uploads` are keys to files that go with the row.
    """

    model: type[models.Model]
    path: str
    blank: Mapping[str, Any] = field(default_factory=dict)
    deleted: bool = False
    kept: Collection[str] = ()
    uploads: Sequence[str] = ()

    def rows(self, pks: Collection[int]) -> models.QuerySet:
        return self.model._base_manager.filter(**{f"{self.path or 'pk'}__in": list(pks)})


WITH_NOMINATION: list[Erased] = []
WITH_PERSON: list[Erased] = []
# What is about a call as a whole and may name somebody: it goes with the last of the call's nominations.
WITH_CALL: list[Erased] = []
# More that a room does when people are erased, by their primary keys: where blank values do not suffice.
BESIDES: list[Callable[[Collection[int]], None]] = []
BESIDES_NOMINATIONS: list[Callable[[Collection[int]], None]] = []
# Until when people, or nominations, are still needed, besides what talent sees: {primary key: moment}.
NEEDED: list[NeededUntil] = []
# Why a person cannot be erased now, a sentence each.
HINDRANCES: list[Hindrance] = []


def erased_with_nomination(*rules: Erased) -> None:
    """Register, in the order in which they are carried out."""
    WITH_NOMINATION.extend(rules)


def erased_with_call(*rules: Erased) -> None:
    WITH_CALL.extend(rules)


def erased_with_person(*rules: Erased) -> None:
    WITH_PERSON.extend(rules)


def besides(act: Callable[[Collection[int]], None]) -> Callable[[Collection[int]], None]:
    BESIDES.append(act)
    return act


def besides_nominations(act: Callable[[Collection[int]], None]) -> Callable[[Collection[int]], None]:
    """Register more that a room does when nominations are erased, by their primary keys."""
    BESIDES_NOMINATIONS.append(act)
    return act


def still_needed(source: NeededUntil) -> NeededUntil:
    """Register a source: of nominations' primary keys, until when they are needed (the end of an edition, say)."""
    NEEDED.append(source)
    return source


def hinders_erasure(source: Hindrance) -> Hindrance:
    """Register a source of sentences that say why a person cannot be erased now."""
    HINDRANCES.append(source)
    return source


@dataclass
class Gone:
    """What was erased: rows by model, and the public keys of all that were touched, for the outbox."""

    counts: dict[str, int] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)

    def add(self, what: str, number: int) -> None:
        if number:
            self.counts[what] = self.counts.get(what, 0) + number


def carry_out(rules: Sequence[Erased], pks: Collection[int]) -> Gone:
    """Erase by the rules, in their order; also earlier versions and what the audit trail says of each row.

    Runs in the caller's transaction. Files go from the storage when it commits.
    """
    gone = Gone()
    for rule in rules:
        rows = list(rule.rows(pks).values_list("pk", flat=True))
        for begin in range(0, len(rows), LOT):
            carry_out_lot(rule, rows[begin : begin + LOT], gone)
    return gone


def carry_out_lot(rule: Erased, rows: list[int], gone: Gone) -> None:
    manager = rule.model._base_manager.filter(pk__in=rows)
    if any(each.name == "key" for each in rule.model._meta.fields):
        gone.keys |= set(manager.values_list("key", flat=True))
    uploads = [pk for name in rule.uploads for pk in manager.values_list(name, flat=True) if pk]
    quiet_audit(rule.model, rows)
    if rule.deleted:
        manager.delete()
    elif rule.blank:
        manager.update(**rule.blank)
    # After the rows: a deletion writes one more version into the history.
    if (history := getattr(rule.model, "history", None)) is not None:
        gone.add("earlier versions", history.filter(id__in=rows).delete()[0])
    if rule.deleted or rule.blank:
        gone.add(str(rule.model._meta.verbose_name_plural), len(rows))
    gone.add("files", delete_uploads(uploads))


def quiet_audit(model: type[models.Model], rows: list[int]) -> None:
    """That something happened stays in the audit trail; names and reasons go."""
    Entry.objects.filter(kind=ContentType.objects.get_for_model(model), record_id__in=rows).update(
        label="", reason="", detail={}
    )


def delete_uploads(pks: Collection[int]) -> int:
    deleted = 0
    for upload in Upload.objects.filter(pk__in=set(pks)):
        try:
            upload.delete()
        except ProtectedError:  # another record, of somebody else, refers to the same file
            continue
        deleted += 1
    return deleted
