"""Lifecycles: the table of a record's allowed transitions, and the one way to make one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.models import Entry
from core.audit.record import Actor
from core.keys import Record

AnyRecord = TypeVar("AnyRecord", bound=models.Model)
CHUNK = 500


class Refused(Exception):
    """An act that the rules do not allow now; its text is a sentence for the person who tried."""


class NotAllowed(Refused):
    """The transition is not in the lifecycle's table."""


class OvertakenByOther(Refused):
    """Somebody else changed the record's state first."""


@dataclass(frozen=True)
class Lifecycle:
    """A table of allowed transitions over the `state` field of one model.

    `allowed` gives for each state the states that may follow; `path` is the usual way from first to last
    state, for drawing the record's steps.
    """

    states: type[models.TextChoices]
    allowed: Mapping[str, frozenset[str] | set[str]]
    path: tuple[str, ...]

    def can_move(self, from_state: str, to_state: str) -> bool:
        return to_state in self.allowed.get(from_state, frozenset())

    def move(
        self, record: AnyRecord, to: str, *, by: Actor, reason: str = "", detail: dict[str, Any] | None = None,
        **changes: Any,
    ) -> AnyRecord:
        """Move `record` to state `to` if it is still in the state the caller saw, and write it down.

        `changes` are further fields set in the same statement. Raises NotAllowed for a transition that is
        not in the table, OvertakenByOther when another request moved the record first. Nothing is
        written in either case. Runs in the caller's transaction, or in one of its own.
        """
        seen = record.state  # type: ignore[attr-defined]
        if not self.can_move(seen, to):
            raise NotAllowed(
                _("It is “%(now)s” and cannot become “%(then)s”.")
                % {"now": self.states(seen).label, "then": self.states(to).label}
            )
        if isinstance(record, Record):
            changes.setdefault("updated_at", timezone.now())
        with transaction.atomic():
            rows = type(record)._default_manager.filter(pk=record.pk, state=seen)
            if not rows.update(state=to, **changes):
                raise OvertakenByOther(
                    _("Somebody else changed it a moment ago. Reload the page to see how it stands.")
                )
            record.state = to  # type: ignore[attr-defined]
            for field, value in changes.items():
                setattr(record, field, value)
            Entry.objects.create(
                act="moved",
                kind=ContentType.objects.get_for_model(record),
                record_id=record.pk,
                label=str(record)[:200],
                by=by if isinstance(by, User) else None,
                by_whom="" if isinstance(by, User) else by,
                from_state=seen,
                to_state=to,
                reason=reason,
                detail=detail or {},
            )
        return record

    def move_all(self, records: Sequence[AnyRecord], to: str, *, by: Actor, reason: str = "") -> None:
        """Move many records of one model to state `to`, all or none, in a bounded number of statements.

        Each record is written down as by `move`, and the same exceptions are raised.
        """
        seen = {record.state for record in records}  # type: ignore[attr-defined]
        for state in seen:
            if not self.can_move(state, to):
                raise NotAllowed(
                    _("It is “%(now)s” and cannot become “%(then)s”.")
                    % {"now": self.states(state).label, "then": self.states(to).label}
                )
        with transaction.atomic():
            for begin in range(0, len(records), CHUNK):
                self.move_chunk(records[begin : begin + CHUNK], to, by, reason)

    def move_chunk(self, records: Sequence[AnyRecord], to: str, by: Actor, reason: str) -> None:
        rows = type(records[0])._default_manager
        changes = {"updated_at": timezone.now()} if isinstance(records[0], Record) else {}
        moved = 0
        for state in {record.state for record in records}:  # type: ignore[attr-defined]
            keys = [record.pk for record in records if record.state == state]  # type: ignore[attr-defined]
            moved += rows.filter(pk__in=keys, state=state).update(state=to, **changes)
        if moved != len(records):
            raise OvertakenByOther(
                _("Somebody else changed one of them a moment ago. Reload the page to see how they stand.")
            )
        kind = ContentType.objects.get_for_model(records[0])
        Entry.objects.bulk_create(
            Entry(
                act="moved", kind=kind, record_id=record.pk, label=str(record)[:200],
                by=by if isinstance(by, User) else None, by_whom="" if isinstance(by, User) else by,
                from_state=record.state, to_state=to, reason=reason,  # type: ignore[attr-defined]
            )
            for record in records
        )
        for record in records:
            record.state = to  # type: ignore[attr-defined]
